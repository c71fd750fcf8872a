//! The requests in flight. Each is settled once, by its number.

use std::collections::BTreeMap;

use futures_channel::oneshot;

/// The requests in flight. `T` is the type of the answers; a `G` (such as an event listener) can be kept with each
/// request until it is settled.
#[derive(Debug)]
pub struct Requests<T, G> {
    last_id: u32,
    open: BTreeMap<u32, (oneshot::Sender<T>, Option<G>)>,
}

impl<T, G> Default for Requests<T, G> {
    fn default() -> Self {
        Self { last_id: 0, open: BTreeMap::new() }
    }
}

impl<T, G> Requests<T, G> {
    /// Opens a request; returns its number and the receiver of its answer.
    pub fn open(&mut self) -> (u32, oneshot::Receiver<T>) {
        let (sender, receiver) = oneshot::channel();
        self.last_id = self.last_id.wrapping_add(1);
        self.open.insert(self.last_id, (sender, None));
        (self.last_id, receiver)
    }

    /// Keeps `kept` until the request is settled; drops it at once if it is settled already.
    pub fn keep(&mut self, id: u32, kept: G) {
        if let Some((_, place)) = self.open.get_mut(&id) {
            *place = Some(kept);
        }
    }

    /// Whether the request is still waiting for its answer.
    pub fn is_open(&self, id: u32) -> bool {
        self.open.contains_key(&id)
    }

    /// Settles one request and no other. Returns whether it was in flight; if it was not, the answer is ignored.
    pub fn settle(&mut self, id: u32, answer: T) -> bool {
        let Some((sender, _)) = self.open.remove(&id) else { return false };
        // The receiver may have been dropped.
        let _ = sender.send(answer);
        true
    }

    /// Settles all of them, each with an answer of its own.
    pub fn settle_all(&mut self, answer: impl Fn() -> T) {
        for (_, (sender, _)) in std::mem::take(&mut self.open) {
            let _ = sender.send(answer());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::fault::{RequestError, WorkerError};

    type Answer = Result<&'static str, RequestError<&'static str>>;

    fn requests() -> Requests<Answer, Rc<()>> {
        Requests::default()
    }

    #[test]
    fn a_failed_request_settles_itself_and_no_other() {
        let mut requests = requests();
        let ((first, mut of_first), (second, mut of_second)) = (requests.open(), requests.open());
        assert!(requests.settle(first, Err(RequestError::Refused("no"))));
        assert_eq!(of_first.try_recv(), Ok(Some(Err(RequestError::Refused("no")))));
        assert_eq!(of_second.try_recv(), Ok(None));
        assert!(requests.settle(second, Ok("yes")));
        assert_eq!(of_second.try_recv(), Ok(Some(Ok("yes"))));
    }

    #[test]
    fn a_crash_settles_all() {
        let mut requests = requests();
        let mut answers = [requests.open(), requests.open(), requests.open()];
        let crashed = || Err(RequestError::Worker(WorkerError::Crashed("it fell".into())));
        requests.settle_all(crashed);
        for (id, answer) in &mut answers {
            assert_eq!(answer.try_recv(), Ok(Some(crashed())));
            assert!(!requests.is_open(*id));
        }
    }

    #[test]
    fn an_abort_settles_one_and_its_late_answer_is_ignored() {
        let mut requests = requests();
        let ((first, mut of_first), (second, mut of_second)) = (requests.open(), requests.open());
        assert!(requests.settle(first, Err(RequestError::Aborted)));
        assert!(!requests.settle(first, Ok("late")));
        assert_eq!(of_first.try_recv(), Ok(Some(Err(RequestError::Aborted))));
        assert_eq!((of_second.try_recv(), requests.is_open(second)), (Ok(None), true));
    }

    #[test]
    fn an_answer_to_an_unknown_request_is_ignored() {
        let mut requests = requests();
        let (id, mut answer) = requests.open();
        assert!(!requests.settle(id + 7, Ok("whose?")));
        assert_eq!(answer.try_recv(), Ok(None));
    }

    #[test]
    fn what_is_kept_goes_with_the_answer() {
        let mut requests = requests();
        let kept = Rc::new(());
        let (id, answer) = requests.open();
        requests.keep(id, kept.clone());
        assert_eq!(Rc::strong_count(&kept), 2);
        // The receiver is dropped: the request is settled all the same.
        drop(answer);
        assert!(requests.settle(id, Ok("yes")));
        assert_eq!(Rc::strong_count(&kept), 1);
        requests.keep(id, kept.clone());
        assert_eq!(Rc::strong_count(&kept), 1);
    }
}
