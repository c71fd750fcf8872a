//! What a clip shows, and batches of clips.
//!
//! The class is the digit that is seen or heard; where picture and sound have different digits, the class is left
//! out of the loss. Picture and sound **match** where both have the same digit, and in no other case, not even
//! for silence and an empty frame.

use rand::Rng;

use super::CLASSES;

/// The modalities of a batch. An absent one costs no tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Senses {
    /// Pictures alone.
    Sight,
    /// Sound alone.
    Hearing,
    /// Both.
    Both,
}

/// The content of a clip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    /// The digit in the picture.
    pub seen: Option<usize>,
    /// The digit in the sound.
    pub heard: Option<usize>,
    /// Whether the sound has speech without a digit.
    pub other_words: bool,
}

impl Content {
    /// Class index, where there is one right class.
    pub fn class(self) -> Option<usize> {
        match (self.seen, self.heard) {
            (Some(seen), Some(heard)) => (seen == heard).then_some(seen),
            (seen, heard) => Some(seen.or(heard).unwrap_or(CLASSES - 1)),
        }
    }

    /// Whether both have a digit, and not the same one. Such a clip trains only the match.
    pub fn contradicts(self) -> bool {
        self.seen.is_some() && self.heard.is_some() && self.seen != self.heard
    }

    /// Whether both have the same digit.
    pub fn matches(self) -> bool {
        self.seen.is_some() && self.seen == self.heard
    }

    /// Random content of a clip with these modalities.
    pub(super) fn random(rng: &mut impl Rng, senses: Senses) -> Self {
        let digit = rng.random_range(0..10);
        let (seen, heard) = match (senses, rng.random::<f32>()) {
            (Senses::Sight, choice) => ((choice < 0.8).then_some(digit), None),
            (Senses::Hearing, choice) => (None, (choice < 0.75).then_some(digit)),
            (Senses::Both, choice) if choice < 0.35 => (Some(digit), Some(digit)),
            (Senses::Both, choice) if choice < 0.62 => {
                (Some(digit), Some((digit + rng.random_range(1..10)) % 10))
            }
            (Senses::Both, choice) if choice < 0.75 => (Some(digit), None),
            (Senses::Both, choice) if choice < 0.88 => (None, Some(digit)),
            (Senses::Both, _) => (None, None),
        };
        Self { seen, heard, other_words: false }
    }
}

/// Rows of a clip in the teachers' tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// Row of the thing that is seen, if it has one.
    pub seen: Option<usize>,
    /// Row of the word that is heard, if it has one.
    pub heard: Option<usize>,
}

/// A batch of clips.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The modalities.
    pub senses: Senses,
    /// `[clips, 3, 128, 128]`, in [-1, 1]; empty without sight.
    pub pixels: Vec<f32>,
    /// `[clips, 128, 128]`, in [-1, 1]; empty without hearing.
    pub audio: Vec<f32>,
    /// The content of each clip.
    pub content: Vec<Content>,
    /// The rows of each clip.
    pub rows: Vec<Rows>,
}

impl Batch {
    /// The clips whose modalities do not contradict each other.
    pub fn without_contradictions(&self) -> Self {
        self.only(|clip| !self.content[clip].contradicts())
    }

    /// Up to `clips` clips from `first` on.
    pub fn part(&self, first: usize, clips: usize) -> Self {
        self.only(|clip| (first..first + clips).contains(&clip))
    }

    fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let clips = self.content.len().max(1);
        let kept: Vec<usize> = (0..self.content.len()).filter(|clip| wanted(*clip)).collect();
        let of = |values: &[f32]| -> Vec<f32> {
            let length = values.len() / clips;
            kept.iter().flat_map(|clip| &values[clip * length..][..length]).copied().collect()
        };
        Self {
            senses: self.senses,
            pixels: of(&self.pixels),
            audio: of(&self.audio),
            content: kept.iter().map(|clip| self.content[*clip]).collect(),
            rows: kept.iter().map(|clip| self.rows[*clip]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn class_and_match_follow_what_is_shown() {
        let of = |seen, heard| {
            let content = Content { seen, heard, other_words: false };
            (content.class(), content.matches())
        };
        assert_eq!(of(Some(3), Some(3)), (Some(3), true));
        assert_eq!(of(Some(3), Some(4)), (None, false));
        assert_eq!(of(Some(3), None), (Some(3), false));
        assert_eq!(of(None, Some(4)), (Some(4), false));
        assert_eq!(of(None, None), (Some(10), false));
    }

    #[test]
    fn contradictions_are_left_out() {
        let content = [(Some(3), Some(4)), (None, Some(4)), (Some(5), Some(5))];
        let batch = Batch {
            senses: Senses::Both,
            pixels: vec![0.0, 0.1, 1.0, 1.1, 2.0, 2.1],
            audio: vec![0.5, 1.5, 2.5],
            content: content.map(|(seen, heard)| Content { seen, heard, other_words: false }).into(),
            rows: vec![Rows::default(); 3],
        };
        let kept = batch.without_contradictions();
        assert_eq!(
            (kept.pixels.as_slice(), kept.audio.as_slice()),
            (&[1.0, 1.1, 2.0, 2.1][..], &[1.5, 2.5][..])
        );
        assert_eq!(kept.content, batch.content[1..]);
        let last = batch.part(2, 2);
        assert_eq!(
            (last.pixels, last.audio, last.content),
            (vec![2.0, 2.1], vec![2.5], batch.content[2..].to_vec())
        );
    }

    #[test]
    fn nothing_is_a_fair_share_of_every_kind_of_batch() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut share = |senses, wanted: fn(&Content) -> bool| {
            (0..4000).filter(|_| wanted(&Content::random(&mut rng, senses))).count() as f32 / 4000.0
        };
        let nothing = |content: &Content| content.class() == Some(CLASSES - 1);
        assert!((share(Senses::Sight, nothing) - 0.2).abs() < 0.03);
        assert!((share(Senses::Hearing, nothing) - 0.25).abs() < 0.03);
        assert!((share(Senses::Both, nothing) - 0.12).abs() < 0.03);
        assert!((share(Senses::Both, |content| content.matches()) - 0.35).abs() < 0.03);
        assert!((share(Senses::Both, |content| content.contradicts()) - 0.27).abs() < 0.03);
    }
}
