//! A layer norm in one dispatch.

use burn_cubecl::{cubecl, tensor::CubeTensor};
use cubecl::{ir::ElemType, prelude::*};

use super::launch::{Launch, elem_type, vector_size};

/// Units that share a row.
const ROW_UNITS: usize = 16;
/// Rows of a cube.
const CUBE_ROWS: usize = 4;

/// `(x - mean) / sqrt(variance + epsilon) * gamma + beta` over the last dimension, computed in f32 whatever the
/// tensors' type.
///
/// # Shapes
/// - `x` and result: `[rows, width]`, with all dimensions before the last as rows
/// - `gamma`, `beta`: `[width]`
pub fn layer_norm(
    x: CubeTensor,
    gamma: CubeTensor,
    beta: CubeTensor,
    epsilon: f32,
    [rows, width]: [usize; 2],
) -> CubeTensor {
    let size = vector_size(&[width]);
    let launch = Launch::of(&x);
    let output = launch.empty(&[rows, width]);
    // Safety: units beyond the last row read the last row again and write nothing.
    unsafe {
        layer_norm_kernel::launch_unchecked(
            &launch.client,
            CubeCount::Static(rows.div_ceil(CUBE_ROWS) as u32, 1, 1),
            CubeDim::new_2d(ROW_UNITS as u32, CUBE_ROWS as u32),
            size,
            launch.buffer(x),
            launch.buffer(gamma),
            launch.buffer(beta),
            launch.buffer(output.clone()),
            rows,
            width / size,
            epsilon,
            elem_type(&output),
        );
    }
    output
}

/// The variance is computed in a second pass, from the differences to the mean: as the difference of two large
/// sums it would lose its digits. `width` is in vectors, not numbers.
#[cube(launch_unchecked)]
#[allow(clippy::too_many_arguments, reason = "a kernel has no other way to be given its buffers and sizes")]
fn layer_norm_kernel<E: Float, N: Size>(
    x: &[Vector<E, N>],
    gamma: &[Vector<E, N>],
    beta: &[Vector<E, N>],
    output: &mut [Vector<E, N>],
    rows: usize,
    width: usize,
    epsilon: f32,
    #[define(E)] _elem: ElemType,
) {
    let mut partial = Shared::<[f32]>::new_slice(comptime!(ROW_UNITS * CUBE_ROWS));
    let (unit, place) = (UNIT_POS_X as usize, UNIT_POS_Y as usize);
    let row = CUBE_POS_X as usize * CUBE_ROWS + place;
    let start = select(row < rows, row, rows - 1) * width;
    let count = f32::cast_from(width * N::value());

    let mut sum = Vector::<f32, N>::new(0.0f32);
    for at in range_stepped(unit, width, ROW_UNITS) {
        sum += Vector::cast_from(x[start + at]);
    }
    let mean = row_sum::<N>(&mut partial, sum, unit, place) / count;
    sync_cube();

    let center = Vector::<f32, N>::new(mean);
    let mut squares = Vector::<f32, N>::new(0.0f32);
    for at in range_stepped(unit, width, ROW_UNITS) {
        let centered = Vector::<f32, N>::cast_from(x[start + at]) - center;
        squares += centered * centered;
    }
    let variance = row_sum::<N>(&mut partial, squares, unit, place) / count;
    let scale = Vector::<f32, N>::new(1.0f32 / (variance + epsilon).sqrt());

    if row < rows {
        for at in range_stepped(unit, width, ROW_UNITS) {
            let normed = (Vector::<f32, N>::cast_from(x[start + at]) - center) * scale;
            let value = normed * Vector::cast_from(gamma[at]) + Vector::cast_from(beta[at]);
            output[start + at] = Vector::cast_from(value);
        }
    }
}

/// The sum over all units of this row; each of them gets it.
#[cube]
fn row_sum<N: Size>(partial: &mut Shared<[f32]>, own: Vector<f32, N>, unit: usize, place: usize) -> f32 {
    let mut of_unit = 0.0f32;
    #[unroll]
    for lane in 0..N::value() {
        of_unit += own.extract(lane);
    }
    partial[place * ROW_UNITS + unit] = of_unit;
    sync_cube();
    let mut of_row = 0.0f32;
    #[unroll]
    for other in 0..ROW_UNITS {
        of_row += partial[place * ROW_UNITS + other];
    }
    of_row
}
