//! End-to-end tests of the built site in headless Chromium and Firefox, with fake devices, served below a host's root.
//!
//! Each test has its own browser. Screenshots go to `target/e2e/`.

pub mod browser;
mod budget;
mod cdp;
mod chosen;
mod companions;
mod downloads;
mod faults;
mod firefox;
mod focus;
mod halves;
mod handover;
mod interruptions;
pub mod live;
mod models;
mod offline;
pub mod page;
pub mod parity;
mod policy;
mod problems;
mod sources;
mod still;
mod surprises;
mod teach;
mod teach_files;
mod teach_imports;
mod teach_models;
mod teach_numbers;
mod teach_presses;
mod teach_sessions;
mod teach_steps;
mod tools_hands;
mod tools_maps;
mod tools_surprise;
mod tvlt_js;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::setup;
use browser::{Browser, Devices};
use page::Page;
use xtask::project;
use xtask::serve;
use xtask::serve::{Answer, Later, Server, Site};
use xtask::shell::step;
use xtask::tally::Tally;

/// Path of the site on the test host, where addresses that are not relative fail.
const MOUNT: &str = "/some/where";
/// How long a first answer may take on the CPU of a busy machine.
pub const FIRST_ANSWER: Duration = Duration::from_secs(60);
/// How long it may take on Chromium's software adapter.
pub const SLOW_GPU: Duration = Duration::from_secs(240);

/// A test: its name and what it does.
type Test = (&'static str, fn(&Scene) -> Result<()>);

/// Runs the tests whose name contains the filter.
///
/// # Errors
/// Where there is no built site or no browser.
pub fn run(filter: &str) -> Result<Tally> {
    setup::chromium()?;
    ensure!(
        !browser::own_gpu(),
        "the tests are about Chromium's software adapter: unset WEBGPU, which is for benchmarks"
    );
    let scene = Scene::new()?;
    let tests: Vec<Test> = [
        live::TESTS,
        sources::TESTS,
        faults::TESTS,
        surprises::TESTS,
        problems::TESTS,
        focus::TESTS,
        still::TESTS,
        interruptions::TESTS,
        halves::TESTS,
        chosen::TESTS,
        handover::TESTS,
        parity::TESTS,
        models::TESTS,
        companions::TESTS,
        budget::TESTS,
        teach::TESTS,
        teach_presses::TESTS,
        teach_files::TESTS,
        teach_imports::TESTS,
        teach_sessions::TESTS,
        teach_models::TESTS,
        teach_numbers::TESTS,
        tools_hands::TESTS,
        tools_maps::TESTS,
        tools_surprise::TESTS,
        tvlt_js::TESTS,
        downloads::TESTS,
        offline::TESTS,
        policy::TESTS,
        firefox::TESTS,
    ]
    .concat();
    let chosen: Vec<Test> = tests.into_iter().filter(|(name, _)| name.contains(filter)).collect();
    ensure!(!chosen.is_empty(), "no browser test has {filter:?} in its name");
    let mut tally = Tally::default();
    for (name, test) in chosen {
        let start = Instant::now();
        let outcome = test(&scene).with_context(|| name.to_owned());
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("browser {name} ... {word} ({:.1} s)", start.elapsed().as_secs_f64());
        tally.add(Tally::of(&outcome));
    }
    Ok(tally)
}

/// Shared by the tests: the site's folder, and a folder for screenshots and fake devices' files.
pub struct Scene {
    reports: PathBuf,
}

impl Scene {
    /// Prepares the folders.
    ///
    /// # Errors
    /// Where the site is not built.
    pub fn new() -> Result<Self> {
        ensure!(
            project::dist().join("index.html").is_file(),
            "there is no built site in {}: run `cargo xtask build` first",
            project::dist().display()
        );
        let reports = project::root().join("target").join("e2e");
        fs::create_dir_all(&reports).with_context(|| format!("could not make {}", reports.display()))?;
        step(format!("Screenshots go to {}", reports.display()));
        Ok(Self { reports })
    }

    /// Serves the site unchanged.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn serve(&self) -> Result<Host> {
        self.serve_with(std::iter::empty::<(&str, Answer)>())
    }

    /// Serves the site with substitute answers for some of its files, by their path within the site.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn serve_with(&self, answers: impl IntoIterator<Item = (impl Display, Answer)>) -> Result<Host> {
        let fixtures = project::root().join("tests").join("fixtures");
        self.serve_beside(answers, vec![("/fixtures".to_owned(), fixtures)])
    }

    /// Serves the site with substitute answers for some of its files, and other folders at the host's root.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn serve_beside(
        &self,
        answers: impl IntoIterator<Item = (impl Display, Answer)>,
        more_folders: Vec<(String, PathBuf)>,
    ) -> Result<Host> {
        let answers: BTreeMap<_, _> =
            answers.into_iter().map(|(path, answer)| (format!("{MOUNT}/{path}"), answer)).collect();
        let site = Site {
            folder: project::dist(),
            mount: MOUNT.to_owned(),
            more_folders,
            answers,
            ..Site::default()
        };
        Ok(Host { server: serve::start(&site, 0)?, alias: None })
    }

    /// Serves the site while its module for WebGPU is still being built, as `cargo xtask serve` does.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn serve_before_gpu(&self) -> Result<(Host, Later)> {
        let later = Later::new(format!("{MOUNT}/worker_gpu"));
        let site = Site {
            folder: project::dist(),
            mount: MOUNT.to_owned(),
            later: Some(later.clone()),
            ..Site::default()
        };
        Ok((Host { server: serve::start(&site, 0)?, alias: None }, later))
    }

    /// Serves the site from a host that sends this `Content-Security-Policy` with every file.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn serve_under(&self, policy: &'static str) -> Result<Host> {
        let site = Site {
            folder: project::dist(),
            mount: MOUNT.to_owned(),
            policy: Some(policy),
            ..Site::default()
        };
        Ok(Host { server: serve::start(&site, 0)?, alias: None })
    }

    /// Path for a file that a test leaves.
    pub fn report(&self, name: &str) -> PathBuf {
        self.reports.join(name)
    }
}

