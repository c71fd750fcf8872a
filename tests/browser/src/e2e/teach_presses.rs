//! The record button by keyboard and by touch: held down it records until it is let go, pressed briefly it records a
//! while; each press is one recording.

use anyhow::{Result, ensure};

use super::browser::Devices;
use super::page::Page;
use super::teach_steps::{RESTS, SOON, STAGE, start};
use super::{Scene, Test, with_script};

pub const TESTS: &[Test] = &[("teach_by_keyboard_and_touch", keyboard_and_touch)];

/// The record button of the first class.
const RECORD: &str = "#teach-classes > li[data-name='Class 1'] .record";

/// Its words.
const WORDS: &str =
    "document.querySelector(\"#teach-classes > li[data-name='Class 1'] .record\").textContent";

/// Samples of the first class.
const SAMPLES: &str = "pageHooks.samples('Class 1')";

fn keyboard_and_touch(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let name = "teach_by_keyboard_and_touch";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        start(page)?;
        page.eval("pageHooks.stage('disc')")?;
        page.take_keyboard()?;
        page.eval("document.querySelector('#teach-open').focus()")?;
        page.tab_to(RECORD)?;
        let held = |page: &mut Page| page.key_down(" ", true);
        page.key_down(" ", false)?;
        holds(page, held)?;
        page.key_up(" ")?;
        ends(page, "in 1 recording")?;

        page.key_down("Enter", false)?;
        page.key_up("Enter")?;
        let counts = format!("/Recording… [1-3]$/.test({WORDS})");
        page.wait_for("the seconds of a tap", &counts, SOON)?;
        ends(page, "in 2 recordings")?;

        page.set_looks(Some((390, 844)), false)?;
        page.eval("addEventListener('contextmenu', (event) => (pageHooks.menu = !event.defaultPrevented))")?;
        page.touch(RECORD)?;
        holds(page, |_| Ok(()))?;
        page.end_touch()?;
        ends(page, "in 3 recordings")?;
        ensure!(page.eval("Boolean(pageHooks.menu)")? == false, "holding a finger down opens a menu");
        page.assert_clean(&host.name())
    })
}

/// While the button is held, samples arrive, and no end is announced; `again` says that it is still held.
fn holds(page: &mut Page, again: impl Fn(&mut Page) -> Result<()>) -> Result<()> {
    let before = page.eval(SAMPLES)?;
    for more in [1, 4] {
        again(page)?;
        page.wait_for("samples of what is held", &format!("{SAMPLES} >= {before} + {more}"), SOON)?;
    }
    let words = page.eval(WORDS)?;
    ensure!(words == "Recording…", "while it is held, the button says {words}");
    Ok(())
}

/// The recording ends, and no other one begins; `words` say how many there are now.
fn ends(page: &mut Page, words: &str) -> Result<()> {
    page.wait_for("the recording to end", RESTS, SOON)?;
    let count = "#teach-classes > li[data-name='Class 1'] .count span";
    let counted = format!("document.querySelector({count:?}).textContent.endsWith('{words}')");
    page.wait_for(words, &counted, SOON)?;
    // A click that the browser makes of the press would have begun another one by now.
    page.eval("new Promise((resolve) => setTimeout(resolve, 300))")?;
    ensure!(page.eval(RESTS)? == true, "another recording has begun");
    Ok(())
}
