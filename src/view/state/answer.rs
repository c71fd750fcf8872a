//! The model's results.

use super::shown::Shown;
use bridge::protocol::teach::TaughtAnswer;
use tvlt::live::{Prediction, Update};

/// The model's results.
#[derive(Clone, Copy, Default)]
pub struct AnswerState {
    /// Classes with their scores, best first; empty while nothing is recognised.
    pub predictions: Shown<Vec<Prediction>>,
    /// Whether sound and picture belong together, 0 to 1.
    pub match_score: Shown<Option<f32>>,
    /// Whether sound arrives at the model.
    pub hears: Shown<bool>,
    /// Whether pictures arrive at the model.
    pub sees: Shown<bool>,
    /// The class that has led for a second, for screen readers.
    pub announcement: Shown<String>,
}

impl AnswerState {
    /// Shows an update. The person's own classes, where they are open, are shown by
    /// [`show_taught`](Self::show_taught) in place of the model's.
    pub fn show(&self, update: &Update, own_classes: bool) {
        if !own_classes {
            self.predictions.set(update.predictions.clone());
            self.match_score.set(update.match_score);
        }
        self.sees.set_if_new(update.sees);
        self.hears.set_if_new(update.hears);
    }

    /// Shows the scores of the person's own classes, best first. Sound and picture belong together where both are of
    /// the same class: the model's own score is about what it was trained on.
    pub fn show_taught(&self, answer: TaughtAnswer) {
        let same = answer.sees.zip(answer.hears).map(|(seen, heard)| seen == heard);
        self.match_score.set(same.map(|same| if same { 1.0 } else { 0.0 }));
        self.predictions.set(answer.scores);
    }

    /// Lets screen readers announce a class.
    pub fn announce(&self, label: String) {
        self.announcement.set(label);
    }

    /// Clears the results of the last updates.
    pub fn clear(&self) {
        self.predictions.set(Vec::new());
        self.match_score.set(None);
        self.hears.set(false);
        self.sees.set(false);
        self.announcement.set(String::new());
    }
}
