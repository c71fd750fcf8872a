//! Augmentation of voices (VTLP, SpecAugment, equalising): changes how a word sounds, not which word it is. A
//! synthesiser has few voices, and a model trained on those alone takes their timbre for a part of the word.

use std::f32::consts::TAU;

use rand::Rng;

use tvlt::processor::audio::mel::{MAX_FREQUENCY, centres, hertz_to_mel};

/// Makes up to three wide bands louder or softer, by up to 14 dB at `level` 1, as distance, room and
/// microphone do. The peak keeps its level.
pub(super) fn equalise(rng: &mut impl Rng, pcm: &mut [f32], level: f32) {
    let before = loudest(pcm);
    for _ in 0..rng.random_range(1..=3) {
        let hertz = 100.0 * 90f32.powf(rng.random());
        let decibels = level * rng.random_range(-14.0..14.0);
        peak(pcm, hertz, decibels, rng.random_range(0.4..1.5));
    }
    let gain = before / loudest(pcm).max(1e-6);
    pcm.iter_mut().for_each(|value| *value *= gain);
}

fn loudest(pcm: &[f32]) -> f32 {
    pcm.iter().fold(0.0f32, |peak, value| peak.max(value.abs()))
}

/// Makes a band around `hertz` louder by `decibels`: R. Bristow-Johnson's peaking equaliser, `sharpness`
/// being its Q.
fn peak(pcm: &mut [f32], hertz: f32, decibels: f32, sharpness: f32) {
    let (sin, cos) = (TAU * hertz / 44_100.0).sin_cos();
    let gain = 10f32.powf(decibels / 40.0);
    let alpha = sin / (2.0 * sharpness);
    let scale = 1.0 / (1.0 + alpha / gain);
    let (first, same, last) =
        ((1.0 + alpha * gain) * scale, -2.0 * cos * scale, (1.0 - alpha * gain) * scale);
    let feedback = (1.0 - alpha / gain) * scale;
    let mut held = [0.0f32; 2];
    for value in pcm {
        // Inaudible, but keeps the filter from decaying to subnormal numbers in silence, with which processors
        // are slow.
        *value += 1e-15;
        let out = first * *value + held[0];
        held = [same * *value - same * out + held[1], last * *value - feedback * out];
        *value = out;
    }
}

/// Simulates a longer or shorter vocal tract, by up to 15 per cent at `level` 1, at the same tempo: scales all
/// frequencies of the `[rows, mels]` spectrogram by one factor (N. Jaitly and G. Hinton, "Vocal Tract
/// Length Perturbation improves speech recognition", 2013).
pub(super) fn vtlp(rng: &mut impl Rng, spectrogram: &mut [f32], mels: usize, level: f32) {
    let factor = (f64::from(level) * rng.random_range(-0.15..0.15f64)).exp();
    let step = hertz_to_mel(MAX_FREQUENCY) / (mels + 1) as f64;
    let sources: Vec<(usize, f32)> = centres(mels)
        .map(|hertz| {
            let place = (hertz_to_mel(hertz * factor) / step - 1.0).clamp(0.0, (mels - 1) as f64);
            let below = (place as usize).min(mels.saturating_sub(2));
            (below, (place - below as f64) as f32)
        })
        .collect();
    let mut old = vec![0.0; mels];
    for row in spectrogram.chunks_exact_mut(mels) {
        old.copy_from_slice(row);
        for (value, &(below, part)) in row.iter_mut().zip(&sources) {
            *value = old[below] + part * (old[below + 1] - old[below]);
        }
    }
}

/// Warps the `[rows, mels]` spectrogram in time, faster and slower by turns, by up to 40 per cent at `level` 1 (time
/// warping, as in "SpecAugment").
pub(super) fn time_warp(rng: &mut impl Rng, spectrogram: &mut [f32], mels: usize, level: f32) {
    let rows = spectrogram.len() / mels;
    let period = rng.random_range(24.0..128.0f32);
    let phase = rng.random_range(0.0..TAU);
    let reach = level * rng.random_range(0.0..0.4f32) * period / TAU;
    let old = spectrogram.to_vec();
    for (row, values) in spectrogram.chunks_exact_mut(mels).enumerate() {
        let moved = row as f32 + reach * (TAU * row as f32 / period + phase).sin();
        let place = moved.clamp(0.0, rows.saturating_sub(1) as f32);
        let below = (place as usize).min(rows.saturating_sub(2));
        let part = place - below as f32;
        let pairs = old[below * mels..].iter().zip(&old[(below + 1).min(rows - 1) * mels..]);
        for (value, (before, after)) in values.iter_mut().zip(pairs) {
            *value = before + part * (after - before);
        }
    }
}

