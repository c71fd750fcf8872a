//! Cameras, microphones and sound that stop for a while, or have ended before the page gets them.

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::faults::{SHOWN, check_no_panic, check_sample_plays};
use super::live::ANSWERED;
use super::surprises::{moves, says};
use super::{FIRST_ANSWER, Scene, Test, with_page, with_script};

pub const TESTS: &[Test] = &[
    ("interruption_camera_muted", camera_muted),
    ("interruption_microphone_muted", microphone_muted),
    ("interruption_of_the_sound", sound_interrupted),
    ("interruption_of_a_films_sound", film_interrupted),
    ("interruption_camera_ended_early", ended_early),
    ("interruption_all_ended_early", all_ended_early),
    ("interruption_camera_of_odd_size", odd_camera),
];

const SOON: Duration = Duration::from_secs(20);

/// Ends the tracks of this kind before the page gets them, so that it receives no event.
fn ending(kind: &str) -> String {
    format!(
        "const open = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = async (constraints) => {{
            const stream = await open(constraints);
            for (const track of stream.getTracks()) if ('{kind}'.includes(track.kind)) track.stop();
            return stream;
        }};"
    )
}

/// A shutter closes: sound alone gives answers, without any picture in them. It opens: everything is as before.
fn camera_muted(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "interruption_camera_muted";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        moves(page, "frame-input")?;
        page.eval("pageHooks.mute('video', true)")?;
        page.wait_for("a sentence", &says("#status", "camera sends no picture"), SOON)?;
        page.wait_for("no match", "document.querySelector('#match-score').dataset.value === ''", SOON)?;
        let blind = "!document.querySelectorAll('.sense')[0].classList.contains('on')";
        page.wait_for("answers without a picture", blind, SOON)?;
        let picture = page.eval("pageHooks.canvas('frame-input').hash")?;
        moves(page, "spectrogram-input")?;
        ensure!(page.eval("pageHooks.canvas('frame-input').hash")? == picture, "the camera is looked at");
        page.eval("pageHooks.mute('video', false)")?;
        page.wait_for("the sentence to go", &format!("!({})", says("#status", "no picture")), SOON)?;
        moves(page, "frame-input")?;
        page.assert_clean(&host.name())
    })
}

/// The microphone is switched off: the picture alone gives answers, without any sound in them.
fn microphone_muted(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "interruption_microphone_muted";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        page.eval("pageHooks.mute('audio', true)")?;
        page.wait_for("a sentence", &says("#status", "microphone sends no sound"), SOON)?;
        page.wait_for("answers without sound", DEAF, SOON)?;
        moves(page, "frame-input")?;
        // With both muted, there can be no answers.
        page.eval("pageHooks.mute('video', true)")?;
        page.wait_for("no answer", "pageHooks.predictions().length === 0", SOON)?;
        page.wait_for("a sentence", &says("#status", "Nothing to see or hear for now."), SOON)?;
        check_no_panic(page)?;
        page.eval("pageHooks.mute('video', false)")?;
        page.eval("pageHooks.mute('audio', false)")?;
        page.wait_for("an answer again", ANSWERED, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        page.wait_for("no sentence", &format!("!({})", says("#status", "sends no")), SOON)?;
        page.assert_clean(&host.name())
    })
}

/// Whether the last answer was given without sound.
const DEAF: &str = "!document.querySelectorAll('.sense')[1].classList.contains('on')";

/// A call interrupts the sound as long as it lasts.
fn sound_interrupted(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "interruption_of_the_sound";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        page.eval(CALL)?;
        page.wait_for("a sentence", &says("#status", "sound is interrupted"), SOON)?;
        page.wait_for("answers without sound", DEAF, SOON)?;
        moves(page, "frame-input")?;
        page.eval("{ pageHooks.call = false }")?;
        page.wait_for("the sentence to go", &format!("!({})", says("#status", "interrupted")), SOON)?;
        moves(page, "spectrogram-input")?;
        page.wait_for("answers with sound", &format!("!({DEAF})"), SOON)?;
        page.assert_clean(&host.name())
    })
}

