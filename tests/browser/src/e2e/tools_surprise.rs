//! Surprise over time, the known answer of both backends, and the tour.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::handover::REAL_ADAPTER;
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::moves;
use super::teach_steps::STAGE;
use super::{FIRST_ANSWER, SLOW_GPU, Scene, Test, with_page, with_script};

pub const TESTS: &[Test] = &[
    ("tools_surprise_of_a_clap_in_silence", clap_in_silence),
    ("tools_known_answer_of_the_cpu_alone", cpu_alone),
    ("tools_known_answer_of_both", both_backends),
    ("tools_tour", tour),
];

const SOON: Duration = Duration::from_secs(30);

/// The first row of the saved numbers.
const COLUMNS: &str = "time_s,sight,sound,usual_sight,usual_sound,sight_relative,sound_relative,marked";

/// A clap in silence is marked as a surprise in what the model hears; it can be seen again, saved and taught.
fn clap_in_silence(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "tools_surprise_of_a_clap_in_silence";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        ensure!(
            page.eval("document.querySelector('#surprise').dataset.sound")? == "",
            "it is measured unasked"
        );
        page.click("#surprise > summary")?;
        let usual = "['sight', 'sound'].every((sense) => {
            const relative = parseFloat(document.querySelector('#surprise').dataset[sense]);
            return relative >= 0 && relative < 2;
        })";
        page.wait_for("what is usual", usual, SOON)?;
        page.pause(Duration::from_secs(8))?;
        ensure!(page.eval(usual)? == true, "silence does not become usual");
        page.eval("pageHooks.clap()")?;
        let heard = "document.querySelector('#surprise-marks li')?.textContent.includes('hears')";
        page.wait_for("a mark of the clap", heard, SOON)?;
        let drawn = "pageHooks.canvas('surprise-chart').colours > 2";
        page.wait_for("the chart", drawn, SOON)?;
        sees_again(page)?;
        saves(page)?;
        looks(scene, page)?;
        page.wait_for("it to be kept", "document.querySelector('.teach-moment')?.checkVisibility()", SOON)?;
        page.click(".teach-moment")?;
        let taught =
            "[...document.querySelectorAll('#teach-classes > li')].some((li) => li.dataset.count === '1')";
        page.wait_for("a class with the moment", taught, FIRST_ANSWER)?;
        page.assert_clean(&host.name())
    })
}

/// The marked moment stays on the canvases until the person goes back.
fn sees_again(page: &mut Page) -> Result<()> {
    // The clap leaves the clip.
    page.pause(Duration::from_secs(5))?;
    let hash = "pageHooks.canvas('spectrogram-input').hash";
    let now = page.eval(hash)?;
    page.click("#surprise-marks li .see")?;
    page.wait_for(
        "the banner",
        "document.querySelector('#past')?.textContent.includes('A moment of')",
        SOON,
    )?;
    let past = page.eval(hash)?;
    ensure!(past != now, "the pictures are those of now");
    page.eval("pageHooks.stage('disc')")?;
    page.pause(Duration::from_secs(2))?;
    ensure!(page.eval(hash)? == past, "updates draw over the moment");
    page.click("#back-to-now")?;
    page.wait_for("the banner to go", "!document.querySelector('#past')", SOON)?;
    let on_mark = "document.activeElement.matches('#surprise-marks .see')";
    page.wait_for("the focus on the mark that was chosen", on_mark, SOON)?;
    moves(page, "frame-input")?;
    page.eval("pageHooks.stage('empty')").map(drop)
}

/// Numbers and chart are saved.
fn saves(page: &mut Page) -> Result<()> {
    page.click("#surprise-csv")?;
    let text = "pageHooks.saved?.then(({ name, file }) => name.endsWith('.csv') ? file.text() : '')";
    page.wait_for("the numbers", "pageHooks.saved", SOON)?;
    let table = page.eval(text)?;
    let table = table.as_str().unwrap_or_default();
    ensure!(table.starts_with(COLUMNS), "the table begins with {:?}", table.lines().next());
    ensure!(table.lines().skip(1).any(|row| row.ends_with(",1")), "no row of the table is marked");
    page.eval("pageHooks.saved = undefined")?;
    page.click("#surprise-png")?;
    page.wait_for("the chart", "pageHooks.saved", SOON)?;
    let kind = "pageHooks.saved.then(({ name, file }) => name.endsWith('.png') && file.type)";
    ensure!(page.eval(kind)? == "image/png", "the chart is no PNG");
    Ok(())
}

/// On a phone nothing is wider than the screen; screenshots for people, in the dark too.
fn looks(scene: &Scene, page: &mut Page) -> Result<()> {
    page.set_looks(Some((390, 844)), false)?;
    page.pause(Duration::from_millis(500))?;
    let wide = page.eval("document.documentElement.scrollWidth - innerWidth")?;
    page.screenshot(&scene.report("surprise-phone.png"))?;
    page.set_looks(None, true)?;
    page.pause(Duration::from_millis(500))?;
    page.screenshot(&scene.report("surprise-dark.png"))?;
    page.set_looks(None, false)?;
    ensure!(wide.as_i64().is_some_and(|wide| wide <= 0), "on a phone the page is {wide} pixels too wide");
    Ok(())
}