/// Masks up to two frequency bands and up to two time spans of the `[rows, mels]` spectrogram with its mean, so that
/// a word is recognised by all of its features and not by one that the trained voices share (D. Park et al.,
/// "SpecAugment", 2019).
pub(super) fn mask_time_and_frequency(rng: &mut impl Rng, spectrogram: &mut [f32], mels: usize) {
    let rows = spectrogram.len() / mels;
    let mean = spectrogram.iter().sum::<f32>() / spectrogram.len().max(1) as f32;
    for _ in 0..rng.random_range(0..=2) {
        let width = rng.random_range(0..=mels / 6);
        let first = rng.random_range(0..=mels - width);
        spectrogram.chunks_exact_mut(mels).for_each(|row| row[first..first + width].fill(mean));
    }
    for _ in 0..rng.random_range(0..=2) {
        let length = rng.random_range(0..=rows / 14);
        let first = rng.random_range(0..=rows - length);
        spectrogram[first * mels..(first + length) * mels].fill(mean);
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn loudness(hertz: f32, decibels: f32) -> f32 {
        let mut pcm: Vec<f32> = (0..8000).map(|i| (TAU * hertz / 44_100.0 * i as f32).sin()).collect();
        peak(&mut pcm, 1000.0, decibels, 1.0);
        20.0 * pcm[4000..].iter().fold(0.0f32, |peak, value| peak.max(value.abs())).log10()
    }

    #[test]
    fn another_microphone_is_no_louder() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let tone: Vec<f32> = (0..8000).map(|i| 0.7 * (TAU * 700.0 / 44_100.0 * i as f32).sin()).collect();
        for _ in 0..20 {
            let mut pcm = tone.clone();
            equalise(&mut rng, &mut pcm, 1.0);
            assert!((loudest(&pcm) - loudest(&tone)).abs() < 1e-4);
            assert!(pcm != tone);
        }
    }

    #[test]
    fn a_band_gets_louder_and_the_rest_stays() {
        for decibels in [-12.0, 6.0] {
            assert!((loudness(1000.0, decibels) - decibels).abs() < 0.1);
            assert!(loudness(50.0, decibels).abs() < 0.2);
            assert!(loudness(15_000.0, decibels).abs() < 0.2);
        }
    }

    #[test]
    fn most_of_a_word_stays() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let word: Vec<f32> = (0..128 * 128).map(|at| ((at * 7919) % 997) as f32 / 500.0 - 1.0).collect();
        let mut changed = 0;
        for _ in 0..50 {
            let mut blotted = word.clone();
            mask_time_and_frequency(&mut rng, &mut blotted, 128);
            let kept = blotted.iter().zip(&word).filter(|(a, b)| a == b).count();
            assert!(kept > word.len() / 2, "{kept}");
            changed += usize::from(kept < word.len());
        }
        assert!(changed > 30);
    }

    #[test]
    fn another_pace_moves_moments_and_keeps_their_order() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let own: Vec<f32> = (0..128 * 2).map(|at| (at / 2) as f32).collect();
        let mut moved = 0;
        for _ in 0..50 {
            let mut rows = own.clone();
            time_warp(&mut rng, &mut rows, 2, 1.0);
            assert!(rows.chunks_exact(2).all(|row| row[0] == row[1]));
            assert!(rows.is_sorted(), "time ran back");
            let furthest = rows.iter().zip(&own).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(furthest < 8.2, "{furthest}");
            moved += usize::from(furthest > 1.0);
        }
        assert!(moved > 25);
    }

    #[test]
    fn a_throat_moves_a_tone_by_at_most_its_share() {
        let mels = 128;
        let middles: Vec<f64> = centres(mels).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut moved = 0;
        for _ in 0..50 {
            let mut rows = vec![-1.0; 2 * mels];
            rows[mels + 70] = 1.0;
            vtlp(&mut rng, &mut rows, mels, 1.0);
            assert!(rows[..mels].iter().all(|value| *value == -1.0));
            let loudest = (0..mels).max_by(|a, b| rows[mels + a].total_cmp(&rows[mels + b])).expect("rows");
            let ratio = middles[loudest] / middles[70];
            assert!((0.82..1.22).contains(&ratio), "{ratio}");
            moved += usize::from(loudest != 70);
        }
        assert!(moved > 25);
        let (mut rows, old) = (vec![0.25; mels], vec![0.25; mels]);
        vtlp(&mut rng, &mut rows, mels, 0.0);
        assert_eq!(rows, old);
    }
}
