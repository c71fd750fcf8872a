//! `cargo xtask train-default`: from the data to the page's model, in steps that can each be interrupted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;

use xtask::shell::{self, command, step};

/// PyTorch's version that burn's device for it is built with.
const TORCH: &str = "2.9.0";

/// Folder of the page's model.
const PAGE: &str = "www/models/digits";

/// The model's card.
const CARD: &str = "README.md";

/// Files of the page's model: those that training writes, and the card with the pictures that judging writes.
const FILES: [&str; 8] = [
    "config.json",
    "preprocessor_config.json",
    "model.safetensors",
    "teach.safetensors",
    "curves.svg",
    CARD,
    "confusion.svg",
    "reconstructions.png",
];

#[derive(Args)]
pub struct TrainDefaultArgs {
    /// Folder with people's recordings of digits, named DIGIT_SPEAKER_INDEX.wav
    #[arg(long, value_name = "FOLDER")]
    people: Option<PathBuf>,
    /// Starts with new weights, not with those of the page's model
    #[arg(long)]
    fresh: bool,
    /// Steps of the whole run
    #[arg(long, default_value_t = 10_000)]
    steps: usize,
    /// Highest learning rate; for a run that goes on from a good model half the usual one
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Seed of the samples; for another run another one
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Layers of the encoder
    #[arg(long, default_value_t = 6)]
    layers: usize,
    /// Stops training after this many minutes; the same command goes on
    #[arg(long)]
    minutes: Option<f64>,
    /// Folder of the run
    #[arg(long, default_value = "runs/default", value_name = "FOLDER")]
    out: PathBuf,
}

/// Gathers the data, trains, judges the model on what is held out, and puts it in the page's place.
///
/// # Errors
/// Where a step fails; the steps before it need not be done again.
pub fn run(args: &TrainDefaultArgs) -> Result<()> {
    let text = |path: &Path| {
        path.to_str().map(str::to_owned).with_context(|| format!("{} is no text", path.display()))
    };
    step("data");
    let mut data = vec!["gather".to_owned()];
    if let Some(people) = &args.people {
        data.extend(["--people".to_owned(), text(people)?]);
    }
    shell::run(&mut shell::member("digits-data", data.iter().map(String::as_str)))?;

    step("training");
    let out = text(&args.out)?;
    let train = training(args, &out, args.out.join("checkpoint/state.json").exists());
    tvlt(&train, true)?;
    if !is_finished(&args.out)? {
        println!("training is not finished: the same command goes on");
        return Ok(());
    }

    // What a model learns further makes it forget some of what it knew: the mean of both is better than either.
    let mut best = args.out.clone();
    if !args.fresh {
        best = args.out.join("mean");
        // By then the page's model may be the mean already.
        if !best.join("model.safetensors").exists() {
            step("the mean with the model before");
            tvlt(&["average", PAGE, &out, "--out", &text(&best)?].map(str::to_owned), false)?;
            copy(&args.out, &best, &["curves.svg"])?;
        }
    }
    step("what ships with the model for teaching");
    tvlt(&["prior", "--model", &text(&best)?].map(str::to_owned), true)?;

    step("judging, on what is held out");
    // The page's model keeps its place until the new one has figures.
    copy(Path::new(PAGE), &best, &[CARD])?;
    let judged = text(&best)?;
    tvlt(&["evaluate", "--model", &judged].map(str::to_owned), true)?;
    tvlt(&["evaluate", "--model", &judged, "--teach"].map(str::to_owned), true)?;

    step("the page's files");
    copy(&best, Path::new(PAGE), &FILES)?;
    println!(
        "{PAGE} has the new model, and its card the new figures: compare them with those before, and write by hand \
         what else the card says of the model. `cargo xtask test` fails until it is compared with Hugging Face's anew, \
         by Python with transformers 4.40.2:\n    \
         cargo build --release --bin tvlt\n    \
         python3 tests/fixtures/model/check_directory.py {PAGE} target/release/tvlt \
         tests/fixtures/model/page_model.json"
    );
    Ok(())
}

/// The arguments of `tvlt train` for a run that is written to `out`; `resumes` is whether a part of it is done.
fn training(args: &TrainDefaultArgs, out: &str, resumes: bool) -> Vec<String> {
    let mut train = ["train", "--out", out].map(str::to_owned).to_vec();
    if resumes {
        // The checkpoint has everything else.
        train.push("--resume".to_owned());
    } else {
        train.extend(["--steps".to_owned(), args.steps.to_string()]);
        train.extend(["--layers".to_owned(), args.layers.to_string()]);
        train.extend(["--seed".to_owned(), args.seed.to_string()]);
        if let Some(rate) = args.learning_rate {
            train.extend(["--learning-rate".to_owned(), rate.to_string()]);
        }
        if !args.fresh {
            train.extend(["--from", PAGE].map(str::to_owned));
        }
    }
    if let Some(minutes) = args.minutes {
        train.extend(["--minutes".to_owned(), minutes.to_string()]);
    }
    train
}

