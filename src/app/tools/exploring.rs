//! Decides when the model is asked for the next part of the work on the open questions: after each update, one part at
//! a time, so that updates go on.

use crate::view::tools::command::Opened;
use tvlt::live::{AttentionMap, AttentionQuery, Explored, Exploring, ReliedOn};

/// How long one part should take beside updates, in milliseconds: on a CPU about two forwards of the page's model.
const BESIDE_UPDATES_MS: f64 = 20.0;

/// From so many updates a second on, parts take that long; below, one forward each, so that updates go on.
const ENOUGH_UPDATES: f64 = 15.5;

/// The same while the moment is held, when updates do not change.
const HELD_MS: f64 = 60.0;

/// After parts that failed, at most this many updates pass before the next try.
const MOST_RESTS: u32 = 64;

/// Answers about the moment that is held.
#[derive(Debug, Clone, Default)]
struct Kept {
    relied_on: Option<ReliedOn>,
    attention: Option<AttentionMap>,
}

/// The open questions.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// The patch that is asked about.
    query: Option<AttentionQuery>,
    /// Rises when answers to earlier parts are no longer wanted.
    turn: u32,
    /// The turn of the part that the model is working on.
    in_flight: Option<u32>,
    /// Whether that part is about the moment that is held.
    about_held: bool,
    /// Whether something has changed since that part was asked for.
    changed: bool,
    /// What was answered about the moment that is held. The model answers it once.
    kept: Kept,
    /// Whether every answer about the held moment was given.
    done: bool,
    /// How many parts failed one after the other.
    failures: u32,
    /// How many updates pass before the next try.
    rests: u32,
}

impl Questions {
    /// The patch that is asked about.
    pub fn query(&self) -> Option<AttentionQuery> {
        self.query
    }

    /// Asks about a patch, or about none. Returns whether that is another question than the present one.
    pub fn ask(&mut self, query: Option<AttentionQuery>) -> bool {
        let is_new = query != self.query;
        if is_new {
            self.query = query;
            self.changed();
        }
        is_new
    }

    /// What the answer about the held moment relied on; `None` where that is not known, or no moment is held.
    pub fn relied_on(&self) -> Option<ReliedOn> {
        self.kept.relied_on.clone()
    }

    /// Where the patch that is asked about looks in the held moment; `None` where that is not known, or no moment is held.
    pub fn attention(&self) -> Option<AttentionMap> {
        self.kept.attention.clone().filter(|map| Some(map.query) == self.query)
    }

    /// The moment, or what the model gets of it, is another one.
    pub fn moment_changed(&mut self) {
        (self.kept, self.about_held) = (Kept::default(), false);
        self.changed();
    }

    /// Something that answers depend on has changed.
    pub fn changed(&mut self) {
        (self.done, self.changed) = (false, true);
        (self.failures, self.rests) = (0, 0);
    }

    /// What the part in flight finds is about something that is gone.
    pub fn outdate(&mut self) {
        self.turn += 1;
        self.moment_changed();
    }

    /// The part in flight is lost with its worker.
    pub fn lose(&mut self) {
        self.in_flight = None;
        self.outdate();
    }

    /// The next part of the work after an update, with its turn; `None` where there is nothing to do. How long it should
    /// take depends on how many updates a second there are.
    pub fn after_update(
        &mut self,
        opened: Opened,
        held: bool,
        updates_per_second: Option<f64>,
    ) -> Option<(u32, Exploring)> {
        let attention = self.query.filter(|_| opened.attention);
        let asks = opened.relied_on || opened.delay || attention.is_some();
        if !asks || self.in_flight.is_some() || (held && self.done) {
            return None;
        }
        if self.rests > 0 {
            self.rests -= 1;
            return None;
        }
        self.in_flight = Some(self.turn);
        (self.about_held, self.changed) = (held, false);
        let exploring = Exploring {
            relied_on: opened.relied_on,
            match_curve: opened.delay,
            attention,
            budget_ms: match updates_per_second {
                _ if held => HELD_MS,
                Some(pace) if pace < ENOUGH_UPDATES => 0.0,
                _ => BESIDE_UPDATES_MS,
            },
        };
        Some((self.turn, exploring))
    }

    /// The answer to the part of this turn; `None` where there was none. Returns whether it is to be shown.
    pub fn answered(&mut self, turn: u32, explored: Option<&Explored>) -> bool {
        if self.in_flight != Some(turn) {
            return false;
        }
        self.in_flight = None;
        self.done = !self.changed && explored.is_some_and(|explored| explored.done);
        match explored {
            Some(explored) => {
                self.failures = 0;
                if self.about_held && turn == self.turn {
                    self.keep(explored);
                }
            }
            None => {
                self.rests = 2u32.saturating_pow(self.failures).min(MOST_RESTS);
                self.failures += 1;
            }
        }
        turn == self.turn && explored.is_some()
    }

