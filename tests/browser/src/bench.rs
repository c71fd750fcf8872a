//! The benchmarks, printed as one table of measurements, results and goals.

mod base;
mod gpu_calls;
mod hostile;
mod memory;
mod soak;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use crate::clip::Voice;
use crate::e2e::browser::Devices;
use crate::e2e::live::{self, ANSWERED};
use crate::e2e::page::Page;
use crate::e2e::{FIRST_ANSWER, SLOW_GPU, Scene, parity, with_page};
use xtask::project;
use xtask::shell;
use xtask::shell::{command, step};
use xtask::site;

#[derive(Args)]
pub struct BenchArgs {
    /// Also compares memory after five minutes with memory after one
    #[arg(long)]
    memory: bool,
    /// Counts the digits that the built page recognises, by two voices, and nothing else
    #[arg(long, conflicts_with_all = ["memory", "webgpu", "base"])]
    digits: bool,
    /// Measures the built page on WebGPU, and nothing else: on the machine's graphics card where the variable WEBGPU is
    /// `own`, on Chromium's software adapter otherwise
    #[arg(long, conflicts_with_all = ["memory", "base"])]
    webgpu: bool,
    /// Compares a model of TVLT-base's size with onnxruntime-web, and nothing else; DIR is what
    /// tests/browser/onnxruntime/export.py wrote
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    /// Reads a million broken files with every reader, and nothing else
    #[arg(long, conflicts_with_all = ["memory", "webgpu", "base", "digits"])]
    hostile: bool,
    /// Compares on this device only
    #[arg(long, requires = "base")]
    on: Option<base::On>,
    /// Runs the built page for this many minutes, and nothing else, while source, model and the tab's visibility
    /// change; fails where memory grows, updates become fewer or something goes wrong
    #[arg(long, value_name = "MINUTES", conflicts_with_all = ["memory", "digits", "webgpu", "base"])]
    soak: Option<usize>,
}

/// One line of the table.
struct Figure {
    name: String,
    value: String,
    goal: &'static str,
}

impl Figure {
    fn new(name: impl Into<String>, value: impl Into<String>, goal: &'static str) -> Self {
        Self { name: name.into(), value: value.into(), goal }
    }
}

/// Builds the site, measures, and prints the table.
///
/// # Errors
/// Where something cannot be built or measured.
pub fn run(args: &BenchArgs) -> Result<()> {
    if let Some(folder) = &args.base {
        return base::run(folder, args.on);
    }
    if let Some(minutes) = args.soak {
        return soak::run(minutes);
    }
    let figures = if args.hostile {
        hostile::run()?
    } else if args.digits {
        digits(&Scene::new()?)?
    } else if args.webgpu {
        webgpu_figures(&Scene::new()?)?
    } else {
        all_figures(args.memory)?
    };
    println!("\n{:<48} {:>36}  goal", "figure", "measured");
    for Figure { name, value, goal } in figures {
        println!("{name:<48} {value:>36}  {goal}");
    }
    Ok(())
}

/// All figures that need no graphics card.
fn all_figures(memory: bool) -> Result<Vec<Figure>> {
    site::build()?;
    let mut figures = processors()?;
    let scene = Scene::new()?;
    step("Measuring the page on the CPU");
    figures.extend(page_figures(&scene, "?device=cpu", memory)?);
    figures.extend(digits_of(&scene, "both", Voice::Person)?);
    figures.extend(errors(&scene, &[("worker_cpu", "CPU"), ("worker_gpu", "WebGPU")])?);
    figures.extend(sizes()?);
    Ok(figures)
}

/// Figures of the page on WebGPU, in f32 and f16, and its largest differences from Hugging Face's outputs.
fn webgpu_figures(scene: &Scene) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for precision in ["f32", "f16"] {
        step(format!("Measuring the page on WebGPU, {precision}"));
        let query = format!("?device=webgpu&precision={precision}");
        let of_page = page_figures(scene, &query, false)?;
        figures.extend(
            of_page
                .into_iter()
                .map(|figure| Figure { name: format!("{precision}: {}", figure.name), ..figure }),
        );
    }
    figures.extend(errors(scene, &[("worker_gpu", "WebGPU")])?);
    Ok(figures)
}

/// Native speed of the processors; each line that their benchmark prints is a figure.
fn processors() -> Result<Vec<Figure>> {
    step("Measuring the processors");
    let mut bench = command("cargo");
    // Without any feature, as the processors need no model.
    bench.args(["bench", "--package", "tvlt", "--bench", "processor"]);
    let printed = shell::output_of(&mut bench).context("`cargo bench -p tvlt --bench processor` failed")?;
    let figures = printed.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let goal = if value.contains("real time") { "200 times real time" } else { "" };
        Some(Figure::new(name, value, goal))
    });
    Ok(figures.collect())
}

