//! A person's own classes in Firefox: taught live, recognised, and kept over a reload.

use anyhow::{Result, ensure};

use super::super::live::ANSWERED;
use super::super::teach_steps::{RESTS, STAGE};
use super::super::{FIRST_ANSWER, Scene};
use super::browser::Place;
use super::{SOON, with_page};

pub fn teaching(scene: &Scene) -> Result<()> {
    with_page(scene, ("firefox_teaching", "?device=cpu"), Place::Usual, |page, _| {
        page.wait_for("the page", "document.querySelector('#teach-open')", SOON)?;
        // The page asks for the devices only after this.
        page.eval(STAGE.trim_end().trim_end_matches(';'))?;
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, FIRST_ANSWER)?;
        page.click("#teach-open")?;
        let cards = "document.querySelectorAll('#teach-classes > li').length >= 3";
        page.wait_for("the cards", cards, FIRST_ANSWER)?;
        for (place, scene) in [(1, "empty"), (2, "disc"), (3, "bars")] {
            page.eval(&format!("pageHooks.stage('{scene}')"))?;
            page.click(&format!("#teach-classes > li:nth-child({place}) .record"))?;
            let count = format!(
                "Number(document.querySelector('#teach-classes > li:nth-child({place})').dataset.count)"
            );
            page.wait_for(&format!("samples of {scene}"), &format!("{count} > 2 && {RESTS}"), FIRST_ANSWER)?;
        }
        for (scene, name) in [("disc", "Class 1"), ("bars", "Class 2")] {
            page.eval(&format!("pageHooks.stage('{scene}')"))?;
            let best = format!("document.querySelector('#predictions li.best')?.dataset.label === '{name}'");
            page.wait_for(&format!("{scene} to be recognised"), &best, SOON)?;
        }
        page.eval("pageHooks.stage('empty')")?;
        page.wait_for("the empty scene to be unknown", "document.querySelector('.winner.unknown')", SOON)?;
        let counts =
            "[...document.querySelectorAll('#teach-classes > li')].map((one) => one.dataset.count).join()";
        let before = page.eval(counts)?;
        page.reload()?;
        page.click("#teach-open")?;
        page.wait_for("the classes that were kept", &format!("{counts} === {before}"), FIRST_ANSWER)?;
        ensure!(page.text("#teach-error")?.is_empty(), "it says {}", page.text("#teach-error")?);
        Ok(())
    })
}
