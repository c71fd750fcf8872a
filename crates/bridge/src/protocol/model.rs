//! What the page and a worker say to each other: plain types, no browser.
//!
//! On the wire a message is a JavaScript object `{ message, payload }`: `message` is one of these
//! types as a JSON string, `payload` an array of transferred objects, in the order each variant names.

use serde::{Deserialize, Serialize};
use tvlt::live::{Budgeted, Checked, LoadedModel, Settings, Update, Wish};
use tvlt::precision::Precision;

use super::Backend;
use super::failure::Failure;
use super::progress::Progress;

/// What the page asks of a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Loads a model and warms the device. Payload: the weights, an `ArrayBuffer`, or a `Blob` (a file
    /// of the person's), which is read tensor by tensor. Weights in several files come as one object a
    /// file, in the order of `shards`.
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
    /// Changes the settings of the updates from now on.
    Settings(Settings),
    /// Changes how much an update takes. Answered by [`Response::Budget`], and again whenever the worker
    /// changes it by itself.
    Budget(Wish),
    /// Sound from now on. Payload: a `MessagePort` on which `Float32Array` chunks of mono PCM arrive.
    Audio {
        /// Samples a second of the chunks.
        sample_rate: u32,
    },
    /// No sound from now on (the microphone is gone): the clip's sound is forgotten.
    NoAudio,
    /// One frame, and the wish for an update. Payload: a `VideoFrame` or an `ImageBitmap`.
    /// Answered by exactly one [`Response::Update`], or [`Response::Skipped`].
    Frame {
        /// Number of the frame, given back in the update.
        id: u32,
    },
    /// The wish for an update without a picture (sound alone). Answered as [`Request::Frame`].
    Tick {
        /// Number of the update, given back in it.
        id: u32,
    },
    /// Forgets sound and picture: a new source starts.
    Reset,
    /// The forward of `tvlt forward`, for checks: payload: weights, inputs (safetensors).
    /// Answered by [`Response::Computed`]. The loaded model stays.
    Forward {
        /// Text of `config.json`; without it the weights tell the model.
        config: Option<String>,
    },
    /// The processors on given pictures and sounds, for checks: payload: inputs as
    /// `engine::preprocess` takes them (safetensors). Answered by [`Response::Computed`].
    Preprocess {
        /// Text of `preprocessor_config.json`.
        config: String,
    },
}

/// What a worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The module runs. The first message of a worker.
    Hello {
        /// [`PROTOCOL_VERSION`] of the worker.
        version: u32,
        /// What it runs on.
        backend: Backend,
    },
    /// A step of a wait.
    Progress(Progress),
    /// The model is ready to take frames.
    Loaded(LoadedModel),
    /// How much an update takes from now on; follows [`Response::Loaded`], too.
    Budget(Budgeted),
    /// The known input's answer.
    Checked(Checked),
    /// One update. Payload: one `ArrayBuffer` of RGBA a picture, in the order of [`Update::pictures`].
    Update(Update),
    /// A frame or tick brought no update: there was nothing to look at or listen to yet.
    Skipped {
        /// Number of the frame or tick.
        id: u32,
    },
    /// Outputs of [`Request::Forward`] or [`Request::Preprocess`]. Payload: the outputs (safetensors).
    Computed,
    /// Something failed.
    Failed(Failure),
}
