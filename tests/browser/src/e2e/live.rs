//! Recognition and reconstruction from camera and microphone.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::browser::Devices;
use super::page::Page;
use super::{FIRST_ANSWER, SLOW_GPU, Scene, Test, with_page};
use crate::clip::{self, Seen, Shown, Voice};

pub const TESTS: &[Test] = &[
    ("live_digits_seen_and_said", |scene| ten_digits(scene, "both")),
    ("live_digits_seen", |scene| ten_digits(scene, "sight")),
    ("live_digits_said", |scene| ten_digits(scene, "sound")),
    ("live_digits_said_by_a_synthesiser", live_digits_said_by_a_synthesiser),
    ("live_nothing", live_nothing),
    ("live_match", live_match),
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

/// Fake devices that show and say something in a loop.
///
/// # Errors
/// Where their files cannot be made.
pub fn devices(scene: &Scene, shown: Shown) -> Result<Devices> {
    let seen = match shown.seen {
        Seen::Digit(digit) => digit.to_string(),
        Seen::Photograph(name) => name.to_owned(),
    };
    let said = shown.said.map_or("none".to_owned(), |(digit, voice)| format!("{digit}-by-{voice:?}"));
    let name = format!("seen-{seen}-said-{said}");
    let made = clip::fake_devices(shown, &scene.report(&name))?;
    Ok(Devices::Files { camera: Some(made.camera), microphone: made.microphone })
}

/// What the page showed over some seconds: how often each class was on top, and the mean match score.
#[derive(Debug, Default)]
pub struct Looks {
    /// By label.
    pub tops: BTreeMap<String, usize>,
    /// How often a class was shown as the winner.
    pub winners: usize,
    /// Mean of the match score; NaN where there was none.
    pub matching: f64,
}

impl Looks {
    /// The label that was on top most of the time.
    pub fn top(&self) -> Option<&str> {
        self.tops.iter().max_by_key(|(_, looks)| **looks).map(|(label, _)| label.as_str())
    }
}

/// Opens the page on the CPU with fake devices, waits until the window of sound is full, and samples what it shows.
///
/// # Errors
/// Where there is no answer, or the console has an error.
pub fn look(scene: &Scene, name: &str, shown: Shown) -> Result<Looks> {
    look_through(scene, name, &devices(scene, shown)?)
}

fn look_through(scene: &Scene, name: &str, devices: &Devices) -> Result<Looks> {
    let host = scene.serve()?;
    let mut looks = Looks::default();
    with_page(scene, &host, (name, "?device=cpu"), (devices, false), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.pause(Duration::from_secs(2))?;
        let mut scores = Vec::new();
        for _ in 0..LOOKS {
            page.pause(Duration::from_millis(200))?;
            let top = page.eval("pageHooks.predictions()[0][0]")?;
            *looks.tops.entry(top.as_str().unwrap_or_default().to_owned()).or_default() += 1;
            looks.winners +=
                usize::from(page.eval("!!document.querySelector('.winner:not(.quiet)')")? == true);
            scores.extend(page.number("#match-score")?);
        }
        looks.matching = scores.iter().sum::<f64>() / scores.len() as f64;
        ensure!(page.text("#backend")?.contains("CPU"), "the page does not say that it runs on the CPU");
        let halves = "document.querySelector('#half-precision').checkVisibility()";
        ensure!(page.eval(halves)? == false, "the page offers a GPU's 16 bits on the CPU");
        let both = matches!(devices, Devices::Files { camera: Some(_), .. });
        check_figures(page, both)?;
        page.assert_clean(&host.name())
    })?;
    println!("    {name}: on top {:?}, match {:.2}", looks.tops, looks.matching);
    Ok(looks)
}

/// Samples of a page: over four seconds, in which a digit is said three times and passes through the whole window.
const LOOKS: usize = 20;

/// The results for the ten digits.
#[derive(Debug, Default)]
pub struct Digits {
    /// Digits that are on top more often than any other class and, if both seen and heard, in at least seven of ten
    /// samples.
    pub right: Vec<usize>,
    /// The other digits, with the class that was on top.
    pub wrong: Vec<String>,
    /// Digits for which the mean match score is above one half.
    pub matching: Vec<usize>,
}

/// Tests the digits one after the other: with `both`, with `sight` and a street noise, or with `sound` and no
/// camera.
///
/// # Errors
/// Where there is no answer, or the console has an error.
pub fn digits(scene: &Scene, how: &str, voice: Voice) -> Result<Digits> {
    let mut found = Digits::default();
    for digit in 0..10 {
        let said = (how != "sight").then_some((digit, voice));
        let mut devices = devices(scene, Shown { seen: Seen::Digit(digit), said })?;
        if let (Devices::Files { camera, .. }, "sound") = (&mut devices, how) {
            *camera = None;
        }
        let looks = look_through(scene, &format!("live_digit_{digit}_{how}_{voice:?}"), &devices)?;
        if looks.matching > 0.5 {
            found.matching.push(digit);
        }
        let label = digit.to_string();
        // A window of sound that spans two repetitions may mislead, but rarely with the drawing beside it.
        let steady = how != "both" || looks.tops.get(&label).is_some_and(|right| right * 10 >= LOOKS * 7);
        if looks.top() == Some(&label) && steady {
            found.right.push(digit);
        } else {
            found.wrong.push(format!("{digit}: {:?}", looks.tops));
        }
    }
    Ok(found)
}

