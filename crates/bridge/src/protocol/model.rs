//! The protocol of the workers that run a model.

use serde::{Deserialize, Serialize};
use tvlt::live::{
    Budgeted, Checked, Explored, Exploring, LoadedModel, OwnMask, PictureSize, SampleSize, Settings, Update,
    Wish,
};
use tvlt::precision::Precision;
use tvlt::teach::features::FeatureLengths;

use super::Protocol;
use super::model_error::ModelError;
use super::progress::Progress;

/// The protocol of the workers that run a model.
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
            Response::Features(_)
            | Response::Explored(_)
            | Response::Moment(_)
            | Response::Skipped
            | Response::Computed
            | Response::Done => None,
        }
    }

    fn usual_ms_from(event: &Event) -> Option<f64> {
        match event {
            Event::Budget(budget) => Some(budget.expected_ms),
            Event::Progress(_) | Event::Notice(_) | Event::DeviceLost(_) => None,
        }
    }
}

/// Requests of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Loads a model and warms up the device. Payload: the weights, as an `ArrayBuffer` or as a `Blob`
    /// (the person's own file), which is read tensor by tensor. Sharded weights come as one object for each
    /// file, in the order of `shards`. Answered by [`Response::Loaded`].
    Load {
        /// Text of `config.json`; without it, the configuration is inferred from the weights' shapes.
        config: Option<String>,
        /// Text of `preprocessor_config.json`; without it, settings that fit the model are used.
        preprocessor: Option<String>,
        /// Names of the weights' files, where there are several; empty where there is one.
        #[serde(default)]
        shards: Vec<String>,
        /// Text of the weights' index (`model.safetensors.index.json`), where there is one.
        #[serde(default)]
        weights_index: Option<String>,
        /// The layers that features for taught classes are taken from, the first is 1; without them, the model's usual
        /// ones.
        #[serde(default)]
        layers: Option<Vec<usize>>,
        /// Precision to compute in; [`Precision::F32`] where the device lacks it. The first model that a worker
        /// loads decides for all.
        precision: Precision,
    },
    /// Runs the known input and times it. Answered by [`Response::Checked`].
    Check,
    /// Changes the settings of updates. Answered by [`Response::Done`].
    Settings(Settings),
    /// Changes the chosen clip length. Answered by [`Response::Budget`], or by [`Response::Done`] while no
    /// model is loaded.
    Budget(Wish),
    /// Connects sound. Payload: a `MessagePort` on which `Float32Array` chunks of mono PCM arrive.
    /// Answered by [`Response::Done`].
    Audio {
        /// Sampling rate of the chunks, in hertz.
        sample_rate: u32,
    },
    /// Disconnects sound (the microphone is gone) and forgets the clip's sound. Answered by
    /// [`Response::Done`].
    NoAudio,
    /// Adds a frame and asks for an update. Payload: a `VideoFrame` or an `ImageBitmap`.
    /// Answered by [`Response::Update`] or [`Response::Skipped`].
    Frame,
    /// Asks for an update without a picture (sound only). Answered as [`Request::Frame`].
    Tick,
    /// Forgets sound and frames, as a new source starts. Answered by [`Response::Done`].
    Reset,
    /// Computes the features of one given clip with the loaded model, for classes that the person teaches. Payload:
    /// the picture as an `ArrayBuffer` of RGBA bytes, where there is one, then the sound as an `ArrayBuffer` of mono
    /// PCM (f32), where there is one. The live clip stays as it is. Answered by [`Response::Features`].
    Read {
        /// Size of the picture; `None` without one.
        picture: Option<PictureSize>,
        /// Sampling rate of the sound, in hertz; `None` without sound. A sound longer than the clip is cut around its
        /// loudest moment, a shorter one is put between silence.
        sample_rate: Option<u32>,
    },
    /// Changes the person's own mask, which is used while [`Tools::own_mask`](tvlt::live::Tools::own_mask) is on.
    /// Answered by [`Response::Done`].
    Mask(OwnMask),
    /// Does a part of the work on questions about the present moment. Answered by [`Response::Explored`], or by
    /// [`Response::Skipped`] while there is no model or no clip.
    Explore(Exploring),
    /// Asks for the picture and the sound of the present moment, as they arrived. Answered by [`Response::Moment`].
    Moment,
    /// Runs the forward of `tvlt forward`, for checks. Payload: weights, inputs (safetensors).
    /// Answered by [`Response::Computed`]. The loaded model is kept.
    Forward {
        /// Text of `config.json`; without it, the configuration is inferred from the weights' shapes.
        config: Option<String>,
    },
    /// Runs the processors on given pictures and sounds, for checks. Payload: the inputs of
    /// `inference::preprocess` (safetensors). Answered by [`Response::Computed`].
    Preprocess {
        /// Text of `preprocessor_config.json`.
        config: String,
    },
}

impl Request {
    /// Whether the request concerns only the current moment, so that a newer such request replaces it while it waits.
    pub fn is_of_the_moment(&self) -> bool {
        matches!(self, Self::Frame | Self::Tick)
    }
}

/// Responses of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The model is ready for frames.
    Loaded {
        /// Its description.
        model: LoadedModel,
        /// The budget of updates from now on.
        budget: Budgeted,
    },
    /// The budget of updates from now on.
    Budget(Budgeted),
    /// The answer to the known input, and its time.
    Checked(Checked),
    /// One update. Payload, each an `ArrayBuffer`, in this order:
    /// 1. RGBA bytes of each picture, in the order of [`Update::pictures`]
    /// 2. where there is [`Update::features`]: the numbers (f32) of the picture's features, then those of the sound's
    /// 3. where there is [`Update::sample`]: RGBA bytes of its picture, if it has one
    /// 4. where there is [`Update::sample`]: PCM (f32) of its sound, if it has one
    Update(Update),
    /// The features of the clip of [`Request::Read`]. Payload: an `ArrayBuffer` of the numbers (f32) of the picture's
    /// features, then those of the sound's.
    Features(FeatureLengths),
    /// What a part of the work on [`Request::Explore`] has completed.
    Explored(Explored),
    /// The present moment; parts that are not kept or have not arrived are missing. Payload, each an `ArrayBuffer`:
    /// RGBA bytes of the picture, if there is one; PCM (f32) of the sound, if there is one.
    Moment(SampleSize),
    /// A frame or tick gave no update: there was no picture and no sound yet, or a newer request replaced
    /// it.
    Skipped,
    /// Outputs of [`Request::Forward`] or [`Request::Preprocess`]. Payload: the outputs (safetensors).
    Computed,
    /// The request was carried out.
    Done,
}

/// Events of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A step of the [`Request::Load`] that this event belongs to.
    Progress(Progress),
    /// The budget of updates from now on, which the worker has changed by its measurements.
    Budget(Budgeted),
    /// Something is wrong, but updates go on.
    Notice(ModelError),
    /// The device was lost, with the browser's message; the worker must be started anew.
    DeviceLost(String),
}
