//! Slaney's mel scale and the filter bank on it (`audio_utils.py`, `mel_filter_bank`).

use std::ops::Range;

/// Highest frequency of the filters, in hertz. HF fixes it, whatever the sampling rate.
pub const MAX_FREQUENCY: f64 = 22_050.0;

/// The corners of the triangular filters in hertz, `mels + 2` of them: filter `i` begins at corner `i`, peaks at
/// `i + 1` and ends at `i + 2`.
fn corners(mels: usize) -> impl Iterator<Item = f64> {
    let top = hertz_to_mel(MAX_FREQUENCY);
    (0..mels + 2).map(move |i| mel_to_hertz(top * i as f64 / (mels + 1) as f64))
}

/// The frequency at which each of `mels` filters peaks, in hertz.
pub fn centres(mels: usize) -> impl Iterator<Item = f64> {
    corners(mels).skip(1).take(mels)
}

/// Triangular filters, evenly spaced on Slaney's mel scale, each of unit area
/// (`audio_utils.py`, `mel_filter_bank` with `norm="slaney"`, `mel_scale="slaney"`).
///
/// Only the non-zero weights are stored: a filter spans few of the Fourier bins.
#[derive(Debug, Clone)]
pub struct MelFilterBank {
    filters: Vec<Filter>,
}

#[derive(Debug, Clone)]
struct Filter {
    bins: Range<usize>,
    weights: Vec<f64>,
}

impl MelFilterBank {
    /// `mels` filters from 0 to 22,050 Hz, over `bins` Fourier bins from 0 Hz to half the
    /// `sampling_rate`. A filter that lies between two bins, or above all of them, is all zero.
    pub fn new(bins: usize, mels: usize, sampling_rate: u32) -> Self {
        let corners: Vec<f64> = corners(mels).collect();
        // HF halves the rate by integer division.
        let step = f64::from(sampling_rate / 2) / bins.saturating_sub(1).max(1) as f64;
        let filters = corners
            .windows(3)
            .map(|corner| {
                let (low, centre, high) = (corner[0], corner[1], corner[2]);
                let area = 2.0 / (high - low);
                let weight = |bin: usize| {
                    let hertz = step * bin as f64;
                    let rise = (hertz - low) / (centre - low);
                    let fall = (high - hertz) / (high - centre);
                    rise.min(fall).max(0.0) * area
                };
                let start = (0..bins).find(|&bin| weight(bin) > 0.0).unwrap_or(0);
                let weights: Vec<f64> = (start..bins).map(weight).take_while(|&w| w > 0.0).collect();
                Filter { bins: start..start + weights.len(), weights }
            })
            .collect();
        Self { filters }
    }

    /// Number of filters.
    pub fn mels(&self) -> usize {
        self.filters.len()
    }

    /// Power of each mel band, one number for each filter. `power` has as many bins as the bank was built for.
    pub fn apply<'a>(&'a self, power: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.filters.iter().map(|filter| {
            power[filter.bins.clone()].iter().zip(&filter.weights).map(|(power, weight)| power * weight).sum()
        })
    }
}

/// Slaney's scale is linear up to 1000 Hz (15 mel) and logarithmic above.
const BREAK_HERTZ: f64 = 1000.0;
const BREAK_MEL: f64 = 15.0;

/// Natural logarithm of the frequency ratio of one mel in the logarithmic part: 27 mel are a factor of 6.4.
fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

/// A frequency in hertz on Slaney's mel scale.
pub fn hertz_to_mel(hertz: f64) -> f64 {
    if hertz < BREAK_HERTZ {
        hertz * BREAK_MEL / BREAK_HERTZ
    } else {
        BREAK_MEL + (hertz / BREAK_HERTZ).ln() / log_step()
    }
}

/// The frequency in hertz of a number on Slaney's mel scale.
pub fn mel_to_hertz(mel: f64) -> f64 {
    if mel < BREAK_MEL {
        mel * BREAK_HERTZ / BREAK_MEL
    } else {
        BREAK_HERTZ * (log_step() * (mel - BREAK_MEL)).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mel_scale_is_its_own_inverse() {
        for hertz in [0.0, 440.0, 999.0, 1000.0, 5000.0, 22_050.0] {
            assert!((mel_to_hertz(hertz_to_mel(hertz)) - hertz).abs() < 1e-9);
        }
    }

    #[test]
    fn every_filter_of_the_default_bank_has_about_unit_area() {
        let bank = MelFilterBank::new(1025, 128, 44_100);
        assert_eq!(bank.mels(), 128);
        let bin_width = 22_050.0 / 1024.0;
        for filter in &bank.filters {
            let area: f64 = filter.weights.iter().sum::<f64>() * bin_width;
            // The narrowest triangles span only two bins, so the area measured from samples is inexact.
            assert!((0.5..1.5).contains(&area), "{area}");
        }
    }

    #[test]
    fn filters_above_half_the_rate_are_zero() {
        let bank = MelFilterBank::new(513, 64, 8000);
        assert_eq!(bank.apply(&[1.0; 513]).last(), Some(0.0));
    }
}
