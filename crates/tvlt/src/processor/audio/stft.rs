//! The short-time Fourier transform (`audio_utils.py`, `spectrogram`).

use std::{f64::consts::PI, fmt, sync::Arc};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

/// Power spectra of single windows of `n_fft` samples, in f64.
#[derive(Clone)]
pub struct Stft {
    plan: Arc<dyn RealToComplex<f64>>,
    window: Vec<f64>,
    input: Vec<f64>,
    spectrum: Vec<Complex<f64>>,
    scratch: Vec<Complex<f64>>,
    power: Vec<f64>,
}

impl fmt::Debug for Stft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stft").field("n_fft", &self.window.len()).finish_non_exhaustive()
    }
}

impl Stft {
    /// A transform of `n_fft` samples (at least 1) under a periodic Hann window.
    pub fn new(n_fft: usize) -> Self {
        let plan = RealFftPlanner::new().plan_fft_forward(n_fft);
        Self {
            window: hann_window(n_fft),
            input: plan.make_input_vec(),
            spectrum: plan.make_output_vec(),
            scratch: plan.make_scratch_vec(),
            power: vec![0.0; n_fft / 2 + 1],
            plan,
        }
    }

    /// Power of each of the `n_fft / 2 + 1` Fourier bins of the `n_fft` samples.
    pub fn power(&mut self, samples: impl Iterator<Item = f32>) -> &[f64] {
        for ((input, window), sample) in self.input.iter_mut().zip(&self.window).zip(samples) {
            *input = f64::from(sample) * window;
        }
        // Only wrong buffer lengths can make this fail, and the plan itself allocated them.
        let done = self.plan.process_with_scratch(&mut self.input, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok());
        for (power, bin) in self.power.iter_mut().zip(&self.spectrum) {
            // HF stores the spectrum in f32 and squares it in f64.
            let (re, im) = (f64::from(bin.re as f32), f64::from(bin.im as f32));
            *power = re * re + im * im;
        }
        &self.power
    }
}

/// A periodic Hann window: the symmetric window of `length + 1` points without the last one.
pub fn hann_window(length: usize) -> Vec<f64> {
    (0..length).map(|i| 0.5 - 0.5 * (2.0 * PI * i as f64 / length as f64).cos()).collect()
}

/// Index into `len` samples (at least 1) for position `i`. Positions outside are mirrored at the first and the last
/// sample, which are not repeated; where a clip is too short for that, it is mirrored again and again (numpy's
/// `pad` in mode `reflect`).
pub fn reflect(i: isize, len: usize) -> usize {
    let period = 2 * (len as isize - 1).max(1);
    let i = i.rem_euclid(period);
    (if i < len as isize { i } else { period - i }) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reflects_again_and_again() {
        let places: Vec<usize> = (-5..8).map(|i| reflect(i, 3)).collect();
        assert_eq!(places, [1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1]);
    }

    #[test]
    fn a_sine_in_the_middle_of_a_bin_is_found_there() {
        let mut stft = Stft::new(64);
        let sine = (0..64).map(|i| (2.0 * PI * 5.0 * f64::from(i) / 64.0).sin() as f32);
        let power = stft.power(sine);
        // Half the window's sum (32) times half the amplitude: 16 squared.
        assert!((power[5] - 256.0).abs() < 1e-3);
        assert!(power[7] < 1e-9);
    }
}
