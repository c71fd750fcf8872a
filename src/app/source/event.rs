//! What happens to the source, and what the page does next.

use crate::capture::LiveChoice;

/// What is opened. `F` is a file of the person's: the browser's own on the page, a name in tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<F> {
    /// Camera and microphone.
    Live(LiveChoice),
    /// The bundled clip.
    Sample,
    /// A video of the person's own.
    File {
        /// Its name.
        name: String,
        /// The file.
        file: F,
    },
}

/// What a source gives now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Senses {
    /// Whether it gives pictures.
    pub sees: bool,
    /// Whether it gives sound.
    pub hears: bool,
}

/// What happens to the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<F> {
    /// The person wants camera and microphone.
    Start,
    /// The person wants the bundled clip.
    Sample,
    /// The person wants a video of their own.
    File {
        /// Its name.
        name: String,
        /// The file.
        file: F,
    },
    /// The person has picked the camera with this id.
    Camera(String),
    /// The person has picked the microphone with this id.
    Microphone(String),
    /// The person wants the other side of a phone.
    Flip,
    /// The person wants none.
    Stop,
    /// What was to be opened is open.
    Opened {
        /// Of the order.
        turn: u32,
        /// What it gives.
        senses: Senses,
        /// Id of the camera that is used.
        camera: Option<String>,
        /// Id of the microphone that is used.
        microphone: Option<String>,
        /// Whether anyone looks at the tab.
        visible: bool,
    },
    /// It could not be opened; a sentence says why.
    NotOpened {
        /// Of the order.
        turn: u32,
        /// Why.
        why: String,
    },
    /// What the open source gives has changed, or what there is to say of it.
    Changed(Senses),
    /// One of its devices is gone; a sentence says which.
    Lost(Senses, String),
    /// It has ended by itself; a sentence says why.
    Ended(String),
    /// The tab is shown (`true`) or hidden.
    Visible(bool),
    /// A worker begins to run.
    Connect,
}

/// What the page does next about its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order<F> {
    /// Release what is open: devices, and the frame that waits.
    Release,
    /// Open this; answered by [`Event::Opened`] or [`Event::NotOpened`].
    Open {
        /// Given back with the answer.
        turn: u32,
        /// What to open.
        kind: Kind<F>,
    },
    /// Let the open source rest.
    Pause,
    /// Let the open source go on.
    Resume,
    /// Forget the frame that waits.
    DropFrame,
    /// The worker that runs forgets what it has seen and heard.
    Reset,
    /// Lead the source's sound to the worker that runs.
    LeadSound,
    /// The worker that runs forgets what it has heard: no answer shall rest on it.
    NoSound,
    /// Ask the browser which devices there are.
    ListDevices,
    /// Take back what the last updates showed.
    ClearResults,
    /// What was measured of the last source says nothing of this one.
    RestartPace,
    /// What was wrong with the last source says nothing any more.
    Settle,
    /// Say what is wrong with the source.
    Fail(String),
}
