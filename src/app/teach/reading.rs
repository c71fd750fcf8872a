//! Samples whose features the model still has to compute: they are read one after another.

use super::event::{Asked, Order, Reading};
use super::teaching::{Stage, Teaching, ask};
use bridge::protocol::teach::Request;
use bridge::protocol::teach_state::{Clip, SampleId, Senses};

/// A sample at which the model fails again after this many tries, with an update before each, is one that it cannot read.
const MOST_TRIES: u32 = 3;

/// How far the reading is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReadingOn {
    /// Whether an unread sample is on its way to the model or back.
    pub(super) busy: bool,
    /// A sample that the model could not be asked about: the next update shows that it runs again.
    waiting: Option<SampleId>,
    /// The sample that was last tried again after an update, and how often.
    tried: Option<(SampleId, u32)>,
    /// The sample whose features were given last, and whether there were any.
    given: Option<(SampleId, bool)>,
    /// A sample whose features were refused.
    refused: Option<SampleId>,
}

impl ReadingOn {
    fn tries(&self, sample: SampleId) -> u32 {
        self.tried.filter(|(tried, _)| *tried == sample).map_or(0, |(_, tries)| tries)
    }
}

impl Teaching {
    /// An unread sample has come, with its files.
    pub(super) fn unread<P: Clone>(
        &mut self,
        sample: SampleId,
        clip: Clip,
        payload: Vec<P>,
    ) -> Vec<Order<P>> {
        if self.reading.refused == Some(sample) {
            // It comes again because its features do not fit: without any, it is passed over.
            return self.give(sample, Senses::default(), Vec::new());
        }
        vec![Order::Read { sample, clip, payload }]
    }

    /// The model has answered about an unread sample.
    pub(super) fn read<P: Clone>(&mut self, sample: SampleId, reading: Reading<P>) -> Vec<Order<P>> {
        let (senses, payload) = match reading {
            Reading::Features(senses, payload) => (senses, payload),
            // It teaches nothing, and is not asked about again.
            Reading::Unreadable => (Senses::default(), Vec::new()),
            Reading::NotNow if self.reading.tries(sample) < MOST_TRIES => {
                (self.reading.busy, self.reading.waiting) = (false, Some(sample));
                return Vec::new();
            }
            Reading::NotNow => (Senses::default(), Vec::new()),
        };
        if !self.reading.busy || self.stage != Stage::Open {
            return Vec::new();
        }
        self.give(sample, senses, payload)
    }

    /// An update has arrived, so the model runs: a sample that it failed at is tried again.
    pub(super) fn try_again<P: Clone>(&mut self) -> Vec<Order<P>> {
        let Some(sample) = self.reading.waiting.take() else { return Vec::new() };
        self.reading.tried = Some((sample, self.reading.tries(sample) + 1));
        self.catch_up()
    }

    /// A worker that runs the model has become active: what an earlier one failed at may work now.
    pub(super) fn activated<P: Clone>(&mut self) -> Vec<Order<P>> {
        (self.reading.tried, self.reading.waiting) = (None, None);
        self.catch_up()
    }

    /// The features of a sample were refused: its class may have been deleted meanwhile, or they do not fit. The next one
    /// is asked for.
    pub(super) fn features_refused<P: Clone>(&mut self) -> Vec<Order<P>> {
        match self.reading.given.take() {
            Some((sample, true)) => {
                self.reading.refused = Some(sample);
                self.catch_up()
            }
            // Not even that it cannot be read was taken: something else is wrong.
            _ => Vec::new(),
        }
    }

    fn give<P: Clone>(&mut self, sample: SampleId, senses: Senses, payload: Vec<P>) -> Vec<Order<P>> {
        self.reading.given = Some((sample, senses != Senses::default()));
        vec![ask(Asked::Features, Request::Features { sample, senses }, payload)]
    }
}
