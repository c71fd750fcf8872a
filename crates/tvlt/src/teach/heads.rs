//! The heads of both modalities, as they were taught: all that is needed to recognise, beside the model.

use super::TeachError;
use super::features::Features;
use super::head::Head;
use super::live_answer::{Known, LiveAnswer};
use super::modality::Modality;
use super::refusal::Refusal;
use super::scores::Scores;

/// Heads for the same classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Heads {
    /// Names of the classes, without `background`.
    pub classes: Vec<String>,
    /// For pictures; `None` where there were none to tell apart.
    pub sight: Option<Head>,
    /// For sounds; `None` where there were none to tell apart.
    pub sound: Option<Head>,
    /// Which answers are refused.
    pub refusal: Refusal,
    /// The layers whose hidden states the features are of; the first is 1.
    pub layers: Vec<usize>,
}

impl Heads {
    /// The head of a modality.
    pub fn head(&self, modality: Modality) -> Option<&Head> {
        match modality {
            Modality::Sight => self.sight.as_ref(),
            Modality::Sound => self.sound.as_ref(),
        }
    }

    /// What each head says of a clip.
    ///
    /// # Errors
    /// [`TeachError::Width`] where the features are of another model, [`TeachError::NotFinite`].
    pub fn scores(&self, features: &Features) -> Result<Scores, TeachError> {
        let of = |modality: Modality| {
            let pair = self.head(modality).zip(modality.of(features));
            pair.map(|(head, features)| head.scores(features)).transpose()
        };
        Ok(Scores { sight: of(Modality::Sight)?, sound: of(Modality::Sound)? })
    }

    /// The answer for scores of [`scores`](Self::scores), or for the mean of several.
    pub fn answer(&self, scores: &Scores) -> LiveAnswer {
        self.answer_with(scores, &self.refusal)
    }

    pub(super) fn answer_with(&self, scores: &Scores, refusal: &Refusal) -> LiveAnswer {
        let knows = |head: &'_ Option<Head>| head.as_ref().map_or(Vec::new(), |head| head.knows.clone());
        let (sight, sound) = (knows(&self.sight), knows(&self.sound));
        LiveAnswer::new(&self.classes, Known { sight: &sight, sound: &sound }, scores, refusal)
    }
}
