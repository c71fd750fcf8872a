//! Sends the one answer to a request, in the worker.

use std::fmt;

use crate::fault::RequestError;

/// Sends a result with its objects `O`.
type Send<R, E, O> = Box<dyn FnOnce(Result<R, RequestError<E>>, O)>;

/// Sends the one answer to a request; answering consumes it. If it is dropped unanswered, it sends
/// [`RequestError::Unanswered`], so that no request is ever left without an answer.
pub struct Reply<R, E, O: Default> {
    id: u32,
    send: Option<Send<R, E, O>>,
}

impl<R, E, O: Default> Reply<R, E, O> {
    /// The reply to request `id`; `send` is called once.
    pub fn new(id: u32, send: impl FnOnce(Result<R, RequestError<E>>, O) + 'static) -> Self {
        Self { id, send: Some(Box::new(send)) }
    }

    /// The request's number, for events that belong to it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Answers with a response that has no objects.
    pub fn done(self, response: R) {
        self.done_with(response, O::default());
    }

    /// Answers with a response and its objects.
    pub fn done_with(mut self, response: R, objects: O) {
        self.send(Ok(response), objects);
    }

    /// Answers with an error.
    pub fn refuse(mut self, error: E) {
        self.send(Err(RequestError::Refused(error)), O::default());
    }

    /// Answers that the request was aborted, as the page wanted.
    pub fn abort(mut self) {
        self.send(Err(RequestError::Aborted), O::default());
    }

    /// Answers with a response or an error.
    pub fn settle(self, result: Result<R, E>) {
        match result {
            Ok(response) => self.done(response),
            Err(error) => self.refuse(error),
        }
    }

    fn send(&mut self, result: Result<R, RequestError<E>>, objects: O) {
        if let Some(send) = self.send.take() {
            send(result, objects);
        }
    }
}

impl<R, E, O: Default> Drop for Reply<R, E, O> {
    fn drop(&mut self) {
        self.send(Err(RequestError::Unanswered), O::default());
    }
}

impl<R, E, O: Default> fmt::Debug for Reply<R, E, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    type Said = Rc<RefCell<Vec<Result<u8, RequestError<&'static str>>>>>;

    fn reply() -> (Said, Reply<u8, &'static str, ()>) {
        let said = Said::default();
        let heard = said.clone();
        (said, Reply::new(1, move |result, ()| heard.borrow_mut().push(result)))
    }

    #[test]
    fn it_answers_exactly_once() {
        let (said, reply) = reply();
        reply.done(7);
        assert_eq!(*said.borrow(), [Ok(7)]);
    }

    #[test]
    fn errors_and_stops_are_answers() {
        let (said, refused) = reply();
        refused.settle(Err("no"));
        assert_eq!(*said.borrow(), [Err(RequestError::Refused("no"))]);
        let (said, stopped) = reply();
        stopped.abort();
        assert_eq!(*said.borrow(), [Err(RequestError::Aborted)]);
    }

    #[test]
    fn one_that_is_dropped_answers_with_an_error() {
        let (said, reply) = reply();
        drop(reply);
        assert_eq!(*said.borrow(), [Err(RequestError::Unanswered)]);
    }
}