    fn keep(&mut self, explored: &Explored) {
        let Explored { relied_on, attention, .. } = explored;
        if relied_on.is_some() {
            self.kept.relied_on.clone_from(relied_on);
        }
        if attention.is_some() {
            self.kept.attention.clone_from(attention);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENED: Opened =
        Opened { relied_on: true, attention: false, delay: false, surprise: false, hands: false };

    fn done() -> Explored {
        Explored { done: true, ..Explored::default() }
    }

    #[test]
    fn one_part_at_a_time_and_none_when_all_is_answered() {
        let mut questions = Questions::default();
        assert_eq!(questions.after_update(Opened::default(), false, None), None);
        let (turn, part) = questions.after_update(OPENED, false, None).unwrap();
        assert!(part.relied_on && !part.match_curve && part.attention.is_none());
        assert_eq!(questions.after_update(OPENED, false, None), None, "one is in flight");
        assert!(questions.answered(turn, Some(&done())));
        assert_eq!(questions.after_update(OPENED, true, None), None, "all about this moment is answered");
        questions.changed();
        let (_, held) = questions.after_update(OPENED, true, None).unwrap();
        assert!(held.budget_ms > part.budget_ms);
        questions.lose();
        let slow = questions.after_update(OPENED, false, Some(9.0)).expect("it goes on").1;
        assert_eq!(slow.budget_ms, 0.0, "updates come first");
    }

    #[test]
    fn a_question_that_is_opened_meanwhile_is_answered_too() {
        let mut questions = Questions::default();
        let (turn, _) = questions.after_update(OPENED, true, None).unwrap();
        questions.changed();
        questions.answered(turn, Some(&done()));
        assert!(questions.after_update(Opened { delay: true, ..OPENED }, true, None).unwrap().1.match_curve);
    }

    fn query(patch: usize) -> AttentionQuery {
        AttentionQuery { from: tvlt::live::Token::Pixel(patch), layer: None, head: None }
    }

    /// An answer to both questions.
    fn answer(patch: usize) -> Explored {
        let (pixel, audio) = (vec![1.0], Vec::new());
        let attention =
            AttentionMap { query: query(patch), pixel: pixel.clone(), audio: audio.clone(), sinks: 0 };
        let relied_on =
            ReliedOn { label: None, log_odds: 1.0, pixel, audio, without_first: 1.0, without_random: 0.0 };
        Explored { relied_on: Some(relied_on), attention: Some(attention), ..done() }
    }

    #[test]
    fn what_was_answered_about_a_held_moment_is_there_when_a_tool_is_opened_again() {
        let both = Opened { attention: true, ..OPENED };
        let mut questions = Questions::default();
        assert!(questions.ask(Some(query(3))) && !questions.ask(Some(query(3))), "the same question is none");
        let (turn, _) = questions.after_update(both, true, None).unwrap();
        questions.answered(turn, Some(&answer(3)));
        // A tool is closed and opened: the model has nothing to add.
        questions.changed();
        let (turn, _) = questions.after_update(both, true, None).unwrap();
        questions.answered(turn, Some(&done()));
        assert_eq!(
            (questions.relied_on(), questions.attention()),
            (answer(3).relied_on, answer(3).attention)
        );
        // Another patch has another map; going back, the model answers what it was not asked last.
        assert!(questions.ask(Some(query(4))) && questions.attention().is_none());
        assert!(questions.relied_on().is_some());
        questions.moment_changed();
        assert_eq!((questions.relied_on(), questions.attention()), (None, None), "it was let go");
    }

    #[test]
    fn answers_about_passing_moments_are_not_kept() {
        let mut questions = Questions::default();
        questions.ask(Some(query(3)));
        let (turn, _) = questions.after_update(OPENED, false, None).unwrap();
        questions.answered(turn, Some(&answer(3)));
        assert_eq!((questions.relied_on(), questions.attention()), (None, None));
        // Then a moment is held, and let go while the model works on it.
        questions.moment_changed();
        let (turn, _) = questions.after_update(OPENED, true, None).unwrap();
        questions.moment_changed();
        questions.answered(turn, Some(&answer(3)));
        assert_eq!(questions.relied_on(), None);
    }

    #[test]
    fn answers_about_what_is_gone_are_not_shown() {
        let mut questions = Questions::default();
        let (turn, _) = questions.after_update(OPENED, false, None).unwrap();
        questions.outdate();
        assert_eq!(questions.after_update(OPENED, false, None), None, "the model still works on the old one");
        assert!(!questions.answered(turn, Some(&done())));
        let (turn, _) = questions.after_update(OPENED, false, None).unwrap();
        questions.lose();
        let (next, _) = questions.after_update(OPENED, false, None).expect("a new worker is asked at once");
        assert!(!questions.answered(turn, Some(&done())), "the old worker's last words");
        assert_eq!(questions.after_update(OPENED, false, None), None, "the new one is at work");
        assert!(questions.answered(next, Some(&Explored::default())));
    }

    #[test]
    fn after_failures_it_is_asked_less_and_less_often() {
        let mut questions = Questions::default();
        for rests in [1, 2, 4, 8, 16, 32, 64, 64] {
            let (turn, _) = questions.after_update(OPENED, false, None).unwrap();
            assert!(!questions.answered(turn, None));
            let waits = (0..rests).all(|_| questions.after_update(OPENED, false, None).is_none());
            assert!(waits, "{rests} updates pass");
        }
        questions.changed();
        assert!(
            questions.after_update(OPENED, false, None).is_some(),
            "something has changed, so it may work now"
        );
    }
}
