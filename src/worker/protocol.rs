//! What the page and a worker say to each other: plain types, no browser.
//!
//! On the wire a message is a JavaScript object `{ message, payload }`: `message` is one of these
//! types as a JSON string, `payload` an array of transferred objects, in the order each variant names.

use serde::{Deserialize, Serialize};

/// Version of these types; a worker of another version is refused, so that a half-updated cache
/// ends in a sentence and not in nonsense.
pub const PROTOCOL_VERSION: u32 = 6;

/// Where the model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// burn's pure-Rust CPU backend.
    Cpu,
    /// The browser's WebGPU.
    WebGpu,
}

impl Backend {
    /// The name people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::WebGpu => "WebGPU",
        }
    }
}

/// What numbers a device computes with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32-bit floats: the reference's numbers.
    #[default]
    F32,
    /// 16-bit floats: half the memory, and about three right digits.
    F16,
}

/// What the person can set; each update uses the latest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Share of pixel patches hidden from the model, 0 to 1.
    pub pixel_mask_ratio: f64,
    /// Share of audio patches hidden from the model, 0 to 1.
    pub audio_mask_ratio: f64,
    /// Seed of the mask's noise: the same seed hides the same patches.
    pub seed: u64,
    /// Show the visible patches as they are in the reconstruction. The model is not trained on them.
    pub paste_visible: bool,
}

impl Default for Settings {
    /// The paper's ratios (section 3.3): 75 % of the frame, 15 % of the spectrogram... the page
    /// starts from what the loaded model's config says.
    fn default() -> Self {
        Self { pixel_mask_ratio: 0.75, audio_mask_ratio: 0.15, seed: 0, paste_visible: true }
    }
}

/// How much of the last seconds one update takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// Frames, spread over the time that the sound covers.
    pub frames: usize,
    /// Spectrogram rows.
    pub rows: usize,
}

/// What the person wants of the budget; where nothing is said, the worker finds what the machine can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Frames of an update.
    pub frames: Option<usize>,
    /// Spectrogram rows of an update.
    pub rows: Option<usize>,
}

/// The budget as it is from now on, and what it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Budgeted {
    /// What each update takes.
    pub budget: Budget,
    /// Tokens of that: one for the whole clip, then those of frames and sound.
    pub tokens: usize,
    /// How long an update will take by what was measured, in milliseconds; 0 where nothing was yet.
    pub expected_ms: f64,
}

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

/// A step of a wait, for a progress bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being waited for.
    pub stage: Stage,
    /// Done so far, in the stage's own unit (bytes, or steps).
    pub done: f64,
    /// All there is to do; 0 where that is not known.
    pub total: f64,
}

/// What a person waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Bytes of the worker's module.
    Module,
    /// Bytes of the model's weights.
    Weights,
    /// Building the model on the device.
    Build,
    /// The first, slow forward.
    WarmUp,
}

/// What the page shows of a loaded model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoadedModel {
    /// Class names by index; empty without a classification head.
    pub labels: Vec<String>,
    /// What the class scores are.
    pub scale: Scale,
    /// Whether there is a matching head.
    pub matches: bool,
    /// Whether there is a decoder.
    pub reconstructs: bool,
    /// Side of the square frames, in pixels.
    pub image_size: usize,
    /// Height and width of a pixel patch.
    pub image_patch_size: [usize; 2],
    /// Time steps and mel bins of an audio patch.
    pub audio_patch_size: [usize; 2],
    /// The most that an update can take, by the model and the device.
    pub most: Budget,
    /// Mel bins of the live spectrogram.
    pub mel_bins: usize,
    /// Rows a second.
    pub rows_per_second: f64,
    /// Mask ratios of the config, for the sliders' start.
    pub pixel_mask_ratio: f64,
    /// See `pixel_mask_ratio`.
    pub audio_mask_ratio: f64,
    /// Parameters of the model.
    pub parameters: usize,
    /// Time of the first forward, in milliseconds: the next ones take no longer.
    pub warm_up_ms: f64,
    /// Adapter or instruction set, for the curious ("SwiftShader", "wasm simd128").
    pub device: String,
    /// What it computes with.
    pub precision: Precision,
    /// Whether it could compute with [`Precision::F16`].
    pub half_precision: bool,
}

/// What class scores are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// Shares of one: one class is right.
    #[default]
    Shares,
    /// Each class is a question of its own, 0 to 1.
    Independent,
    /// One number, as the model gives it; the sentiment model's goes from -3 to 3.
    Number,
}

/// Answer to the known input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// A fixed choice of the known input's outputs, the same on every backend.
    #[serde(deserialize_with = "null_is_nan")]
    pub values: Vec<f32>,
    /// Median time of one update, in milliseconds.
    pub median_ms: f64,
}

/// JSON has no NaN and no infinity and gives null for both; a backend that computes them is to be
/// found wrong, not unreadable.
fn null_is_nan<'de, D: serde::Deserializer<'de>>(values: D) -> Result<Vec<f32>, D::Error> {
    let values = Vec::<Option<f32>>::deserialize(values)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f32::NAN)).collect())
}

/// One update of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Number of the frame or tick this answers.
    pub id: u32,
    /// From the request's arrival to this answer, in milliseconds.
    pub latency_ms: f64,
    /// Score of each class, by the model's [`Scale`], sorted, best first.
    pub predictions: Vec<Prediction>,
    /// Whether the sound belongs to the picture, 0 to 1; needs both.
    pub match_score: Option<f32>,
    /// Whether sound has arrived.
    pub hears: bool,
    /// Whether a picture has arrived.
    pub sees: bool,
    /// The pictures of the payload.
    pub pictures: Vec<Picture>,
}

/// Below this score a leading class is a guess, and neither shown large nor announced: three times of five is the
/// least that a calm page should be right.
pub const CONFIDENT: f32 = 0.6;

/// One class and its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Class name.
    pub label: String,
    /// 0 to 1, or the number of [`Scale::Number`].
    pub score: f32,
}

/// A picture of an update's payload. Spectrograms have time to the right and frequency upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Which of the six.
    pub kind: PictureKind,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// The page's six pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureKind {
    /// The frame as the model gets it.
    FrameInput,
    /// The frame with hidden patches grey.
    FrameMasked,
    /// The frame filled in.
    FrameReconstruction,
    /// The log-mel spectrogram.
    SpectrogramInput,
    /// The spectrogram with hidden patches grey.
    SpectrogramMasked,
    /// The spectrogram filled in.
    SpectrogramReconstruction,
}

/// A failure, in words for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What failed, for the page's decision.
    pub kind: FailureKind,
    /// A sentence: what happened and what to do.
    pub message: String,
    /// What is known of a weights file that does not load, many lines; empty otherwise.
    #[serde(default)]
    pub report: String,
}

impl Failure {
    /// A failure of which no more is known than a sentence.
    pub fn new(kind: FailureKind, message: String) -> Self {
        Self { kind, message, report: String::new() }
    }
}

/// An error's words as a sentence: upper case first, a full stop last.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let stop = if words.ends_with(['.', '…', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The worker's module did not load or start.
    Module,
    /// The model's files are missing or broken.
    Weights,
    /// There is no usable device.
    Device,
    /// The device was lost while it ran; the worker must be started anew.
    DeviceLost,
    /// One update failed; the next may work.
    Update,
    /// The worker stopped without a word.
    Crashed,
}
