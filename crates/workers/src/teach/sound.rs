//! Sounds of samples as WAV files.

use tvlt::processor::audio::{read_wav, write_wav};

use super::media_error::MediaError;

/// Most seconds of a sound. A model takes a window of some seconds; the rest only fills the storage.
const MOST_SECONDS: u32 = 60;

/// A mono sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Samples in [-1, 1].
    pub pcm: Vec<f32>,
    /// Samples a second.
    pub sample_rate: u32,
}

/// Writes a sound as a WAV file of 24 bits.
///
/// # Errors
/// [`MediaError::Duration`] and [`MediaError::Write`].
pub fn encode(sound: &Sound) -> Result<Vec<u8>, MediaError> {
    check(sound)?;
    write_wav(&sound.pcm, sound.sample_rate).map_err(|error| MediaError::Write(error.to_string()))
}

/// Reads a WAV file; several channels are mixed to one.
///
/// # Errors
/// [`MediaError::Sound`] and [`MediaError::Duration`].
pub fn decode(wav: &[u8]) -> Result<Sound, MediaError> {
    let read = read_wav(wav).map_err(|error| MediaError::Sound(error.to_string()))?;
    let sound = Sound { pcm: read.pcm().mix_down(), sample_rate: read.sampling_rate };
    check(&sound)?;
    Ok(sound)
}

fn check(sound: &Sound) -> Result<(), MediaError> {
    let seconds = sound.pcm.len() as f64 / f64::from(sound.sample_rate.max(1));
    if (0.05..=f64::from(MOST_SECONDS)).contains(&seconds) {
        return Ok(());
    }
    Err(MediaError::Duration { seconds: format!("{seconds:.2}"), most: MOST_SECONDS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_comes_back_to_24_bits() {
        let pcm: Vec<f32> = (0..4_000u16).map(|at| (f32::from(at) * 0.1).sin() * 0.01).collect();
        let read = decode(&encode(&Sound { pcm: pcm.clone(), sample_rate: 16_000 }).unwrap()).unwrap();
        assert_eq!((read.sample_rate, read.pcm.len()), (16_000, 4_000));
        // Half a step of 2^-23.
        assert!(read.pcm.iter().zip(&pcm).all(|(read, given)| (read - given).abs() <= 0.6e-7));
        let loud = decode(&encode(&Sound { pcm: vec![2.0; 4_000], sample_rate: 16_000 }).unwrap()).unwrap();
        assert!(loud.pcm[0] > 0.999);
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        assert!(matches!(decode(b"RIFF but no more"), Err(MediaError::Sound(_))));
        let click = Sound { pcm: vec![0.5; 3], sample_rate: 48_000 };
        assert!(matches!(encode(&click), Err(MediaError::Duration { .. })));
        let long = Sound { pcm: vec![0.0; 61 * 8_000], sample_rate: 8_000 };
        assert!(matches!(encode(&long), Err(MediaError::Duration { .. })));
    }
}
