//! The protocol of the worker that learns a person's own classes, keeps their samples on the device, and packs them
//! into a ZIP.
//!
//! A *class* has a name. A *burst* is one press of the record button. A *sample* is the picture and/or the sound of one
//! update in a burst. The class with the name [`BACKGROUND`] shows the empty scene, and is never an answer.
//!
//! Features, pictures and sound are numbers in the payload. Only what is there has an object in it: [`Senses`] and
//! [`Clip`] say what is, and the order is always features of sight (`ArrayBuffer` of f32), features of sound (f32),
//! picture (`ArrayBuffer` of RGBA bytes), sound (`ArrayBuffer` of f32, mono).

use serde::{Deserialize, Serialize};
use tvlt::live::Prediction;

use super::Protocol;
use super::teach_error::TeachError;
use super::teach_state::{BurstId, ClassId, Clip, RoomState, SampleId, Senses, Thumbnail};

/// Name of the worker's module, for `worker-loader.js`.
pub const MODULE: &str = "worker_teach";

pub use tvlt::teach::record::BACKGROUND;

/// Most samples of a class that [`Request::Thumbnails`] answers with.
pub const MOST_THUMBNAILS: usize = 24;

/// The protocol of the worker that learns a person's own classes.
#[derive(Debug, Clone, Copy)]
pub enum Teach {}

impl Protocol for Teach {
    type Request = Request;
    type Response = Response;
    type Error = TeachError;
    type Event = Event;

    fn is_prompt(request: &Request) -> bool {
        request.is_of_the_moment()
    }
}

/// Requests of the page. All but [`Request::Open`] and [`Request::Heads`] are refused with [`TeachError::NotOpen`]
/// before a project is open, or heads for what is asked of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Opens the project that is kept on this device, or a new one with the class [`BACKGROUND`] and two others.
    /// Payload: the model's `teach.safetensors` as an `ArrayBuffer`, or nothing where it has none. Also sent after
    /// another model was loaded: the features of all samples are then unread, see [`Request::NextUnread`], and all
    /// numbers stay. Answered by [`Response::Room`].
    Open {
        /// Name of the model; another name (or other layers) means other features. It is to change with the weights.
        model: String,
        /// Layers that the features are taken from.
        layers: Vec<usize>,
    },
    /// Opens heads that were taught before, only to recognise by them: [`Request::Look`] and [`Request::Reset`] are
    /// about them until the next [`Request::Open`]. Nothing is kept on the device, and an open project stays as it is.
    /// Payload: a `Blob`, a ZIP of this page or the `head.safetensors` in it. Answered by [`Response::Heads`].
    Heads,
    /// Asks what an update shows. Payload: its features. Answered by [`Response::Answer`], averaged over the last
    /// five; or by [`Response::Skipped`].
    Look(Senses),
    /// Forgets the looks that answers are averaged over, as a new source starts. Answered by [`Response::Done`].
    Reset,
    /// Adds a class. Answered by [`Response::Room`], where it is the last.
    AddClass {
        /// Its name: not empty, and no other's.
        name: String,
    },
    /// Renames a class. Answered by [`Response::Room`].
    Rename {
        /// Which class.
        class: ClassId,
        /// Its new name: not empty, and no other's. [`BACKGROUND`] keeps its name.
        name: String,
    },
    /// Takes a class into the answers, or leaves it out; its samples stay. Answered by [`Response::Room`].
    Switch {
        /// Which class.
        class: ClassId,
        /// Whether it takes part.
        on: bool,
    },
    /// Keeps what the next samples of a class are to be learnt from, with the class. Answered by [`Response::Room`].
    Learn {
        /// Which class.
        class: ClassId,
        /// At least one.
        senses: Senses,
    },
    /// Begins a burst. Answered by [`Response::Burst`]. A burst needs no end, and one without samples is forgotten.
    Begin {
        /// The class that is shown.
        class: ClassId,
    },
    /// Adds a sample to a burst; the next look is answered by what it teaches. Payload: its features, its picture and
    /// its sound. Answered by [`Response::Room`].
    Sample {
        /// Which burst.
        burst: BurstId,
        /// Its features.
        senses: Senses,
        /// The sample itself.
        clip: Clip,
    },
    /// Deletes; [`Request::Undo`] brings it back. Answered by [`Response::Room`].
    Delete(Target),
    /// Brings back what was deleted last. Answered by [`Response::Room`].
    Undo,
    /// Deletes everything, also from the device; cannot be undone. Answered by [`Response::Room`] of a new project.
    Forget,
    /// Asks for small pictures of the newest samples of a class. Answered by [`Response::Thumbnails`].
    Thumbnails {
        /// Which class.
        class: ClassId,
        /// Samples whose small pictures the page has already: they are not sent again.
        have: Vec<SampleId>,
    },
    /// Packs everything into a ZIP. Answered by [`Response::Exported`].
    Export,
    /// Takes in a ZIP of this page, or one with a folder of pictures for each class. Payload: a `Blob`.
    /// [`Event::Progress`] belongs to it. Answered by [`Response::Imported`]; the new samples are unread. Where no sample can
    /// be taken in, and none is there already, it is refused with [`TeachError::NothingTaken`], and nothing has changed.
    Import {
        /// Whether what there is now is deleted first, which [`Request::Undo`] brings back. A new project makes way in
        /// any case. Otherwise samples are left out that their class has already, with the same files.
        replace: bool,
    },
    /// Adds files to a class, as one burst. Payload: `File`s, pictures of any format of the browser and WAV files. A
    /// picture and a sound of one name (`1.png`, `1.wav`) are one sample. [`Event::Progress`] belongs to it. Answered
    /// by [`Response::Imported`]; the new samples are unread. Refused with [`TeachError::NothingTaken`] where there is none.
    AddFiles {
        /// Which class.
        class: ClassId,
    },
    /// Asks for a sample whose features are not known for this model. Answered by [`Response::Unread`] or
    /// [`Response::AllRead`].
    NextUnread,
    /// Gives the features of a sample that was unread. Payload: the features. With neither sense, the model could not
    /// read the sample, and it teaches nothing. Answered by [`Response::Room`].
    Features {
        /// Which sample.
        sample: SampleId,
        /// The features.
        senses: Senses,
    },
}

