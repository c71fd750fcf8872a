//! Decides when screen readers announce the best class: once it is stable, and not at every update.

use crate::view::winner::winner;
use tvlt::live::Prediction;

/// How long a class must lead before it is announced, in milliseconds.
const STEADY_MS: f64 = 1000.0;

/// Finds the times at which a class has led for a second.
#[derive(Debug, Clone, Default)]
pub struct Announcer {
    leading: Option<(String, f64)>,
    announced: Option<String>,
}

impl Announcer {
    /// Takes the latest predictions, best first, at `now_ms`; gives a class to announce, once for
    /// each time it starts to lead. `nothing` as in [`winner`].
    pub fn observe(
        &mut self,
        predictions: &[Prediction],
        nothing: Option<&str>,
        now_ms: f64,
    ) -> Option<String> {
        let Some(best) = winner(predictions, nothing) else {
            self.leading = None;
            // After a pause with nothing to recognise, the same class is announced again.
            if predictions.first().is_some_and(|best| Some(best.label.as_str()) == nothing) {
                self.announced = None;
            }
            return None;
        };
        match &self.leading {
            Some((label, since)) if *label == best.label => {
                let steady = now_ms - since >= STEADY_MS;
                if steady && self.announced.as_ref() != Some(label) {
                    self.announced = Some(label.clone());
                    return self.announced.clone();
                }
            }
            _ => self.leading = Some((best.label.clone(), now_ms)),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Option<&str> = Some("nothing");

    fn best(label: &str, score: f32) -> Vec<Prediction> {
        vec![Prediction { label: label.into(), score }]
    }

    #[test]
    fn a_steady_class_is_announced_once() {
        let mut announcer = Announcer::default();
        let heard: Vec<_> = (0..40)
            .filter_map(|step| announcer.observe(&best("7", 0.9), NOTHING, f64::from(step) * 66.0))
            .collect();
        assert_eq!(heard, ["7"]);
    }

    #[test]
    fn a_flickering_or_unsure_class_is_not() {
        let mut announcer = Announcer::default();
        for step in 0..40 {
            let now = f64::from(step) * 66.0;
            let label = if step % 2 == 0 { "1" } else { "7" };
            assert_eq!(announcer.observe(&best(label, 0.9), NOTHING, now), None);
        }
        for step in 40..80 {
            assert_eq!(announcer.observe(&best("7", 0.3), NOTHING, f64::from(step) * 66.0), None);
        }
    }

    #[test]
    fn nothing_makes_room_for_the_same_again() {
        let mut announcer = Announcer::default();
        let mut at = |label: &str, now: f64| announcer.observe(&best(label, 0.9), NOTHING, now);
        assert_eq!((at("3", 0.0), at("3", 1100.0)), (None, Some("3".into())));
        assert_eq!((at("nothing", 1200.0), at("3", 1300.0), at("3", 2400.0)), (None, None, Some("3".into())));
    }
}
