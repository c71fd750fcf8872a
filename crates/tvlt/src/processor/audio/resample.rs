//! Resamples clips and streams.

use std::fmt;

use rubato::{Fft, FixedSync, Resampler as _, audioadapter_buffers::direct::InterleavedSlice};

use super::super::ProcessorError;

/// Sampling rates in hertz that are accepted; others do not occur and would need absurdly long filters.
const RATES: std::ops::RangeInclusive<u32> = 1000..=768_000;

/// Least length of a Fourier block in samples, on the side with the lower rate. Longer blocks have a steeper
/// filter and a longer delay: with this one, 48 kHz to 44.1 kHz is flat up to 21 kHz and delayed by
/// 40 ms.
const BLOCK: usize = 1024;

/// Resamples a live mono stream, chunk by chunk, with Fourier transforms (rubato's `Fft`).
///
/// Output and input are aligned: output sample `i` is the sound at `i / to` seconds.
/// Where the rates are equal, the samples pass unchanged.
pub struct Resampler {
    from: u32,
    to: u32,
    /// `None` where the rates are equal.
    fft: Option<Block>,
    taken: u64,
    given: u64,
}

struct Block {
    /// In f64 like the spectrogram's transforms, so that both use the same compiled code.
    fft: Fft<f64>,
    /// Number of samples in `input`, which is processed when it is full.
    filled: usize,
    input: Vec<f64>,
    output: Vec<f64>,
    /// Output samples still to be dropped, to compensate the filter's delay.
    to_drop: usize,
}

impl fmt::Debug for Resampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resampler").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}

impl Resampler {
    /// A stream from `from` to `to` samples a second.
    ///
    /// # Errors
    /// [`ProcessorError::Rate`] for a rate below 1000 Hz or above 768 kHz.
    pub fn new(from: u32, to: u32) -> Result<Self, ProcessorError> {
        for rate in [from, to] {
            if !RATES.contains(&rate) {
                return Err(ProcessorError::Rate { rate });
            }
        }
        let fft = if from == to { None } else { Some(Block::new(from as usize, to as usize)?) };
        Ok(Self { from, to, fft, taken: 0, given: 0 })
    }

    /// Sampling rate of the input, in hertz.
    pub fn from(&self) -> u32 {
        self.from
    }

    /// Sampling rate of the output, in hertz.
    pub fn to(&self) -> u32 {
        self.to
    }

    /// Takes the next samples and appends the finished output to `out`.
    ///
    /// # Errors
    /// [`ProcessorError::NotFinite`] for a sample that is NaN or infinite; none of these samples is taken then.
    /// [`ProcessorError::Resample`] where the library fails (no input is known to cause that).
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), ProcessorError> {
        if let Some(place) = samples.iter().position(|sample| !sample.is_finite()) {
            return Err(ProcessorError::NotFinite { index: self.taken + place as u64 });
        }
        let before = out.len();
        self.taken += samples.len() as u64;
        match &mut self.fft {
            None => out.extend_from_slice(samples),
            Some(block) => block.push(samples, out)?,
        }
        self.given += (out.len() - before) as u64;
        Ok(())
    }

    /// Ends the stream: appends the rest of the output to `out`, so that in total `taken * to / from` samples
    /// (rounded up) came out. The next sample starts a new stream.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), ProcessorError> {
        if let Some(block) = &mut self.fft {
            let all = (self.taken * u64::from(self.to)).div_ceil(u64::from(self.from));
            let end = out.len() + all.saturating_sub(self.given) as usize;
            while out.len() < end {
                let silence = vec![0.0; block.input.len() - block.filled];
                block.push(&silence, out)?;
            }
            out.truncate(end);
        }
        self.reset();
        Ok(())
    }

    /// Forgets all input; the next sample starts a new stream.
    pub fn reset(&mut self) {
        self.taken = 0;
        self.given = 0;
        if let Some(block) = &mut self.fft {
            block.fft.reset();
            block.filled = 0;
            block.to_drop = block.fft.output_delay();
        }
    }
}

impl Block {
    fn new(from: usize, to: usize) -> Result<Self, ProcessorError> {
        let divisor = gcd(from, to);
        let (least_in, least_out) = (from / divisor, to / divisor);
        // An even multiple of the smallest possible block, so that half a block, which is the delay, is a whole
        // number of samples on both sides.
        let least = BLOCK.div_ceil(least_in.min(least_out)).next_multiple_of(2);
        let fft = Fft::new(from, to, least * least_in, 1, FixedSync::Both).map_err(refused)?;
        Ok(Self {
            filled: 0,
            input: vec![0.0; fft.input_frames_next()],
            output: vec![0.0; fft.output_frames_max()],
            to_drop: fft.output_delay(),
            fft,
        })
    }

    fn push(&mut self, mut samples: &[f32], out: &mut Vec<f32>) -> Result<(), ProcessorError> {
        while !samples.is_empty() {
            let room = self.input.len() - self.filled;
            let (bite, rest) = samples.split_at(samples.len().min(room));
            for (place, sample) in self.input[self.filled..].iter_mut().zip(bite) {
                *place = f64::from(*sample);
            }
            self.filled += bite.len();
            samples = rest;
            if self.filled == self.input.len() {
                self.filled = 0;
                let frames = self.input.len();
                let input = InterleavedSlice::new(&self.input, 1, frames).map_err(refused)?;
                let frames = self.output.len();
                let mut output = InterleavedSlice::new_mut(&mut self.output, 1, frames).map_err(refused)?;
                let (_, given) = self.fft.process_into_buffer(&input, &mut output, None).map_err(refused)?;
                let dropped = self.to_drop.min(given);
                self.to_drop -= dropped;
                out.extend(self.output[dropped..given].iter().map(|sample| *sample as f32));
            }
        }
        Ok(())
    }
}

fn refused(error: impl fmt::Display) -> ProcessorError {
    ProcessorError::Resample(error.to_string())
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Resamples a whole mono clip from `from` to `to` hertz: `samples.len() * to / from` samples, rounded up, aligned
/// with the input.
///
/// # Errors
/// As [`Resampler::new`].
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, ProcessorError> {
    let mut resampler = Resampler::new(from, to)?;
    let mut out = Vec::new();
    resampler.push(samples, &mut out)?;
    resampler.finish(&mut out)?;
    Ok(out)
}
