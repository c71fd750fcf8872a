//! Other sources than camera and microphone together.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::{FIRST_ANSWER, Scene, Test, with_page};

pub const TESTS: &[Test] = &[
    ("source_sample_without_devices", sample_without_devices),
    ("source_sample_by_address", sample_by_address),
    ("source_camera_only", camera_only),
    ("source_microphone_only", microphone_only),
];

/// The bundled clip plays without any device.
fn sample_without_devices(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "source_sample_without_devices";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        for canvas in super::live::CANVASES {
            let drawn = format!("pageHooks.canvas('{canvas}').colours > 2");
            page.wait_for(&format!("a picture in #{canvas}"), &drawn, FIRST_ANSWER)?;
        }
        // The clip shows more than one digit.
        let first = page.eval("pageHooks.predictions()[0][0]")?;
        let another = format!("pageHooks.predictions()[0][0] !== {first}");
        page.wait_for("another digit of the clip", &another, Duration::from_secs(60))?;
        ensure!(page.eval("pageHooks.streams.length")? == 0, "the clip asked for a device");
        page.click("#stop")?;
        page.assert_clean(&host.name())
    })
}

/// `?source=sample` starts without a click.
fn sample_by_address(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "source_sample_by_address";
    with_page(scene, &host, (name, "?device=cpu&source=sample"), (&Devices::Neither, false), |page| {
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.assert_clean(&host.name())
    })
}

/// Without a microphone there is a sentence, and the camera is used.
fn camera_only(scene: &Scene) -> Result<()> {
    one_device(scene, "source_camera_only", &Devices::CameraOnly, "frame-input")
}

/// Without a camera there is a sentence, and the microphone is used.
fn microphone_only(scene: &Scene) -> Result<()> {
    one_device(scene, "source_microphone_only", &Devices::MicrophoneOnly, "spectrogram-input")
}

fn one_device(scene: &Scene, name: &str, devices: &Devices, canvas: &str) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, (name, "?device=cpu"), (devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let drawn = format!("pageHooks.canvas('{canvas}').colours > 2");
        page.wait_for(&format!("a picture in #{canvas}"), &drawn, FIRST_ANSWER)?;
        ensure!(page.eval("pageHooks.tracks().length")? == 1, "there should be one device");
        page.assert_clean(&host.name())
    })
}
