//! What a run prints while it goes on.

use super::{curves::Row, gradients::LOSSES};

/// Running means of the losses since the last printed line: class, match, hidden patches, guidance.
#[derive(Default)]
pub(super) struct Means {
    sums: [f64; LOSSES],
    counts: [usize; LOSSES],
}

impl Means {
    /// Takes in the loss of one kind for a part of a batch.
    pub(super) fn add(&mut self, index: usize, value: f64) {
        self.sums[index] += value;
        self.counts[index] += 1;
    }

    /// The mean loss of one kind, if any was computed.
    pub(super) fn mean(&self, index: usize) -> Option<f64> {
        (self.counts[index] > 0).then(|| self.sums[index] / self.counts[index] as f64)
    }
}

/// Prints a line about the steps since the last one.
pub(super) fn report(row: &Row, steps: usize, clips_a_second: f64, seconds_a_step: f64) {
    let loss = |value: Option<f64>| value.map_or("    -".to_owned(), |value| format!("{value:.3}"));
    println!(
        "step {:5}/{steps}  class: seen {} heard {} both {}  match {}  hidden {}  guided: seen {} heard {}  level {:.2}  {clips_a_second:.0} clips/s  {:.0} min left",
        row.step,
        loss(row.class_seen),
        loss(row.class_heard),
        loss(row.class_both),
        loss(row.matching),
        loss(row.hidden),
        loss(row.guided_seen),
        loss(row.guided_heard),
        row.level,
        (steps - row.step) as f64 * seconds_a_step / 60.0
    );
}