/// All ten digits are on top, spoken by a person whom the model has never heard. Sound and picture match, and a street
/// noise matches none of them.
fn ten_digits(scene: &Scene, how: &str) -> Result<()> {
    let found = digits(scene, how, Voice::Person)?;
    ensure!(found.wrong.is_empty(), "not on top: {}", found.wrong.join("; "));
    match how {
        "both" => ensure!(found.matching.len() == 10, "what is said matches for {:?} only", found.matching),
        "sight" => ensure!(found.matching.is_empty(), "{:?} match a street", found.matching),
        _ => {}
    }
    Ok(())
}

/// At least half of the ten digits are on top with the voice of a synthesiser that the model has never heard. When
/// measured it was six to eight: 2, 4, 5 and 9 are now and then taken for nothing, as the card says. `cargo xtask bench
/// --digits` counts them with a drawing too.
fn live_digits_said_by_a_synthesiser(scene: &Scene) -> Result<()> {
    let found = digits(scene, "sound", Voice::Ked)?;
    ensure!(found.right.len() >= 5, "not on top: {}", found.wrong.join("; "));
    Ok(())
}

/// For photographs and a street noise the page shows no digit.
fn live_nothing(scene: &Scene) -> Result<()> {
    for name in
        ["Bridge_by_Sander_Klootwijk.jpg", "Dragonfly_by_Bolly.jpg", "friends_by_Aitzol_Berasategi.jpg"]
    {
        let looks = look(scene, "live_nothing", Shown { seen: Seen::Photograph(name), said: None })?;
        ensure!(looks.top() == Some("nothing"), "{name}: on top {:?}", looks.tops);
        ensure!(looks.winners == 0, "{name}: a digit shown large in {} of {LOOKS} looks", looks.winners);
    }
    Ok(())
}

/// The same digit seen and said matches, and two different ones do not; here with a synthesiser's voice. [`ten_digits`]
/// tests the match of each of the ten digits.
fn live_match(scene: &Scene) -> Result<()> {
    let pair = |said| Shown { seen: Seen::Digit(3), said: Some((said, Voice::Ked)) };
    let same = look(scene, "live_match_same", pair(3))?.matching;
    let other = look(scene, "live_match_other", pair(7))?.matching;
    ensure!(same > 0.5, "the same digit matches by {same:.2} only");
    ensure!(other < 0.5, "different digits match by {other:.2}");
    Ok(())
}

/// Checks that latency, rate, scores and model name are shown and plausible.
fn check_figures(page: &mut Page, both_senses: bool) -> Result<()> {
    for figure in ["#latency-ms", "#updates-per-second"] {
        page.wait_for(
            figure,
            &format!("parseFloat(document.querySelector('{figure}').dataset.value) > 0"),
            FIRST_ANSWER,
        )?;
    }
    let matching = page.number("#match-score")?;
    ensure!(matching.is_some() == both_senses, "match score {matching:?}");
    ensure!(matching.is_none_or(|score| (0.0..=1.0).contains(&score)), "match score {matching:?}");
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
    let devices = devices(scene, Shown { seen: Seen::Digit(4), said: Some((4, Voice::Ked)) })?;
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

/// With nothing hidden the masked picture is the input; with as much hidden as can be, nearly all of it is hidden patches.
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
    let hidden = format!("pageHooks.canvas('{picture}-masked').transparent > {high} - 0.05");
    page.wait_for(&format!("{slider} to hide much"), &hidden, limit)
}

/// After a stop no track is live, and the page can start again.
fn check_stop(page: &mut Page) -> Result<()> {
    let tracks = page.eval("pageHooks.tracks().length")?;
    ensure!(tracks.as_u64().unwrap_or_default() >= 2, "the page has {tracks} tracks while it runs");
    page.click("#stop")?;
    let ended = "pageHooks.tracks().every((track) => track.readyState === 'ended')";
    page.wait_for("every device to be released", ended, Duration::from_secs(5))?;
    page.click("#start")?;
    page.wait_for("a second start", &format!("!({ended})"), Duration::from_secs(20))
}

/// WebGPU is forced on a software adapter, which is slow but right. The adapter has no f16, so the page computes in
/// f32 where f16 is requested, and says so.
fn live_webgpu(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let devices = devices(scene, Shown { seen: Seen::Digit(3), said: Some((3, Voice::Ked)) })?;
    with_page(scene, &host, ("live_webgpu", "?device=webgpu&precision=f16"), (&devices, true), |page| {
        page.click("#start")?;
        page.wait_for(
            "WebGPU to take over",
            "document.querySelector('#backend').textContent.includes('WebGPU')",
            SLOW_GPU,
        )?;
        page.wait_for("an answer", ANSWERED, SLOW_GPU)?;
        page.wait_for("the class 3 on top", "pageHooks.predictions()[0][0] === '3'", SLOW_GPU)?;
        ensure!(page.eval("document.querySelector('#half-precision').checked")? == true, "no switch");
        let said = "document.querySelector('p.half-precision').checkVisibility()";
        ensure!(page.eval(said)? == true, "the page does not say that 16-bit numbers are missing");
        page.assert_clean(&host.name())
    })
}
