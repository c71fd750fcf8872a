//! Functions of many numbers at once. Each is a loop without branches, which the compiler vectorises: natively
//! with the target's instructions, in a browser with WebAssembly's 128-bit SIMD (which burn's matrix products
//! need there anyway).

/// `values + other`, in place.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add(values: &mut [f32], other: &[f32]) {
    for (value, other) in values.iter_mut().zip(other) {
        *value += other;
    }
}

/// `gelu(values + bias)` in place, where `gelu(x) = x (1 + erf(x / sqrt 2)) / 2`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add_gelu(values: &mut [f32], bias: &[f32]) {
    for (value, bias) in values.iter_mut().zip(bias) {
        let x = *value + bias;
        *value = 0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2));
    }
}

/// `softmax(scale * row + bias)`, in place.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn softmax(row: &mut [f32], scale: f32, bias: Option<&[f32]>) {
    match bias {
        Some(bias) => row.iter_mut().zip(bias).for_each(|(score, bias)| *score = *score * scale + bias),
        None => row.iter_mut().for_each(|score| *score *= scale),
    }
    let largest = fold(row, f32::MIN, larger);
    for score in row.iter_mut() {
        *score = exp(*score - largest);
    }
    let share = 1.0 / fold(row, 0.0, |sum, weight| sum + weight);
    row.iter_mut().for_each(|weight| *weight *= share);
}

/// The larger number. `f32::max` handles NaN differently from WebAssembly's instruction and so compiles to a function
/// call there, which keeps the loop around it from being vectorised.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a < b { b } else { a }
}

/// Folds eight lanes separately, and then the lanes. The compiler may not reorder a sum of floats, so it could not
/// vectorise a plain one.
#[inline(always)]
fn fold(values: &[f32], start: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<8>();
    let mut lanes = [start; 8];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = join(*lane, *value);
        }
    }
    rest.iter().chain(&lanes).fold(start, |all, value| join(all, *value))
}

/// The error function, off by at most 5e-7: a quotient of two polynomials, from Eigen and XLA
/// (`generic_fast_erf_float`).
#[inline(always)]
fn erf(x: f32) -> f32 {
    // Beyond 4 it is 1 in f32.
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let mut over = -2.726_142_3e-10;
    for coefficient in
        [2.770_681_4e-8, -2.101_024e-6, -5.692_506_4e-5, -7.349_906_3e-4, -2.954_6e-3, -1.609_603_3e-2]
    {
        over = over * square + coefficient;
    }
    let mut under = -1.456_607_2e-5;
    for coefficient in [-2.133_740_6e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2] {
        under = under * square + coefficient;
    }
    x * over / under
}

/// `e^x` for `x` up to 88, off by at most one part in 10^7: a power of two times a polynomial, from Cephes
/// (`expf`). 0 below -87.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Adding it to a number rounds that to an integer, which the lowest bits of the sum then hold.
    const ROUND: f32 = 12_582_912.0;
    let x = larger(x, -87.5);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    // ln 2 in two parts, the first with few bits, so that the subtraction is exact.
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut series = 1.987_569_1e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + coefficient;
    }
    let power = (shifted.to_bits() as i32).wrapping_add(127).wrapping_shl(23);
    (series * rest * rest + rest + 1.0) * f32::from_bits(power as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `erf` from its series, in f64.
    fn exact_erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn erf_is_within_its_error() {
        let worst = (-4000..=4000).map(|step| {
            let x = step as f32 / 1000.0;
            (f64::from(erf(x)) - exact_erf(f64::from(x))).abs()
        });
        assert!(worst.fold(0.0, f64::max) < 5e-7);
        assert_eq!((erf(0.0), erf(100.0), erf(-100.0)), (0.0, erf(4.0), erf(-4.0)));
        assert!((erf(100.0) - 1.0).abs() < 5e-7);
    }

    #[test]
    fn exp_is_within_its_error() {
        let worst = (-86_000..=0).map(|step| {
            let x = step as f32 / 1000.0;
            (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs()
        });
        assert!(worst.fold(0.0, f64::max) < 1.5e-7);
        assert!(exp(f32::MIN) < 1e-37);
    }

    #[test]
    fn softmax_is_a_share_of_one_and_keeps_out_what_the_bias_does() {
        let mut row: Vec<f32> = (0..19).map(|at| (at as f32).sin() * 8.0).collect();
        let bias: Vec<f32> = (0..19).map(|at| if at % 4 == 0 { f32::MIN } else { 0.0 }).collect();
        let exact: Vec<f64> = row
            .iter()
            .zip(&bias)
            .map(|(score, bias)| if *bias == 0.0 { (f64::from(*score) * 0.5).exp() } else { 0.0 })
            .collect();
        let sum: f64 = exact.iter().sum();
        softmax(&mut row, 0.5, Some(&bias));
        for (share, exact) in row.iter().zip(&exact) {
            assert!((f64::from(*share) - exact / sum).abs() < 1e-6, "{share} is not {}", exact / sum);
        }
        // Where all keys are masked, all weights are equal, as in the reference.
        let mut row = vec![3.0, -1.0, 2.0];
        softmax(&mut row, 1.0, Some(&[f32::MIN; 3]));
        assert!(row.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-6), "{row:?}");
    }
}
