//! State of the source of pictures and sound.

use super::shown::Shown;
use crate::view::activity::Activity;

/// State of the source of pictures and sound.
#[derive(Clone, Copy, Default)]
pub struct SourceState {
    /// What the page does with the source.
    pub activity: Shown<Activity>,
    /// Whether the open source gives sound now.
    pub has_sound: Shown<bool>,
    /// Whether the open source gives pictures now.
    pub has_picture: Shown<bool>,
    /// Cameras to choose from.
    pub cameras: Shown<Vec<DeviceOption>>,
    /// Id of the camera that runs or is to run; empty for the browser's choice.
    pub camera: Shown<String>,
    /// Microphones to choose from.
    pub microphones: Shown<Vec<DeviceOption>>,
    /// Id of the microphone that runs or is to run; empty for the browser's choice.
    pub microphone: Shown<String>,
    /// Whether the device has a front and a rear camera to switch between.
    pub can_flip: Shown<bool>,
}

impl SourceState {
    /// Shows what the page does with the source.
    pub fn show_activity(&self, activity: Activity) {
        self.activity.set_if_new(activity);
    }

    /// Shows whether the open source gives pictures and sound now.
    pub fn show_senses(&self, has_picture: bool, has_sound: bool) {
        self.has_picture.set_if_new(has_picture);
        self.has_sound.set_if_new(has_sound);
    }

    /// Shows the devices to choose from.
    pub fn show_devices(&self, cameras: Vec<DeviceOption>, microphones: Vec<DeviceOption>, can_flip: bool) {
        self.can_flip.set(can_flip);
        self.cameras.set(cameras);
        self.microphones.set(microphones);
    }

    /// Shows the camera that runs or is to run.
    pub fn show_camera(&self, id: &str) {
        self.camera.set_if_new(id.to_owned());
    }

    /// Shows the microphone that runs or is to run.
    pub fn show_microphone(&self, id: &str) {
        self.microphone.set_if_new(id.to_owned());
    }
}

/// A camera or microphone in a picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOption {
    /// The browser's id.
    pub id: String,
    /// Its name for people.
    pub label: String,
}