/// Suspends the sound, and prevents it from being resumed as long as `pageHooks.call` is true.
const CALL: &str = "{
    pageHooks.call = true;
    for (const context of pageHooks.contexts) {
        if (context.state === 'closed') continue;
        const resume = context.resume.bind(context);
        context.resume = () => pageHooks.call ? Promise.reject(new Error('in a call')) : resume();
        context.suspend();
    }
}";

/// The same while a video plays, whose picture stands still as long as its sound does.
fn film_interrupted(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "interruption_of_a_films_sound";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        page.click("#sample")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        moves(page, "spectrogram-input")?;
        page.eval(CALL)?;
        page.wait_for("a sentence", &says("#status", "sound is interrupted"), SOON)?;
        page.wait_for("answers without sound", DEAF, SOON)?;
        page.eval("{ pageHooks.call = false }")?;
        page.wait_for("the sentence to go", &format!("!({})", says("#status", "interrupted")), SOON)?;
        moves(page, "spectrogram-input")?;
        page.assert_clean(&host.name())
    })
}

/// A camera has ended when the page gets it: the page says so, and the microphone is used.
fn ended_early(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let page = ("interruption_camera_ended_early", "?device=cpu");
    with_script(scene, &host, page, (&Devices::Both, false), &ending("video"), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("a sentence", &says("#status", "camera stopped as soon as it was opened"), SOON)?;
        ensure!(page.eval(&says("#status", "Watching"))? == false, "it says that it watches");
        moves(page, "spectrogram-input")?;
        page.assert_clean(&host.name())
    })
}

/// Camera and microphone have both ended: there is an error, and the sample clip still plays.
fn all_ended_early(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let page = ("interruption_all_ended_early", "?device=cpu");
    with_script(scene, &host, page, (&Devices::Both, false), &ending("video audio"), |page| {
        page.click("#start")?;
        page.wait_for("a sentence", &says("#error", "stopped at once"), SOON)?;
        check_sample_plays(page)?;
        page.wait_for("the sentence to go", &format!("!({SHOWN})"), SOON)
    })
}

/// A camera of odd width and height, whose track Chromium's fake device ends: in any case there is a picture
/// or a sentence.
fn odd_camera(scene: &Scene) -> Result<()> {
    const SIZE: (usize, usize) = (641, 361);
    let film = scene.report("odd.y4m");
    let mut bytes = format!("YUV4MPEG2 W{} H{} F30:1 Ip A1:1 C420jpeg\n", SIZE.0, SIZE.1).into_bytes();
    for frame in 0..4u8 {
        bytes.extend_from_slice(b"FRAME\n");
        let chroma = SIZE.0.div_ceil(2) * SIZE.1.div_ceil(2);
        bytes.extend(std::iter::repeat_n(40 + 50 * frame, SIZE.0 * SIZE.1));
        bytes.extend(std::iter::repeat_n(128, 2 * chroma));
    }
    fs::write(&film, bytes)?;
    let sound =
        super::live::devices(scene, crate::clip::Shown { seen: crate::clip::Seen::Digit(3), said: None })?;
    let Devices::Files { microphone, .. } = sound else { unreachable!("these are files") };
    let devices = Devices::Files { camera: Some(film), microphone };
    let host = scene.serve()?;
    let name = "interruption_camera_of_odd_size";
    with_page(scene, &host, (name, "?device=cpu"), (&devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let seen = "pageHooks.canvas('frame-input').width > 0";
        let said = says("#status", "camera stopped");
        let gone = says("#error", "camera is gone");
        let waits = says("#status", "No picture has come from the camera");
        page.wait_for("a picture or a sentence", &format!("{seen} || {said} || {gone} || {waits}"), SOON)?;
        moves(page, "spectrogram-input")
    })
}
