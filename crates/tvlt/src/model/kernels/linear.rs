//! A linear layer in one dispatch: the product, its bias, an activation and a residual.

use burn_cubecl::{cubecl, tensor::CubeTensor};
use cubecl::{ir::ElemType, prelude::*};

use super::launch::{Launch, clamp_max, elem_type, vector_size};

/// Rows of the output that one unit computes.
const UNIT_ROWS: usize = 4;

/// The activation that a unit applies before it writes its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Epilogue {
    /// Nothing.
    Identity,
    /// The exact GELU, `x (1 + erf(x / sqrt 2)) / 2`.
    Gelu,
}

/// The tile of the output that one cube computes: `UNIT_ROWS * height` rows by `width` vectors of columns, in
/// steps of `depth` vectors of the inner dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Tile {
    width: usize,
    height: usize,
    depth: usize,
}

impl Tile {
    /// Gives enough cubes to fill a large GPU even where there are few rows.
    const SMALL: Self = Self { width: 8, height: 8, depth: 8 };
    /// Needs fewer reads for each product, where there are enough rows.
    const LARGE: Self = Self { width: 16, height: 16, depth: 4 };
    /// Cubes that a large GPU runs at once; with fewer, part of it is idle.
    const FILLS_A_CARD: usize = 512;

    /// The tile for a product of this many rows and vectors of columns.
    fn of(rows: usize, columns: usize) -> Self {
        if Self::LARGE.cubes(rows, columns) >= Self::FILLS_A_CARD { Self::LARGE } else { Self::SMALL }
    }

    fn cubes(self, rows: usize, columns: usize) -> usize {
        rows.div_ceil(self.height * UNIT_ROWS) * columns.div_ceil(self.width)
    }
}

/// `epilogue(x · weight + bias) + residual`.
///
/// All tensors are contiguous and of one type; sums are in f32.
///
/// # Shapes
/// - `x`: `[rows, inner]`, with all dimensions before the last as rows
/// - `weight`: `[parts, inner, part]`: the weights of `parts` layers, whose outputs lie side by side
/// - `bias`: `[parts * part]`
/// - `residual` and result: `[rows, parts * part]`
pub fn linear(
    x: CubeTensor,
    weight: CubeTensor,
    bias: Option<CubeTensor>,
    residual: Option<CubeTensor>,
    epilogue: Epilogue,
    [rows, inner, parts, part]: [usize; 4],
) -> CubeTensor {
    let columns = parts * part;
    let size = vector_size(&[inner, part]);
    let tile = Tile::of(rows, columns / size);
    let launch = Launch::of(&x);
    let output = launch.empty(&[rows, columns]);
    let buffer = |tensor: CubeTensor| launch.buffer(tensor);
    let across = (columns / size).div_ceil(tile.width);
    let down = rows.div_ceil(tile.height * UNIT_ROWS);
    // Safety: units beyond the edges read clamped indices and write nothing.
    unsafe {
        linear_kernel::launch_unchecked(
            &launch.client,
            CubeCount::Static(across as u32, down as u32, 1),
            CubeDim::new_2d(tile.width as u32, tile.height as u32),
            size,
            buffer(x),
            buffer(weight),
            bias.map(buffer).into(),
            residual.map(buffer).into(),
            buffer(output.clone()),
            rows,
            inner / size,
            columns / size,
            part / size,
            tile,
            epilogue,
            elem_type(&output),
        );
    }
    output
}

