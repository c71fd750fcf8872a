//! The running mean of a stream.

/// The running mean of a stream's last samples. The authors' pipeline subtracts the mean of a whole clip; this is
/// its estimate while the clip is still arriving. It removes a constant offset, which cheap microphones have,
/// after a moment, and leaves sound unchanged, as its mean is almost zero.
#[derive(Debug, Clone)]
pub(super) struct RunningMean {
    mean: f64,
    heard: f64,
    /// Samples over which the mean is taken.
    length: f64,
}

impl RunningMean {
    /// A mean over about the last `length` samples.
    pub(super) fn new(length: usize) -> Self {
        Self { mean: 0.0, heard: 0.0, length: length.max(1) as f64 }
    }

    /// Takes the next sample and returns it with the mean subtracted.
    pub(super) fn take_off(&mut self, sample: f32) -> f32 {
        self.heard = (self.heard + 1.0).min(self.length);
        self.mean += (f64::from(sample) - self.mean) / self.heard;
        (f64::from(sample) - self.mean) as f32
    }

    /// Starts a new stream.
    pub(super) fn reset(&mut self) {
        (self.mean, self.heard) = (0.0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_goes_and_sound_stays() {
        let mut mean = RunningMean::new(44_100);
        let sound = |at: usize| (at as f32 * 0.06).sin() * 0.3;
        let centred: Vec<f32> = (0..88_200).map(|at| mean.take_off(sound(at) + 0.2)).collect();
        let worst = centred.iter().enumerate().skip(22_050).map(|(at, value)| (value - sound(at)).abs());
        assert!(worst.fold(0.0, f32::max) < 2e-3);
        mean.reset();
        assert_eq!(mean.take_off(0.5), 0.0);
    }

    #[test]
    fn what_was_before_is_forgotten() {
        let mut mean = RunningMean::new(1000);
        assert_eq!((0..5000).map(|_| mean.take_off(-0.5)).last(), Some(0.0));
        let last = (0..10_000).map(|_| mean.take_off(0.5)).last();
        assert!(last.is_some_and(|value| value.abs() < 1e-3));
    }
}
