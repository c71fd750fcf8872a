//! What one worker knows: its device, its model, and where sound comes from.

use gloo_timers::callback::Interval;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessagePort};

use super::blob::BlobSource;
use super::frame::{FrameError, FrameReader};
use super::inbox::AudioInbox;
use super::server::{Pending, answer, fail, now_ms};
use bridge::protocol::Backend;
use bridge::protocol::failure;
use bridge::protocol::failure::{Failure, FailureKind};
use bridge::protocol::model::{Request, Response};
use bridge::protocol::progress::{Progress, Stage};
use tvlt::checkpoint::inspect::Report;
use tvlt::checkpoint::{Shard, Source, WeightsFiles};
use tvlt::inference::InferenceError;
use tvlt::inference::device::ReadyDevice;
use tvlt::live::engine::{self, known_input};
use tvlt::live::engine::{LiveEngine, Numbers, RawOutputs};
use tvlt::live::{Checked, LoadedModel, Settings, Update, Wish};
use tvlt::precision::Precision;
use tvlt::processor::image::RgbaFrame;

/// How often a browser that needs it is asked for finished work, in milliseconds.
const NUDGE_EVERY_MS: u32 = 4;

/// Timed runs of the known input; the median of this many is steady enough to choose a backend by.
const TIMED_RUNS: usize = 5;

/// How often the page is told of what lasts, in milliseconds: it shows a sentence for longer than that.
const TOLD_EVERY_MS: f64 = 5_000.0;

pub struct Session {
    backend: Backend,
    device: Option<ReadyDevice>,
    engine: Option<LiveEngine>,
    audio: Option<AudioInbox>,
    frames: FrameReader,
    /// When the page was last told that its browser gives no pictures.
    blind_told_ms: Option<f64>,
    settings: Settings,
    wish: Wish,
    /// Models loaded so far: what was begun with another one is not finished.
    loads: u32,
    /// When the last update was finished.
    finished_ms: f64,
}

/// An update that the device computes.
pub struct Computing {
    id: u32,
    load: u32,
    arrived_ms: f64,
    began_ms: f64,
    pending: engine::Pending,
}

impl Session {
    pub fn new(backend: Backend) -> Self {
        Self {
            backend,
            device: None,
            engine: None,
            audio: None,
            frames: FrameReader::default(),
            blind_told_ms: None,
            settings: Settings::default(),
            wish: Wish::default(),
            loads: 0,
            finished_ms: 0.0,
        }
    }

    /// Serves one request; failures become answers. An update has begun where it returns one: its numbers are to
    /// be awaited beside other requests, and given to [`finish`](Self::finish).
    pub async fn serve(&mut self, pending: Pending) -> Option<(Computing, Numbers)> {
        let Pending { request, payload, arrived_ms } = pending;
        match request {
            Request::Load { config, preprocessor, shards, weights_index, precision } => {
                let weights = Given { shards: &shards, index: weights_index.as_deref(), payload: &payload };
                self.load(config.as_deref(), preprocessor.as_deref(), precision, &weights).await;
            }
            Request::Check => self.check().await,
            Request::Settings(settings) => {
                self.settings = settings;
                if let Some(engine) = &mut self.engine {
                    engine.set_settings(settings);
                }
            }
            Request::Budget(wish) => {
                self.wish = wish;
                if let Some(engine) = &mut self.engine {
                    if let Err(error) = engine.wish(wish) {
                        fail(FailureKind::Update, sentence(&error));
                    }
                    answer(&Response::Budget(engine.budgeted()), &[]);
                }
            }
            Request::Audio { sample_rate } => {
                if let Some(engine) = &mut self.engine
                    && let Err(error) = engine.set_audio_rate(sample_rate)
                {
                    fail(FailureKind::Update, sentence(&error));
                    return None;
                }
                self.audio = payload
                    .into_iter()
                    .next()
                    .and_then(|port| port.dyn_into::<MessagePort>().ok())
                    .map(|port| AudioInbox::new(port, sample_rate));
            }
            Request::NoAudio => {
                self.audio = None;
                if let Some(engine) = &mut self.engine {
                    engine.forget_audio();
                }
            }
            Request::Frame { id } => {
                let frame = payload.first().cloned().unwrap_or(JsValue::UNDEFINED);
                if let Err(words) = self.take_frame(&frame, arrived_ms) {
                    fail(FailureKind::Update, words);
                    answer(&Response::Skipped { id }, &[]);
                    return None;
                }
                return self.begin(id, arrived_ms);
            }
            Request::Tick { id } => {
                if let Some(engine) = &mut self.engine {
                    engine.forget_frames();
                }
                return self.begin(id, arrived_ms);
            }
            Request::Reset => {
                if let Some(engine) = &mut self.engine {
                    engine.reset();
                }
            }
            Request::Forward { config } => self.forward(config.as_deref(), &payload).await,
            Request::Preprocess { config } => preprocess(&config, &payload),
        }
        None
    }

