//! The loaded model, the pictures and sound for its updates, and the time that updates take.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessagePort;

use super::inbox::AudioInbox;
use super::payload;
use crate::frame::{self, FrameError, FrameReader};
use crate::scope::now_ms;
use bridge::protocol::model::{Event, Model, Response};
use bridge::protocol::model_error::ModelError;
use bridge::serve::{Events, Reply};
use tvlt::inference::InferenceError;
use tvlt::live::Exploring;
use tvlt::live::engine::{LiveEngine, Numbers, Pending, RawOutputs};
use tvlt::processor::image::RgbaFrame;

/// Time between two notices of a lasting problem, in milliseconds. The page shows a notice for longer than this.
const TOLD_EVERY_MS: f64 = 5_000.0;

/// The state behind the worker's updates.
pub struct Live {
    events: Events<Model>,
    engine: Option<LiveEngine>,
    audio: Option<AudioInbox>,
    frames: FrameReader,
    /// When the page was last told that the browser gives no pictures.
    blind_told_ms: Option<f64>,
    /// Number of models loaded so far; an update that was begun with an earlier model is not finished.
    loads: u32,
    /// When the last update was finished, in milliseconds.
    finished_ms: f64,
}

/// An update that the device is computing.
pub struct Computing {
    reply: Reply<Model>,
    load: u32,
    arrived_ms: f64,
    began_ms: f64,
    pending: Pending,
}

/// An update whose outputs have arrived.
pub struct Finished {
    /// The update.
    pub computing: Computing,
    /// Its outputs.
    pub numbers: Result<RawOutputs, InferenceError>,
}

fn update(error: impl ToString) -> ModelError {
    ModelError::Update(error.to_string())
}

impl Live {
    /// Without a model and without sound.
    pub fn new(events: Events<Model>) -> Self {
        Self {
            events,
            engine: None,
            audio: None,
            frames: FrameReader::default(),
            blind_told_ms: None,
            loads: 0,
            finished_ms: 0.0,
        }
    }

    /// The loaded model.
    pub fn engine(&mut self) -> Option<&mut LiveEngine> {
        self.engine.as_mut()
    }

    /// Replaces the model.
    pub fn set_engine(&mut self, engine: LiveEngine) {
        self.loads += 1;
        self.engine = Some(engine);
    }

    /// Takes sound from `port` from now on.
    ///
    /// # Errors
    /// [`ModelError::Missing`] and [`ModelError::Sound`]; the sound stays as it was.
    pub fn listen(&mut self, port: Option<&JsValue>, sample_rate: u32) -> Result<(), ModelError> {
        let port = port.and_then(|port| port.dyn_ref::<MessagePort>());
        let port = port.ok_or_else(|| ModelError::Missing("the sound".into()))?;
        if let Some(engine) = &mut self.engine {
            engine.set_audio_rate(sample_rate).map_err(|error| ModelError::Sound(error.to_string()))?;
        }
        self.audio = Some(AudioInbox::new(port.clone(), sample_rate));
        Ok(())
    }

    /// Disconnects sound and forgets what was heard.
    pub fn fall_deaf(&mut self) {
        self.audio = None;
        if let Some(engine) = &mut self.engine {
            engine.forget_audio();
        }
    }

    /// Reads a frame into the clip.
    ///
    /// # Errors
    /// [`ModelError::Picture`].
    pub fn take_frame(&mut self, frame: &JsValue, at_ms: f64) -> Result<(), ModelError> {
        if self.engine.as_ref().is_some_and(LiveEngine::is_held) {
            frame::close(frame);
            return Ok(());
        }
        let short_edge = self.engine.as_ref().and_then(LiveEngine::short_edge);
        let read = self.frames.read(frame, short_edge);
        let Some(engine) = &mut self.engine else { return Ok(()) };
        if let Err(FrameError::Noise) = &read {
            // Updates go on with sound alone.
            engine.forget_frames();
            if self.blind_told_ms.is_none_or(|told_ms| at_ms - told_ms > TOLD_EVERY_MS) {
                self.blind_told_ms = Some(at_ms);
                self.events.tell(Event::Notice(ModelError::Noise));
            }
            return Ok(());
        }
        let failed = |words: String| ModelError::Picture(words);
        let pixels = read.map_err(|error| failed(error.to_string()))?;
        let frame = RgbaFrame { width: pixels.width, height: pixels.height, data: &pixels.rgba };
        engine.push_frame(&frame, at_ms).map_err(|error| failed(error.to_string()))
    }

    /// Starts an update on the current clip. Where there is nothing to compute, the request is answered at once.
    pub fn begin(&mut self, reply: Reply<Model>, arrived_ms: f64) -> Option<(Computing, Numbers)> {
        let Some(engine) = &mut self.engine else {
            reply.done(Response::Skipped);
            return None;
        };
        let (load, began_ms) = (self.loads, now_ms());
        if let Some(audio) = &self.audio
            && let Err(error) = engine.push_audio(&audio.take())
        {
            // Updates go on with pictures alone.
            self.events.tell(Event::Notice(ModelError::Sound(error.to_string())));
        }
        match engine.begin() {
            Ok(Some((pending, numbers))) => {
                Some((Computing { reply, load, arrived_ms, began_ms, pending }, numbers))
            }
            Ok(None) => {
                reply.done(Response::Skipped);
                None
            }
            Err(error) => {
                reply.refuse(update(error));
                None
            }
        }
    }

    /// Does a part of the work on the tools' questions.
    pub async fn explore(&mut self, exploring: &Exploring, reply: Reply<Model>) {
        let Some(engine) = &mut self.engine else { return reply.done(Response::Skipped) };
        match engine.explore(exploring, now_ms).await {
            Ok(Some(explored)) => reply.done(Response::Explored(explored)),
            Ok(None) => reply.done(Response::Skipped),
            Err(error) => reply.refuse(update(error)),
        }
    }

    /// Answers with the present moment's picture and sound.
    pub fn moment(&self, reply: Reply<Model>) {
        let sample = self.engine.as_ref().map(LiveEngine::moment).unwrap_or_default();
        reply.done_with(Response::Moment(sample.size()), payload::sample(&sample));
    }

    /// Answers with an update whose outputs have arrived.
    pub fn finish(&mut self, Finished { computing, numbers }: Finished) {
        let Computing { reply, load, arrived_ms, began_ms, pending } = computing;
        let Some(engine) = self.engine.as_mut().filter(|_| load == self.loads) else {
            return reply.done(Response::Skipped);
        };
        // Two updates may be in flight: the device began with this one when the one before was done.
        let took_ms = now_ms() - began_ms.max(self.finished_ms);
        self.finished_ms = now_ms();
        let step = match numbers.and_then(|numbers| engine.finish(&pending, &numbers)) {
            Ok(step) => step,
            Err(error) => return reply.refuse(update(error)),
        };
        let (update, objects) = payload::update(step, now_ms() - arrived_ms);
        reply.done_with(Response::Update(update), objects);
        match engine.measured(took_ms) {
            Ok(true) => self.events.tell(Event::Budget(engine.budgeted())),
            Ok(false) => {}
            Err(error) => self.events.tell(Event::Notice(ModelError::Budget(error.to_string()))),
        }
    }
}
