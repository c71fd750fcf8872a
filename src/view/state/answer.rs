//! The model's results.

use super::shown::Shown;
use bridge::protocol::teach::TaughtAnswer;
use tvlt::live::{Prediction, Update};

/// How far the match of own classes follows one look: classes that resemble one another would make it flicker.
const FOLLOWS: f32 = 0.2;

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
    /// the same class: the model's own score is about what it was trained on. What is shown is the share of the last looks.
    pub fn show_taught(&self, answer: TaughtAnswer) {
        let same = answer.sees.zip(answer.hears).map(|(seen, heard)| seen == heard);
        let before = self.match_score.get_untracked();
        self.match_score.set(same.map(|same| followed(before, same)));
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

/// The share of looks in which picture and sound were of the same class, after one more look.
fn followed(before: Option<f32>, same: bool) -> f32 {
    let now = if same { 1.0 } else { 0.0 };
    before.map_or(now, |before| before + FOLLOWS * (now - before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_of_many_does_not_turn_the_match() {
        let after = |looks: &[bool]| looks.iter().fold(None, |before, same| Some(followed(before, *same)));
        assert_eq!(after(&[true]), Some(1.0));
        assert!(after(&[true, false, true, false]) > Some(0.5));
        assert!(after(&[true, false, false, false, false]) < Some(0.5));
    }
}