/// Value of an attribute of the badge, as a number.
fn badge(page: &mut Page, name: &str) -> Result<f64> {
    let value = page.eval(&format!("parseFloat(document.querySelector('#known-answer').dataset.{name})"))?;
    Ok(value.as_f64().unwrap_or(f64::NAN))
}

/// The CPU alone has nothing to be compared with, until it is asked again.
fn cpu_alone(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "tools_known_answer_of_the_cpu_alone";
    with_page(scene, &host, (name, "?device=cpu&source=sample"), (&Devices::Neither, false), |page| {
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("the badge", "document.querySelector('#known-answer').dataset.cpuMs > 0", SOON)?;
        ensure!(badge(page, "error")?.is_nan(), "it claims to have compared something");
        ensure!(page.text("#known-answer")?.contains("CPU alone"), "{}", page.text("#known-answer")?);
        page.click("#check-again")?;
        page.wait_for(
            "the same answer",
            "document.querySelector('#known-answer').dataset.error === '0'",
            SOON,
        )?;
        page.click("#check-again")?;
        page.wait_for("one more", "document.querySelector('#known-answer').dataset.checks === '2'", SOON)?;
        page.assert_clean(&host.name())
    })
}

/// A slower WebGPU is compared, and its answer stays known after its worker has been stopped.
fn both_backends(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "tools_known_answer_of_both";
    with_script(scene, &host, (name, "?source=sample"), (&Devices::Neither, true), REAL_ADAPTER, |page| {
        page.wait_for("an answer of the CPU", ANSWERED, FIRST_ANSWER)?;
        let compared = "document.querySelector('#known-answer').dataset.gpuMs > 0";
        page.wait_for("the comparison", compared, SLOW_GPU)?;
        let (error, cpu, gpu) = (badge(page, "error")?, badge(page, "cpuMs")?, badge(page, "gpuMs")?);
        ensure!((0.0..1e-3).contains(&error), "they lie apart by {error}");
        ensure!(cpu > 0.0 && gpu > cpu, "the software adapter takes {gpu} ms, the CPU {cpu} ms");
        ensure!(page.text("#known-answer")?.contains("agree to"), "{}", page.text("#known-answer")?);
        page.click("#check-again")?;
        page.wait_for(
            "one more",
            "document.querySelector('#known-answer').dataset.checks === '2'",
            SLOW_GPU,
        )?;
        ensure!((0.0..1e-3).contains(&badge(page, "error")?), "the answer has changed");
        page.assert_clean(&host.name())
    })
}

/// The tour is offered once. Each of its steps does something, and at the end everything is as before.
fn tour(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    with_page(scene, &host, ("tools_tour", "?device=cpu"), (&Devices::Neither, false), |page| {
        let offered = "document.querySelector('#tour-no')?.checkVisibility()";
        page.wait_for("the offer", offered, FIRST_ANSWER)?;
        let arrangement = "JSON.stringify([
            document.querySelector('#pixel-mask-ratio').value,
            document.querySelector('#modality').dataset.value,
            document.querySelector('#freeze').getAttribute('aria-pressed'),
        ])";
        page.wait_for("the model", "document.querySelector('#model-name').textContent", FIRST_ANSWER)?;
        page.click("#show-me")?;
        step(page, 1, ANSWERED)?;
        let before = page.eval(arrangement)?;
        next(page, 2, "document.querySelector('#pixel-mask-ratio').value === '0.9'")?;
        page.screenshot(&scene.report("tour.png"))?;
        next(page, 3, "document.querySelector('#modality').dataset.value === 'sound'")?;
        next(page, 4, "document.querySelector('#relied-on')?.closest('details')?.open === true")?;
        next(page, 5, "document.querySelector('#freeze').getAttribute('aria-pressed') === 'true'")?;
        page.click("#tour-next")?;
        page.wait_for("its end", "!document.querySelector('#tour')", SOON)?;
        ensure!(page.eval(arrangement)? == before, "{} is not {before}", page.eval(arrangement)?);
        ensure!(page.eval("document.activeElement.id")? == "show-me", "the focus is lost");
        page.reload()?;
        page.wait_for("the page", "document.querySelector('#show-me')?.checkVisibility()", SOON)?;
        ensure!(page.eval(offered)? == false, "it is offered twice");
        page.click("#show-me")?;
        step(page, 1, ANSWERED)?;
        next(page, 2, "document.querySelector('#pixel-mask-ratio').value === '0.9'")?;
        page.eval("dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")?;
        page.wait_for("its end", "!document.querySelector('#tour')", SOON)?;
        ensure!(page.eval(arrangement)? == before, "{} is not {before}", page.eval(arrangement)?);
        page.assert_clean(&host.name())
    })
}

/// Goes to the next step of the tour, which brings about `effect`.
fn next(page: &mut Page, number: usize, effect: &str) -> Result<()> {
    page.click("#tour-next")?;
    step(page, number, effect)
}

/// Waits for a step of the tour and for its effect.
fn step(page: &mut Page, number: usize, effect: &str) -> Result<()> {
    let shown = format!("document.querySelector('#tour')?.dataset.step === '{number}'");
    page.wait_for(&format!("step {number}"), &shown, SOON)?;
    page.wait_for(&format!("what step {number} does"), effect, FIRST_ANSWER)
}
