//! Spoken words from a data folder.

use std::path::Path;

use rayon::prelude::*;

use super::{TrainError, folder::list};
use tvlt::processor::audio::resample;

/// Share of the peak below which samples at the ends of a word count as silence. An f or a v may begin at a hundredth.
const QUIET: f32 = 0.005;

/// Groups of held-out voices, by their distance from the trained ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceGroup {
    /// Other voices of an engine that is trained on (espeak-ng and Kokoro).
    OtherVoices,
    /// A speech synthesiser that is not trained on at all (festival).
    OtherEngine,
    /// A second synthesiser that is not trained on (SVOX Pico). The page's model was chosen by figures of this group too.
    /// It speaks only where this group is chosen, so that figures for "any voice" stay comparable with earlier ones.
    UnseenEngine,
    /// People, none of whom is trained on.
    Recorded,
    /// People of whom many recordings were given to `cargo xtask data --people`, and others' recorded words. On either
    /// side of the split are other people.
    People,
}

impl VoiceGroup {
    /// Whether this group belongs to a choice of one group, or of any.
    pub(super) fn has_part_in(self, choice: Option<Self>) -> bool {
        choice.map_or(self != Self::UnseenEngine, |group| self == group)
    }
}

/// A recording of a spoken word.
#[derive(Debug, Clone, Default)]
pub(super) struct Saying {
    /// Mono at 44.1 kHz.
    pub(super) pcm: Vec<i16>,
    /// Number of the person or voice in [`Engine::speakers`].
    pub(super) speaker: usize,
    /// Row of its features in the teachers' table, if it has any.
    pub(super) row: Option<usize>,
}

/// Spoken words of one kind of voice: the same synthesiser, or recordings.
#[derive(Debug)]
pub(super) struct Engine {
    /// Its distance from the voices on the other side of the split.
    pub(super) group: VoiceGroup,
    /// How often it is chosen, relative to the others in a choice.
    pub(super) weight: f32,
    /// Names of its voices, as the second part of the files' names has them.
    pub(super) speakers: Vec<String>,
    /// Recordings of each digit.
    pub(super) digits: [Vec<Saying>; 10],
    /// Recordings of other words.
    pub(super) others: Vec<Saying>,
    /// Recordings of words that do not occur on the other side of the split.
    pub(super) unmet: Vec<Saying>,
}

impl Engine {
    /// The numbers of the voices that say every digit.
    pub(super) fn digit_speakers(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.speakers.len()).filter(|speaker| {
            self.digits.iter().all(|sayings| sayings.iter().any(|saying| saying.speaker == *speaker))
        })
    }
}

/// Kinds of spoken words.
#[derive(Debug, Clone, Copy)]
enum Said {
    Digit(usize),
    Other,
    Unmet,
}

/// Loads `speech/<word>/<engine>-<voice>.wav` in `folder`, and the same in `unmet_words`, grouped by engine. `row`
/// tells the row of a file, by its path in `folder`, in the teachers' table.
pub(super) fn load_engines(
    folder: &Path,
    row: impl Fn(&str) -> Option<usize> + Sync,
) -> Result<Vec<Engine>, TrainError> {
    let mut files = Vec::new();
    for word in list(&folder.join("speech"))? {
        let name = word.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let digit = name.parse::<usize>().ok().filter(|digit| *digit < 10);
        let said = digit.map_or(Said::Other, Said::Digit);
        files.extend(list(&word)?.into_iter().map(|path| (said, path)));
    }
    let unmet = folder.join("unmet_words");
    if unmet.is_dir() {
        for word in list(&unmet)? {
            files.extend(list(&word)?.into_iter().map(|path| (Said::Unmet, path)));
        }
    }
    let sayings: Vec<(Said, String, String, Saying)> = files
        .into_par_iter()
        .map(|(said, path)| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut parts = name.split('-').map(str::to_owned);
            let (engine, speaker) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let inside = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let saying = Saying { pcm: load_sound(&path)?, speaker: 0, row: row(&inside) };
            Ok((said, engine, speaker, saying))
        })
        .collect::<Result<_, TrainError>>()?;
    // espeak has many voices, but they are similar; flite has few people's. The rule-based speakers all differ, and
    // most of gnuspeech's do. Kokoro has many, which are closest to people. Piper and hibari have one voice each.
    // People are the visitors, and the most frequent, although few of them speak digits here.
    let known = [
        ("espeak", VoiceGroup::OtherVoices, 0.2),
        ("flite", VoiceGroup::OtherVoices, 0.15),
        ("formant", VoiceGroup::OtherVoices, 0.2),
        ("gnuspeech", VoiceGroup::OtherVoices, 0.15),
        ("kokoro", VoiceGroup::OtherVoices, 0.35),
        ("piper", VoiceGroup::OtherVoices, 0.06),
        ("hibari", VoiceGroup::OtherVoices, 0.04),
        ("festival", VoiceGroup::OtherEngine, 0.3),
        ("pico", VoiceGroup::UnseenEngine, 0.15),
        ("recorded", VoiceGroup::Recorded, 0.2),
        ("people", VoiceGroup::People, 0.8),
    ];
    let mut engines: Vec<Engine> = known
        .iter()
        .map(|&(_, group, weight)| Engine {
            group,
            weight,
            speakers: Vec::new(),
            digits: Default::default(),
            others: Vec::new(),
            unmet: Vec::new(),
        })
        .collect();
    for (said, name, speaker, mut saying) in sayings {
        let number = known.iter().position(|(engine, ..)| *engine == name);
        let Some(engine) = number.and_then(|number| engines.get_mut(number)) else { continue };
        if saying.pcm.is_empty() {
            continue;
        }
        let known = engine.speakers.iter().position(|known| *known == speaker);
        saying.speaker = known.unwrap_or_else(|| {
            engine.speakers.push(speaker);
            engine.speakers.len() - 1
        });
        match said {
            Said::Digit(digit) => engine.digits[digit].push(saying),
            Said::Other => engine.others.push(saying),
            Said::Unmet => engine.unmet.push(saying),
        }
    }
    engines.retain(|engine| !engine.speakers.is_empty());
    Ok(engines)
}

