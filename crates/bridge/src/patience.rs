//! The time limit after which a worker with an unanswered prompt request counts as hung.

use std::collections::BTreeSet;

/// Milliseconds without an answer after which a worker counts as hung. A slow worker gets [`PATIENCE_TIMES`]
/// times its usual time instead, if that is longer.
const PATIENCE_MS: f64 = 20_000.0;
const PATIENCE_TIMES: f64 = 10.0;

/// The prompt requests in flight, and the time that such a request usually takes.
#[derive(Debug, Clone, Default)]
pub struct Patience {
    waiting: BTreeSet<u32>,
    /// The longest reported time of a prompt request, in milliseconds.
    usual_ms: f64,
}

impl Patience {
    /// A prompt request was sent.
    pub fn sent(&mut self, id: u32) {
        self.waiting.insert(id);
    }

    /// A request was settled. Returns whether it was a prompt one.
    pub fn settled(&mut self, id: u32) -> bool {
        self.waiting.remove(&id)
    }

    /// Reports how long a prompt request takes, in milliseconds.
    pub fn usually(&mut self, milliseconds: f64) {
        self.usual_ms = self.usual_ms.max(milliseconds);
    }

    /// Milliseconds from now after which the worker counts as hung; `None` while no prompt request is in flight.
    pub fn limit_ms(&self) -> Option<f64> {
        (!self.waiting.is_empty()).then(|| PATIENCE_MS.max(PATIENCE_TIMES * self.usual_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_lasts_while_a_prompt_request_is_under_way() {
        let mut patience = Patience::default();
        assert_eq!(patience.limit_ms(), None);
        patience.sent(1);
        patience.sent(2);
        assert!(patience.settled(1));
        assert_eq!(patience.limit_ms(), Some(20_000.0));
        assert!(patience.settled(2) && !patience.settled(3));
        assert_eq!(patience.limit_ms(), None);
    }

    #[test]
    fn a_slow_worker_gets_more_of_it() {
        let mut patience = Patience::default();
        patience.sent(1);
        patience.usually(100.0);
        assert_eq!(patience.limit_ms(), Some(20_000.0));
        patience.usually(9_000.0);
        patience.usually(50.0);
        assert_eq!(patience.limit_ms(), Some(90_000.0));
    }
}
