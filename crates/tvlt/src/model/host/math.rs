//! Functions of many numbers at once. Natively each is a loop without branches, which the compiler vectorises. In a
//! browser they are written with WebAssembly's 128-bit SIMD instructions (which burn's matrix products need there
//! anyway), as the compiler vectorises no loops in a module that is built for size.

#[cfg(not(target_arch = "wasm32"))]
mod scalar;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub use scalar::{add, add_gelu, softmax};
#[cfg(target_arch = "wasm32")]
pub use simd128::{add, add_gelu, softmax};

/// The error function, off by at most 5e-7: a quotient of two polynomials, from Eigen and XLA
/// (`generic_fast_erf_float`). Coefficients of the numerator's odd powers of `x`, highest first.
const ERF_OVER: [f32; 7] = [
    -2.726_142_3e-10,
    2.770_681_4e-8,
    -2.101_024e-6,
    -5.692_506_4e-5,
    -7.349_906_3e-4,
    -2.954_6e-3,
    -1.609_603_3e-2,
];

/// Coefficients of the denominator's even powers of `x`, highest first.
const ERF_UNDER: [f32; 5] = [-1.456_607_2e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2];

/// Beyond this, the error function is 1 in f32.
const ERF_END: f32 = 4.0;

/// `e^x`, off by at most one part in 10^7: a power of two times a polynomial of the rest, from Cephes (`expf`).
/// Coefficients of the polynomial from the highest power to the second.
const EXP_SERIES: [f32; 6] = [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];

/// Below this, `e^x` counts as 0.
const EXP_END: f32 = -87.5;

/// Adding it to a number rounds that to an integer, which the lowest bits of the sum then hold.
const ROUND: f32 = 12_582_912.0;

/// The natural logarithm of 2 in two parts, the first with few bits, so that the subtraction is exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