    /// Reads a frame into the clip; a sentence where that fails.
    fn take_frame(&mut self, frame: &JsValue, at_ms: f64) -> Result<(), String> {
        let read = self.frames.read(frame);
        let Some(engine) = &mut self.engine else { return Ok(()) };
        if let Err(error @ FrameError::Noise) = &read {
            // Sound goes on without pictures.
            engine.forget_frames();
            if self.blind_told_ms.is_none_or(|told_ms| at_ms - told_ms > TOLD_EVERY_MS) {
                self.blind_told_ms = Some(at_ms);
                fail(FailureKind::Update, sentence(error));
            }
            return Ok(());
        }
        let pixels = read.map_err(|error| sentence(&error))?;
        let frame = RgbaFrame { width: pixels.width, height: pixels.height, data: &pixels.rgba };
        engine.push_frame(&frame, at_ms).map_err(|error| sentence(&error))
    }

    async fn load(
        &mut self,
        config: Option<&str>,
        preprocessor: Option<&str>,
        precision: Precision,
        given: &Given<'_>,
    ) {
        let Some(weights) = given.files() else {
            return fail(FailureKind::Weights, "The model's weights did not arrive; reload the page.".into());
        };
        progress(Stage::Build, 0.0);
        let ready = match self.ready_device(precision).await {
            Ok(ready) => ready,
            Err(error) => return fail(FailureKind::Device, sentence(&error)),
        };
        let (description, buffer_limit, precision) =
            (ready.description.clone(), ready.buffer_limit, ready.precision);
        let (device, half_precision) = (ready.device.clone(), ready.half_precision);
        let loaded = LiveEngine::new(config, preprocessor, weights, &device, buffer_limit);
        let mut engine = match loaded {
            Ok(engine) => engine,
            Err(error) => {
                let at_fault = matches!(error, InferenceError::Checkpoint(_));
                let again = given.files().filter(|_| at_fault);
                let report = again.and_then(|weights| Report::new(config, weights, &device).ok());
                let report = report.map(|report| report.to_string()).unwrap_or_default();
                return answer(&refused(sentence(&error), report), &[]);
            }
        };
        engine.set_settings(self.settings);
        progress(Stage::Build, 1.0);
        progress(Stage::WarmUp, 0.0);
        let start = now_ms();
        if let Err(error) = known_input::known_answer(&engine).await {
            return fail(FailureKind::Device, sentence(&error));
        }
        progress(Stage::WarmUp, 1.0);
        let warm_up_ms = now_ms() - start;
        engine.warmed_up(warm_up_ms);
        if let Err(error) = engine.wish(self.wish) {
            return answer(&refused(sentence(&error), String::new()), &[]);
        }
        let model = LoadedModel { warm_up_ms, precision, half_precision, ..engine.describe(description) };
        let budgeted = engine.budgeted();
        self.loads += 1;
        self.engine = Some(engine);
        answer(&Response::Loaded(model), &[]);
        answer(&Response::Budget(budgeted), &[]);
    }

    async fn check(&mut self) {
        let Some(engine) = &self.engine else {
            return fail(FailureKind::Weights, "There is no model to check yet.".into());
        };
        let mut times = Vec::with_capacity(TIMED_RUNS);
        let mut values = Vec::new();
        for _ in 0..TIMED_RUNS {
            let start = now_ms();
            match known_input::known_answer(engine).await {
                Ok(answer) => values = answer,
                Err(error) => return fail(FailureKind::Device, sentence(&error)),
            }
            times.push(now_ms() - start);
        }
        times.sort_by(f64::total_cmp);
        answer(&Response::Checked(Checked { values, median_ms: times[TIMED_RUNS / 2] }), &[]);
    }

    /// Gives the clip as it is now to the device.
    fn begin(&mut self, id: u32, arrived_ms: f64) -> Option<(Computing, Numbers)> {
        let load = self.loads;
        let began_ms = now_ms();
        let begun = self.engine.as_mut().map_or(Ok(None), |engine| {
            if let Some(audio) = &self.audio
                && let Err(error) = engine.push_audio(&audio.take())
            {
                fail(FailureKind::Update, sentence(&error));
            }
            engine.begin()
        });
        match begun {
            Ok(Some((pending, numbers))) => {
                return Some((Computing { id, load, arrived_ms, began_ms, pending }, numbers));
            }
            Ok(None) => {}
            Err(error) => fail(FailureKind::Update, sentence(&error)),
        }
        answer(&Response::Skipped { id }, &[]);
        None
    }

    /// Asks the browser for finished work again and again while it is kept, where the browser needs that: Firefox
    /// looks by itself every 100 ms, and whenever something is submitted (ekzhang/jax-js#124).
    pub fn nudging(&self) -> Option<Interval> {
        let nudge = self.device.as_ref()?.nudge.clone()?;
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let firefox = scope.navigator().user_agent().is_ok_and(|agent| agent.contains("Firefox/"));
        firefox.then(|| Interval::new(NUDGE_EVERY_MS, move || nudge()))
    }

