//! The state of a person's own classes, as the page shows it.

use serde::{Deserialize, Serialize};
pub use tvlt::teach::record::{BurstId, ClassId, SampleId};

use super::teach_error::TeachError;

/// Which features a payload holds, or what a class is learnt from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Senses {
    /// Whether there are features of a picture.
    pub sight: bool,
    /// Whether there are features of a sound.
    pub sound: bool,
}

/// The sample itself: a picture, a sound, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clip {
    /// Size of the picture, where there is one.
    pub picture: Option<Size>,
    /// Sampling rate of the sound in hertz, where there is one.
    pub sample_rate: Option<u32>,
}

/// Size of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// The classes, and what is known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomState {
    /// In the order in which they were added.
    pub classes: Vec<ClassState>,
    /// Whether there is a deletion to undo.
    pub can_undo: bool,
    /// How well the classes are told apart.
    pub report: ReportState,
    /// Whether the empty scene has been recorded.
    pub has_scene: bool,
    /// Samples whose features are not known for this model.
    pub unread: usize,
    /// All samples.
    pub samples: usize,
    /// Whether nothing has been done in it yet: no sample, no deletion, and the classes that every project begins with.
    pub is_new: bool,
    /// Whether everything is kept on the device.
    pub kept: Kept,
}

/// Whether everything is kept on the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// The next visit finds it again.
    Here,
    /// Some or all of it is only in memory, for this reason.
    InMemory(TeachError),
}

/// A class, and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassState {
    /// Its id.
    pub id: ClassId,
    /// Its name.
    pub name: String,
    /// Whether it is the class of the empty scene, which keeps its name.
    pub is_background: bool,
    /// Samples of all bursts.
    pub count: usize,
    /// Its bursts with samples, oldest first.
    pub bursts: Vec<BurstState>,
    /// Whether it takes part in the answers.
    pub on: bool,
    /// What its next samples are learnt from, where the person has chosen that.
    pub learns: Option<Senses>,
    /// Samples that the present model cannot read, so that they teach nothing.
    pub unreadable: usize,
    /// Whether it has samples with pictures.
    pub has_sight: bool,
    /// Whether it has samples with sounds.
    pub has_sound: bool,
    /// Whether it is told from the others by its pictures. A class that has pictures may still be left to its sounds,
    /// where it looks like the empty scene.
    pub relies_on_sight: bool,
    /// Whether it is told from the others by its sounds.
    pub relies_on_sound: bool,
}

/// A burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BurstState {
    /// Its id.
    pub id: BurstId,
    /// Its samples.
    pub count: usize,
}

/// How well the classes are told apart: each burst is left out in turn, and its samples are asked of what the others
/// teach.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportState {
    /// One row for each class that takes part.
    pub rows: Vec<ReportRow>,
    /// Share of right answers, the mean over the classes that could be asked for, 0 to 1; `None` while it cannot be
    /// known: until a class has two bursts, and while the report is computed for the first time.
    pub accuracy: Option<f32>,
    /// A clip is unknown where a head finds it less likely than this; see `tvlt::teach`.
    pub threshold: Option<f32>,
    /// The share of right samples refused wrongly that is not exceeded for sure, 0 to 1: lower with more recordings.
    /// `None` while `accuracy` is.
    pub sure: Option<f32>,
    /// What would help, in sentences, the most important first.
    pub advice: Vec<String>,
    /// Whether it belongs to older samples, as the report of the present ones is still being computed.
    pub is_stale: bool,
}

/// One class of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    /// Its name.
    pub name: String,
    /// Samples that were asked.
    pub asked: usize,
    /// Samples that were named rightly; of the background, those that were named nothing.
    pub right: usize,
    /// Samples that were named as another class.
    pub wrong: usize,
    /// Samples that were not named.
    pub unknown: usize,
    /// How often it was named as each class, in the order of the rows: a row of the confusion matrix. Of the
    /// background, the last row, there is no column, as nothing is ever named so.
    pub named: Vec<usize>,
}

/// Small pictures of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Which sample.
    pub sample: SampleId,
    /// Its burst.
    pub burst: BurstId,
    /// Size of its small picture, where the payload has one.
    pub picture: Option<Size>,
    /// Size of its small spectrogram, time from left to right, where the payload has one.
    pub spectrogram: Option<Size>,
}
