//! A soak test: runs the page for a long time while source, model and the tab's visibility change, measures memory and
//! updates each minute, and checks that memory does not grow, updates do not slow down and no errors appear.

mod machine;
mod minute;
mod verdict;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::memory::{self, Parts};
use crate::e2e::browser::{Browser, Devices};
use crate::e2e::live::ANSWERED;
use crate::e2e::page::Page;
use crate::e2e::{FIRST_ANSWER, Host, Scene};
use machine::Spent;
use minute::{Act, HEADER, Minute, ROUND};
use xtask::project;
use xtask::shell::step;

/// Number of memory samples for one figure, and the time between two samples.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);
/// How long the tab is hidden.
const HIDDEN: Duration = Duration::from_secs(15);
/// How long a change on the page may take.
const SOON: Duration = Duration::from_secs(30);

/// Runs the page with fake devices for this many minutes, and prints a table and the faults.
///
/// # Errors
/// Where there is no built site or no browser, or there were faults.
pub fn run(minutes: usize) -> Result<()> {
    ensure!(
        minutes >= 2 * ROUND.len() && minutes.is_multiple_of(ROUND.len()),
        "a soak compares rounds of {} minutes: take a multiple of it, {} minutes at least",
        ROUND.len(),
        2 * ROUND.len()
    );
    let scene = Scene::new()?;
    let host = scene.serve()?;
    step(format!("Running the page for {minutes} minutes; memory in MB"));
    let mut browser = Browser::launch(&Devices::Both, false)?;
    browser.worker_script = include_str!("soak/memory.js");
    let script = concat!(include_str!("soak/memory.js"), include_str!("soak/count.js"));
    let page = Page::open_with(&mut browser, &host.address("?device=cpu"), script)?;
    let measured = Soak::new(page, &host)?.run(minutes)?;
    let (first, last) = (&measured[..ROUND.len()], &measured[measured.len() - ROUND.len()..]);
    for (name, minutes) in [("first", first), ("last", last)] {
        println!(
            "{name} {} minutes: {:.1} updates a second, {:.0} ms of a worker's processor time each, {:.0} MB at their end",
            ROUND.len(),
            verdict::updates(minutes),
            verdict::cost(minutes) * 1000.0,
            minutes.last().map_or(f64::NAN, |minute| minute.memory as f64 / 1e6)
        );
    }
    let faults = verdict::faults(&measured);
    if faults.is_empty() {
        println!("{minutes} minutes: memory steady, as fast at the end as at the beginning, no error");
        return Ok(());
    }
    bail!("{}", faults.join("\n"))
}

/// A page that runs for long.
struct Soak<'a> {
    page: Page<'a>,
    host: &'a Host,
    /// Updates, time and processor time at the end of the previous minute.
    before: (f64, Instant, Spent),
}

impl<'a> Soak<'a> {
    fn new(page: Page<'a>, host: &'a Host) -> Result<Self> {
        let spent = spent(&page)?;
        Ok(Self { page, host, before: (0.0, Instant::now(), spent) })
    }

    fn run(mut self, minutes: usize) -> Result<Vec<Minute>> {
        println!("{HEADER}");
        let start = Instant::now();
        let mut measured = Vec::with_capacity(minutes);
        for number in 1..=minutes {
            let act = ROUND[(number - 1) % ROUND.len()];
            self.act(act, number == 1).with_context(|| format!("minute {number}, {act}"))?;
            let end = start + Duration::from_secs(60) * number as u32;
            self.page.pause(end.saturating_duration_since(Instant::now()))?;
            let minute = self.measure(act)?;
            println!("{}", minute.line(number));
            measured.push(minute);
        }
        self.page.screenshot(&Path::new("target").join("e2e").join("soak.png"))?;
        self.page.assert_own_host(&self.host.name())?;
        Ok(measured)
    }

