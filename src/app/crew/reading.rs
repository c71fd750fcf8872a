//! Lets the active worker compute the features of a sample, for the person's own classes.

use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::failure;
use super::runner::CrewRunner;
use bridge::protocol::model::{Request, Response};
use bridge::wire::Objects;
use tvlt::live::PictureSize;
use tvlt::teach::features::FeatureLengths;

/// What became of a sample.
pub enum Reading {
    /// Its features: how many numbers, and the buffer with them.
    Features(FeatureLengths, JsValue),
    /// The model cannot read it.
    Unreadable,
    /// No worker is active, or it has failed for another reason than the sample.
    NotNow,
}

impl CrewRunner {
    /// Computes the features of a picture and a sound, whose objects are `payload`; `done` gets them.
    pub fn read(
        self: &Rc<Self>,
        picture: Option<PictureSize>,
        sample_rate: Option<u32>,
        payload: Vec<JsValue>,
        done: impl FnOnce(Reading) + 'static,
    ) {
        let Some(worker) = self.active_worker() else { return done(Reading::NotNow) };
        let answer = worker.request(Request::Read { picture, sample_rate }, Objects::moved(payload));
        spawn_local(async move {
            done(match answer.await {
                Ok((Response::Features(lengths), objects)) => match objects.into_iter().next() {
                    Some(numbers) => Reading::Features(lengths, numbers),
                    None => Reading::NotNow,
                },
                Err(error) if failure::is_of_the_sample(&error) => Reading::Unreadable,
                Ok(_) | Err(_) => Reading::NotNow,
            });
        });
    }
}
