//! The browser's version: WebAssembly's SIMD instructions, four numbers at a time. The rest at the end of a slice is
//! padded to four.

use core::arch::wasm32::{
    f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_max, f32x4_min, f32x4_mul, f32x4_splat, f32x4_sub,
    i32x4_add, i32x4_shl, i32x4_splat, v128, v128_load, v128_store,
};

use super::{ERF_END, ERF_OVER, ERF_UNDER, EXP_END, EXP_SERIES, LN_2, ROUND};

/// Numbers in a vector.
const LANES: usize = 4;

/// `values + other`, in place.
#[target_feature(enable = "simd128")]
pub fn add(values: &mut [f32], other: &[f32]) {
    each_with(values, other, |value, other| f32x4_add(value, other));
}

/// `gelu(values + bias)` in place, where `gelu(x) = x (1 + erf(x / sqrt 2)) / 2`.
#[target_feature(enable = "simd128")]
pub fn add_gelu(values: &mut [f32], bias: &[f32]) {
    each_with(values, bias, |value, bias| {
        let x = f32x4_add(value, bias);
        let erf = erf(f32x4_mul(x, f32x4_splat(std::f32::consts::FRAC_1_SQRT_2)));
        f32x4_mul(f32x4_mul(f32x4_splat(0.5), x), f32x4_add(f32x4_splat(1.0), erf))
    });
}

/// `softmax(scale * row + bias)`, in place.
#[target_feature(enable = "simd128")]
pub fn softmax(row: &mut [f32], scale: f32, bias: Option<&[f32]>) {
    let scale = f32x4_splat(scale);
    match bias {
        Some(bias) => each_with(row, bias, |score, bias| f32x4_add(f32x4_mul(score, scale), bias)),
        None => each(row, |score| f32x4_mul(score, scale)),
    }
    let largest = fold(row, f32::MIN, |a, b| f32x4_max(a, b));
    let largest = lanes(largest).into_iter().fold(f32::MIN, |a, b| if a < b { b } else { a });
    let largest = f32x4_splat(largest);
    each(row, |score| exp(f32x4_sub(score, largest)));
    let sum: f32 = lanes(fold(row, 0.0, |a, b| f32x4_add(a, b))).into_iter().sum();
    let share = f32x4_splat(1.0 / sum);
    each(row, |weight| f32x4_mul(weight, share));
}

/// Replaces each number by a function of it.
#[target_feature(enable = "simd128")]
#[inline]
fn each(values: &mut [f32], function: impl Fn(v128) -> v128) {
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    for chunk in chunks {
        store(chunk, function(load(chunk)));
    }
    if !rest.is_empty() {
        let mut padded = padded(rest, 0.0);
        let value = function(load(&padded));
        store(&mut padded, value);
        rest.copy_from_slice(&padded[..rest.len()]);
    }
}

/// Replaces each number by a function of it and of the number at the same index in `other`.
#[target_feature(enable = "simd128")]
#[inline]
fn each_with(values: &mut [f32], other: &[f32], function: impl Fn(v128, v128) -> v128) {
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    for (chunk, other) in chunks.iter_mut().zip(others) {
        store(chunk, function(load(chunk), load(other)));
    }
    if !rest.is_empty() && !other_rest.is_empty() {
        let mut padded_rest = padded(rest, 0.0);
        let value = function(load(&padded_rest), load(&padded(other_rest, 0.0)));
        store(&mut padded_rest, value);
        rest.copy_from_slice(&padded_rest[..rest.len()]);
    }
}

/// Folds a slice lane by lane, starting from `start` in each lane.
#[target_feature(enable = "simd128")]
#[inline]
fn fold(values: &[f32], start: f32, join: impl Fn(v128, v128) -> v128) -> v128 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut all = f32x4_splat(start);
    for chunk in chunks {
        all = join(all, load(chunk));
    }
    join(all, load(&padded(rest, start)))
}

/// The error function.
#[target_feature(enable = "simd128")]
#[inline]
fn erf(x: v128) -> v128 {
    let x = f32x4_min(f32x4_max(x, f32x4_splat(-ERF_END)), f32x4_splat(ERF_END));
    let square = f32x4_mul(x, x);
    f32x4_div(f32x4_mul(x, horner(&ERF_OVER, square)), horner(&ERF_UNDER, square))
}

/// `e^x` for `x` up to 88.
#[target_feature(enable = "simd128")]
#[inline]
fn exp(x: v128) -> v128 {
    let x = f32x4_max(x, f32x4_splat(EXP_END));
    let shifted = f32x4_add(f32x4_mul(x, f32x4_splat(std::f32::consts::LOG2_E)), f32x4_splat(ROUND));
    let whole = f32x4_sub(shifted, f32x4_splat(ROUND));
    let rest = f32x4_sub(x, f32x4_mul(whole, f32x4_splat(LN_2[0])));
    let rest = f32x4_sub(rest, f32x4_mul(whole, f32x4_splat(LN_2[1])));
    let power = i32x4_shl(i32x4_add(shifted, i32x4_splat(127)), 23);
    let series = f32x4_mul(f32x4_mul(horner(&EXP_SERIES, rest), rest), rest);
    f32x4_mul(f32x4_add(f32x4_add(series, rest), f32x4_splat(1.0)), power)
}

/// A polynomial's value; its coefficients stand highest power first.
#[target_feature(enable = "simd128")]
#[inline]
fn horner<const N: usize>(coefficients: &[f32; N], x: v128) -> v128 {
    let mut value = f32x4_splat(coefficients[0]);
    for coefficient in &coefficients[1..] {
        value = f32x4_add(f32x4_mul(value, x), f32x4_splat(*coefficient));
    }
    value
}

fn padded(rest: &[f32], with: f32) -> [f32; LANES] {
    let mut padded = [with; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

#[target_feature(enable = "simd128")]
#[inline]
fn lanes(vector: v128) -> [f32; LANES] {
    [
        f32x4_extract_lane::<0>(vector),
        f32x4_extract_lane::<1>(vector),
        f32x4_extract_lane::<2>(vector),
        f32x4_extract_lane::<3>(vector),
    ]
}

#[target_feature(enable = "simd128")]
#[inline]
fn load(numbers: &[f32; LANES]) -> v128 {
    // SAFETY: the pointer is to 16 bytes that are borrowed, and the instruction takes any alignment.
    unsafe { v128_load(numbers.as_ptr().cast()) }
}

#[target_feature(enable = "simd128")]
#[inline]
fn store(numbers: &mut [f32; LANES], vector: v128) {
    // SAFETY: as in `load`; the borrow is exclusive.
    unsafe { v128_store(numbers.as_mut_ptr().cast(), vector) }
}
