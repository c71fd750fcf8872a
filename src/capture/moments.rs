//! The part of a running source that takes pictures and hands them out.

use std::rc::{Rc, Weak};

use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlMediaElement, HtmlVideoElement};

use super::bindings::now_ms;
use super::clock::{Due, Orders, TICK_MS};
use super::error::{CaptureError, CaptureEvent};
use super::frame::{FrameLoop, Moment, grab};
use super::pacer::{Pacer, Taker};
use super::running::Running;
use bridge::wire::describe;

impl Running {
    /// Hands moments to `taker` from now on.
    pub fn take_moments(self: &Rc<Self>, taker: Taker) {
        self.taker.replace(Some(taker));
        self.pace();
    }

    /// Starts the callbacks that produce moments, if there is a taker.
    pub(super) fn pace(self: &Rc<Self>) {
        self.pacer.take();
        if self.paused.get() || self.taker.borrow().is_none() {
            return;
        }
        let sees = self.sees();
        self.clock.borrow_mut().run(sees, now_ms());
        let frames = sees.then(|| {
            let inner = Rc::downgrade(self);
            FrameLoop::new(&self.player.video, move || {
                if let Some(inner) = inner.upgrade() {
                    let orders = inner.clock.borrow_mut().picture(now_ms());
                    inner.follow(orders);
                }
            })
        });
        let inner = Rc::downgrade(self);
        let interval = Interval::new(TICK_MS, move || {
            if let Some(inner) = inner.upgrade() {
                inner.tick();
            }
        });
        self.pacer.replace(Some(Pacer::new(frames, interval)));
    }

    fn tick(self: &Rc<Self>) {
        let news = self.observe_sound();
        let shows = self.tracks.is_none() && has_data(&self.player.video);
        let orders = self.clock.borrow_mut().tick(now_ms(), shows);
        self.follow(Orders { changed: orders.changed || news, ..orders });
    }

    fn follow(self: &Rc<Self>, orders: Orders) {
        if orders.changed {
            self.tell(CaptureEvent::Changed);
        }
        let weak = Rc::downgrade(self);
        match orders.due {
            // The video seeks, as at the end of each loop; the next tick will find a picture.
            Some(Due::SamePicture) if !has_data(&self.player.video) => {}
            Some(due @ (Due::NewPicture | Due::SamePicture)) => {
                Self::picture(&weak, due == Due::NewPicture);
            }
            Some(Due::SoundOnly) => Self::deliver(&weak, Moment::SoundOnly),
            None => {}
        }
    }

    /// Takes the current picture. Holds the session only weakly while the browser makes the picture,
    /// so that the session can be dropped meanwhile.
    fn picture(weak: &Weak<Self>, is_new: bool) {
        let Some(inner) = weak.upgrade().filter(|inner| !inner.grabbing.get()) else { return };
        inner.grabbing.set(true);
        let (weak, video) = (weak.clone(), inner.player.video.clone());
        spawn_local(async move {
            let grabbed = grab(&video).await;
            let Some(inner) = weak.upgrade() else { return };
            inner.grabbing.set(false);
            match grabbed {
                // The camera was muted while the picture was taken, so it is not used.
                Ok(_) if !inner.sees() => {}
                Ok(frame) => Self::deliver(&weak, Moment::Picture(frame)),
                // A repeated picture may disappear while it is taken; that is not a failure.
                Err(error) if is_new && !inner.frames_failed.replace(true) => {
                    inner.tell(CaptureEvent::Failed(CaptureError::Frames(describe(&error))));
                }
                Err(_) => {}
            }
        });
    }

    fn deliver(weak: &Weak<Self>, moment: Moment) {
        let Some(inner) = weak.upgrade() else { return };
        // Taken out while it runs, as the callback may set another taker.
        let Some(mut taker) = inner.taker.take() else { return };
        taker(moment);
        inner.taker.borrow_mut().get_or_insert(taker);
    }
}

/// Whether the element has a picture to give.
fn has_data(video: &HtmlVideoElement) -> bool {
    video.ready_state() >= HtmlMediaElement::HAVE_CURRENT_DATA
}
