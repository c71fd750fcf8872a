//! Sun's `.au` files, as some recorded prompts are stored.

use std::path::Path;

use super::DataError;

/// A Sun `.au` file in mu-law as a WAV file of 16-bit PCM.
pub fn sun_to_wav(bytes: &[u8], source: &Path) -> Result<Vec<u8>, DataError> {
    let wrong = || DataError::Form(format!("{} is not mu-law Sun audio", source.display()));
    let word = |at: usize| -> Option<u32> {
        bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes)
    };
    // Headless files are plain mu-law at 8 kHz.
    let (start, rate) = match (bytes.starts_with(b".snd"), word(4), word(12), word(16)) {
        (true, Some(start), Some(1), Some(rate)) => (start as usize, rate),
        (true, ..) => return Err(wrong()),
        (false, ..) => (0, 8000),
    };
    let samples = bytes.get(start..).ok_or_else(wrong)?;
    let size = 2 * samples.len() as u32;
    let mut wav = Vec::with_capacity(44 + size as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + size).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&[1, 0, 1, 0]); // PCM, one channel
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(2 * rate).to_le_bytes());
    wav.extend_from_slice(&[2, 0, 16, 0]); // two bytes a sample
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&size.to_le_bytes());
    for &sample in samples {
        wav.extend_from_slice(&mu_law(sample).to_le_bytes());
    }
    Ok(wav)
}

/// ITU-T G.711 mu-law to linear.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let exponent = (byte >> 4) & 7;
    let magnitude = ((i16::from(byte & 15) << 3) + 0x84) << exponent;
    let value = magnitude - 0x84;
    if byte & 0x80 == 0 { value } else { -value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mu_law_follows_g711() {
        assert_eq!(mu_law(0xff), 0);
        assert_eq!(mu_law(0x80), 32_124);
        assert_eq!(mu_law(0x00), -32_124);
    }
}
