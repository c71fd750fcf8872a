//! Attention in one dispatch: scores, softmax and the weighted sum. The matrix of scores is never in memory.

use burn_cubecl::{cubecl, tensor::CubeTensor};
use cubecl::{ir::ElemType, prelude::*};

use super::launch::{Launch, clamp_max, elem_type, vector_size};

/// Units (threads) of a cube (workgroup) in either direction.
const UNITS: usize = 8;
/// Queries of a cube.
const QUERIES: usize = 16;
/// Keys that a cube processes in one step.
const KEYS: usize = 32;
/// Widest head whose queries and keys fit into 16 KiB of shared memory, WebGPU's guaranteed minimum.
pub const WIDEST_HEAD: usize = 64;

/// Sizes of a self-attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// Clips.
    pub batch: usize,
    /// Tokens of a clip.
    pub tokens: usize,
    /// Heads.
    pub heads: usize,
    /// Width of a head, at most [`WIDEST_HEAD`].
    pub head: usize,
}

/// `softmax(q k^T / sqrt(head) + bias) v` for each head, with the online softmax of FlashAttention
/// (arXiv 2205.14135, algorithm 1). Sums are in f32, whatever the tensors' type.
///
/// # Shapes
/// - `qkv`: `[batch, tokens, 3 * heads * head]`, queries, then keys, then values
/// - `bias`: `[batch, tokens]`, added to the scores of each key
/// - result: `[batch, tokens, heads * head]`
pub fn attention(qkv: CubeTensor, bias: Option<CubeTensor>, sizes: Sizes) -> CubeTensor {
    let Sizes { batch, tokens, heads, head } = sizes;
    let size = vector_size(&[head]);
    let launch = Launch::of(&qkv);
    let output = launch.empty(&[batch, tokens, heads * head]);
    // Safety: units beyond the last token read the last token again and write nothing.
    unsafe {
        attention_kernel::launch_unchecked(
            &launch.client,
            CubeCount::Static(tokens.div_ceil(QUERIES) as u32, heads as u32, batch as u32),
            CubeDim::new_2d(UNITS as u32, UNITS as u32),
            size,
            launch.buffer(qkv),
            bias.map(|bias| launch.buffer(bias)).into(),
            launch.buffer(output.clone()),
            tokens,
            heads * (head / size),
            1.0 / (head as f32).sqrt(),
            head / size,
            elem_type(&output),
        );
    }
    output
}

