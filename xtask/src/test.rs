//! Runs every test, in stages: formatting, lints, native tests, the site's build, the browser.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use xtask::setup::{self, WASM};
use xtask::shell::{self, command, step};
use xtask::site;
use xtask::tally::Tally;

#[derive(Args)]
pub struct TestArgs {
    /// Runs this stage only; may be given more than once
    #[arg(long, value_enum)]
    only: Vec<Stage>,
    /// Leaves this stage out; may be given more than once
    #[arg(long, value_enum)]
    skip: Vec<Stage>,
    /// Of the browser tests, runs those whose name contains this
    #[arg(long, default_value = "")]
    filter: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Formatting
    Fmt,
    /// Lints, natively, and the library's documentation
    Clippy,
    /// Lints of the five modules for the browser
    ClippyWasm,
    /// Native tests
    Native,
    /// The site's build
    Build,
    /// The built site in Chromium and Firefox
    Browser,
}

/// Runs the stages and prints a summary, whose last line is `N passed, N failed`.
///
/// # Errors
/// Where a check failed.
pub fn run(args: &TestArgs) -> Result<()> {
    let mut total = Tally::default();
    let mut summary: Vec<(String, Tally, Duration)> = Vec::new();
    for stage in Stage::value_variants() {
        let wanted = args.only.is_empty() || args.only.contains(stage);
        if !wanted || args.skip.contains(stage) {
            continue;
        }
        let name = stage.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        step(format!("Stage {name}"));
        let start = Instant::now();
        let tally = stage.run(args);
        total.add(tally);
        summary.push((name, tally, start.elapsed()));
    }
    println!();
    for (name, tally, time) in &summary {
        println!(
            "{name:<12} {:>4} passed {:>4} failed {:>8.1} s",
            tally.passed,
            tally.failed,
            time.as_secs_f64()
        );
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("some tests failed");
    }
    Ok(())
}

impl Stage {
    fn run(self, args: &TestArgs) -> Tally {
        match self {
            Self::Fmt => Tally::of(&check_format()),
            Self::Clippy => lint_natively(),
            Self::ClippyWasm => lint_modules(),
            Self::Native => test_natively(),
            Self::Build => Tally::of(&site::build()),
            Self::Browser => test_in_browsers(&args.filter),
        }
    }
}

fn check_format() -> Result<()> {
    setup::rust_component("rustfmt", "fmt")?;
    shell::run(command("cargo").args(["fmt", "--all", "--", "--check"]))
}

/// Cargo options for the packages: those for users together, in the test profile, and each of the project's own
/// commands, in the profile in which they are built already.
fn natively() -> Vec<Vec<&'static str>> {
    const OWN: [&str; 3] = ["xtask", "digits-data", "browser-tests"];
    let others = OWN.iter().flat_map(|package| ["--exclude", package]);
    // Each of its own, as it is run: together they would lend each other the features of their dependencies.
    let each = OWN.map(|package| vec!["--package", package, "--profile", "xtask"]);
    std::iter::once(std::iter::once("--workspace").chain(others).collect()).chain(each).collect()
}

fn lint_natively() -> Tally {
    let mut tally = Tally::default();
    for options in natively() {
        tally.add(Tally::of(&lint(&[options, vec!["--all-targets"]].concat())));
    }
    tally.add(Tally::of(&document()));
    tally
}

/// Lints each module with its own features, in the profile of the site's build, so that build scripts and macros
/// are not compiled twice.
fn lint_modules() -> Tally {
    let mut tally = Tally::default();
    if let Err(error) = setup::wasm_target() {
        return Tally::of(&Err(error));
    }
    let modules = [
        ("page", "app", "app", ""),
        ("workers", "worker_files", "app", "files"),
        ("workers", "worker_teach", "worker-teach", "teach"),
        ("workers", "worker_cpu", "worker-cpu", "cpu"),
        ("workers", "worker_gpu", "worker-gpu", "webgpu"),
    ];
    for (package, module, profile, features) in modules {
        let options =
            ["--package", package, "--lib", "--bin", module, "--profile", profile, "--target", WASM];
        let features = ["--no-default-features", "--features", features];
        tally.add(Tally::of(&lint(&[&options[..], &features].concat())));
    }
    tally
}

/// The library's documentation: every link leads somewhere.
fn document() -> Result<()> {
    let mut doc = command("cargo");
    doc.args(["doc", "--package", "tvlt", "--no-deps", "--features", "cpu,train"])
        .env("RUSTDOCFLAGS", "-D warnings");
    shell::run(&mut doc)
}

fn lint(options: &[&str]) -> Result<()> {
    setup::rust_component("clippy", "clippy")?;
    shell::run(command("cargo").arg("clippy").args(options).args(["--", "-D", "warnings"]))
}

fn test_natively() -> Tally {
    let mut tally = Tally::default();
    for options in natively() {
        let mut test = command("cargo");
        test.arg("test").args(options).arg("--no-fail-fast");
        tally.add(counted(&mut test));
    }
    tally
}

/// Runs the tests in browsers, which are a program of their own.
fn test_in_browsers(filter: &str) -> Tally {
    let mut arguments = vec!["test"];
    if !filter.is_empty() {
        arguments.extend(["--filter", filter]);
    }
    counted(&mut shell::member("browser-tests", arguments))
}

/// Counts the tests of one program by its own summary. A program that does not compile or crashes counts as a
/// failure.
fn counted(program: &mut Command) -> Tally {
    match count_tests(program) {
        Ok((tally, success)) if !success && tally.failed == 0 => Tally { failed: 1, ..tally },
        Ok((tally, _)) => tally,
        Err(error) => Tally::of(&Err(error)),
    }
}

/// Runs a test program, passes on its output, and counts the tests by its summary lines.
fn count_tests(test: &mut Command) -> Result<(Tally, bool)> {
    eprintln!("    $ {}", shell::line_of(test));
    let mut child = test.stdout(Stdio::piped()).spawn().context("could not start cargo")?;
    let mut tally = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            tally.add(Tally::parse(&line).unwrap_or_default());
        }
    }
    Ok((tally, child.wait()?.success()))
}