/// Each unit computes `UNIT_ROWS` rows of one vector of columns. `inner`, `columns` and `part` are in vectors.
#[cube(launch_unchecked)]
#[allow(clippy::too_many_arguments, reason = "a kernel has no other way to be given its buffers and sizes")]
fn linear_kernel<E: Float, N: Size>(
    x: &[Vector<E, N>],
    weight: &[Vector<E, N>],
    bias: ComptimeOption<Box<[Vector<E, N>]>>,
    residual: ComptimeOption<Box<[Vector<E, N>]>>,
    output: &mut [Vector<E, N>],
    rows: usize,
    inner: usize,
    columns: usize,
    part: usize,
    #[comptime] tile: Tile,
    #[comptime] epilogue: Epilogue,
    #[define(E)] _elem: ElemType,
) {
    let size = N::value();
    let tile_rows = comptime!(tile.height * UNIT_ROWS);
    let units = comptime!(tile.width * tile.height);
    // Each row is padded by one vector, so that the units of one warp read from different banks.
    let x_stride = comptime!(tile.depth + 1);
    let w_rows = comptime!(tile.depth * size);
    let mut x_tile = Shared::<[Vector<f32, N>]>::new_slice(comptime!(tile_rows * x_stride));
    let mut w_tile = Shared::<[Vector<f32, N>]>::new_slice(comptime!(w_rows * tile.width));

    let unit = UNIT_POS as usize;
    let (ux, uy) = (UNIT_POS_X as usize, UNIT_POS_Y as usize);
    let first_row = CUBE_POS_Y as usize * tile_rows;
    let first_column = CUBE_POS_X as usize * tile.width;
    let zero = Vector::<f32, N>::new(0.0f32);

    let mut sums = Array::<Vector<f32, N>>::new(UNIT_ROWS);
    #[unroll]
    for row in 0..UNIT_ROWS {
        sums[row] = zero;
    }

    let steps = inner.div_ceil(tile.depth);
    for step in 0..steps {
        let start = step * tile.depth;

        let x_loads = comptime!((tile_rows * tile.depth).div_ceil(units));
        #[unroll]
        for load in 0..x_loads {
            let at = unit + comptime!(load * units);
            let row = at / tile.depth;
            let deep = at % tile.depth;
            if at < comptime!(tile_rows * tile.depth) {
                let from = clamp_max(first_row + row, rows - 1) * inner + clamp_max(start + deep, inner - 1);
                let value = Vector::<f32, N>::cast_from(x[from]);
                x_tile[row * x_stride + deep] = select(start + deep < inner, value, zero);
            }
        }

        let w_loads = comptime!((w_rows * tile.width).div_ceil(units));
        #[unroll]
        for load in 0..w_loads {
            let at = unit + comptime!(load * units);
            let deep = at / tile.width;
            let column = clamp_max(first_column + at % tile.width, columns - 1);
            if at < comptime!(w_rows * tile.width) {
                let inner_row = start * size + deep;
                let within = inner_row < inner * size;
                let which = column / part;
                let row = which * inner * size + clamp_max(inner_row, inner * size - 1);
                let value = Vector::<f32, N>::cast_from(weight[row * part + (column - which * part)]);
                w_tile[at] = select(within, value, zero);
            }
        }
        sync_cube();

        for deep in 0..tile.depth {
            let mut seen = Array::<Vector<f32, N>>::new(UNIT_ROWS);
            #[unroll]
            for row in 0..UNIT_ROWS {
                seen[row] = x_tile[(uy + comptime!(row * tile.height)) * x_stride + deep];
            }
            #[unroll]
            for lane in 0..size {
                let weights = w_tile[(deep * size + lane) * tile.width + ux];
                #[unroll]
                for row in 0..UNIT_ROWS {
                    sums[row] += Vector::new(seen[row].extract(lane)) * weights;
                }
            }
        }
        sync_cube();
    }

    let column = first_column + ux;
    if column < columns {
        #[unroll]
        for row in 0..UNIT_ROWS {
            let at_row = first_row + uy + comptime!(row * tile.height);
            if at_row < rows {
                let mut value = sums[row];
                #[comptime]
                match &bias {
                    ComptimeOption::Some(bias) => value += Vector::cast_from(bias[column]),
                    ComptimeOption::None => {}
                }
                if comptime!(epilogue == Epilogue::Gelu) {
                    let half = Vector::new(0.5f32);
                    let inverse_root = Vector::new(core::f32::consts::FRAC_1_SQRT_2);
                    value = value * half * (Vector::new(1.0f32) + (value * inverse_root).erf());
                }
                let at = at_row * columns + column;
                #[comptime]
                match &residual {
                    ComptimeOption::Some(residual) => value += Vector::cast_from(residual[at]),
                    ComptimeOption::None => {}
                }
                output[at] = Vector::cast_from(value);
            }
        }
    }
}