/// A cube computes one head of `QUERIES` tokens. `hidden` and `head` are in vectors, not numbers.
#[cube(launch_unchecked)]
#[allow(clippy::too_many_arguments, reason = "a kernel has no other way to be given its buffers and sizes")]
fn attention_kernel<E: Float, N: Size>(
    qkv: &[Vector<E, N>],
    bias: ComptimeOption<Box<[E]>>,
    output: &mut [Vector<E, N>],
    tokens: usize,
    hidden: usize,
    scale: f32,
    #[comptime] head: usize,
    #[define(E)] _elem: ElemType,
) {
    let rows = comptime!(QUERIES / UNITS);
    let keys = comptime!(KEYS / UNITS);
    let columns = comptime!(head.div_ceil(UNITS));
    // Each row is padded by one vector, so that the units of one warp read from different banks.
    let stride = comptime!(head + 1);
    let score_stride = comptime!(KEYS + 1);
    let mut queries = Shared::<[Vector<f32, N>]>::new_slice(comptime!(QUERIES * stride));
    let mut shown = Shared::<[Vector<f32, N>]>::new_slice(comptime!(KEYS * stride));
    let mut scores = Shared::<[f32]>::new_slice(comptime!(QUERIES * score_stride));

    let (ux, uy) = (UNIT_POS_X as usize, UNIT_POS_Y as usize);
    let first_query = CUBE_POS_X as usize * QUERIES;
    let clip = CUBE_POS_Z as usize * tokens;
    let at_head = CUBE_POS_Y as usize * head;
    let lowest = f32::new(-3.402_823_4e38);

    load_rows::<E, N>(qkv, &mut queries, clip, first_query, tokens, hidden * 3, at_head, QUERIES, head);

    let mut sums = Array::<Vector<f32, N>>::new(comptime!(rows * columns));
    let mut largest = Array::<f32>::new(rows);
    let mut total = Array::<f32>::new(rows);
    #[unroll]
    for row in 0..rows {
        largest[row] = lowest;
        total[row] = 0.0f32;
        #[unroll]
        for column in 0..columns {
            sums[row * columns + column] = Vector::new(0.0f32);
        }
    }

    let steps = tokens.div_ceil(KEYS);
    for step in 0..steps {
        let first_key = step * KEYS;
        load_rows::<E, N>(qkv, &mut shown, clip, first_key, tokens, hidden * 3, hidden + at_head, KEYS, head);
        sync_cube();

        let mut own = Array::<f32>::new(comptime!(rows * keys));
        #[unroll]
        for key in 0..keys {
            let place = ux + comptime!(key * UNITS);
            let at_key = clip + clamp_max(first_key + place, tokens - 1);
            #[unroll]
            for row in 0..rows {
                let mut products = Vector::<f32, N>::new(0.0f32);
                for deep in 0..head {
                    let query = queries[(uy + comptime!(row * UNITS)) * stride + deep];
                    products += query * shown[place * stride + deep];
                }
                let mut score = 0.0f32;
                #[unroll]
                for lane in 0..N::value() {
                    score += products.extract(lane);
                }
                score *= scale;
                #[comptime]
                match &bias {
                    ComptimeOption::Some(bias) => score += f32::cast_from(bias[at_key]),
                    ComptimeOption::None => {}
                }
                score = select(first_key + place < tokens, score, lowest);
                own[row * keys + key] = score;
                scores[(uy + comptime!(row * UNITS)) * score_stride + place] = score;
            }
        }
        sync_cube();

        load_rows::<E, N>(
            qkv,
            &mut shown,
            clip,
            first_key,
            tokens,
            hidden * 3,
            hidden * 2 + at_head,
            KEYS,
            head,
        );
        #[unroll]
        for row in 0..rows {
            let mut best = largest[row];
            for key in 0..KEYS {
                best = max(best, scores[(uy + comptime!(row * UNITS)) * score_stride + key]);
            }
            let fade = (largest[row] - best).exp();
            largest[row] = best;
            total[row] *= fade;
            #[unroll]
            for column in 0..columns {
                sums[row * columns + column] *= Vector::new(fade);
            }
        }
        sync_cube();

        #[unroll]
        for row in 0..rows {
            #[unroll]
            for key in 0..keys {
                let place = ux + comptime!(key * UNITS);
                let weight = (own[row * keys + key] - largest[row]).exp();
                let weight = select(first_key + place < tokens, weight, 0.0f32);
                total[row] += weight;
                scores[(uy + comptime!(row * UNITS)) * score_stride + place] = weight;
            }
        }
        sync_cube();

        for key in 0..KEYS {
            #[unroll]
            for column in 0..columns {
                let at = clamp_max(ux + comptime!(column * UNITS), comptime!(head - 1));
                let value = shown[key * stride + at];
                #[unroll]
                for row in 0..rows {
                    let weight = scores[(uy + comptime!(row * UNITS)) * score_stride + key];
                    sums[row * columns + column] += Vector::new(weight) * value;
                }
            }
        }
        sync_cube();
    }

    // Each unit has summed the weights of its own keys only.
    #[unroll]
    for row in 0..rows {
        scores[(uy + comptime!(row * UNITS)) * score_stride + ux] = total[row];
    }
    sync_cube();
    #[unroll]
    for row in 0..rows {
        let mut sum = 0.0f32;
        #[unroll]
        for unit in 0..UNITS {
            sum += scores[(uy + comptime!(row * UNITS)) * score_stride + unit];
        }
        let query = first_query + uy + comptime!(row * UNITS);
        #[unroll]
        for column in 0..columns {
            let at = ux + comptime!(column * UNITS);
            if query < tokens && at < head {
                let value = sums[row * columns + column] / Vector::new(sum);
                output[(clip + query) * hidden + at_head + at] = Vector::cast_from(value);
            }
        }
    }
}

/// Copies into shared memory `count` tokens from `first` on, of each the `head` vectors from `column` on.
#[cube]
#[allow(clippy::too_many_arguments, reason = "it is one step of the kernel")]
fn load_rows<E: Float, N: Size>(
    from: &[Vector<E, N>],
    to: &mut Shared<[Vector<f32, N>]>,
    clip: usize,
    first: usize,
    tokens: usize,
    row_length: usize,
    column: usize,
    #[comptime] count: usize,
    #[comptime] head: usize,
) {
    let units = comptime!(UNITS * UNITS);
    let loads = comptime!((count * head).div_ceil(units));
    let unit = UNIT_POS as usize;
    #[unroll]
    for load in 0..loads {
        let at = unit + comptime!(load * units);
        let row = at / head;
        let deep = at % head;
        if at < comptime!(count * head) {
            let token = clip + clamp_max(first + row, tokens - 1);
            to[row * comptime!(head + 1) + deep] =
                Vector::cast_from(from[token * row_length + column + deep]);
        }
    }
}
