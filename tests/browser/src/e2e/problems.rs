//! Problems of the model and of the source beside each other, and a browser that cannot run the page.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::faults::{AGAIN, LACKS_MODEL};
use super::live::ANSWERED;
use super::surprises::says;
use super::{FIRST_ANSWER, Scene, Test, weights_path, with_page, with_script};
use xtask::project;
use xtask::serve::Answer;

pub const TESTS: &[Test] = &[
    ("problem_of_the_model_outlives_the_source", outlives_the_source),
    ("problem_of_the_model_is_dismissed", dismissed),
    ("problem_without_web_assembly", without_web_assembly),
];

const SOON: Duration = Duration::from_secs(20);

/// True once the page has said what failed with the model.
const NO_WEIGHTS: &str = "document.querySelector('#error')?.textContent.includes('could not be loaded')";

/// Weights that arrive at the second try only.
fn second_time() -> Answer {
    Answer::NotFoundFirst(Arc::new(AtomicBool::new(false)))
}

/// The weights do not arrive. A file that is not a video has a sentence of its own, which the sample clip takes away;
/// the model's sentence stays, with its button, which works while the clip plays.
fn outlives_the_source(scene: &Scene) -> Result<()> {
    let host = scene.serve_with([(weights_path()?, second_time())])?;
    let name = "problem_of_the_model_outlives_the_source";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Neither, false), |page| {
        page.wait_for("a sentence on the model", NO_WEIGHTS, FIRST_ANSWER)?;
        page.wait_for("the status to say so", LACKS_MODEL, SOON)?;
        page.choose_file("#video-file", &project::dist().join("index.html"))?;
        let no_video = says("#error", "cannot play this file");
        page.wait_for("a sentence on the file", &no_video, SOON)?;
        ensure!(page.eval(NO_WEIGHTS)? == true, "the file's sentence takes the place of the model's");
        page.screenshot(&scene.report("two-problems.png"))?;
        page.click("#sample")?;
        page.wait_for("the file's sentence to go", &format!("!({no_video})"), SOON)?;
        page.wait_for("the clip", "!document.querySelector('#stop').disabled", SOON)?;
        page.pause(Duration::from_secs(2))?;
        ensure!(page.eval(NO_WEIGHTS)? == true, "the clip takes the model's sentence away");
        page.wait_for("the status to say so", LACKS_MODEL, SOON)?;
        ensure!(page.eval("pageHooks.predictions().length")? == 0, "something is answered without a model");
        page.eval("pageHooks.button('Try again').click()")?;
        page.wait_for("an answer from the clip", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("its name", &says("#status", "Playing the sample clip."), SOON)?;
        ensure!(page.text("#error")?.is_empty(), "it still says {}", page.text("#error")?);
        ensure!(page.eval(AGAIN)? == false, "another try is offered where a model runs");
        page.assert_own_host(&host.name())
    })
}

/// The sentence is dismissed: the status still says that no model runs, and another try is offered as before.
fn dismissed(scene: &Scene) -> Result<()> {
    let host = scene.serve_with([(weights_path()?, second_time())])?;
    let name = "problem_of_the_model_is_dismissed";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.wait_for("a sentence on the model", NO_WEIGHTS, FIRST_ANSWER)?;
        page.eval("pageHooks.button('Dismiss').click()")?;
        page.wait_for("the sentence to go", "!document.querySelector('#error p')", SOON)?;
        page.click("#start")?;
        page.wait_for("a source", "!document.querySelector('#stop').disabled", SOON)?;
        page.pause(Duration::from_secs(2))?;
        page.wait_for("the status to say so", LACKS_MODEL, SOON)?;
        ensure!(page.eval(&says("#status", "Watching"))? == false, "it says that it watches");
        page.click("#try-again")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.wait_for("what it watches", &says("#status", "Watching"), SOON)?;
        ensure!(page.eval(AGAIN)? == false, "another try is offered where a model runs");
        page.assert_own_host(&host.name())
    })
}

/// A browser without WebAssembly is told so, and what fails because of it does not take the place of that sentence.
fn without_web_assembly(scene: &Scene) -> Result<()> {
    const SCRIPT: &str = "
        delete globalThis.WebAssembly;
        window.failures = 0;
        const fails = () => { window.failures += 1; };
        addEventListener('error', fails, true);
        addEventListener('unhandledrejection', fails);";
    let host = scene.serve()?;
    let page = ("problem_without_web_assembly", "");
    with_script(scene, &host, page, (&Devices::Neither, false), SCRIPT, |page| {
        page.wait_for("the app to fail", "window.failures > 0 && document.readyState === 'complete'", SOON)?;
        page.pause(Duration::from_millis(500))?;
        let told = page.text("#loading")?;
        ensure!(told.contains("no WebAssembly"), "the page says {told:?}");
        Ok(())
    })
}
