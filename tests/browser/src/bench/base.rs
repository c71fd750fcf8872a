//! Compares a model of TVLT-base's size in the page's workers with onnxruntime-web, on the same encoder in the
//! same browser: times, memory, and the difference of the outputs.

mod side;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use super::memory::{self, Peaks};
use super::{gpu_calls, median};
use crate::e2e::browser;
use crate::e2e::page::Page;
use crate::e2e::{Host, Scene, parity};
use crate::setup;
use crate::setup::ONNXRUNTIME;
use side::{RUNS, SIDES, Side, Started};
use xtask::project;
use xtask::shell::step;

/// Where to compare.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// The CPU
    Cpu,
    /// WebGPU, on the browser's software adapter
    Webgpu,
}

/// One comparison.
struct Case {
    on: On,
    name: &'static str,
    /// The site's worker.
    module: &'static str,
    /// onnxruntime-web's name of the same device.
    provider: &'static str,
    /// Length of the clip, which names its folder in the export.
    tokens: usize,
    /// How many turns of five runs each side has.
    rounds: usize,
    /// The goal: how many times as fast as onnxruntime-web.
    goal: &'static str,
}

const CASES: [Case; 2] = [
    Case {
        on: On::Cpu,
        name: "CPU",
        module: "worker_cpu",
        provider: "wasm",
        tokens: 285,
        rounds: 3,
        goal: "1.2",
    },
    // Few tokens and one round, for the browser's software adapter. `on_own_card` has more.
    Case {
        on: On::Webgpu,
        name: "WebGPU",
        module: "worker_gpu",
        provider: "webgpu",
        tokens: 25,
        rounds: 1,
        goal: "above 1",
    },
];

impl Case {
    /// The case for the machine's graphics card, if the variable `WEBGPU` selects it: as many tokens as on the CPU.
    fn on_own_card(&self) -> Self {
        match (self.on, browser::own_gpu()) {
            (On::Webgpu, true) => Self { tokens: 285, rounds: 3, ..*self },
            _ => Self { ..*self },
        }
    }
}

/// One comparison, with its browser and files.
struct Bench<'a> {
    host: &'a Host,
    /// The export's folder of the clip.
    clip: PathBuf,
    case: &'a Case,
}

/// The results of one side.
struct Figures {
    started: Started,
    /// Milliseconds of each run.
    run: f64,
    peaks: Option<Peaks>,
    output: Vec<f64>,
    /// Dispatches of a run, for the side whose calls are counted.
    dispatches: Option<f64>,
}

/// Compares on one device, or on both, and prints a table for each.
///
/// # Errors
/// Where `folder` is not the export's, there is no built site, or a side fails.
pub fn run(folder: &Path, on: Option<On>) -> Result<()> {
    let folder = folder.canonicalize().with_context(|| format!("there is no {}", folder.display()))?;
    setup::chromium()?;
    let folders = [
        ("/base", folder.clone()),
        ("/onnxruntime", setup::onnxruntime()?),
        ("/benches", project::root().join("tests/browser/onnxruntime")),
    ];
    let folders = folders.map(|(path, folder)| (path.to_owned(), folder)).to_vec();
    let counting = gpu_calls::answers()?.map(|(name, answer)| (name.to_owned(), answer));
    let host = Scene::new()?.serve_beside([parity::blank()].into_iter().chain(counting), folders)?;
    let cases = CASES.iter().filter(|case| on.is_none_or(|on| case.on == on)).map(Case::on_own_card);
    cases.into_iter().try_for_each(|case| {
        let clip = folder.join(case.tokens.to_string());
        ensure!(
            clip.join("model.safetensors").is_file(),
            "{} holds no model: let tests/browser/onnxruntime/export.py write one",
            clip.display()
        );
        Bench { host: &host, clip, case: &case }.compare()
    })
}

