//! Classes taught from files of one session, and asked for in another: live, with another camera, light and room. What
//! was never taught is unknown.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use image::{Rgb, RgbImage};

use super::browser::Devices;
use super::page::Page;
use super::teach_steps::{IDLE, RESTS, SOON, STAGE, drop_files, open};
use super::{FIRST_ANSWER, Scene, Test, with_script};

pub const TESTS: &[Test] = &[("teach_from_files_recognise_live", files_then_live)];

/// Pictures and sounds of one class.
const CLIPS: u32 = 6;

/// Width and height of a picture: the camera of the stage has twice as many pixels.
const SIZE: [u32; 2] = [320, 240];

/// Sampling rate of the sounds: other than the page's.
const RATE: u32 = 32_000;

/// What is in the files: its name, which is that of a scene of the stage, its picture and its pitch in hertz. `at` is the
/// place of a pixel relative to the middle, in pixels of the stage.
struct Thing {
    name: &'static str,
    covers: fn([f32; 2]) -> bool,
    hertz: f32,
}

const THINGS: [Thing; 3] = [
    Thing { name: "disc", covers: |[x, y]| x.hypot(y) < 160.0, hertz: 440.0 },
    Thing {
        name: "bars",
        covers: |[x, y]| (0.0..50.0).contains(&(x + 260.0).rem_euclid(110.0)) && x < 240.0 && y.abs() < 200.0,
        hertz: 2200.0,
    },
    Thing {
        name: "cross",
        covers: |[x, y]| (x.abs() < 45.0 && y.abs() < 200.0) || (y.abs() < 45.0 && x.abs() < 200.0),
        hertz: 1100.0,
    },
];

fn files_then_live(scene: &Scene) -> Result<()> {
    let folder = tempfile::tempdir().context("no place for files")?;
    let host = scene.serve()?;
    let name = "teach_from_files_recognise_live";
    with_script(scene, &host, (name, "?device=cpu"), (&Devices::Both, false), STAGE, |page| {
        open(page)?;
        drops(page, folder.path())?;
        page.click("#start")?;
        let bars = "document.querySelectorAll('#predictions li').length === 3";
        page.wait_for("an answer", bars, FIRST_ANSWER)?;
        // The scene is another one than in the files.
        page.click("#teach-classes > li[data-name=background] .record")?;
        let recorded = format!("pageHooks.samples('background') > {} && {RESTS}", CLIPS + 2);
        page.wait_for("the present scene to be recorded", &recorded, SOON)?;
        for thing in &THINGS {
            page.eval(&format!("pageHooks.stage('{}')", thing.name))?;
            let best =
                format!("document.querySelector('#predictions li.best')?.dataset.label === '{}'", thing.name);
            page.wait_for(&format!("{} to be recognised in another session", thing.name), &best, SOON)?;
        }
        page.eval("pageHooks.stage('checks')")?;
        let unknown =
            "document.querySelector('.winner.unknown') && !document.querySelector('#predictions li.best')";
        page.wait_for("what was never taught to be unknown", unknown, SOON)?;
        page.pause(Duration::from_secs(2))?;
        ensure!(page.eval(&format!("!!({unknown})"))? == true, "it does not stay unknown");
        page.screenshot(&scene.report("teach-unknown.png"))?;
        page.assert_clean(&host.name())
    })
}

/// Names the cards, and drops the files of a class on each.
fn drops(page: &mut Page, folder: &Path) -> Result<()> {
    page.click("#teach-add")?;
    page.wait_for("a third card", "document.querySelectorAll('#teach-classes > li').length === 4", SOON)?;
    for (place, thing) in THINGS.iter().enumerate() {
        page.fill(&format!("#teach-classes > li:nth-child({}) input.name", place + 2), thing.name)?;
    }
    let background = Thing { name: "background", covers: |_| false, hertz: 0.0 };
    for thing in std::iter::once(&background).chain(&THINGS) {
        let files = files(thing, folder)?;
        drop_files(page, thing.name, &files)?;
        let there = format!("pageHooks.samples('{}') === {CLIPS} && {IDLE}", thing.name);
        page.wait_for(&format!("the files of {}", thing.name), &there, FIRST_ANSWER)?;
    }
    Ok(())
}

/// The files of one class: the thing a little elsewhere in each, in a light that the stage has not.
fn files(thing: &Thing, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for clip in 0..CLIPS {
        let shift = 12.0 * (clip as f32 - 2.5);
        let picture = RgbImage::from_fn(SIZE[0], SIZE[1], |x, y| {
            let at = [(x, SIZE[0], shift), (y, SIZE[1], -shift / 2.0)]
                .map(|(at, size, shift)| 2.0 * (at as f32 - size as f32 / 2.0) - shift);
            // A wall in warm light from the left.
            let light = 0.75 - 0.0006 * x as f32;
            let grey = if (thing.covers)(at) { 250.0 } else { 125.0 };
            Rgb([grey * light, grey * light * 0.96, grey * light * 0.9].map(|value| value as u8))
        });
        let place = folder.join(format!("{} {clip}.png", thing.name));
        picture.save(&place).context("could not write a picture")?;
        files.push(place);
        let place = folder.join(format!("{} {clip}.wav", thing.name));
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&place, spec)?;
        for at in 0..RATE * 3 / 2 {
            // A sawtooth by its harmonics, a little higher in each clip.
            let turn = at as f32 * thing.hertz * (1.0 + 0.002 * clip as f32) / RATE as f32;
            let harmonics = (1..40).take_while(|order| *order as f32 * thing.hertz < 15_000.0);
            let tone: f32 = harmonics
                .filter(|_| thing.hertz > 0.0)
                .map(|order| (turn * order as f32).fract() * TAU)
                .zip(1..)
                .map(|(phase, order)| phase.sin() / order as f32)
                .sum();
            writer.write_sample((5000.0 * tone) as i16)?;
        }
        writer.finalize()?;
        files.push(place);
    }
    Ok(files)
}
