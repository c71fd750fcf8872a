//! Words that one voice says several times.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::{TrainError, folder::list, voices::load_sound};

/// Speech programs, and how many parts of a file's name, between dashes, name the voice.
pub(super) type Engines = &'static [(&'static str, usize)];

/// Held-out programs whose voices say a word several times, at other pitches and paces.
pub(super) const OF_ONE_VOICE: Engines = &[("pico", 3), ("festival", 2)];

/// A program that is trained on, by which many speakers say each word; they pass for one voice here.
pub(super) const OF_MANY_VOICES: Engines = &[("kokoro", 1)];

/// A voice and its words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Voice {
    /// Its name.
    pub(super) name: String,
    /// Of each word all sayings, at least two, mono at 44.1 kHz.
    pub(super) words: Vec<Vec<Vec<i16>>>,
}

/// Loads the words of these programs, but no digits, of `speech/<word>/<engine>-<voice>-<way>.wav` and `unmet_words/...` in `folder`;
/// none where a folder is missing.
pub(super) fn load_voices(folder: &Path, engines: Engines) -> Result<Vec<Voice>, TrainError> {
    let mut files = Vec::new();
    for side in ["speech", "unmet_words"] {
        let side = folder.join(side);
        let words = if side.is_dir() { list(&side)? } else { Vec::new() };
        for word in words {
            let name = word.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.parse::<usize>().is_ok() {
                continue;
            }
            for path in list(&word)? {
                if let Some(voice) = voice_of(&path, engines) {
                    files.push(((voice, name.clone()), path));
                }
            }
        }
    }
    let mut sayings: BTreeMap<(String, String), Vec<Vec<i16>>> = BTreeMap::new();
    let loaded = files.into_par_iter().map(|(of, path)| Ok((of, load_sound(&path)?)));
    for (of, pcm) in loaded.collect::<Result<Vec<_>, TrainError>>()? {
        if !pcm.is_empty() {
            sayings.entry(of).or_default().push(pcm);
        }
    }
    let mut voices: Vec<Voice> = Vec::new();
    for ((name, _), sayings) in sayings.into_iter().filter(|(_, sayings)| sayings.len() > 1) {
        match voices.last_mut().filter(|voice| voice.name == name) {
            Some(voice) => voice.words.push(sayings),
            None => voices.push(Voice { name, words: vec![sayings] }),
        }
    }
    Ok(voices)
}

fn voice_of(path: &Path, engines: Engines) -> Option<String> {
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let parts: Vec<&str> = stem.split('-').collect();
    let (_, named) = engines.iter().find(|(engine, _)| *engine == parts[0])?;
    (parts.len() > *named).then(|| parts[..*named].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sayings_are_of_one_voice_and_one_word() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str| {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 16_000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut wav = hound::WavWriter::create(path, spec).unwrap();
            (0..800).for_each(|at| wav.write_sample(((at as f32 * 0.3).sin() * 9000.0) as i16).unwrap());
            wav.finalize().unwrap();
        };
        assert!(load_voices(root.path(), OF_ONE_VOICE).unwrap().is_empty());
        let files = [
            "speech/7/pico-en-US-0.wav",
            "speech/7/pico-en-US-1.wav",
            "speech/yes/pico-en-US-0.wav",
            "speech/yes/pico-en-US-3.wav",
            "speech/yes/pico-en-GB-3.wav",
            "speech/yes/espeak-en-us-max.wav",
            "unmet_words/hero/pico-en-US-1.wav",
            "unmet_words/hero/pico-en-US-2.wav",
            "unmet_words/hero/festival-ked-1.25-105.wav",
            "unmet_words/hero/festival-ked-1-105.wav",
        ];
        files.into_iter().for_each(write);
        let voices = load_voices(root.path(), OF_ONE_VOICE).unwrap();
        let found: Vec<(&str, Vec<usize>)> = voices
            .iter()
            .map(|voice| (voice.name.as_str(), voice.words.iter().map(Vec::len).collect()))
            .collect();
        assert_eq!(found, [("festival-ked", vec![2]), ("pico-en-US", vec![2, 2])]);
    }
}
