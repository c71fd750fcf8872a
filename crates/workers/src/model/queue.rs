//! The queue of a worker that runs a model: requests in order of arrival, but only the latest frame or tick.

use std::collections::VecDeque;

/// A request that waits.
pub trait Waiting {
    /// Whether it concerns only the moment at which it was sent, as a frame does. A newer such request replaces it.
    fn is_of_the_moment(&self) -> bool;

    /// Answers it as skipped, because a newer one replaces it.
    fn skip(self);
}

/// One item of work.
#[derive(Debug, PartialEq, Eq)]
pub enum Work<C, F> {
    /// Serve a request of the page.
    Serve(C),
    /// Finish an update whose outputs have arrived.
    Finish(F),
}

/// The waiting requests, `C`, and the updates that can be finished, `F`.
#[derive(Debug)]
pub struct Queue<C, F> {
    work: VecDeque<Work<C, F>>,
}

impl<C, F> Default for Queue<C, F> {
    fn default() -> Self {
        Self { work: VecDeque::new() }
    }
}

impl<C: Waiting, F> Queue<C, F> {
    /// Adds a request. A new frame or tick replaces one that still waits.
    pub fn serve(&mut self, newest: C) {
        if newest.is_of_the_moment() {
            let is_old = |work: &mut Work<C, F>| matches!(work, Work::Serve(call) if call.is_of_the_moment());
            while let Some(at) = self.work.iter_mut().position(is_old) {
                if let Some(Work::Serve(old)) = self.work.remove(at) {
                    old.skip();
                }
            }
        }
        self.work.push_back(Work::Serve(newest));
    }

    /// Adds an update that can be finished; it goes before all waiting requests.
    pub fn finish(&mut self, begun: F) {
        self.work.push_front(Work::Finish(begun));
    }

    /// Takes the next item of work.
    pub fn take(&mut self) -> Option<Work<C, F>> {
        self.work.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use bridge::protocol::model::{Request, Response};
    use bridge::protocol::model_error::ModelError;
    use bridge::reply::Reply;

    use super::*;

    type Said = Rc<RefCell<Vec<(u32, Response)>>>;

    struct Call {
        request: Request,
        reply: Reply<Response, ModelError, ()>,
    }

    impl Waiting for Call {
        fn is_of_the_moment(&self) -> bool {
            self.request.is_of_the_moment()
        }

        fn skip(self) {
            self.reply.done(Response::Skipped);
        }
    }

    fn call(said: &Said, id: u32, request: Request) -> Call {
        let said = said.clone();
        let reply = Reply::new(id, move |result, ()| {
            if let Ok(response) = result {
                said.borrow_mut().push((id, response));
            }
        });
        Call { request, reply }
    }

    fn next(queue: &mut Queue<Call, &str>) -> Option<u32> {
        match queue.take()? {
            Work::Serve(call) => Some(call.reply.id()),
            Work::Finish(_) => None,
        }
    }

    #[test]
    fn a_replaced_frame_is_answered_and_the_rest_keeps_its_order() {
        let said = Said::default();
        let mut queue = Queue::default();
        queue.serve(call(&said, 1, Request::Check));
        queue.serve(call(&said, 2, Request::Frame));
        queue.serve(call(&said, 3, Request::Reset));
        queue.serve(call(&said, 4, Request::Tick));
        assert_eq!(*said.borrow(), [(2, Response::Skipped)]);
        queue.serve(call(&said, 5, Request::Frame));
        assert_eq!(*said.borrow(), [(2, Response::Skipped), (4, Response::Skipped)]);
        let order = [(); 4].map(|()| next(&mut queue));
        assert_eq!(order, [Some(1), Some(3), Some(5), None]);
        assert_eq!(said.borrow().len(), 2);
    }

    #[test]
    fn what_was_begun_is_finished_before_anything_else() {
        let said = Said::default();
        let mut queue = Queue::default();
        queue.serve(call(&said, 1, Request::Frame));
        queue.finish("the update before");
        assert!(matches!(queue.take(), Some(Work::Finish("the update before"))));
        assert_eq!(next(&mut queue), Some(1));
        // This frame is being served and no longer waits, so a newer one does not replace it.
        queue.serve(call(&said, 2, Request::Frame));
        assert!(said.borrow().is_empty());
    }
}
