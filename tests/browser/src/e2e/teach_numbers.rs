//! Page and command give the same numbers: of samples that the page recorded and exported, `tvlt recognise` says what
//! the page's own features of them say.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use tvlt::teach::features::Features;
use tvlt::teach::head_file::HeadFile;
use zip::ZipArchive;

use super::browser::Devices;
use super::teach_steps::{STAGE, export, start, teach};
use super::{Scene, Test, with_script};
use xtask::{project, shell};

pub const TESTS: &[Test] = &[("teach_numbers_of_the_command", numbers)];

/// Largest difference of a score, of 0 to 1.
const TOLERANCE: f32 = 0.01;

/// What the page keeps of a sample.
#[derive(Deserialize)]
struct Kept {
    /// Its path among the samples of the ZIP, without an extension.
    clip: String,
    /// Its features, computed in the browser while it was recorded.
    sight: Option<Vec<f32>>,
    sound: Option<Vec<f32>>,
}

/// What the command says of a clip.
#[derive(Deserialize)]
struct Answer {
    clip: String,
    label: Option<String>,
    scores: BTreeMap<String, f32>,
    unknown: bool,
    unknown_score: f32,
}

fn numbers(scene: &Scene) -> Result<()> {
    let host = scene.serve()?;
    let folder = tempfile::tempdir().context("no place for samples")?;
    let zip = folder.path().join("my.zip");
    let mut kept: Vec<Kept> = Vec::new();
    let script = format!("{STAGE}\n{}", include_str!("teach_kept.js"));
    let name = "teach_numbers_of_the_command";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), &script, |page| {
        start(page)?;
        teach(page)?;
        export(page, &zip)?;
        kept = serde_json::from_value(page.eval("pageHooks.kept().then(({ samples }) => samples)")?)?;
        page.assert_clean(&host.name())
    })?;
    unpack(&zip, folder.path())?;
    let answers = recognise(folder.path())?;
    compare(&kept, answers, &folder.path().join("head.safetensors"))
}

fn unpack(zip: &Path, folder: &Path) -> Result<()> {
    let mut zip = ZipArchive::new(Cursor::new(fs::read(zip)?))?;
    zip.extract(folder).context("the ZIP cannot be unpacked")
}

/// Runs the command on the page's own model, with the heads and the samples of the ZIP.
fn recognise(folder: &Path) -> Result<Vec<Answer>> {
    let answers = folder.join("answers.json");
    let mut tvlt = shell::command("cargo");
    tvlt.args(["run", "--quiet", "--package", "tvlt-cli", "--", "recognise", "--model"])
        .arg(project::dist().join("models").join("digits"))
        .arg("--head")
        .arg(folder.join("head.safetensors"))
        .arg("--clips")
        .arg(folder.join("samples"))
        .arg("--output")
        .arg(&answers);
    shell::run(&mut tvlt)?;
    Ok(serde_json::from_slice(&fs::read(answers)?)?)
}

fn compare(kept: &[Kept], answers: Vec<Answer>, head: &Path) -> Result<()> {
    let HeadFile { heads, .. } = HeadFile::from_bytes(&fs::read(head)?)?;
    ensure!(answers.len() == kept.len(), "{} samples are kept, {} packed", kept.len(), answers.len());
    let mut answers: BTreeMap<String, Answer> =
        answers.into_iter().map(|answer| (answer.clip.clone(), answer)).collect();
    let (mut largest, mut named) = (0.0f32, BTreeMap::<String, usize>::new());
    for Kept { clip, sight, sound } in kept {
        let native = answers.remove(clip).with_context(|| format!("{clip} is not in the ZIP"))?;
        let features = Features { sight: sight.clone(), sound: sound.clone() };
        let page = heads.answer(&heads.scores(&features)?);
        ensure!(
            (&page.winner, page.unknown) == (&native.label, native.unknown),
            "{clip} is {:?} on the page and {:?} natively",
            page.winner,
            native.label
        );
        let mut pairs = vec![(page.unknown_score, native.unknown_score)];
        for score in &page.scores {
            let other =
                native.scores.get(&score.class).with_context(|| format!("no score of {}", score.class))?;
            pairs.push((score.score, *other));
        }
        for (page, native) in pairs {
            let difference = (page - native).abs();
            ensure!(difference <= TOLERANCE, "{clip}: {page} on the page and {native} natively");
            largest = largest.max(difference);
        }
        *named.entry(page.winner.unwrap_or_default()).or_default() += 1;
    }
    // Otherwise equal answers would say little.
    ensure!(["disc", "bars"].iter().all(|class| named.contains_key(*class)), "the answers are {named:?}");
    println!("    {} samples, scores within {largest:.1e}: {named:?}", kept.len());
    Ok(())
}
