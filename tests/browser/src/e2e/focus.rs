//! The focus of the keyboard, where the control that has it goes away.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::live::ANSWERED;
use super::page::Page;
use super::surprises::says;
use super::{FIRST_ANSWER, Scene, Test, with_page};
use xtask::project;

pub const TESTS: &[Test] = &[("focus_of_start_stop_and_dismiss", start_stop_and_dismiss)];

const SOON: Duration = Duration::from_secs(20);

/// Counts how often no control has the focus, from when the test asks for it on.
const WATCH: &str = "{
    pageHooks.lost = 0;
    setInterval(() => { if (document.activeElement === document.body) pageHooks.lost += 1; }, 10);
}";

/// Start keeps the focus while it opens the source, Stop gives it to Start, and Dismiss too.
fn start_stop_and_dismiss(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "focus_of_start_stop_and_dismiss";
    with_page(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), |page| {
        page.wait_for("the page", "document.querySelector('#start')", SOON)?;
        page.take_keyboard()?;
        page.focus("#start")?;
        page.eval(WATCH)?;
        press(page, "#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        let lost = page.eval("pageHooks.lost")?;
        ensure!(lost == 0, "in {lost} looks nothing had the focus while the source was opened");
        ensure!(page.eval("document.activeElement.id")? == "start", "the start moves the focus");
        press(page, "#stop")?;
        page.wait_for("the end", "document.querySelector('#stop').disabled", SOON)?;
        page.wait_for("the focus on Start", "document.activeElement.id === 'start'", SOON)?;
        page.choose_file("#video-file", &project::dist().join("index.html"))?;
        page.wait_for("a sentence", &says("#error", "cannot play this file"), SOON)?;
        press(page, "#error .buttons button")?;
        page.wait_for("the sentence to go", "!document.querySelector('#error p')", SOON)?;
        page.wait_for("the focus on Start", "document.activeElement.id === 'start'", SOON)?;
        page.assert_clean(&host.name())
    })
}

/// Presses a control by the keyboard.
fn press(page: &mut Page, selector: &str) -> Result<()> {
    page.focus(selector)?;
    let focused = page.eval(&format!("document.activeElement === document.querySelector({selector:?})"))?;
    ensure!(focused == true, "{selector} does not take the focus");
    page.press("Enter")
}