/// Copies files from one folder to another.
fn copy(from: &Path, to: &Path, files: &[&str]) -> Result<()> {
    for file in files {
        let (from, to) = (from.join(file), to.join(file));
        fs::copy(&from, &to)
            .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    }
    Ok(())
}

/// Runs the native tool, with PyTorch's kernels where PyTorch is installed, as they train in five eighths of the time.
/// `computes` is whether the command takes a device.
fn tvlt(arguments: &[String], computes: bool) -> Result<()> {
    let torch = torch();
    let mut cargo = command("cargo");
    let feature = if torch.is_some() { "libtorch" } else { "avx512" };
    cargo.args(["run", "--quiet", "--release", "--package", "tvlt-cli", "--features", feature, "--"]);
    cargo.args(arguments);
    if let Some(library) = torch {
        // The training's own threads are as many as there are cores.
        if computes {
            cargo.args(["--device", "libtorch"]);
        }
        cargo.env("LIBTORCH_USE_PYTORCH", "1").env("OMP_NUM_THREADS", "1");
        let inherited = std::env::var("LD_LIBRARY_PATH").unwrap_or_default();
        cargo.env("LD_LIBRARY_PATH", format!("{library}:{inherited}"));
    }
    shell::run(&mut cargo)
}

/// The folder of PyTorch's libraries, where its right version is installed.
fn torch() -> Option<String> {
    let question = "import os, torch; print(torch.__version__); print(os.path.dirname(torch.__file__))";
    let output = Command::new("python3").args(["-c", question]).stderr(Stdio::null()).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let (version, folder) = answer.trim_end().split_once('\n')?;
    version.starts_with(TORCH).then(|| format!("{folder}/lib"))
}

/// Whether a run has done all its steps.
fn is_finished(out: &Path) -> Result<bool> {
    let path = out.join("checkpoint/state.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let state: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not readable", path.display()))?;
    let (done, all) = (state["step"].as_u64(), state["steps"].as_u64());
    ensure!(done.is_some() && all.is_some(), "{} does not tell the steps", path.display());
    Ok(done >= all)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: TrainDefaultArgs,
    }

    /// The arguments of training with these of the command, joined.
    fn trained(given: &[&str], resumes: bool) -> String {
        let args = Command::parse_from([&["train-default"], given].concat()).args;
        training(&args, "runs/one", resumes).join(" ")
    }

    #[test]
    fn a_run_starts_from_the_page_or_anew_or_goes_on() {
        let start = "train --out runs/one --steps 10000 --layers 6 --seed 0";
        assert_eq!(trained(&[], false), format!("{start} --from www/models/digits"));
        assert_eq!(trained(&["--fresh", "--minutes", "60"], false), format!("{start} --minutes 60"));
        let other =
            ["--steps", "400", "--layers", "8", "--seed", "3", "--learning-rate", "0.0006", "--people", "p"];
        assert_eq!(
            trained(&other, false),
            "train --out runs/one --steps 400 --layers 8 --seed 3 --learning-rate 0.0006 --from www/models/digits"
        );
        // `tvlt train` refuses --resume with --from or --layers.
        for given in [&[][..], &["--fresh"], &other] {
            assert_eq!(trained(given, true), "train --out runs/one --resume");
        }
        assert_eq!(trained(&["--minutes", "30"], true), "train --out runs/one --resume --minutes 30");
    }

    #[test]
    fn the_page_gets_every_file_of_its_folder() {
        let page = xtask::project::root().join(PAGE);
        let mut there: Vec<String> = fs::read_dir(page)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let mut files = FILES;
        files.sort_unstable();
        assert_eq!(there, files);
    }

    #[test]
    fn a_run_is_finished_when_all_its_steps_are_done() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("checkpoint")).unwrap();
        let state = |text: &str| {
            fs::write(folder.path().join("checkpoint/state.json"), text).unwrap();
            is_finished(folder.path())
        };
        assert!(!state(r#"{"step":7,"clips":9,"steps":70}"#).unwrap());
        assert!(state(r#"{"step": 70, "seed": 0, "steps": 70}"#).unwrap());
        assert!(state("{}").is_err());
    }
}
