//! Camera and microphone to recognition and reconstruction.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::browser::Devices;
use super::page::Page;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use crate::clip;

pub const TESTS: &[Test] = &[
    ("live_digit_3", |scene| live_digit(scene, 3)),
    ("live_digit_7", |scene| live_digit(scene, 7)),
    ("live_pictures_sliders_and_stop", live_pictures_sliders_and_stop),
    ("live_webgpu", live_webgpu),
];

/// The page's canvases.
pub const CANVASES: [&str; 6] = [
    "frame-input",
    "frame-masked",
    "frame-reconstruction",
    "spectrogram-input",
    "spectrogram-masked",
    "spectrogram-reconstruction",
];

/// True once there are classes with scores.
pub const ANSWERED: &str = "pageHooks.predictions().length > 1 && pageHooks.predictions()[0][1] > 0";

/// A digit drawn and said by fake devices, over and over.
///
/// # Errors
/// Where its files cannot be made.
pub fn digit(scene: &Scene, digit: usize) -> Result<Devices> {
    let made = clip::fake_devices(digit, &scene.report(&format!("digit-{digit}")))?;
    Ok(Devices::Files { camera: made.camera, microphone: made.microphone })
}

/// The digit held up and said comes out on top, and stays there.
fn live_digit(scene: &Scene, wanted: usize) -> Result<()> {
    let host = scene.serve()?;
    let devices = digit(scene, wanted)?;
    let name = format!("live_digit_{wanted}");
    with_page(scene, &host, (&name, "?device=cpu"), (&devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let top = format!("pageHooks.predictions()[0][0] === '{wanted}'");
        page.wait_for(&format!("the class {wanted} on top"), &top, Duration::from_secs(30))?;
        // A clip of sound that lies across two repetitions may mislead; most of the time it must not.
        let (mut looks, mut right) = (0, 0);
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            page.pause(Duration::from_millis(200))?;
            looks += 1;
            right += usize::from(page.eval(&top)? == true);
        }
        ensure!(right * 10 >= looks * 7, "the class {wanted} was on top in {right} of {looks} looks only");
        ensure!(page.text("#backend")?.contains("CPU"), "the page does not say that it runs on the CPU");
        check_figures(page)?;
        page.assert_clean(&host.name())
    })
}

/// Latency, rate, scores and model name are there and make sense.
fn check_figures(page: &mut Page) -> Result<()> {
    for figure in ["#latency-ms", "#updates-per-second"] {
        page.wait_for(
            figure,
            &format!("parseFloat(document.querySelector('{figure}').dataset.value) > 0"),
            FIRST_ANSWER,
        )?;
    }
    let matching = page.number("#match-score")?;
    ensure!(matching.is_some_and(|score| (0.0..=1.0).contains(&score)), "match score {matching:?}");
    ensure!(!page.text("#model-name")?.is_empty(), "the page does not name its model");
    let scores = page.eval("pageHooks.predictions().map(([, score]) => score)")?;
    let scores: Vec<f64> = scores.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    ensure!(scores.is_sorted_by(|a, b| a >= b), "the classes are not sorted: {scores:?}");
    ensure!((scores.iter().sum::<f64>() - 1.0).abs() < 0.05, "the classes' scores do not add up: {scores:?}");
    ensure!(page.text("#error")?.is_empty(), "the page shows an error: {}", page.text("#error")?);
    Ok(())
}

/// Six pictures that move, sliders that change the masks, and a stop that releases the devices.
fn live_pictures_sliders_and_stop(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let devices = digit(scene, 4)?;
    let name = "live_pictures_sliders_and_stop";
    with_page(scene, &host, (name, ""), (&devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        for canvas in CANVASES {
            let drawn = format!("pageHooks.canvas('{canvas}').colours > 2");
            page.wait_for(&format!("a picture in #{canvas}"), &drawn, FIRST_ANSWER)?;
        }
        let before = page.eval("pageHooks.canvas('spectrogram-input').hash")?;
        page.wait_for(
            "the spectrogram to move",
            &format!("pageHooks.canvas('spectrogram-input').hash !== {before}"),
            Duration::from_secs(20),
        )?;
        check_slider(page, "#pixel-mask-ratio", "frame")?;
        check_slider(page, "#audio-mask-ratio", "spectrogram")?;
        page.screenshot(&scene.report("live.png"))?;
        check_stop(page)?;
        page.assert_clean(&host.name())
    })
}

/// With nothing hidden the masked picture is the input; with nearly all hidden it has few colours.
fn check_slider(page: &mut Page, slider: &str, picture: &str) -> Result<()> {
    let limit = Duration::from_secs(20);
    let masked = format!("pageHooks.canvas('{picture}-masked')");
    let input = format!("pageHooks.canvas('{picture}-input')");
    let low = format!("parseFloat(document.querySelector('{slider}').min)");
    let low = page.eval(&low)?.as_f64().unwrap_or_default();
    page.slide(slider, low)?;
    page.wait_for(&format!("{slider} to hide nothing"), &format!("{masked}.hash === {input}.hash"), limit)?;
    let high = format!("parseFloat(document.querySelector('{slider}').max)");
    let high = page.eval(&high)?.as_f64().unwrap_or_default();
    page.slide(slider, high)?;
    page.wait_for(&format!("{slider} to hide much"), &format!("{masked}.hash !== {input}.hash"), limit)
}

/// After a stop no track lives, and the page can start again.
fn check_stop(page: &mut Page) -> Result<()> {
    let tracks = page.eval("pageHooks.tracks().length")?;
    ensure!(tracks.as_u64().unwrap_or_default() >= 2, "the page has {tracks} tracks while it runs");
    page.click("#stop")?;
    let ended = "pageHooks.tracks().every((track) => track.readyState === 'ended')";
    page.wait_for("every device to be released", ended, Duration::from_secs(5))?;
    page.click("#start")?;
    page.wait_for("a second start", &format!("!({ended})"), Duration::from_secs(20))
}

/// WebGPU forced, on a software adapter: slow, and right.
fn live_webgpu(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let devices = digit(scene, 3)?;
    with_page(scene, &host, ("live_webgpu", "?device=webgpu"), (&devices, true), |page| {
        page.click("#start")?;
        let slow = Duration::from_secs(240);
        page.wait_for(
            "WebGPU to take over",
            "document.querySelector('#backend').textContent.includes('WebGPU')",
            slow,
        )?;
        page.wait_for("an answer", ANSWERED, slow)?;
        page.wait_for("the class 3 on top", "pageHooks.predictions()[0][0] === '3'", slow)?;
        page.assert_clean(&host.name())
    })
}