impl Request {
    /// Whether the request concerns only the current moment, so that a newer such request replaces it while it waits.
    pub fn is_of_the_moment(&self) -> bool {
        matches!(self, Self::Look(_))
    }
}

/// What is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A class with all of its samples. [`BACKGROUND`] stays and loses its bursts.
    Class(ClassId),
    /// A burst with all of its samples.
    Burst(BurstId),
    /// One sample.
    Sample(SampleId),
}

/// Responses of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// The classes as they are now.
    Room(RoomState),
    /// The heads that were opened.
    Heads(OpenedHeads),
    /// What an update shows.
    Answer(TaughtAnswer),
    /// A look gave no answer: a newer one replaced it.
    Skipped,
    /// The request was carried out.
    Done,
    /// The burst that has begun.
    Burst(BurstId),
    /// The newest samples of a class, newest first, at most [`MOST_THUMBNAILS`]. Payload: for each sample in this
    /// order its small picture and its small spectrogram, those that [`Thumbnail`] has a size for (`ArrayBuffer` of
    /// RGBA bytes).
    Thumbnails(Vec<Thumbnail>),
    /// The ZIP. Payload: a `Blob`.
    Exported {
        /// A name for the file.
        file_name: String,
        /// Samples in it.
        samples: usize,
    },
    /// Files were taken in.
    Imported {
        /// The classes as they are now.
        room: RoomState,
        /// Samples that were taken in.
        samples: usize,
        /// Samples of a ZIP that were there already.
        already: usize,
        /// The files that were left out, and why.
        left_out: Vec<TeachError>,
    },
    /// A sample whose features are to be computed. Payload: its picture and its sound.
    Unread {
        /// Which sample.
        sample: SampleId,
        /// What the payload holds.
        clip: Clip,
    },
    /// The features of all samples are known.
    AllRead,
}

/// What an update shows, among the classes that a person has taught.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaughtAnswer {
    /// Score of each class but [`BACKGROUND`], 0 to 1, best first. Empty until two classes have samples, of which
    /// [`BACKGROUND`] may be one.
    pub scores: Vec<Prediction>,
    /// The class that is shown; `None` where it is unknown, or there is nothing to compare yet.
    pub winner: Option<String>,
    /// Whether what is there is none of the classes.
    pub unknown: bool,
    /// How likely it is none of them, 0 to 1.
    pub unknown_score: f32,
    /// The class that the picture alone shows.
    pub sees: Option<String>,
    /// The class that the sound alone is of.
    pub hears: Option<String>,
    /// Whether nothing is recognised and the picture is farther from the recorded background than what was taught; see
    /// [`tvlt::teach::scene_change`].
    pub is_elsewhere: bool,
}

/// What is to be known of heads, to recognise by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedHeads {
    /// Name of the model that they were taught with, as in [`Request::Open`].
    pub model: String,
    /// Layers of that model that features are taken from.
    pub layers: Vec<usize>,
    /// Names of the classes.
    pub classes: Vec<String>,
}

/// Events of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The classes have changed by themselves: the report goes on in steps, and storage may fail later.
    Room(RoomState),
    /// Progress of the [`Request::Import`] or [`Request::AddFiles`] that this event belongs to.
    Progress {
        /// Files so far.
        done: usize,
        /// All files.
        total: usize,
    },
    /// Something is wrong, but teaching goes on.
    Notice(TeachError),
}
