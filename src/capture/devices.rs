//! Lists cameras and microphones, and watches for changes.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDeviceInfo, MediaDeviceKind, MediaDevices};

/// A camera or microphone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The browser's id, for [`Camera::Device`](super::Camera) and [`Microphone::Device`](super::Microphone).
    /// Empty until the person has allowed the device; an empty id chooses nothing.
    pub id: String,
    /// Its name, or "Camera 1" as long as the browser hides the name.
    pub label: String,
}

/// The cameras and microphones of this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Devices {
    /// In the browser's order, the default first.
    pub cameras: Vec<Device>,
    /// In the browser's order, the default first.
    pub microphones: Vec<Device>,
}

/// Lists the devices; empty where the browser offers none (an insecure origin, for instance).
/// Names appear once a permission is given, so list again after a session has started.
pub async fn list() -> Devices {
    let mut devices = Devices::default();
    let Some(promise) = media_devices().and_then(|media| media.enumerate_devices().ok()) else {
        return devices;
    };
    let Ok(infos) = JsFuture::from(promise).await else { return devices };
    for info in infos.unchecked_into::<js_sys::Array>().iter() {
        let info: MediaDeviceInfo = info.unchecked_into();
        let (list, name) = match info.kind() {
            MediaDeviceKind::Videoinput => (&mut devices.cameras, "Camera"),
            MediaDeviceKind::Audioinput => (&mut devices.microphones, "Microphone"),
            _ => continue,
        };
        let label = match info.label() {
            label if label.is_empty() => format!("{name} {}", list.len() + 1),
            label => label,
        };
        list.push(Device { id: info.device_id(), label });
    }
    devices
}

/// Calls back whenever a device is connected or removed, until dropped.
pub struct DeviceWatch {
    _listener: Option<EventListener>,
}

/// Watches for devices that are connected or removed. Does nothing where the browser offers none.
pub fn watch(on_change: impl Fn() + 'static) -> DeviceWatch {
    let listener =
        media_devices().map(|media| EventListener::new(media.as_ref(), "devicechange", move |_| on_change()));
    DeviceWatch { _listener: listener }
}

/// The browser's devices; `None` on an insecure origin, where the property is missing.
pub(super) fn media_devices() -> Option<MediaDevices> {
    let media = web_sys::window()?.navigator().media_devices().ok()?;
    media.is_object().then_some(media)
}
