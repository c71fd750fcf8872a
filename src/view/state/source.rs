//! Where pictures and sound come from.

use super::shown::Shown;
use crate::view::activity::Activity;

/// Where pictures and sound come from.
#[derive(Clone, Copy, Default)]
pub struct SourceState {
    /// Whether a source is open.
    pub activity: Shown<Activity>,
    /// Whether the open source gives sound now.
    pub has_sound: Shown<bool>,
    /// Whether the open source gives pictures now.
    pub has_picture: Shown<bool>,
    /// Cameras to choose from.
    pub cameras: Shown<Vec<DeviceOption>>,
    /// Id of the camera that runs or shall run; empty for the browser's choice.
    pub camera: Shown<String>,
    /// Microphones to choose from.
    pub microphones: Shown<Vec<DeviceOption>>,
    /// Id of the microphone that runs or shall run; empty for the browser's choice.
    pub microphone: Shown<String>,
    /// Whether the device has a front and a rear camera to switch between.
    pub can_flip: Shown<bool>,
}

impl SourceState {
    /// Whether a source is open.
    pub fn show_activity(&self, activity: Activity) {
        self.activity.set_if_new(activity);
    }

    /// What the open source gives now.
    pub fn show_senses(&self, has_picture: bool, has_sound: bool) {
        self.has_picture.set_if_new(has_picture);
        self.has_sound.set_if_new(has_sound);
    }

    /// What there is to choose from.
    pub fn show_devices(&self, cameras: Vec<DeviceOption>, microphones: Vec<DeviceOption>, can_flip: bool) {
        self.can_flip.set(can_flip);
        self.cameras.set(cameras);
        self.microphones.set(microphones);
    }

    /// The camera that runs or shall run.
    pub fn show_camera(&self, id: &str) {
        self.camera.set_if_new(id.to_owned());
    }

    /// The microphone that runs or shall run.
    pub fn show_microphone(&self, id: &str) {
        self.microphone.set_if_new(id.to_owned());
    }
}

/// A camera or microphone in a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOption {
    /// The browser's id.
    pub id: String,
    /// For people.
    pub label: String,
}
