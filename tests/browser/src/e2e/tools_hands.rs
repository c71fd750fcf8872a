//! The tools that are worked by hand: freezing and saving a moment, one sense alone, and the delay of the sound; by
//! pointer and by keyboard, on a phone and in the dark.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::browser::Devices;
use super::live::{ANSWERED, devices};
use super::page::Page;
use super::surprises::{moves, says};
use super::{FIRST_ANSWER, Scene, Test, with_page, with_script};
use crate::clip::{Seen, Shown, Voice};

pub const TESTS: &[Test] = &[
    ("tools_freeze", freeze),
    ("tools_senses", senses),
    ("tools_delay", delay),
    ("tools_save_moment", save_moment),
    ("tools_hands_looks", looks),
];

const SOON: Duration = Duration::from_secs(30);

/// Whether the page says that the moment is frozen.
const FROZEN: &str = "document.querySelector('#freeze').getAttribute('aria-pressed') === 'true'";

/// The pictures that the model gets.
const INPUTS: &str =
    "[pageHooks.canvas('frame-input').hash, pageHooks.canvas('spectrogram-input').hash].join()";

/// Counts the files that the page saves, and keeps them for the test.
const SAVES: &str = "
    pageHooks.files = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
        if (!this.download) return click.call(this);
        const name = this.download;
        pageHooks.files.push(fetch(this.href).then(async (file) => ({ name, file: await file.blob() })));
    };
    pageHooks.file = async (part) => {
        const files = await Promise.all(pageHooks.files);
        return files.findLast(({ name }) => name.endsWith(part)).file;
    };
    pageHooks.picture = async (part) => {
        const picture = await createImageBitmap(await pageHooks.file(part));
        return [picture.width, picture.height];
    };
    pageHooks.sound = async (part) => {
        const bytes = await (await pageHooks.file(part)).arrayBuffer();
        const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
        return [sound.duration, Math.max(...sound.getChannelData(0))];
    };
";

fn start(page: &mut Page) -> Result<()> {
    page.click("#start")?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)
}

/// The pictures stand still while the moment is frozen, and move again afterwards; stopping the source lets go.
fn freeze(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("tools_freeze", "?device=cpu"), (&Devices::Both, false), |page| {
        page.wait_for("the page", "document.querySelector('#freeze')", SOON)?;
        let disabled = page.eval("document.querySelector('#freeze').disabled")?;
        ensure!(disabled == true, "there is nothing to freeze before a source runs");
        start(page)?;
        moves(page, "spectrogram-input")?;
        page.click("#freeze")?;
        stands(page)?;
        page.wait_for("the status to say so", &says("#status", "Frozen"), SOON)?;
        page.screenshot(&scene.report("tools-frozen.png"))?;
        page.click("#freeze")?;
        goes_on(page)?;
        // The space key does the same where no control uses it.
        page.press(" ")?;
        stands(page)?;
        page.press(" ")?;
        goes_on(page)?;
        page.focus("#mask-seed")?;
        page.press(" ")?;
        page.pause(Duration::from_millis(300))?;
        ensure!(page.eval(FROZEN)? == false, "a space that is typed into a field freezes");
        page.focus("#freeze")?;
        page.press(" ")?;
        stands(page)?;
        page.click("#stop")?;
        page.wait_for("the moment to be let go", &format!("!({FROZEN})"), SOON)?;
        start(page)?;
        moves(page, "spectrogram-input")?;
        page.assert_clean(&host.name())
    })
}

/// Waits until the moment is frozen; then the pictures stay, and so does the answer.
fn stands(page: &mut Page) -> Result<()> {
    page.wait_for("the moment to be frozen", FROZEN, SOON)?;
    // Updates that were under way.
    page.pause(Duration::from_millis(700))?;
    let before = page.eval(INPUTS)?;
    page.pause(Duration::from_millis(1500))?;
    ensure!(page.eval(INPUTS)? == before, "the pictures move while they are frozen");
    ensure!(page.eval(ANSWERED)? == true, "the answer is gone while it is frozen");
    Ok(())
}

fn goes_on(page: &mut Page) -> Result<()> {
    page.wait_for("the moment to be let go", &format!("!({FROZEN})"), SOON)?;
    moves(page, "frame-input")?;
    moves(page, "spectrogram-input")
}

/// Another digit is seen than heard: the sense that is left decides.
fn senses(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let devices = devices(scene, Shown { seen: Seen::Digit(3), said: Some((7, Voice::Person)) })?;
    with_page(scene, &host, ("tools_senses", "?device=cpu"), (&devices, false), |page| {
        start(page)?;
        ensure!(chosen(page)? == "both", "a sense is switched off from the start");
        page.click("#modality [data-choice=sight]")?;
        ensure!(chosen(page)? == "sight", "the switch does not switch");
        alone(page, "3", "sight")?;
        page.wait_for("the status to say so", &says("#status", "sound is switched off"), SOON)?;
        page.screenshot(&scene.report("tools-sight.png"))?;
        page.focus("#modality [data-choice=sound]")?;
        page.press(" ")?;
        page.wait_for("sound alone", "document.querySelector('#modality').dataset.value === 'sound'", SOON)?;
        ensure!(page.eval(FROZEN)? == false, "the space key of a button freezes");
        alone(page, "7", "sound")?;
        page.focus("#modality [data-choice=both]")?;
        page.press("Enter")?;
        page.wait_for("a match", "document.querySelector('#match-score').dataset.value !== ''", SOON)?;
        page.assert_clean(&host.name())
    })
}

fn chosen(page: &mut Page) -> Result<Value> {
    page.eval("document.querySelector('#modality').dataset.value")
}

