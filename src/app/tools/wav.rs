//! Writes sound as a WAV file.

/// Bytes before the samples.
const HEADER: usize = 44;

/// Bytes of a sample.
const SAMPLE: u32 = 2;

/// A WAV file of mono samples in [-1, 1] at `sample_rate` hertz, as 16-bit PCM. Louder samples are clipped, and those
/// that are no numbers are silence. (The format: Microsoft and IBM, "Multimedia Programming Interface and Data
/// Specifications 1.0", 1991.)
pub fn wav(samples: &[f32], sample_rate: u32) -> Vec<u8> {
    let data_bytes = samples.len() as u32 * SAMPLE;
    let mut file = Vec::with_capacity(HEADER + data_bytes as usize);
    file.extend(b"RIFF");
    file.extend((HEADER as u32 - 8 + data_bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    // The length of this part, PCM, one channel.
    file.extend(16u32.to_le_bytes());
    file.extend(1u16.to_le_bytes());
    file.extend(1u16.to_le_bytes());
    file.extend(sample_rate.to_le_bytes());
    file.extend((sample_rate * SAMPLE).to_le_bytes());
    // Bytes of a sample of all channels, and its bits.
    file.extend((SAMPLE as u16).to_le_bytes());
    file.extend(16u16.to_le_bytes());
    file.extend(b"data");
    file.extend(data_bytes.to_le_bytes());
    let whole = |sample: &f32| (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
    file.extend(samples.iter().flat_map(|sample| whole(sample).to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header was compared with the one that `sox -n -r 48000 -b 16 -c 1` writes for four samples.
    #[test]
    fn four_samples_make_a_file_of_52_bytes() {
        let file = wav(&[0.0, 1.0, -2.0, f32::NAN], 48_000);
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