/// Figures of the page with this query, for a person with camera and microphone.
fn page_figures(scene: &Scene, query: &str, memory: bool) -> Result<Vec<Figure>> {
    let webgpu = query.contains("device=webgpu");
    let host = if webgpu { scene.serve_with(gpu_calls::answers()?)? } else { scene.serve()? };
    let mut figures = Vec::new();
    with_page(scene, &host, ("bench", query), (&Devices::Both, webgpu), |page| {
        page.click("#start")?;
        page.wait_for("an answer", ANSWERED, if webgpu { SLOW_GPU } else { FIRST_ANSWER })?;
        let first = page.eval("pageHooks.answeredAt - pageHooks.clickedAt")?.as_f64().unwrap_or(f64::NAN);
        figures.push(Figure::new("click to first answer", format!("{:.2} s", first / 1000.0), "2 s"));
        if webgpu {
            let named = "document.querySelector('#backend').textContent.includes('WebGPU')";
            page.wait_for("WebGPU to take over", named, SLOW_GPU)?;
            figures.push(Figure::new("device", page.text("#backend")?.trim(), ""));
            let lacks = page.eval("document.querySelector('p.half-precision').checkVisibility()")? == true;
            if lacks {
                figures.push(Figure::new("16-bit numbers", "none: computed with 32", ""));
            }
        }
        // Wait until the costs of starting are over.
        page.pause(Duration::from_secs(5))?;
        let since = page.eval("performance.now()")?;
        let (rates, latencies) = watch(page, Duration::from_secs(30))?;
        figures.push(Figure::new("updates a second", format!("{:.1}", median(rates)), "15"));
        figures.push(Figure::new("latency of an update", format!("{:.0} ms", median(latencies)), ""));
        let longest = format!(
            "Math.max(0, ...pageHooks.longTasks.filter(([start]) => start > {since}).map(([, duration]) => duration))"
        );
        let longest = page.eval(&longest)?.as_f64().unwrap_or(f64::NAN);
        let longest = if longest > 0.0 { format!("{longest:.0} ms") } else { "below 50 ms".to_owned() };
        figures.push(Figure::new("longest task of the main thread", longest, "50 ms"));
        if webgpu {
            figures.extend(gpu_calls::of_updates(page, Duration::from_secs(15))?);
        }
        if memory {
            figures.extend(memory_figures(page)?);
        }
        Ok(())
    })?;
    Ok(figures)
}

/// How many of the ten digits the page recognises, spoken by a person and by a synthesiser, with and without a
/// drawing.
fn digits(scene: &Scene) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for voice in [Voice::Person, Voice::Ked] {
        for how in ["both", "sound"] {
            figures.extend(digits_of(scene, how, voice)?);
        }
    }
    Ok(figures)
}

/// How many of the ten digits from fake devices are recognised by the tests' criterion, and for how many sound and
/// picture match.
fn digits_of(scene: &Scene, how: &str, voice: Voice) -> Result<Vec<Figure>> {
    let who = match voice {
        Voice::Person => "a person",
        Voice::Ked => "ked",
    };
    let both = how == "both";
    let drawn = if both { "drawn, and " } else { "" };
    let found = live::digits(scene, how, voice)?;
    let figure = |what: &str, digits: &[usize]| {
        Figure::new(
            format!("digits {drawn}said by {who}: {what}"),
            format!("{} of 10", digits.len()),
            "10 of 10",
        )
    };
    let matching = both.then(|| figure("matching", &found.matching));
    Ok([figure("recognised", &found.right)].into_iter().chain(matching).collect())
}

/// Update rates and latencies that the page shows over some time.
fn watch(page: &mut Page, time: Duration) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut rates, mut latencies) = (Vec::new(), Vec::new());
    for _ in 0..time.as_secs() {
        page.pause(Duration::from_secs(1))?;
        rates.extend(page.number("#updates-per-second")?);
        latencies.extend(page.number("#latency-ms")?);
    }
    Ok((rates, latencies))
}

/// Memory of the browser and its page, one minute and five minutes after the start.
fn memory_figures(page: &mut Page) -> Result<Vec<Figure>> {
    step("Measuring memory for five minutes");
    let mut figures = Vec::new();
    for (name, goal, minute) in
        [("memory after one minute", "", 1.0), ("memory after five minutes", "as after one", 5.0)]
    {
        let now = page.eval("performance.now() - pageHooks.clickedAt")?.as_f64().unwrap_or_default();
        page.pause(Duration::from_secs_f64((minute * 60.0 - now / 1000.0).max(0.0)))?;
        let bytes = memory::of_tree(page.process_id());
        let value =
            bytes.map_or_else(|| "needs Linux".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000));
        figures.push(Figure::new(name, value, goal));
    }
    Ok(figures)
}

/// The largest differences of the workers' outputs from Hugging Face's.
fn errors(scene: &Scene, workers: &[(&str, &str)]) -> Result<Vec<Figure>> {
    step("Comparing the workers with Hugging Face");
    let mut figures = Vec::new();
    for (module, name) in workers {
        let worst = parity::models(scene, module, 1.0)?;
        figures.push(Figure::new(
            format!("{name}: worst error, of the largest value"),
            format!("{worst:.1e}"),
            "2e-5",
        ));
    }
    Ok(figures)
}

/// Sizes of the page's modules.
fn sizes() -> Result<Vec<Figure>> {
    let files = site::files(&project::dist())?;
    let modules = [("app", "150 KB gzip"), ("worker_cpu", "700 KB gzip"), ("worker_gpu", "4 MB gzip")];
    let figures = modules.into_iter().filter_map(|(module, goal)| {
        let file = files.iter().find(|file| file.name.starts_with(module) && file.name.ends_with(".wasm"))?;
        let kilobytes = |bytes: u64| format!("{:.0} KB", bytes as f64 / 1000.0);
        let value = format!("{}, {} gzip", kilobytes(file.raw), kilobytes(file.gzip));
        Some(Figure::new(format!("{module}.wasm"), value, goal))
    });
    Ok(figures.collect())
}

/// The median; NaN of an empty list.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert!(median(Vec::new()).is_nan());
    }
}
