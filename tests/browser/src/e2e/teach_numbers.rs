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
use tvlt::teach::heads::Heads;
use tvlt::teach::live_answer::ClassScore;
use zip::ZipArchive;

use super::browser::Devices;
use super::page::Page;
use super::teach_steps::{IDLE, SOON, STAGE, export, start, teach};
use super::{FIRST_ANSWER, Scene, Test, with_script};
use xtask::{project, shell};

pub const TESTS: &[Test] = &[("teach_numbers_of_the_command", numbers)];

/// Largest difference of a score, of 0 to 1, where page and command read the same files. Both run the same code; the
/// processor's and the browser's sums are rounded in another order, which made 3e-7.
const READ: f32 = 1e-4;

/// Largest difference of a score where the page had its features from the stream: there the sound goes on before and
/// after what the file holds, with 16 bits, which made 5e-3.
const LIVE: f32 = 0.03;

/// Folder of the ZIP on the host.
const ELSEWHERE: &str = "/else/where";

/// What the page keeps of a sample.
#[derive(Deserialize)]
struct Kept {
    /// Its path among the samples of the ZIP, without an extension.
    clip: String,
    /// Its features, computed in the browser.
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
    let folder = tempfile::tempdir().context("no place for samples")?;
    let beside = vec![(ELSEWHERE.to_owned(), folder.path().to_owned())];
    let host = scene.serve_beside(std::iter::empty::<(&str, _)>(), beside)?;
    let zip = folder.path().join("my.zip");
    let script = format!("{STAGE}\n{}", include_str!("teach_kept.js"));
    let name = "teach_numbers_of_the_command";
    let mut live = Vec::new();
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), &script, |page| {
        start(page)?;
        teach(page)?;
        export(page, &zip)?;
        live = kept(page)?;
        page.assert_clean(&host.name())
    })?;
    let mut read = Vec::new();
    let address = format!("?device=cpu&teach={ELSEWHERE}/my.zip");
    with_script(scene, &host, (name, &address), (&Devices::Neither, false), &script, |page| {
        let all = format!("pageHooks.samples('bars') > 0 && {IDLE}");
        page.wait_for("the samples to be read again", &all, FIRST_ANSWER)?;
        read = kept(page)?;
        page.assert_clean(&host.name())
    })?;
    unpack(&zip, folder.path())?;
    let answers = recognise(folder.path())?;
    ensure!(
        answers.len() == live.len() && answers.len() == read.len(),
        "{} samples were recorded and {} taken in, but {} are in the ZIP",
        live.len(),
        read.len(),
        answers.len()
    );
    let HeadFile { heads, .. } = HeadFile::from_bytes(&fs::read(folder.path().join("head.safetensors"))?)?;
    compare("read from the ZIP", &read, &answers, &heads, READ)?;
    let samples = folder.path().join("samples");
    let seconds = live.iter().map(|sample| seconds(&samples.join(format!("{}.wav", sample.clip))));
    let seconds = seconds.collect::<Result<Vec<_>>>()?;
    // Of what has not been heard yet, the page knows that it is missing, and the command takes silence for it. So only
    // sounds as long as the model hears are compared; the recording of the background has some for certain.
    let longest = seconds.iter().copied().fold(0.0, f64::max);
    let whole = live.into_iter().zip(seconds).filter(|(_, seconds)| *seconds == longest);
    let whole: Vec<Kept> = whole.map(|(sample, _)| sample).collect();
    compare("live", &whole, &answers, &heads, LIVE)
}

/// What the page keeps, once all of it is there.
fn kept(page: &mut Page) -> Result<Vec<Kept>> {
    let all = "[...document.querySelectorAll('#teach-classes > li')].reduce((sum, one) => sum + +one.dataset.count, 0)";
    let stored = format!(
        "pageHooks.kept().then(({{ samples }}) => (globalThis.kept = samples));
         globalThis.kept?.length === {all} && kept.every(({{ sight, sound }}) => sight && sound)"
    );
    page.wait_for("all samples to be kept", &format!("eval({stored:?})"), SOON)?;
    Ok(serde_json::from_value(page.eval("kept")?)?)
}

/// How long a sound is.
fn seconds(file: &Path) -> Result<f64> {
    let wav = hound::WavReader::open(file).with_context(|| format!("could not read {}", file.display()))?;
    Ok(f64::from(wav.duration()) / f64::from(wav.spec().sample_rate))
}

fn unpack(zip: &Path, folder: &Path) -> Result<()> {
    let mut zip = ZipArchive::new(Cursor::new(fs::read(zip)?))?;
    zip.extract(folder).context("the ZIP cannot be unpacked")
}

/// Runs the command on the page's own model, with the heads and the samples of the ZIP.
fn recognise(folder: &Path) -> Result<BTreeMap<String, Answer>> {
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
    let answers: Vec<Answer> = serde_json::from_slice(&fs::read(answers)?)?;
    Ok(answers.into_iter().map(|answer| (answer.clip.clone(), answer)).collect())
}

/// Compares what the page's features of samples say with what the command says of their files.
fn compare(
    how: &str,
    kept: &[Kept],
    answers: &BTreeMap<String, Answer>,
    heads: &Heads,
    tolerance: f32,
) -> Result<()> {
    let (mut largest, mut named) = (0.0f32, BTreeMap::<String, usize>::new());
    for Kept { clip, sight, sound } in kept {
        let native = answers.get(clip).with_context(|| format!("{clip} is not in the ZIP"))?;
        let features = Features { sight: sight.clone(), sound: sound.clone() };
        let page = heads.answer(&heads.scores(&features)?);
        ensure!(
            (&page.winner, page.unknown) == (&native.label, native.unknown),
            "{clip}, {how}, is {:?} on the page and {:?} natively",
            page.winner,
            native.label
        );
        let mut pairs = vec![("unknown", page.unknown_score, native.unknown_score)];
        for ClassScore { class, score, .. } in &page.scores {
            let other = native.scores.get(class).with_context(|| format!("no score of {class}"))?;
            pairs.push((class, *score, *other));
        }
        for (class, page, native) in pairs {
            let difference = (page - native).abs();
            ensure!(
                difference <= tolerance,
                "{clip}, {how}: the score of {class} is {page} on the page and {native} natively"
            );
            largest = largest.max(difference);
        }
        *named.entry(page.winner.unwrap_or_default()).or_default() += 1;
    }
    // If all answers were the same, it would say little that they are equal.
    ensure!(
        ["disc", "bars", ""].iter().all(|class| named.contains_key(*class)),
        "{how}, the answers are {named:?}"
    );
    println!("    {} samples {how}, scores within {largest:.1e}: {named:?}", kept.len());
    Ok(())
}
