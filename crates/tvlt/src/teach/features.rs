//! What a model makes of a clip, by sight and by sound: the input of the heads.

use serde::{Deserialize, Serialize};

/// The features of one clip. For each modality they are the mean and the standard deviation over its tokens of the
/// hidden states of the [taught layers](super::layers::taught_layers), layer by layer, as
/// [`pool`](super::pooling::pool) gives them, from one run of the encoder on picture and sound together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// Of the pixel tokens, `2 * layers * hidden` numbers; `None` without a picture.
    pub sight: Option<Vec<f32>>,
    /// Of the audio tokens, `2 * layers * hidden` numbers; `None` without sound.
    pub sound: Option<Vec<f32>>,
}

/// How many numbers the features of each modality are; 0 for an absent one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureLengths {
    /// Numbers of the picture's features.
    pub sight: usize,
    /// Numbers of the sound's features.
    pub sound: usize,
}

impl Features {
    /// Features from the numbers of each modality; those of an absent modality are empty.
    pub fn new(sight: Vec<f32>, sound: Vec<f32>) -> Self {
        let there = |numbers: Vec<f32>| (!numbers.is_empty()).then_some(numbers);
        Self { sight: there(sight), sound: there(sound) }
    }

    /// How many numbers there are.
    pub fn lengths(&self) -> FeatureLengths {
        let length = |numbers: &Option<Vec<f32>>| numbers.as_ref().map_or(0, Vec::len);
        FeatureLengths { sight: length(&self.sight), sound: length(&self.sound) }
    }

    /// All numbers in one sequence: those of the picture, then those of the sound.
    pub fn numbers(&self) -> Vec<f32> {
        [&self.sight, &self.sound].into_iter().flatten().flatten().copied().collect()
    }
}

impl FeatureLengths {
    /// Features from one sequence of numbers, as [`Features::numbers`] gives it; `None` where their count is another.
    pub fn split(self, numbers: &[f32]) -> Option<Features> {
        let (sight, sound) = numbers.split_at_checked(self.sight)?;
        (sound.len() == self.sound).then(|| Features::new(sight.to_vec(), sound.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_come_back_from_their_numbers() {
        for (sight, sound) in [(vec![1.0, 2.0], vec![3.0]), (vec![], vec![3.0]), (vec![1.0], vec![])] {
            let features = Features::new(sight, sound);
            let (lengths, mut numbers) = (features.lengths(), features.numbers());
            assert_eq!(lengths.split(&numbers), Some(features));
            numbers.push(4.0);
            assert_eq!(lengths.split(&numbers), None);
            assert_eq!(lengths.split(&[]), None);
        }
    }
}
