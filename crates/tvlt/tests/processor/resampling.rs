//! Tests of resampling.

use std::f64::consts::TAU;

use tvlt::processor::{
    ProcessorError,
    audio::{Resampler, resample},
};

use super::fixtures::{Noise, worst};

fn sine(hertz: f64, rate: u32, samples: usize) -> Vec<f32> {
    (0..samples).map(|i| (0.8 * (TAU * hertz * i as f64 / f64::from(rate)).sin()) as f32).collect()
}

/// A sine sampled at one rate and resampled is the sine sampled at the other, at the same time.
/// The filter's own error is what is allowed (its stop band lies below -90 dB). The ends are left
/// out, where the sound begins and stops at once and the filter rings.
#[test]
fn a_sine_stays_the_same_sine() {
    for (from, to) in [
        (48_000, 44_100),
        (16_000, 44_100),
        (8000, 44_100),
        (22_050, 44_100),
        (96_000, 44_100),
        (44_100, 48_000),
        (44_101, 44_100),
    ] {
        for part in [0.01, 0.3, 0.85] {
            let hertz = part * f64::from(from.min(to)) / 2.0;
            let samples = from as usize / 2;
            let resampled = resample(&sine(hertz, from, samples), from, to).unwrap();
            let expected = sine(hertz, to, resampled.len());
            assert_eq!(resampled.len(), (samples as u64 * u64::from(to)).div_ceil(u64::from(from)) as usize);
            let edge = resampled.len() / 4;
            let middle = edge..resampled.len() - edge;
            let worst = worst(&resampled[middle.clone()], &expected[middle]);
            println!("{from} to {to} Hz, sine of {hertz} Hz: worst difference {worst:e}");
            assert!(worst < 1e-4, "{from} to {to} Hz, sine of {hertz} Hz: {worst}");
        }
    }
}

/// Frequencies above the new rate's limit are removed, not aliased.
#[test]
fn too_high_a_sine_disappears() {
    let resampled = resample(&sine(30_000.0, 96_000, 48_000), 96_000, 44_100).unwrap();
    let edge = resampled.len() / 4;
    assert!(resampled[edge..resampled.len() - edge].iter().all(|sample| sample.abs() < 1e-4));
}

#[test]
fn chunks_make_no_difference() {
    let mut noise = Noise(5);
    let sound: Vec<f32> = (0..20_000).map(|_| noise.sample()).collect();
    for from in [48_000, 44_100, 16_000] {
        let whole = resample(&sound, from, 44_100).unwrap();
        let mut resampler = Resampler::new(from, 44_100).unwrap();
        // Twice, to check that the second stream is independent of the first.
        for _ in 0..2 {
            let mut out = Vec::new();
            let mut rest = sound.as_slice();
            while !rest.is_empty() {
                let (chunk, later) = rest.split_at(rest.len().min(1 + noise.below(3000) as usize));
                resampler.push(chunk, &mut out).unwrap();
                rest = later;
            }
            resampler.finish(&mut out).unwrap();
            assert!(out == whole, "{from} Hz");
        }
    }
}

#[test]
fn equal_rates_change_nothing() {
    let sound = sine(440.0, 44_100, 1000);
    assert_eq!(resample(&sound, 44_100, 44_100).unwrap(), sound);
    assert!(resample(&[], 48_000, 44_100).unwrap().is_empty());
}

#[test]
fn impossible_rates_are_errors() {
    assert_eq!(resample(&[0.0], 0, 44_100), Err(ProcessorError::Rate { rate: 0 }));
    assert_eq!(resample(&[0.0], 44_100, u32::MAX), Err(ProcessorError::Rate { rate: u32::MAX }));
}
