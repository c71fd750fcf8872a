//! What the page and a worker that runs a model say to each other.

use serde::{Deserialize, Serialize};
use tvlt::live::{Budgeted, Checked, LoadedModel, Settings, Update, Wish};
use tvlt::precision::Precision;

use super::Protocol;
use super::model_error::ModelError;
use super::progress::Progress;

/// The protocol of the model's workers.
#[derive(Debug, Clone, Copy)]
pub enum Model {}

impl Protocol for Model {
    type Request = Request;
    type Response = Response;
    type Error = ModelError;
    type Event = Event;

    fn is_prompt(request: &Request) -> bool {
        request.is_of_the_moment()
    }

    fn usual_ms(response: &Response) -> Option<f64> {
        match response {
            Response::Loaded { model, budget } => Some(model.warm_up_ms.max(budget.expected_ms)),
            Response::Checked(checked) => Some(checked.median_ms),
            Response::Budget(budget) => Some(budget.expected_ms),
            Response::Update(update) => Some(update.latency_ms),
            Response::Skipped | Response::Computed | Response::Done => None,
        }
    }

    fn usual_ms_from(event: &Event) -> Option<f64> {
        match event {
            Event::Budget(budget) => Some(budget.expected_ms),
            Event::Progress(_) | Event::Notice(_) | Event::DeviceLost(_) => None,
        }
    }
}

/// What the page asks of a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Loads a model and warms the device. Payload: the weights, an `ArrayBuffer`, or a `Blob` (a file
    /// of the person's), which is read tensor by tensor. Weights in several files come as one object a
    /// file, in the order of `shards`. Answered by [`Response::Loaded`].
    Load {
        /// Text of `config.json`; without it the weights' shapes tell the model.
        config: Option<String>,
        /// Text of `preprocessor_config.json`; without it the settings are those that fit the model.
        preprocessor: Option<String>,
        /// Names of the weights' files, where there are several; empty where there is one.
        #[serde(default)]
        shards: Vec<String>,
        /// Text of the weights' index (`model.safetensors.index.json`), where there is one.
        #[serde(default)]
        weights_index: Option<String>,
        /// What to compute with, where the device can; else it is [`Precision::F32`]. The first model that a
        /// worker loads decides.
        precision: Precision,
    },
    /// Runs the known input and times it. Answered by [`Response::Checked`].
    Check,
    /// Changes the settings of the updates from now on. Answered by [`Response::Done`].
    Settings(Settings),
    /// Changes how much an update takes. Answered by [`Response::Budget`], or by [`Response::Done`] where no
    /// model is loaded that it could be said of.
    Budget(Wish),
    /// Sound from now on. Payload: a `MessagePort` on which `Float32Array` chunks of mono PCM arrive.
    /// Answered by [`Response::Done`].
    Audio {
        /// Samples a second of the chunks.
        sample_rate: u32,
    },
    /// No sound from now on (the microphone is gone): the clip's sound is forgotten. Answered by
    /// [`Response::Done`].
    NoAudio,
    /// One frame, and the wish for an update. Payload: a `VideoFrame` or an `ImageBitmap`.
    /// Answered by [`Response::Update`] or [`Response::Skipped`].
    Frame,
    /// The wish for an update without a picture (sound alone). Answered as [`Request::Frame`].
    Tick,
    /// Forgets sound and picture: a new source starts. Answered by [`Response::Done`].
    Reset,
    /// The forward of `tvlt forward`, for checks: payload: weights, inputs (safetensors).
    /// Answered by [`Response::Computed`]. The loaded model stays.
    Forward {
        /// Text of `config.json`; without it the weights tell the model.
        config: Option<String>,
    },
    /// The processors on given pictures and sounds, for checks: payload: inputs as
    /// `inference::preprocess` takes them (safetensors). Answered by [`Response::Computed`].
    Preprocess {
        /// Text of `preprocessor_config.json`.
        config: String,
    },
}

impl Request {
    /// Whether it is about this moment alone: while it waits, a newer such request takes its place.
    pub fn is_of_the_moment(&self) -> bool {
        matches!(self, Self::Frame | Self::Tick)
    }
}

/// What a worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The model is ready to take frames.
    Loaded {
        /// What it is.
        model: LoadedModel,
        /// How much an update takes from now on.
        budget: Budgeted,
    },
    /// How much an update takes from now on.
    Budget(Budgeted),
    /// The known input's answer.
    Checked(Checked),
    /// One update. Payload: one `ArrayBuffer` of RGBA a picture, in the order of [`Update::pictures`].
    Update(Update),
    /// A frame or tick brought no update: there was nothing to look at or listen to yet, or a newer one took
    /// its place.
    Skipped,
    /// Outputs of [`Request::Forward`] or [`Request::Preprocess`]. Payload: the outputs (safetensors).
    Computed,
    /// It is done.
    Done,
}

/// What a worker tells by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A step of a [`Request::Load`], to which it belongs.
    Progress(Progress),
    /// How much an update takes from now on: the worker has measured and changed it.
    Budget(Budgeted),
    /// Something is wrong, and updates come all the same.
    Notice(ModelError),
    /// The device was lost; the worker must be started anew. In the browser's words.
    DeviceLost(String),
}
