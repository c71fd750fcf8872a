//! Surprise over time.

use leptos::{html, prelude::NodeRef};

use super::shown::Shown;
use crate::view::tools::strip::{Mark, Strip};

/// Surprise over time.
#[derive(Clone, Copy, Default)]
pub struct SurpriseState {
    /// What the chart shows.
    pub strip: Shown<Strip>,
    /// The marks that can be seen again, oldest first.
    pub marks: Shown<Vec<Mark>>,
    /// The mark that is seen again, in place of the present.
    pub seen: Shown<Option<Mark>>,
    /// What there is to say, in a sentence.
    pub note: Shown<String>,
    /// Where the chart is drawn.
    pub chart: NodeRef<html::Canvas>,
}

impl SurpriseState {
    /// Shows the last two minutes.
    pub fn show_strip(&self, strip: Strip, marks: &[Mark]) {
        self.strip.set(strip);
        if self.marks.with_untracked(|old| old != marks) {
            self.marks.set(marks.to_vec());
        }
    }

    /// Shows which mark is seen again.
    pub fn show_seen(&self, seen: Option<Mark>) {
        self.seen.set_if_new(seen);
    }

    /// Says something.
    pub fn show_note(&self, note: &str) {
        self.note.set_if_new(note.to_owned());
    }
}