    /// Carries out the act at the beginning of a minute, and waits until the page has done it.
    fn act(&mut self, act: Act, first: bool) -> Result<()> {
        let page = &mut self.page;
        match act {
            Act::Camera => {
                if !first {
                    page.click("#stop")?;
                    let ended = "pageHooks.tracks().every((track) => track.readyState === 'ended')";
                    page.wait_for("every device to be released", ended, SOON)?;
                    // The test's own record of streams must not grow.
                    page.eval("pageHooks.streams.splice(0)")?;
                }
                page.click("#start")?;
                running(page, "Watching the camera")
            }
            Act::Sample => {
                page.click("#sample")?;
                running(page, "Playing the sample clip")
            }
            Act::OwnFile => {
                let file = project::dist().join("sample").join("digits.mp4");
                page.choose_file("#video-file", &file)?;
                running(page, "Playing digits.mp4")
            }
            Act::OtherModel => {
                page.click("#start")?;
                running(page, "Watching the camera")?;
                let file = project::root().join("tests/fixtures/checkpoints/authors_pretraining/model.ckpt");
                page.choose_file("#model-file", &file)?;
                let fills_in = "pageHooks.predictions().length === 0 \
                    && parseFloat(document.querySelector('#match-score').dataset.value) >= 0";
                page.wait_for("the other model", fills_in, FIRST_ANSWER)
            }
            Act::PageModelHidden => {
                page.click("#default-model")?;
                page.wait_for("the page's model", "pageHooks.predictions().length === 11", FIRST_ANSWER)?;
                running(page, "Watching the camera")?;
                let updates = page.eval("soak.updates")?;
                page.hidden(HIDDEN, |page| {
                    let while_hidden = page.eval(&format!("soak.updates - {updates}"))?.as_f64();
                    // An update in flight when the tab is hidden still arrives.
                    ensure!(
                        while_hidden.is_some_and(|count| count <= 10.0),
                        "{while_hidden:?} updates in a hidden tab"
                    );
                    ensure!(page.text("#status")?.contains("Paused"), "the page does not say that it pauses");
                    Ok(())
                })?;
                let goes_on = "document.querySelector('#status').textContent.includes('Watching the camera')";
                page.wait_for("the page to go on", goes_on, SOON)
            }
        }
    }

    fn measure(&mut self, act: Act) -> Result<Minute> {
        let page = &mut self.page;
        let updates = page.eval("soak.updates")?.as_f64().context("the page counts no updates")?;
        let now = (updates, Instant::now(), spent(page)?);
        let (updates_before, instant, spent_before) = std::mem::replace(&mut self.before, now);
        let seconds = (self.before.1 - instant).as_secs_f64();
        let updates = updates - updates_before;
        let spent = &self.before.2;
        let browser = spent.browser - spent_before.browser;
        let others = (spent.all - spent_before.all - browser) / (spent.possible - spent_before.possible);
        let worker = spent.by_workers_since(&spent_before);
        let mut errors = std::mem::take(&mut page.console_errors);
        let failures = page.eval("soak.failures.splice(0)")?;
        errors.extend(
            failures.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)),
        );
        errors.extend(Some(page.text("#error")?).filter(|sentence| !sentence.is_empty()));
        let heaps = page.heaps()?;
        let parts = held(page)?;
        Ok(Minute {
            act,
            memory: parts.all,
            private: parts.private,
            renderers: parts.renderers,
            gpu: parts.gpu,
            heaps,
            updates: updates / seconds,
            cost: worker / updates,
            browser: browser / seconds,
            others: others.max(0.0),
            errors,
        })
    }
}

/// Memory of the browser's processes: the minimum of many samples. Frames and buffers that wait for the garbage
/// collector make single samples differ by some 60 MB from one update to the next.
fn held(page: &mut Page) -> Result<Parts> {
    let look = |page: &Page| memory::parts(page.process_id()).context("the browser's processes are gone");
    let mut least = look(page)?;
    for _ in 1..LOOKS {
        page.pause(BETWEEN_LOOKS)?;
        least = least.least(look(page)?);
    }
    Ok(least)
}

/// Waits until the page's status has these words, and there are answers.
fn running(page: &mut Page, words: &str) -> Result<()> {
    let says = format!("document.querySelector('#status').textContent.includes({words:?})");
    page.wait_for(words, &says, FIRST_ANSWER)?;
    page.wait_for("an answer", ANSWERED, FIRST_ANSWER)
}

fn spent(page: &Page) -> Result<Spent> {
    Spent::until_now(page.process_id())
        .context("a soak reads memory and processor time where Linux tells them, in /proc")
}