/// Waits until the answer is this digit, and comes from one sense.
fn alone(page: &mut Page, digit: &str, sense: &str) -> Result<()> {
    let top = format!("pageHooks.predictions()[0]?.[0] === '{digit}'");
    page.wait_for(&format!("{digit} by {sense} alone"), &top, SOON)?;
    let none = "document.querySelector('#match-score').dataset.value === ''";
    page.wait_for("no match", none, SOON)?;
    let words = page.text("#match-score .words")?;
    ensure!(words.contains(&format!("{sense} alone")), "the match says {words:?}");
    Ok(())
}

/// The slider shifts the sound, the plot shows the match over the shifts, and closing the tool undoes the shift.
fn delay(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let devices = devices(scene, Shown { seen: Seen::Digit(3), said: Some((3, Voice::Person)) })?;
    with_page(scene, &host, ("tools_delay", "?device=cpu"), (&devices, false), |page| {
        start(page)?;
        ensure!(points(page)?.is_empty(), "the curve is computed while the tool is closed");
        let shifted =
            |seconds: &str| format!("document.querySelector('#delay').dataset.seconds === '{seconds}'");
        page.click("details:has(#delay) > summary")?;
        page.slide("#delay", 0.3)?;
        page.wait_for("the shift", &shifted("0.30"), SOON)?;
        let many = "document.querySelector('#match-curve').dataset.points.split(',').length >= 7";
        page.wait_for("the curve", many, FIRST_ANSWER)?;
        let points = points(page)?;
        ensure!(points.is_sorted_by(|a, b| a.0 < b.0), "the shifts do not rise: {points:?}");
        let (first, last) = (points[0].0, points[points.len() - 1].0);
        ensure!(first >= -1.0 && last <= 1.0 && last - first > 1.0, "the shifts: {first} to {last}");
        ensure!(points.iter().all(|(_, score)| (0.0..=1.0).contains(score)), "the scores: {points:?}");
        let verdict = page.text("details:has(#delay) .verdict")?;
        ensure!(
            verdict.contains("depends on the delay") || verdict.contains("fit best"),
            "it says {verdict:?}"
        );
        page.screenshot(&scene.report("tools-delay.png"))?;
        page.click("#other-sound")?;
        let pressed = "document.querySelector('#other-sound').getAttribute('aria-pressed') === 'true'";
        page.wait_for("the other sound", pressed, SOON)?;
        page.click("#other-sound")?;
        page.click("#no-delay")?;
        page.wait_for("no shift", &shifted("0.00"), SOON)?;
        page.focus("#delay")?;
        page.press("ArrowRight")?;
        page.wait_for("the shift by keyboard", &shifted("0.05"), SOON)?;
        page.focus("details:has(#delay) > summary")?;
        page.press("Enter")?;
        page.wait_for("the shift to be undone", &shifted("0.00"), SOON)?;
        page.wait_for("a sentence", &says("#tools-done", "back where it belongs"), SOON)?;
        page.assert_clean(&host.name())
    })
}

/// The plot's points: seconds and scores.
fn points(page: &mut Page) -> Result<Vec<(f64, f64)>> {
    let listed = page.eval(
        "document.querySelector('#match-curve').dataset.points.split(',').filter(Boolean)
            .map((point) => point.split(':').map(Number))",
    )?;
    let pair = |point: &Value| Some((point[0].as_f64()?, point[1].as_f64()?));
    Ok(listed.as_array().into_iter().flatten().filter_map(pair).collect())
}

/// One press saves the answer as a picture, and the clip's picture and sound, while it runs and while it is frozen.
fn save_moment(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let page = ("tools_save_moment", "?device=cpu");
    with_script(scene, &host, page, (&Devices::Both, false), SAVES, |page| {
        start(page)?;
        // Until a clip's length of sound is kept.
        page.pause(Duration::from_secs(3))?;
        for (files, freezes) in [(3, true), (6, false)] {
            page.click("#save-moment")?;
            page.wait_for("three files", &format!("pageHooks.files.length === {files}"), SOON)?;
            page.wait_for(
                "a sentence",
                &says("#tools-done", "Saved the answer, the picture and the sound"),
                SOON,
            )?;
            let answer = page.eval("pageHooks.picture('answer.png')")?;
            ensure!(answer[0] == 1000, "the picture of the answer is {answer} large");
            let picture = page.eval("pageHooks.picture('picture.png')")?;
            ensure!(picture[0].as_u64() > Some(0), "the clip's picture is {picture} large");
            let sound = page.eval("pageHooks.sound('sound.wav')")?;
            ensure!(sound[0].as_f64() > Some(0.5), "the clip's sound is {} seconds long", sound[0]);
            ensure!(sound[1].as_f64() > Some(0.0), "the clip's sound is silent, but the microphone beeps");
            if freezes {
                page.click("#freeze")?;
                stands(page)?;
            }
        }
        page.assert_clean(&host.name())
    })
}

/// On a phone nothing is wider than the screen; screenshots for people, in the dark too.
fn looks(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("tools_hands_looks", "?device=cpu"), (&Devices::Both, false), |page| {
        start(page)?;
        page.click("details:has(#delay) > summary")?;
        page.click("#modality [data-choice=sight]")?;
        page.click("#freeze")?;
        page.set_looks(Some((390, 844)), false)?;
        page.pause(Duration::from_millis(500))?;
        let wide = page.eval("document.documentElement.scrollWidth - innerWidth")?;
        page.screenshot(&scene.report("tools-hands-phone.png"))?;
        page.set_looks(None, true)?;
        page.pause(Duration::from_millis(300))?;
        page.screenshot(&scene.report("tools-hands-dark.png"))?;
        page.set_looks(None, false)?;
        ensure!(wide.as_i64().is_some_and(|wide| wide <= 0), "on a phone the page is {wide} pixels too wide");
        page.assert_clean(&host.name())
    })
}
