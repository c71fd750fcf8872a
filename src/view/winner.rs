//! The winning class.

use tvlt::live::{CONFIDENT, Prediction};

/// The class to show as the winner: the best one, unless its score is too low or it is `nothing`, the class that means
/// "nothing to recognise".
pub fn winner<'a>(predictions: &'a [Prediction], nothing: Option<&str>) -> Option<&'a Prediction> {
    predictions.first().filter(|best| Some(best.label.as_str()) != nothing && best.score >= CONFIDENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_a_guess_are_no_winners() {
        let best = |label: &str, score| [Prediction { label: label.into(), score }];
        assert!(winner(&best("7", 0.9), Some("nothing")).is_some());
        assert!(winner(&best("7", 0.3), Some("nothing")).is_none());
        assert!(winner(&best("nothing", 0.99), Some("nothing")).is_none());
        assert!(winner(&best("nothing", 0.99), None).is_some());
        assert!(winner(&[], None).is_none());
    }
}
