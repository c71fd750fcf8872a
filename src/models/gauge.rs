//! The scale of a model's output that is one number.

use serde::Deserialize;

/// A scale that is symmetric about zero, with words for its steps.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Gauge {
    /// Its positive end; the negative end is the same with a minus sign.
    pub end: f32,
    /// Words for even steps from one end to the other; may be empty.
    #[serde(default)]
    pub words: Vec<String>,
}

impl Gauge {
    /// The word for the step nearest to a number; beyond an end, the word of that end.
    pub fn in_words(&self, number: f32) -> Option<&str> {
        let last = self.words.len().checked_sub(1)?;
        let step = (self.place(number) * last as f32).round();
        // Between 0 and `last`, as `place` is between 0 and 1.
        self.words.get(step as usize).map(String::as_str)
    }

    /// Position of a number between the ends, from 0 to 1.
    pub fn place(&self, number: f32) -> f32 {
        let place = (number + self.end) / (2.0 * self.end);
        if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_word() {
        let words = ["lowest", "low", "lowish", "middle", "highish", "high", "highest"];
        let gauge = Gauge { end: 3.0, words: words.map(str::to_owned).to_vec() };
        let said = [-9.0, -2.4, -0.6, 0.2, 0.7, 2.2, 3.4].map(|number| gauge.in_words(number).unwrap());
        assert_eq!(said, words);
        assert_eq!([-3.0, 0.0, 1.5, 8.0].map(|number| gauge.place(number)), [0.0, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn a_scale_without_words_or_ends_harms_nobody() {
        let gauge = Gauge::default();
        assert_eq!((gauge.in_words(1.0), gauge.place(0.0)), (None, 0.5));
    }
}