/// Loads a WAV file as mono 44.1 kHz, without the silence at both ends, with its peak at 0.9; empty where it is
/// silent.
pub(super) fn load_sound(path: &Path) -> Result<Vec<i16>, TrainError> {
    let wrong = |source| TrainError::Wav { path: path.to_owned(), source };
    let mut reader = hound::WavReader::open(path).map_err(wrong)?;
    let spec = reader.spec();
    let scale = 1.0 / (1u32 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Int => reader
            .samples::<i32>()
            .map(|sample| sample.map(|value| value as f32 * scale))
            .collect::<Result<_, _>>(),
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>(),
    }
    .map_err(wrong)?;
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<f32> = samples.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>()).collect();
    let peak = mono.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
    let heard = |value: &f32| value.abs() > QUIET * peak;
    let (Some(first), Some(last)) = (mono.iter().position(heard), mono.iter().rposition(heard)) else {
        return Ok(Vec::new());
    };
    // A margin of 20 ms is kept on both sides.
    let margin = spec.sample_rate as usize / 50;
    let word = &mono[first.saturating_sub(margin)..(last + margin).min(mono.len())];
    let resampled = resample(word, spec.sample_rate, 44_100)?;
    Ok(resampled.iter().map(|value| (value / peak * 0.9 * 32_767.0) as i16).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_digits_others_or_unmet_by_their_folder() {
        let root = tempfile::tempdir().unwrap();
        let write = |word: &str| {
            let folder = root.path().join(word);
            std::fs::create_dir_all(&folder).unwrap();
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 16_000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut wav = hound::WavWriter::create(folder.join("pico-en-0.wav"), spec).unwrap();
            (0..800).for_each(|at| wav.write_sample(((at as f32 * 0.3).sin() * 9000.0) as i16).unwrap());
            wav.finalize().unwrap();
        };
        (0..10).for_each(|digit| write(&format!("speech/{digit}")));
        ["speech/yes", "speech/no", "unmet_words/about"].into_iter().for_each(write);
        let engines = load_engines(root.path(), |_| None).unwrap();
        assert_eq!(engines.len(), 1);
        assert_eq!(engines[0].group, VoiceGroup::UnseenEngine);
        assert!(engines[0].digits.iter().all(|sayings| sayings.len() == 1));
        assert_eq!((engines[0].others.len(), engines[0].unmet.len()), (2, 1));
    }

    #[test]
    fn the_unseen_engine_speaks_only_when_asked_for() {
        use VoiceGroup::{OtherEngine, OtherVoices, People, Recorded, UnseenEngine};
        for group in [OtherVoices, OtherEngine, Recorded, People] {
            assert!(group.has_part_in(None) && group.has_part_in(Some(group)));
            assert!(!group.has_part_in(Some(UnseenEngine)));
        }
        assert!(UnseenEngine.has_part_in(Some(UnseenEngine)));
        assert!(!UnseenEngine.has_part_in(None) && !UnseenEngine.has_part_in(Some(OtherEngine)));
    }
}
