//! The state of one worker: its device, its model, and the page's settings for both.

use gloo_timers::callback::Interval;
use wasm_bindgen::JsValue;

use super::device::Device;
use super::given::Given;
use super::live::{Computing, Finished, Live};
use super::load::{Loading, load};
use super::payload::features_buffer;
use super::{checks, read};
use crate::frame;
use crate::payload::buffer;
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Request, Response};
use bridge::protocol::model_error::ModelError;
use bridge::serve::{Call, Events, Reply};
use bridge::wire::Objects;
use tvlt::inference::InferenceError;
use tvlt::live::engine::Numbers;
use tvlt::live::{OwnMask, Settings, Wish};

/// A request, and when it arrived.
pub struct Arrived {
    /// The request.
    pub call: Call<Model>,
    /// When it arrived, in milliseconds of the worker's clock.
    pub at_ms: f64,
}

/// The state of one worker.
pub struct Session {
    events: Events<Model>,
    device: Device,
    live: Live,
    settings: Settings,
    wish: Wish,
    mask: OwnMask,
}

impl Session {
    /// Without a started device or a loaded model.
    pub fn new(backend: Backend, events: Events<Model>) -> Self {
        let (device, live) = (Device::new(backend, events.clone()), Live::new(events.clone()));
        Self {
            events,
            device,
            live,
            settings: Settings::default(),
            wish: Wish::default(),
            mask: OwnMask::default(),
        }
    }

    /// Serves one request. If it returns an update, that has only begun: its outputs are to be awaited while other
    /// requests are served, and then given to [`finish`](Self::finish). Every other request is answered on return.
    pub async fn serve(&mut self, Arrived { call, at_ms }: Arrived) -> Option<(Computing, Numbers)> {
        let stopped = call.signal().aborted();
        let Call { request, objects, reply, .. } = call;
        if stopped {
            objects.iter().for_each(frame::close);
            reply.abort();
            return None;
        }
        match request {
            Request::Frame => {
                let frame = objects.first().cloned().unwrap_or(JsValue::UNDEFINED);
                match self.live.take_frame(&frame, at_ms) {
                    Ok(()) => return self.live.begin(reply, at_ms),
                    Err(error) => reply.refuse(error),
                }
            }
            Request::Tick => {
                if let Some(engine) = self.live.engine() {
                    engine.forget_frames();
                }
                return self.live.begin(reply, at_ms);
            }
            Request::Load { config, preprocessor, shards, weights_index, layers, precision } => {
                let weights = Given { shards, index: weights_index, objects };
                let (settings, wish) = (self.settings, self.wish);
                let loading = Loading { config, preprocessor, weights, layers, precision, settings, wish };
                let loaded = self.load(loading, reply.id()).await;
                reply.settle(loaded);
            }
            Request::Forward { config } => {
                let outputs = checks::forward(&mut self.device, config.as_deref(), &objects).await;
                computed(reply, outputs);
            }
            Request::Preprocess { config } => computed(reply, checks::preprocess(&config, &objects)),
            Request::Read { picture, sample_rate } => {
                let features = match self.live.engine() {
                    Some(engine) => read::read(engine, picture, sample_rate, &objects).await,
                    None => Err(ModelError::NoModel),
                };
                match features {
                    Ok(features) => {
                        let numbers = Objects::moved(vec![features_buffer(&features)]);
                        reply.done_with(Response::Features(features.lengths()), numbers);
                    }
                    Err(error) => reply.refuse(error),
                }
            }
            Request::Check => {
                let checked = match self.live.engine() {
                    Some(engine) => checks::check(engine).await,
                    None => Err(ModelError::NoModel),
                };
                reply.settle(checked.map(Response::Checked));
            }
            Request::Budget(wish) => reply.settle(self.budget(wish)),
            Request::Audio { sample_rate } => {
                let listens = self.live.listen(objects.first(), sample_rate);
                reply.settle(listens.map(|()| Response::Done));
            }
            Request::Settings(settings) => {
                self.settings = settings;
                reply.settle(self.use_settings().map(|()| Response::Done));
            }
            Request::Mask(mask) => {
                self.mask = mask.clone();
                if let Some(engine) = self.live.engine() {
                    engine.set_mask(mask);
                }
                reply.done(Response::Done);
            }
            Request::Explore(exploring) => self.live.explore(&exploring, reply).await,
            Request::Moment => self.live.moment(reply),
            Request::NoAudio => {
                self.live.fall_deaf();
                reply.done(Response::Done);
            }
            Request::Reset => {
                if let Some(engine) = self.live.engine() {
                    engine.reset();
                }
                reply.done(Response::Done);
            }
        }
        None
    }

    /// Answers with an update whose outputs have arrived.
    pub fn finish(&mut self, finished: Finished) {
        self.live.finish(finished);
    }

    /// See [`Device::nudging`].
    pub fn nudging(&self) -> Option<Interval> {
        self.device.nudging()
    }

    async fn load(&mut self, loading: Loading, id: u32) -> Result<Response, ModelError> {
        let events = self.events.clone();
        let on_progress = move |progress| events.tell_of(id, Event::Progress(progress));
        let (engine, model) = load(&mut self.device, loading, on_progress).await?;
        let budget = engine.budgeted();
        self.live.set_engine(engine);
        if let Some(engine) = self.live.engine() {
            engine.set_mask(self.mask.clone());
        }
        Ok(Response::Loaded { model, budget })
    }

    fn use_settings(&mut self) -> Result<(), ModelError> {
        let Some(engine) = self.live.engine() else { return Ok(()) };
        let failed = |error: InferenceError| ModelError::Budget(error.to_string());
        if engine.set_settings(self.settings).map_err(failed)? {
            self.events.tell(Event::Budget(engine.budgeted()));
        }
        Ok(())
    }

    fn budget(&mut self, wish: Wish) -> Result<Response, ModelError> {
        self.wish = wish;
        let Some(engine) = self.live.engine() else { return Ok(Response::Done) };
        match engine.wish(wish) {
            Ok(()) => Ok(Response::Budget(engine.budgeted())),
            Err(error) => {
                // The page gets the budget that stays in use instead.
                self.events.tell(Event::Budget(engine.budgeted()));
                Err(ModelError::Budget(error.to_string()))
            }
        }
    }
}

fn computed(reply: Reply<Model>, outputs: Result<Vec<u8>, ModelError>) {
    match outputs {
        Ok(outputs) => reply.done_with(Response::Computed, Objects::moved(vec![buffer(&outputs)])),
        Err(error) => reply.refuse(error),
    }
}
