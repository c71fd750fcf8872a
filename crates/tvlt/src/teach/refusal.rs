//! When an answer is refused: the leads of left-out samples say how far a class is usually ahead of "nothing".

use serde::{Deserialize, Serialize};

use super::modality::Modality;
use super::recipe::Recipe;

/// How far the true class of a left-out sample is ahead of "nothing" by one head.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// On average.
    pub mean: f32,
    /// The standard deviation, or the least that is taken for it.
    pub spread: f32,
}

/// Decides which answers are refused.
///
/// Each head's lead over "nothing" is compared with its leads for left-out samples of known classes: less their mean,
/// in units of their spread. The head that is further below decides. A head to which all classes are alike (all
/// things were shown in silence) has leads of about nothing for left-out samples too, and so refuses none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Of the head for pictures.
    pub sight: Lead,
    /// Of the head for sounds.
    pub sound: Lead,
    /// An answer is refused where a head's lead is below its mean by more than this many spreads: below zero.
    pub threshold: f32,
}

impl Refusal {
    /// The refusal before anything is known of left-out samples.
    pub fn first(recipe: &Recipe) -> Self {
        let lead = Lead { mean: 0.5, spread: 0.25 };
        Self { sight: lead, sound: lead, threshold: recipe.first_threshold }
    }

    /// A head's lead in units of its spread, less the mean.
    pub fn standing(&self, modality: Modality, lead: f32) -> f32 {
        let usual = match modality {
            Modality::Sight => self.sight,
            Modality::Sound => self.sound,
        };
        (lead - usual.mean) / usual.spread
    }
}

impl Lead {
    /// Mean and spread of leads with weights; `None` without any.
    pub(super) fn of(leads: &[(f32, f32)], recipe: &Recipe) -> Option<Self> {
        let total: f32 = leads.iter().map(|(_, weight)| weight).sum();
        if total <= 0.0 {
            return None;
        }
        let mean = leads.iter().map(|(lead, weight)| lead * weight).sum::<f32>() / total;
        let variance = leads.iter().map(|(lead, weight)| (lead - mean).powi(2) * weight).sum::<f32>() / total;
        Some(Self { mean, spread: variance.sqrt().max(recipe.least_spread) })
    }
}
