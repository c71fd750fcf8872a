//! Writes sound as a WAV file.

use std::io::Cursor;

/// A WAV file of mono samples in [-1, 1] at `sample_rate` hertz, as 16-bit PCM. Louder samples are clipped, and those
/// that are no numbers are silence.
///
/// # Errors
/// Where there are more samples than a WAV file can have.
pub fn wav(samples: &[f32], sample_rate: u32) -> Result<Vec<u8>, hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec)?;
    for sample in samples {
        writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)?;
    }
    writer.finalize()?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header was compared with the one that `sox -n -r 48000 -b 16 -c 1` writes for four samples.
    #[test]
    fn four_samples_make_a_file_of_52_bytes() {
        let file = wav(&[0.0, 1.0, -2.0, f32::NAN], 48_000).unwrap();
        let expected: [&[u8]; 6] = [
            b"RIFF",
            &[44, 0, 0, 0],
            b"WAVEfmt ",
            &[16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0xbb, 0, 0, 0, 0x77, 1, 0, 2, 0, 16, 0],
            b"data",
            &[8, 0, 0, 0, 0, 0, 0xff, 0x7f, 0x01, 0x80, 0, 0],
        ];
        assert_eq!(file, expected.concat());
    }
}
