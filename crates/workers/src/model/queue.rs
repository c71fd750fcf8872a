//! What the model's worker does next: requests in the order they came, and of those about one moment only the latest.

use std::collections::VecDeque;

/// A request that waits.
pub trait Waiting {
    /// Whether it is about the moment it was sent alone, as a frame is: a newer such request takes its place.
    fn is_of_the_moment(&self) -> bool;

    /// Answers it, because a newer one took its place.
    fn skip(self);
}

/// What there is to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Work<C, F> {
    /// A request of the page.
    Serve(C),
    /// What was begun is to be finished.
    Finish(F),
}

/// The requests `C` that wait, and what has been begun and can be finished, `F`.
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
    /// Adds a request; one of the moment that still waits is skipped for a newer one.
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

    /// Adds what can be finished: it goes before whatever waits.
    pub fn finish(&mut self, begun: F) {
        self.work.push_front(Work::Finish(begun));
    }

    /// Takes what is to be done next.
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
        // It is under way, and no frame that waits: a newer one does not take its place.
        queue.serve(call(&said, 2, Request::Frame));
        assert!(said.borrow().is_empty());
    }
}