    /// Shows an update whose numbers are there.
    pub fn finish(&mut self, computing: Computing, numbers: Result<RawOutputs, InferenceError>) {
        let Computing { id, load, arrived_ms, began_ms, pending } = computing;
        let Some(engine) = self.engine.as_mut().filter(|_| load == self.loads) else {
            return answer(&Response::Skipped { id }, &[]);
        };
        // Two updates may be on their way: the device began with this one when the one before was done.
        let took_ms = now_ms() - began_ms.max(self.finished_ms);
        self.finished_ms = now_ms();
        let step = match numbers.and_then(|numbers| engine.finish(&pending, &numbers)) {
            Ok(step) => step,
            Err(error) => {
                fail(FailureKind::Update, sentence(&error));
                return answer(&Response::Skipped { id }, &[]);
            }
        };
        let payload: Vec<JsValue> = step
            .pictures
            .iter()
            .map(|drawn| Uint8Array::from(drawn.rgba.as_slice()).buffer().into())
            .collect();
        let update = Update {
            id,
            latency_ms: now_ms() - arrived_ms,
            predictions: step.predictions,
            match_score: step.match_score,
            hears: step.hears,
            sees: step.sees,
            pictures: step.pictures.iter().map(|drawn| drawn.picture).collect(),
        };
        answer(&Response::Update(update), &payload);
        match engine.measured(took_ms) {
            Ok(true) => answer(&Response::Budget(engine.budgeted()), &[]),
            Ok(false) => {}
            Err(error) => fail(FailureKind::Update, sentence(&error)),
        }
    }

    async fn forward(&mut self, config: Option<&str>, payload: &[JsValue]) {
        let (Some(weights), Some(inputs)) = (payload.first().and_then(bytes), payload.get(1).and_then(bytes))
        else {
            return fail(FailureKind::Weights, "Weights and inputs must come with the request.".into());
        };
        let device = match self.ready_device(Precision::F32).await {
            Ok(ready) => ready.device.clone(),
            Err(error) => return fail(FailureKind::Device, sentence(&error)),
        };
        match tvlt::inference::forward::forward(config, weights, &inputs, &device, 0).await {
            Ok(outputs) => {
                answer(&Response::Computed, &[Uint8Array::from(outputs.as_slice()).buffer().into()]);
            }
            Err(error) => fail(FailureKind::Weights, sentence(&error)),
        }
    }

    /// The device of this worker's backend, started on first use, with these numbers where it has them.
    async fn ready_device(&mut self, precision: Precision) -> Result<&ReadyDevice, InferenceError> {
        if self.device.is_none() {
            self.device = Some(start(self.backend).await?.with_precision(precision)?);
        }
        self.device.as_ref().ok_or_else(|| InferenceError::Device("the device did not start".into()))
    }
}

fn preprocess(config: &str, payload: &[JsValue]) {
    let Some(inputs) = payload.first().and_then(bytes) else {
        return fail(FailureKind::Update, "Pictures or sounds must come with the request.".into());
    };
    match tvlt::inference::preprocess::preprocess(config, &inputs) {
        Ok(outputs) => answer(&Response::Computed, &[Uint8Array::from(outputs.as_slice()).buffer().into()]),
        Err(error) => fail(FailureKind::Update, sentence(&error)),
    }
}

async fn start(backend: Backend) -> Result<ReadyDevice, InferenceError> {
    match backend {
        #[cfg(feature = "cpu")]
        Backend::Cpu => Ok(tvlt::inference::device::cpu()),
        #[cfg(feature = "webgpu")]
        Backend::WebGpu => {
            tvlt::inference::device::gpu(|words| {
                fail(FailureKind::DeviceLost, format!("The GPU was lost ({words})."));
            })
            .await
        }
        #[allow(unreachable_patterns, reason = "a worker is built with one backend; the other has no device")]
        other => Err(InferenceError::Device(format!("this module does not run on {}", other.name()))),
    }
}

fn progress(stage: Stage, done: f64) {
    answer(&Response::Progress(Progress { stage, done, total: 1.0 }), &[]);
}

fn sentence(error: &impl std::fmt::Display) -> String {
    failure::sentence(&error.to_string())
}

fn refused(message: String, report: String) -> Response {
    Response::Failed(Failure { kind: FailureKind::Weights, message, report })
}

/// Weights as they came with a request.
struct Given<'a> {
    shards: &'a [String],
    index: Option<&'a str>,
    payload: &'a [JsValue],
}

impl Given<'_> {
    /// The files; `None` where one did not arrive.
    fn files(&self) -> Option<WeightsFiles> {
        if self.shards.is_empty() && self.index.is_none() {
            return Some(self.payload.first().and_then(source)?.into());
        }
        if self.shards.len() != self.payload.len() {
            return None;
        }
        let shard =
            |(name, value): (&String, &JsValue)| Some(Shard { name: name.clone(), source: source(value)? });
        let shards = self.shards.iter().zip(self.payload).map(shard).collect::<Option<_>>()?;
        Some(WeightsFiles::Sharded { index: self.index.map(str::to_owned), shards })
    }
}

/// Weights in memory, or in a file that stays where it is.
fn source(value: &JsValue) -> Option<Box<dyn Source>> {
    if let Some(blob) = value.dyn_ref::<Blob>() {
        return Some(Box::new(BlobSource::new(blob.clone())));
    }
    Some(Box::new(bytes(value)?))
}

fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec())
}
