//! Writes WAV files.

use std::io::Cursor;

use thiserror::Error;

/// Bits of a sample in a file. With 16, the noise of rounding would be heard in a quiet recording: a spectrogram shows
/// 80 dB below the loudest.
const BITS: u16 = 24;

/// Why a WAV file is not written.
#[derive(Debug, Error)]
#[error("the sound does not fit in a WAV file ({0}): take a shorter one")]
pub struct WavWriteError(#[from] hound::Error);

/// A WAV file of mono samples in [-1, 1] at `sampling_rate` hertz, as 24-bit PCM. Louder samples are clipped, and those
/// that are no numbers are silence. [`read_wav`](super::read_wav) reads it.
///
/// # Errors
/// Where there are more samples than a WAV file can have.
pub fn write_wav(samples: &[f32], sampling_rate: u32) -> Result<Vec<u8>, WavWriteError> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: sampling_rate,
        bits_per_sample: BITS,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec)?;
    let scale = f64::from(1u32 << (BITS - 1));
    for sample in samples {
        // A value that is no number becomes 0 as an integer.
        let whole = (f64::from(*sample) * scale).round().clamp(-scale, scale - 1.0);
        writer.write_sample(whole as i32)?;
    }
    writer.finalize()?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::read_wav;
    use super::*;

    #[test]
    fn sound_comes_back_to_24_bits() {
        let samples: Vec<f32> = (0..4_000u16).map(|at| (f32::from(at) * 0.1).sin() * 0.01).collect();
        let read = read_wav(&write_wav(&samples, 16_000).unwrap()).unwrap();
        let pcm = read.pcm().mix_down();
        assert_eq!((read.sampling_rate, pcm.len()), (16_000, 4_000));
        // Half a step of 2^-23.
        assert!(pcm.iter().zip(&samples).all(|(read, given)| (read - given).abs() <= 0.6e-7));
    }

    #[test]
    fn what_is_too_loud_is_clipped_and_what_is_no_number_is_silent() {
        let file = write_wav(&[1.0, -2.0, f32::NAN, 0.0], 48_000).unwrap();
        assert!(file.ends_with(&[0xff, 0xff, 0x7f, 0, 0, 0x80, 0, 0, 0, 0, 0, 0]), "{file:?}");
    }
}
