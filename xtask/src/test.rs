//! Every test, in stages: formatting, lints, native tests, the site's build, the browser.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::e2e;
use crate::setup::{self, WASM};
use crate::shell::{self, command, step};
use crate::site;

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
    /// Lints, natively
    Clippy,
    /// Lints of the three modules for the browser
    ClippyWasm,
    /// Native tests
    Native,
    /// The site's build
    Build,
    /// The built site in Chromium and Firefox
    Browser,
}

/// How many checks passed and failed.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Checks that passed.
    pub passed: usize,
    /// Checks that failed.
    pub failed: usize,
}

impl Tally {
    /// One check's outcome; a failure is printed.
    pub fn of(result: &Result<()>) -> Self {
        match result {
            Ok(()) => Self { passed: 1, failed: 0 },
            Err(error) => {
                eprintln!("FAILED: {error:#}");
                Self { passed: 0, failed: 1 }
            }
        }
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
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
            Self::Browser => e2e::run(&args.filter).unwrap_or_else(|error| Tally::of(&Err(error))),
        }
    }
}

fn check_format() -> Result<()> {
    setup::rust_component("rustfmt", "fmt")?;
    shell::run(command("cargo").args(["fmt", "--all", "--", "--check"]))
}

/// The package in the tests' profile, and xtask in its own, in which it is already built.
fn lint_natively() -> Tally {
    let mut tally = Tally::default();
    for options in [vec!["--package", "tvlt"], vec!["--package", "xtask", "--profile", "xtask"]] {
        tally.add(Tally::of(&lint(&[options, vec!["--all-targets"]].concat())));
    }
    tally
}

/// Each module with its own features, in the profile of the site's build, whose build scripts and
/// macros then need no second compilation.
fn lint_modules() -> Tally {
    let mut tally = Tally::default();
    if let Err(error) = setup::wasm_target() {
        return Tally::of(&Err(error));
    }
    let modules =
        [("app", "web"), ("worker_files", "web"), ("worker_cpu", "web,cpu"), ("worker_gpu", "web,webgpu")];
    for (module, features) in modules {
        tally.add(Tally::of(&lint(&[
            "--package",
            "tvlt",
            "--lib",
            "--bin",
            module,
            "--release",
            "--target",
            WASM,
            "--no-default-features",
            "--features",
            features,
        ])));
    }
    tally
}

fn lint(options: &[&str]) -> Result<()> {
    setup::rust_component("clippy", "clippy")?;
    shell::run(command("cargo").arg("clippy").args(options).args(["--", "-D", "warnings"]))
}

fn test_natively() -> Tally {
    let mut tally = Tally::default();
    for options in [vec!["--package", "tvlt"], vec!["--package", "xtask", "--profile", "xtask"]] {
        let mut test = command("cargo");
        test.arg("test").args(options).arg("--no-fail-fast");
        match count_tests(&mut test) {
            Ok((counted, success)) => {
                tally.add(counted);
                // A test program that did not compile or died counts as one failure.
                if !success && counted.failed == 0 {
                    tally.failed += 1;
                }
            }
            Err(error) => tally.add(Tally::of(&Err(error))),
        }
    }
    tally
}

/// Runs `cargo test`, passes on what it prints, and counts the tests by its summary lines.
fn count_tests(test: &mut Command) -> Result<(Tally, bool)> {
    eprintln!("    $ {}", shell::line_of(test));
    let mut child = test.stdout(Stdio::piped()).spawn().context("could not start cargo")?;
    let mut tally = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            tally.add(parse_summary(&line).unwrap_or_default());
        }
    }
    Ok((tally, child.wait()?.success()))
}

/// Reads `test result: ok. 3 passed; 1 failed; ...`.
fn parse_summary(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut numbers = counts.split("; ").filter_map(|part| part.split_once(' ')?.0.parse().ok());
    Some(Tally { passed: numbers.next()?, failed: numbers.next()? })
}

#[cfg(test)]
mod tests {
    use super::parse_summary;

    #[test]
    fn a_summary_line_is_counted() {
        let tally = parse_summary("test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured").unwrap();
        assert_eq!((tally.passed, tally.failed), (12, 3));
        assert!(parse_summary("running 3 tests").is_none());
    }
}