/// A served site.
pub struct Host {
    server: Server,
    /// The host's name, if it is not used by its number.
    alias: Option<&'static str>,
}

impl Host {
    /// The same host under another name; the browser resolves `plain.test`.
    pub fn called(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    /// Host and port.
    pub fn name(&self) -> String {
        match self.alias {
            Some(alias) => format!("{alias}:{}", self.server.address.port()),
            None => self.server.address.to_string(),
        }
    }

    /// Address of a file of the site, or of the page with parameters.
    pub fn address(&self, file: &str) -> String {
        format!("http://{}{MOUNT}/{file}", self.name())
    }
}

/// Opens the page in a new browser, runs `act` on it, and saves a screenshot.
///
/// # Errors
/// What went wrong.
pub fn with_page(
    scene: &Scene,
    host: &Host,
    page: (&str, &str),
    browser: (&Devices, bool),
    act: impl FnOnce(&mut Page) -> Result<()>,
) -> Result<()> {
    with_script(scene, host, page, browser, "", act)
}

/// As [`with_page`], with a script that runs before any of the page's.
///
/// # Errors
/// What went wrong.
pub fn with_script(
    scene: &Scene,
    host: &Host,
    (name, file): (&str, &str),
    (devices, webgpu): (&Devices, bool),
    script: &str,
    act: impl FnOnce(&mut Page) -> Result<()>,
) -> Result<()> {
    let mut browser = Browser::launch(devices, webgpu)?;
    let mut page = Page::open_with(&mut browser, &host.address(file), script)?;
    let outcome = act(&mut page).and_then(|()| page.assert_own_host(&host.name()));
    // An error of the screenshot must not hide the test's result.
    page.screenshot(&scene.report(&format!("{name}.png"))).ok();
    outcome
}

/// Path of the default model's weights within the site.
///
/// # Errors
/// Where the list of models cannot be read.
pub fn weights_path() -> Result<String> {
    let file = project::dist().join("models").join("index.json");
    let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    let index: serde_json::Value = serde_json::from_str(&text)?;
    let default = index["models"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|model| model["id"] == index["default"])
        .and_then(|model| model["path"].as_str())
        .context("models/index.json names no default model")?;
    // The list may name the folder with or without `models/` before it.
    let folder = default.trim_matches('/').trim_start_matches("models/");
    Ok(format!("models/{folder}/model.safetensors"))
}
