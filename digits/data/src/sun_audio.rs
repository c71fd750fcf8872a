//! Converts Sun's `.au` files, the format of some recorded prompts.

use std::path::Path;

use super::{DataError, wav};

/// Converts a mu-law `.au` file into a WAV file of 16-bit PCM.
pub fn sun_to_wav(bytes: &[u8], source: &Path) -> Result<Vec<u8>, DataError> {
    let wrong = || DataError::Form(format!("{} is not mu-law Sun audio", source.display()));
    let word = |at: usize| -> Option<u32> {
        bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes)
    };
    // Files without a header are plain mu-law at 8 kHz.
    let (start, rate) = match (bytes.starts_with(b".snd"), word(4), word(12), word(16)) {
        (true, Some(start), Some(1), Some(rate)) => (start as usize, rate),
        (true, ..) => return Err(wrong()),
        (false, ..) => (0, 8000),
    };
    let samples = bytes.get(start..).ok_or_else(wrong)?;
    let pcm: Vec<i16> = samples.iter().map(|&sample| mu_law(sample)).collect();
    wav::of_pcm(&pcm, rate)
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
