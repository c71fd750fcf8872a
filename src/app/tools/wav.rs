//! Writes sound as a WAV file.

/// Bytes of a sample.
const SAMPLE_BYTES: u32 = 2;

/// A WAV file with one channel of 16 bits, from samples in [-1, 1]; what is beyond is clipped.
pub fn wav(samples: &[f32], sample_rate: u32) -> Vec<u8> {
    let data_bytes = samples.len() as u32 * SAMPLE_BYTES;
    let mut file = Vec::with_capacity(44 + data_bytes as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + data_bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // The format (1: integers), then the number of channels.
    for number in [1_u16, 1] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(&sample_rate.to_le_bytes());
    file.extend_from_slice(&(sample_rate * SAMPLE_BYTES).to_le_bytes());
    // Bytes of a sample of all channels, then its bits.
    for number in [SAMPLE_BYTES as u16, 16] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&data_bytes.to_le_bytes());
    for sample in samples {
        let level = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
        file.extend_from_slice(&level.to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_44_bytes_and_clipped_samples() {
        let file = wav(&[0.0, 1.5, -1.0], 48_000);
        assert_eq!(file.len(), 44 + 6);
        assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
        assert_eq!((number(4), number(24), number(28), number(40)), (42, 48_000, 96_000, 6));
        assert_eq!(file[44..], [0, 0, 0xff, 0x7f, 0x01, 0x80]);
    }
}