impl Bench<'_> {
    fn compare(&self) -> Result<()> {
        step(format!(
            "Comparing with onnxruntime-web on the {}, {} tokens",
            self.case.name, self.case.tokens
        ));
        let mut figures = Vec::new();
        self.with_page(|page| {
            let mut started = Vec::new();
            for side in SIDES {
                started.push(side.start(self, page)?);
            }
            let mut runs = [Vec::new(), Vec::new()];
            let mut dispatches = [None; 2];
            for round in 1..=self.case.rounds {
                for ((side, runs), dispatches) in SIDES.iter().zip(&mut runs).zip(&mut dispatches) {
                    let counted = self.case.on == On::Webgpu && matches!(side, Side::Ours);
                    let before = counted.then(|| gpu_calls::dispatches(page)).transpose()?;
                    let milliseconds = side.run(self, page)?;
                    if let Some(before) = before {
                        *dispatches = Some((gpu_calls::dispatches(page)? - before) / RUNS as f64);
                    }
                    println!("    turn {round}: {side} {milliseconds:.0} ms");
                    runs.push(milliseconds);
                }
            }
            for (((side, started), runs), dispatches) in SIDES.iter().zip(started).zip(runs).zip(dispatches) {
                let output = side.output(self, page)?;
                figures.push(Figures { started, run: median(runs), peaks: None, output, dispatches });
            }
            Ok(())
        })?;
        for (side, figures) in SIDES.iter().zip(&mut figures) {
            figures.peaks = self.peaks(side)?;
        }
        let [ours, theirs] = &figures[..] else { return Ok(()) };
        self.print(ours, theirs)
    }

    /// Runs `act` in a new browser, on a page that can run both sides.
    fn with_page(&self, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
        parity::with_workers(self.host, self.case.module, |page| {
            page.eval(include_str!("../../onnxruntime/page.js"))?;
            act(page)
        })
    }

    /// Peak memory of a browser in which only this side has been started and has run once.
    fn peaks(&self, side: &Side) -> Result<Option<Peaks>> {
        let mut peaks = None;
        self.with_page(|page| {
            side.start(self, page)?;
            peaks = memory::peaks(page.process_id());
            Ok(())
        })?;
        Ok(peaks)
    }

    fn print(&self, ours: &Figures, theirs: &Figures) -> Result<()> {
        let Case { name, tokens, goal, .. } = self.case;
        let (package, version) = ONNXRUNTIME;
        println!(
            "\n{:<44} {:>12} {package:>18}",
            format!("TVLT-base on the {name}, {tokens} tokens"),
            "tvlt"
        );
        println!("{:<44} {:>12} {version:>18}", "", "");
        let row = |what: &str, value: &dyn Fn(&Figures) -> String| {
            println!("{what:<44} {:>12} {:>18}", value(ours), value(theirs));
        };
        let seconds = |milliseconds: f64| format!("{:.2} s", milliseconds / 1000.0);
        let megabytes = |bytes: Option<u64>| {
            bytes.map_or_else(|| "needs Linux".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000))
        };
        row("load", &|side| seconds(side.started.load));
        row("first run", &|side| seconds(side.started.first));
        row("run, median", &|side| seconds(side.run));
        if ours.dispatches.is_some() {
            row("dispatches of a run", &|side| {
                side.dispatches.map_or_else(|| "not counted".to_owned(), |count| format!("{count:.0}"))
            });
        }
        row("peak memory of the renderer", &|side| {
            megabytes(side.peaks.as_ref().map(|peaks| peaks.renderer))
        });
        row("peak memory of the GPU process", &|side| megabytes(side.peaks.as_ref().map(|peaks| peaks.gpu)));
        let expected = side::expected(self)?;
        row("worst difference from PyTorch", &|side| {
            format!("{:.1e}", parity::worst(&side.output, &expected))
        });
        println!("worst difference between the two: {:.1e}", parity::worst(&ours.output, &theirs.output));
        println!("times as fast as {package}: {:.2} (goal {goal})", theirs.run / ours.run);
        Ok(())
    }
}
