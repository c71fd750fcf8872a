//! Events and orders of the person's own classes.
//!
//! `P` is the type of a payload's object: a browser object on the page, a name in tests.

use crate::view::teach::command::TeachCommand;
use bridge::protocol::teach::{Event as WorkerEvent, Request, Response, TaughtAnswer};
use bridge::protocol::teach_state::{ClassId, Clip, SampleId, Senses, Size, Thumbnail};
use tvlt::live::Teach as Carries;

/// The model that the features are computed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaughtModel {
    /// Changes with the weights.
    pub key: String,
    /// The layers that features are taken from.
    pub layers: Vec<usize>,
    /// Address of its `teach.safetensors`, where it has one.
    pub prior: Option<String>,
}

/// What an update gives for teaching: features, and the sample itself while recording.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look<P> {
    /// Features of the picture.
    pub sight: Option<P>,
    /// Features of the sound.
    pub sound: Option<P>,
    /// The picture, with its size.
    pub picture: Option<(Size, P)>,
    /// The sound, with its sampling rate in hertz.
    pub pcm: Option<(u32, P)>,
}

/// What became of a sample whose features the model was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading<P> {
    /// Its features.
    Features(Senses, Vec<P>),
    /// The model cannot read it.
    Unreadable,
    /// No model runs at the moment, or it has failed for another reason than the sample.
    NotNow,
}

/// Events of the person's own classes. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<P> {
    /// A command of the person, and its time.
    Asked(TeachCommand<P>, f64),
    /// The page's address brings a ZIP, by its address.
    Address(String),
    /// The model that has been loaded; `None` while there is none.
    Model(Option<TaughtModel>),
    /// Whether the source gives pictures or sound now.
    Source(bool),
    /// The source starts anew, so that answers do not belong to what came before.
    Reset,
    /// An update.
    Update {
        /// What it gives for teaching.
        look: Look<P>,
        /// When it was asked for: what it shows is no older than its clip was then.
        asked_ms: f64,
        /// When it arrived.
        now_ms: f64,
    },
    /// Time passes; expected while a class is being recorded.
    Tick(f64),
    /// The model's `teach.safetensors` has arrived, or a sentence on why it has not.
    Prior {
        /// Number from the order.
        turn: u32,
        /// The file.
        prior: Result<P, String>,
    },
    /// The ZIP of the page's address has arrived, or a sentence on why it has not.
    Archive(Result<P, String>),
    /// The worker has answered a request, or a sentence on why it refused.
    Answered(Asked, Result<(Response, Vec<P>), String>),
    /// An event of the worker.
    Told(WorkerEvent),
    /// The worker has stopped, and all its requests with it.
    Stopped {
        /// A sentence that says why.
        why: String,
        /// When.
        now_ms: f64,
    },
    /// The browser refused something; a sentence says what.
    Failed(String),
    /// The model's answer about an unread sample.
    Read(SampleId, Reading<P>),
    /// A worker that runs the model has become active.
    Activated,
}

/// What a request to the worker was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To open the classes; with the number of the try.
    Open(u32),
    /// What an update shows.
    Look,
    /// To begin a burst of a class.
    Begin(ClassId),
    /// To take in a sample.
    Sample,
    /// To add a class.
    Add,
    /// Another change that the person wants.
    Change,
    /// Small pictures of a class.
    Strip(ClassId),
    /// The ZIP.
    Export,
    /// To take in a ZIP or files.
    Import,
    /// The next unread sample.
    Unread,
    /// To take in the features of an unread sample.
    Features,
}

/// What the runner is to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Order<P> {
    /// Send this request to the worker, which is started if it does not run; answered by [`Event::Answered`].
    Ask {
        /// What it is about.
        asked: Asked,
        /// The request.
        request: Request,
        /// Its objects.
        payload: Vec<P>,
        /// Whether the objects are transferred; otherwise they are cloned.
        moved: bool,
    },
    /// Stop the worker.
    Dismiss,
    /// Let updates carry this from now on.
    Carry(Carries),
    /// Let the model forget what it has seen and heard.
    ForgetSenses,
    /// Fetch the model's `teach.safetensors`; answered by [`Event::Prior`].
    FetchPrior {
        /// Returned with the answer.
        turn: u32,
        /// Its address.
        address: String,
    },
    /// Fetch a ZIP from this host; answered by [`Event::Archive`].
    FetchArchive(String),
    /// Remove the ZIP's name from the page's address.
    ForgetAddress,
    /// Let the model compute the features of a sample; answered by [`Event::Read`].
    Read {
        /// The sample.
        sample: SampleId,
        /// What there is of it.
        clip: Clip,
        /// Its picture and its sound.
        payload: Vec<P>,
    },
    /// Show what an update shows; `None` for nothing.
    ShowAnswer(Option<TaughtAnswer>),
    /// Show small pictures of a class.
    ShowStrip(ClassId, Vec<Thumbnail>, Vec<P>),
    /// Ask the browser not to evict what is kept on the device.
    Persist,
    /// Save a file on the person's machine.
    Save {
        /// Its name.
        name: String,
        /// Its contents.
        file: P,
    },
}
