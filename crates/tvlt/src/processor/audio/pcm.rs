//! Samples of one or several channels.

use super::super::ProcessorError;

/// Sound as a file or device gives it: samples in [-1, 1], channels interleaved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pcm<'a> {
    /// Interleaved: first sample of every channel, second sample of every channel, ...
    pub samples: &'a [f32],
    /// Channels.
    pub channels: usize,
    /// Samples a second of each channel.
    pub sampling_rate: u32,
}

impl<'a> Pcm<'a> {
    /// The samples, if there is one channel.
    ///
    /// # Errors
    /// [`ProcessorError::NotMono`] if there are more, as HF refuses a stereo clip.
    pub fn mono(&self) -> Result<&'a [f32], ProcessorError> {
        match self.channels {
            1 => Ok(self.samples),
            channels => Err(ProcessorError::NotMono { channels }),
        }
    }

    /// The average of the channels, `samples.len() / channels` long.
    pub fn mix_down(&self) -> Vec<f32> {
        match self.channels {
            0 => Vec::new(),
            1 => self.samples.to_vec(),
            channels => self
                .samples
                .chunks_exact(channels)
                .map(|frame| frame.iter().sum::<f32>() / channels as f32)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_channels_down_to_their_average() {
        let stereo = Pcm { samples: &[1.0, 0.0, -0.5, -0.5, 0.25], channels: 2, sampling_rate: 8000 };
        assert_eq!(stereo.mix_down(), [0.5, -0.5]);
        assert_eq!(stereo.mono(), Err(ProcessorError::NotMono { channels: 2 }));
        let mono = Pcm { channels: 1, ..stereo };
        assert_eq!(mono.mono(), Ok(stereo.samples));
    }
}
