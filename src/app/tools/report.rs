//! The words and bars on the picture of a saved moment, and the names of its files.

use crate::view::tools::hands;
use crate::view::winner::winner;
use tvlt::live::{Prediction, Scale, Senses};

/// Classes with a bar.
const MOST_BARS: usize = 5;

/// What the page answers at a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    /// Classes with their scores, best first.
    pub predictions: Vec<Prediction>,
    /// How the scores are to be read.
    pub scale: Scale,
    /// The class that means "nothing to recognise".
    pub nothing: Option<String>,
    /// Whether sound and picture belong together, 0 to 1.
    pub match_score: Option<f32>,
    /// What the model gets.
    pub senses: Senses,
}

/// A class on the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The class.
    pub label: String,
    /// Its score in words.
    pub score: String,
    /// The share of the bar that is filled, 0 to 1.
    pub share: f64,
}

impl Answered {
    /// The answer in a few words.
    pub fn title(&self) -> String {
        match self.scale {
            Scale::Shares => {
                let best = winner(&self.predictions, self.nothing.as_deref());
                best.map_or_else(
                    || "Nothing that it is sure of".into(),
                    |best| format!("{}: {:.0} % sure", best.label, best.score * 100.0),
                )
            }
            Scale::Number => match self.predictions.first() {
                Some(number) => format!("{}: {:+.2}", number.label, number.score),
                None => "No number".into(),
            },
            Scale::Independent => "What it recognises".into(),
        }
    }

    /// The match, and which senses the answer is from.
    pub fn subtitle(&self) -> String {
        let matching = self.match_score.map(|score| format!("Match of sound and picture: {score:.2} of 1"));
        let senses = hands::alone(self.senses).map(|words| format!("Answered {words}"));
        matching.into_iter().chain(senses).collect::<Vec<_>>().join(". ")
    }

    /// The leading classes; none where the answer is a number.
    pub fn bars(&self) -> Vec<Bar> {
        let bar = |one: &Prediction| Bar {
            label: one.label.clone(),
            score: format!("{:.0} %", one.score * 100.0),
            share: f64::from(one.score.clamp(0.0, 1.0)),
        };
        let most = if self.scale == Scale::Number { 0 } else { MOST_BARS };
        self.predictions.iter().take(most).map(bar).collect()
    }
}

/// What of a moment was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    /// The picture of the page's answer.
    pub answer: bool,
    /// The clip's picture.
    pub picture: bool,
    /// The clip's sound.
    pub sound: bool,
}

impl Saved {
    /// A sentence for the person.
    pub fn words(self) -> String {
        let parts = [(self.answer, "the answer"), (self.picture, "the picture"), (self.sound, "the sound")];
        let of = |saved: bool| -> Vec<&str> {
            parts.iter().filter(|(is, _)| *is == saved).map(|(_, name)| *name).collect()
        };
        match (of(true), of(false)) {
            (saved, _) if saved.is_empty() => {
                "Nothing could be saved: start the camera or play a clip, then try again.".into()
            }
            (saved, missing) if missing.is_empty() => format!("Saved {} of this moment.", list(&saved)),
            (saved, missing) => {
                format!(
                    "Saved {} of this moment; there is no {}.",
                    list(&saved),
                    missing.join(" and no ").replace("the ", "")
                )
            }
        }
    }
}

/// "a", "a and b", "a, b and c".
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The name of a moment's file: `time` as in `2026-11-28T18:20:05.123`.
pub fn file_name(time: &str, part: &str) -> String {
    let second: String =
        time.chars().take(19).map(|letter| if letter.is_ascii_digit() { letter } else { '-' }).collect();
    format!("tvlt-{second}-{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(scale: Scale) -> Answered {
        let predictions =
            (0..8).map(|digit| Prediction { label: digit.to_string(), score: 0.9 / (1 << digit) as f32 });
        Answered { predictions: predictions.collect(), scale, ..Answered::default() }
    }

    #[test]
    fn the_picture_says_what_the_page_said() {
        let mut shares = answered(Scale::Shares);
        assert_eq!((shares.title().as_str(), shares.bars().len()), ("0: 90 % sure", 5));
        assert_eq!(
            shares.bars()[1],
            Bar { label: "1".into(), score: "45 %".into(), share: f64::from(0.45f32) }
        );
        shares.nothing = Some("0".into());
        assert_eq!(shares.title(), "Nothing that it is sure of");
        let number = answered(Scale::Number);
        assert_eq!((number.title().as_str(), number.bars().len()), ("0: +0.90", 0));
    }

    #[test]
    fn the_match_and_a_single_sense_stand_below() {
        let mut one = answered(Scale::Shares);
        assert_eq!(one.subtitle(), "");
        one.match_score = Some(0.934);
        assert_eq!(one.subtitle(), "Match of sound and picture: 0.93 of 1");
        (one.match_score, one.senses) = (None, Senses::Sight);
        assert_eq!(one.subtitle(), "Answered with sight alone");
    }

    #[test]
    fn the_sentence_says_what_is_missing() {
        let all = Saved { answer: true, picture: true, sound: true };
        assert_eq!(all.words(), "Saved the answer, the picture and the sound of this moment.");
        let deaf = Saved { sound: false, ..all };
        assert_eq!(deaf.words(), "Saved the answer and the picture of this moment; there is no sound.");
        assert!(Saved::default().words().starts_with("Nothing"));
    }

    #[test]
    fn files_are_named_by_the_second() {
        let name = file_name("2026-11-28T18:20:05.123Z", "sound.wav");
        assert_eq!(name, "tvlt-2026-11-28-18-20-05-sound.wav");
    }
}
