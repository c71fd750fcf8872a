//! The native version: loops that the compiler vectorises.

use super::{ERF_END, ERF_OVER, ERF_UNDER, EXP_END, EXP_SERIES, LN_2, ROUND};

/// `values + other`, in place.
pub fn add(values: &mut [f32], other: &[f32]) {
    for (value, other) in values.iter_mut().zip(other) {
        *value += other;
    }
}

/// `gelu(values + bias)` in place, where `gelu(x) = x (1 + erf(x / sqrt 2)) / 2`.
pub fn add_gelu(values: &mut [f32], bias: &[f32]) {
    for (value, bias) in values.iter_mut().zip(bias) {
        let x = *value + bias;
        *value = 0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2));
    }
}

/// `softmax(scale * row + bias)`, in place.
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

/// The larger number, or NaN where one is.
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

/// The error function.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let x = x.clamp(-ERF_END, ERF_END);
    let square = x * x;
    x * horner(&ERF_OVER, square) / horner(&ERF_UNDER, square)
}

/// `e^x` for `x` up to 88.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = larger(x, EXP_END);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * LN_2[0] - whole * LN_2[1];
    let power = (shifted.to_bits() as i32).wrapping_add(127).wrapping_shl(23);
    (horner(&EXP_SERIES, rest) * rest * rest + rest + 1.0) * f32::from_bits(power as u32)
}

/// A polynomial's value; its coefficients stand highest power first.
#[inline(always)]
fn horner<const N: usize>(coefficients: &[f32; N], x: f32) -> f32 {
    let mut value = coefficients[0];
    for coefficient in &coefficients[1..] {
        value = value * x + coefficient;
    }
    value
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
