//! Events and orders of the source.

use crate::capture::LiveChoice;

/// Kinds of sources. `F` is the type of the person's own file: a browser object on the page, a name in tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<F> {
    /// Camera and microphone.
    Live(LiveChoice),
    /// The bundled clip.
    Sample,
    /// The person's own video.
    File {
        /// Its name.
        name: String,
        /// The file.
        file: F,
    },
}

/// Whether a source gives pictures and sound now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Senses {
    /// Whether it gives pictures.
    pub sees: bool,
    /// Whether it gives sound.
    pub hears: bool,
}

/// Events of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<F> {
    /// The person wants camera and microphone.
    Start,
    /// The person wants the bundled clip.
    Sample,
    /// The person wants their own video.
    File {
        /// Its name.
        name: String,
        /// The file.
        file: F,
    },
    /// The person has given a file that cannot be played; a sentence says so.
    Unplayable(String),
    /// The person has picked the camera with this id.
    Camera(String),
    /// The person has picked the microphone with this id.
    Microphone(String),
    /// The person wants the camera on the other side of the phone.
    Flip,
    /// The person stops the source.
    Stop,
    /// The source has been opened.
    Opened {
        /// Number from the order.
        turn: u32,
        /// What it gives.
        senses: Senses,
        /// Id of the camera in use.
        camera: Option<String>,
        /// Id of the microphone in use.
        microphone: Option<String>,
        /// Whether the tab is visible.
        visible: bool,
    },
    /// The source could not be opened.
    NotOpened {
        /// Number from the order.
        turn: u32,
        /// A sentence that says why.
        why: String,
    },
    /// What the open source gives, or its notices, have changed.
    Changed(Senses),
    /// One of its devices is gone; a sentence says which.
    Lost(Senses, String),
    /// It has ended by itself; a sentence says why.
    Ended(String),
    /// The tab is shown (`true`) or hidden.
    Visible(bool),
    /// A worker has become active.
    Connect,
}

/// What the runner is to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order<F> {
    /// Release the source's devices and the waiting frame.
    Release,
    /// Open this; answered by [`Event::Opened`] or [`Event::NotOpened`].
    Open {
        /// Returned with the answer.
        turn: u32,
        /// What to open.
        kind: Kind<F>,
    },
    /// Pause the open source.
    Pause,
    /// Resume the open source.
    Resume,
    /// Drop the waiting frame.
    DropFrame,
    /// Let the active worker forget what it has seen and heard.
    Reset,
    /// Connect the source's sound to the active worker.
    LeadSound,
    /// Let the active worker forget what it has heard, so that no answer is based on it.
    NoSound,
    /// List the browser's devices.
    ListDevices,
    /// Clear the results of the last updates.
    ClearResults,
    /// Drop the measurements made with the last source.
    RestartPace,
    /// Clear the error about the last source.
    Settle,
    /// Show what is wrong with the source.
    Fail(String),
}
