//! Sounds that are not speech: desktop sound themes, drums and synthesisers, sounds of games, and music.

use std::path::{Path, PathBuf};

use super::{
    DataError,
    decode::decode,
    packages::{files, number_of},
    wav::wav,
    world::{self, Source},
};

/// Length of an excerpt in seconds: two windows of the default model.
const EXCERPT: f32 = 3.0;

/// Most excerpts of one file.
const EXCERPTS: usize = 4;

/// Most seconds decoded of one file.
const DECODED: usize = 90;

/// The source packages, with the folders to use and the limit on files of each.
pub(super) const SOURCES: &[Source] = &[
    Source::new("sound-theme-freedesktop", "CC BY-SA 3.0, CC BY 3.0, GPL-2+", &[""], 60),
    Source::new("oxygen-sounds", "LGPL-3+", &[""], 60),
    Source::new("yaru-theme-sound", "CC BY-SA 4.0", &[""], 60).held_out(),
    Source::new("deepin-sound-theme", "GPL-3+", &[""], 60),
    Source::new("lomiri-sounds", "CC BY 3.0 and 4.0, CC BY-SA 3.0, CC0", &[""], 60).held_out(),
    Source::new("psi-plus-sounds", "GPL-2+", &[""], 60),
    Source::new("eiskaltdcpp-sounds", "GPL-3+", &[""], 60),
    Source::new("sonic-pi-samples", "CC0", &["/samples/"], 160),
    Source::new("hydrogen-drumkits", "GPL-2+, CC BY 3.0, CC BY-SA 3.0, CC0", &["/drumkits/"], 120),
    Source::new("asterisk-moh-opsound-wav", "CC BY-SA 3.0", &["/moh/"], 10),
    Source::new(
        "hyperrogue-music",
        "CC BY-SA 3.0 and 4.0, CC BY 3.0, CC0, GPL-2+",
        &["/music/", "/sounds/"],
        60,
    ),
    Source::new("singularity-music", "CC BY-SA 3.0", &["/music/"], 20),
    Source::new("supertux-data", "GPL-2+, CC BY-SA 4.0, CC0", &["/music/", "/sounds/"], 100),
    Source::new("extremetuxracer-data", "GPL-2+", &["/music/", "/sounds/"], 30),
    Source::new("colobot-common-sounds", "GPL-3+", &["/music/", "/sounds/"], 60).held_out(),
    Source::new("frozen-bubble-data", "GPL-2", &["/snd/"], 30),
    Source::new("minetest-data", "CC BY-SA 3.0 and 4.0, CC BY 3.0, CC0, MIT", &["/sounds/"], 80),
    Source::new("wesnoth-1.16-data", "GPL-2+", &["/core/sounds/"], 160),
    Source::new("lbreakout2-data", "GPL", &["/sounds/"], 30),
    Source::new("zaz-data", "CC BY-SA 3.0, GPL-3+", &[".ogg"], 20),
    Source::new(
        "gcompris-qt-data",
        "public domain, CC0, CC BY 3.0, CC BY-SA 2.0 to 4.0, GPL-3+",
        &["/instruments/", "/memory-sound/", "/explore_farm_animals/", "/explore_world_music/"],
        80,
    ),
    Source::new(
        "scratch",
        "CC BY-SA 3.0",
        &[
            "/Sounds/Animal",
            "/Sounds/Effects",
            "/Sounds/Electronic",
            "/Sounds/Instruments",
            "/Sounds/Music Loops",
            "/Sounds/Percussion",
        ],
        60,
    ),
];

/// Names of sounds in which somebody speaks.
const SPEECH: &[&str] = &[
    "audio-channel",
    "voice",
    "vocal",
    "speech",
    "speak",
    "human/",
    "_desc",
    "say",
    "dialogue",
    "talk",
    "count",
];

/// Writes `<split>/sounds/<package>-<sound>-<part>.wav`, mono at the sound's own rate; a sixth of the
/// files is held out.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let plan = number_of(&format!("2 {SOURCES:?} {SPEECH:?} {EXCERPT} {EXCERPTS} {DECODED}"));
    world::build(root, "sounds", "wav", plan, SOURCES, choose, store)
}

fn choose(folder: &Path, source: &Source) -> Result<Vec<(String, PathBuf)>, DataError> {
    let found = files(folder, &[".ogg", ".oga", ".wav", ".flac", ".mp3", ".aif", ".aiff"])?;
    let wanted = found.into_iter().filter(|path| {
        let name = path.to_string_lossy().to_lowercase();
        source.takes(path) && !SPEECH.iter().any(|word| name.contains(word))
    });
    let name = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    Ok(wanted.map(|path| (short(&name(&path)), path)).collect())
}

/// The last three parts of a path, without the extension.
fn short(path: &str) -> String {
    let path = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut parts: Vec<&str> = path.rsplit('/').take(3).collect();
    parts.reverse();
    parts.join("/")
}

/// Excerpts of a file as WAV files; empty where it cannot be decoded or is silent.
fn store(path: &Path) -> Result<Vec<Vec<u8>>, DataError> {
    let Some((samples, rate)) = decode(path, DECODED)? else { return Ok(Vec::new()) };
    excerpts(&samples, (EXCERPT * rate as f32) as usize)
        .into_iter()
        .map(|part| wav(&levelled(part), rate))
        .collect()
}

/// Up to [`EXCERPTS`] evenly spaced parts of `len` samples each, without nearly silent ones.
fn excerpts(samples: &[f32], len: usize) -> Vec<&[f32]> {
    let peak = |part: &[f32]| part.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
    let loudest = peak(samples);
    let count = (samples.len() / len.max(1)).clamp(1, EXCERPTS);
    let room = samples.len().saturating_sub(len);
    (0..count)
        .map(|index| {
            let start = if count > 1 { room * index / (count - 1) } else { 0 };
            &samples[start..(start + len).min(samples.len())]
        })
        .filter(|part| peak(part) > 0.05 * loudest && peak(part) > 0.003)
        .collect()
}

/// The samples with their peak at 0.9.
fn levelled(samples: &[f32]) -> Vec<f32> {
    let peak = samples.iter().fold(1e-6f32, |peak, value| peak.max(value.abs()));
    samples.iter().map(|value| value / peak * 0.9).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_spread_and_never_silent() {
        let mut samples = vec![0.5f32; 1000];
        assert_eq!(excerpts(&samples, 100).len(), EXCERPTS);
        assert_eq!(excerpts(&samples[..50], 100), [&samples[..50]]);
        samples[800..].fill(0.0);
        assert_eq!(excerpts(&samples, 100).len(), EXCERPTS - 1);
        assert!(excerpts(&[0.0; 1000], 100).is_empty());
    }

    #[test]
    fn what_is_stored_can_be_decoded() {
        let samples: Vec<f32> = (0..4000).map(|i| (i as f32 * 0.05).sin() * 0.3).collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("tone.wav");
        std::fs::write(&path, wav(&levelled(&samples), 22_050).expect("a WAV file")).expect("written");
        let (decoded, rate) = decode(&path, DECODED).expect("readable").expect("a known format");
        assert_eq!((decoded.len(), rate), (4000, 22_050));
        let peak = decoded.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
        assert!((peak - 0.9).abs() < 0.01);
    }

    #[test]
    fn names_keep_three_parts() {
        assert_eq!(short("usr/share/sounds/theme/stereo/bell.oga"), "theme/stereo/bell");
    }
}
