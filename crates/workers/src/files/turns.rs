//! Lets one download run at a time.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;

/// Resolves when a turn has ended, as its sender is dropped then.
pub type End = oneshot::Receiver<()>;

/// Lets one download run at a time. `S` is what stops a download.
#[derive(Debug)]
pub struct Turns<S>(Rc<RefCell<Option<Running<S>>>>);

#[derive(Debug)]
struct Running<S> {
    key: String,
    stop: S,
    /// Senders for those that wait for its end; dropped with it.
    waiting: Vec<oneshot::Sender<()>>,
}

/// The right to run, until dropped.
#[derive(Debug)]
pub struct Turn<S>(Turns<S>);

impl<S> Clone for Turns<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> Default for Turns<S> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<S: Clone> Turns<S> {
    /// Takes the turn for the download of `key`, which `stop` stops.
    ///
    /// # Errors
    /// If another download is running: its end, after which to try again.
    pub fn take(&self, key: &str, stop: &S) -> Result<Turn<S>, End> {
        let mut running = self.0.borrow_mut();
        match &mut *running {
            Some(running) => Err(running.end()),
            None => {
                *running = Some(Running { key: key.to_owned(), stop: stop.clone(), waiting: Vec::new() });
                Ok(Turn(self.clone()))
            }
        }
    }

    /// What stops the download of `key`, and its end; `None` if it is not running.
    pub fn of(&self, key: &str) -> Option<(S, End)> {
        let mut running = self.0.borrow_mut();
        let running = running.as_mut().filter(|running| running.key == key)?;
        Some((running.stop.clone(), running.end()))
    }
}

impl<S> Running<S> {
    fn end(&mut self) -> End {
        let (sender, end) = oneshot::channel();
        self.waiting.push(sender);
        end
    }
}

impl<S> Drop for Turn<S> {
    fn drop(&mut self) {
        // Removed before the senders are dropped, as a waiting task may check at once whether the turn is free.
        let ended = self.0.0.borrow_mut().take();
        drop(ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_ended(end: &mut End) -> bool {
        end.try_recv().is_err()
    }

    #[test]
    fn one_runs_and_its_end_lets_the_next_one_run() {
        let turns = Turns::default();
        let first = turns.take("a", &1).unwrap();
        let mut second = turns.take("b", &2).unwrap_err();
        let mut third = turns.take("c", &3).unwrap_err();
        assert!(!has_ended(&mut second));
        drop(first);
        assert!(has_ended(&mut second) && has_ended(&mut third));
        let _second = turns.take("b", &2).unwrap();
        assert!(turns.take("c", &3).is_err());
    }

    #[test]
    fn only_the_one_that_runs_can_be_stopped() {
        let turns = Turns::default();
        assert!(turns.of("a").is_none());
        let turn = turns.take("a", &1).unwrap();
        assert!(turns.of("b").is_none());
        let (stop, mut end) = turns.of("a").unwrap();
        assert!(stop == 1 && !has_ended(&mut end));
        drop(turn);
        assert!(has_ended(&mut end) && turns.of("a").is_none());
    }
}
