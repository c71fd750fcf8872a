//! A chosen device that is missing: only this one is replaced, and the page says which.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::surprises::says;
use super::{FIRST_ANSWER, Scene, Test, with_script};

pub const TESTS: &[Test] =
    &[("chosen_camera_gone", camera_gone), ("chosen_microphone_gone", microphone_gone)];

const SOON: Duration = Duration::from_secs(20);

/// Records the devices requested last, and refuses those in `pageHooks.gone` as browsers do.
const SCRIPT: &str = "
    pageHooks.gone = [];
    const open = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = async (constraints) => {
        for (const wish of [constraints.video, constraints.audio]) {
            if (pageHooks.gone.includes(wish?.deviceId?.exact)) throw new OverconstrainedError('deviceId');
        }
        pageHooks.asked = constraints;
        return open(constraints);
    };";

fn camera_gone(scene: &Scene) -> Result<()> {
    gone(scene, "chosen_camera_gone", "camera", ("audio", "microphone"))
}

fn microphone_gone(scene: &Scene) -> Result<()> {
    gone(scene, "chosen_microphone_gone", "microphone", ("video", "camera"))
}

/// Both devices are chosen, then `missing` is removed; the `other` one stays the chosen one.
fn gone(scene: &Scene, name: &str, missing: &str, (kind, other): (&str, &str)) -> Result<()> {
    let host = scene.serve()?;
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), SCRIPT, |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let several = format!("document.querySelector('#{other}').options.length > 1");
        if page.eval(&several)? == true {
            let last = format!("[...document.querySelector('#{other}').options].at(-1).value");
            let last = page.eval(&last)?;
            page.select(&format!("#{other}"), last.as_str().unwrap_or_default())?;
            page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        }
        let chosen = page.eval(&format!("document.querySelector('#{other}').value"))?;
        ensure!(chosen.as_str().is_some_and(|id| !id.is_empty()), "no {other} is chosen");
        page.eval(&format!("pageHooks.gone.push(document.querySelector('#{missing}').value)"))?;
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("a sentence", &says("#status", &format!("chosen {missing} is not available")), SOON)?;
        ensure!(
            page.eval(&says("#status", &format!("chosen {other} is not")))? == false,
            "the {other} fell back"
        );
        let used = page.eval(&format!("pageHooks.asked.{kind}.deviceId?.exact"))?;
        ensure!(used == chosen, "the {other} is {used} and not {chosen}");
        page.assert_own_host(&host.name())
    })
}
