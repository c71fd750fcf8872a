//! Functions of many numbers at once. Natively each is a loop without branches, which the compiler vectorises; in a
//! browser they are written in WebAssembly's 128-bit vector instructions (which burn's matrix products need there
//! anyway), as a module that is built for size has no loop vectorised.

#[cfg(not(target_arch = "wasm32"))]
mod scalar;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub use scalar::{add, add_gelu, softmax};
#[cfg(target_arch = "wasm32")]
pub use simd128::{add, add_gelu, softmax};

/// The error function, off by at most 5e-7: a quotient of two polynomials, as Eigen and XLA have it
/// (`generic_fast_erf_float`). Coefficients of the odd powers of `x` above the line, highest first.
const ERF_OVER: [f32; 7] = [
    -2.726_142_3e-10,
    2.770_681_4e-8,
    -2.101_024e-6,
    -5.692_506_4e-5,
    -7.349_906_3e-4,
    -2.954_6e-3,
    -1.609_603_3e-2,
];

/// Coefficients of the even powers below the line, highest first.
const ERF_UNDER: [f32; 5] = [-1.456_607_2e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2];

/// Beyond, the error function is 1 in 32 bits.
const ERF_END: f32 = 4.0;

/// `e^x` off by at most one part in 10^7, as Cephes has it (`expf`): a power of two times a polynomial of the rest.
/// Coefficients of the polynomial from the sixth power to the second.
const EXP_SERIES: [f32; 6] = [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];

/// Below, `e^x` is 0 in 32 bits.
const EXP_END: f32 = -87.5;

/// Adding it rounds to a whole number, which stands in the lowest bits then.
const ROUND: f32 = 12_582_912.0;

/// The natural logarithm of 2 in two parts, the first of few bits, so that a difference loses nothing.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
