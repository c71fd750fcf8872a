//! The plan: which voice says which word, and on which side of the split.
//!
//! Beside the voices of speech programs there are those of this project's synthesiser, [`super::formant`], and of the
//! tube model, [`super::gnuspeech`], which both make any number of speakers, all of them trained on; and those of
//! neural synthesisers, [`super::neural`].
//!
//! Held out are festival and SVOX Pico as whole engines; every fifth variant of espeak-ng, and one accent; four of
//! Kokoro's voices; and the voices recorded for telephones. Nothing of these is trained on, but the recipe and the
//! page's model were chosen by results on all of them. festival's voices kal and slt are left out, as flite has the
//! same speakers.
//!
//! What else people say is planned in [`super::people`].

use std::path::{Path, PathBuf};

use super::{
    DataError, Split,
    neural::{Speaker, speakers},
    packages::files,
    words::{held_out, words},
};
use crate::media::SAYTIME;

/// Accents of espeak-ng; the last is held out.
const ACCENTS: [&str; 8] = [
    "en-us",
    "en-gb",
    "en-gb-x-rp",
    "en-us-nyc",
    "en-gb-x-gbclan",
    "en-029",
    "en-gb-x-gbcwmd",
    "en-gb-scotland",
];

/// flite's voices, all trained on.
const FLITE: [&str; 5] = ["kal", "kal16", "awb", "rms", "slt"];

/// Duration factor (higher is slower) and mean pitch in hertz of flite's words; `None` is the voice's own pitch.
const FLITE_WAYS: [(f32, Option<u32>); 10] = [
    (1.0, None),
    (1.3, None),
    (0.85, None),
    (1.1, Some(85)),
    (1.15, Some(150)),
    (1.0, Some(210)),
    (1.2, Some(110)),
    (0.9, Some(180)),
    (1.05, Some(250)),
    (1.4, Some(130)),
];

/// Duration factor and mean pitch in hertz of festival's words.
const FESTIVAL_WAYS: [(f32, u32); 6] =
    [(1.0, 105), (1.25, 105), (0.85, 120), (1.1, 85), (1.0, 150), (1.2, 130)];

/// Pico's voices, by their languages; all held out.
const PICO: [&str; 2] = ["en-US", "en-GB"];

/// Pitch and speed of Pico's words, in percent of the voice's own.
const PICO_WAYS: [(u32, u32); 10] = [
    (100, 100),
    (75, 100),
    (135, 100),
    (100, 80),
    (100, 130),
    (85, 90),
    (120, 115),
    (110, 90),
    (90, 120),
    (128, 85),
];

/// Number of held-out everyday words that one of Pico's voices says in several ways, and how many ways those are at
/// least: with them, words said anew by a voice that has said them before can be evaluated.
const SAID_ANEW: usize = 40;
const WAYS_ANEW: usize = 4;

/// Number of speakers of the rule-based synthesiser, all trained on.
const FORMANT_SPEAKERS: u64 = 1000;

/// Number of gnuspeech's speakers, all trained on.
const GNUSPEECH_SPEAKERS: u64 = 200;

/// Allison Smith's prompts in Debian's `asterisk-core-sounds-en-wav`.
const ALLISON: &str = "/usr/share/asterisk/sounds/en_US_f_Allison";

/// One file to make.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saying {
    /// Side of the split.
    pub(super) split: Split,
    /// Folder: a digit as a numeral, like the model's class names, or another word.
    pub(super) folder: String,
    /// The spoken text.
    pub(super) text: String,
    /// File name without extension; the part before the first `-` is the engine.
    pub(super) voice: String,
    /// How it is made.
    pub(super) maker: Maker,
}

/// How a spoken word is made.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Maker {
    /// By espeak-ng.
    Espeak { voice: String, pitch: u32, words_a_minute: u32 },
    /// By flite.
    Flite { voice: &'static str, stretch: f32, pitch: Option<u32> },
    /// By festival.
    Festival { voice: &'static str, stretch: f32, pitch: u32 },
    /// By SVOX Pico.
    Pico { language: &'static str, pitch: u32, speed: u32 },
    /// By this project's rule-based synthesiser, with the speaker of this seed.
    Formant { seed: u64 },
    /// By gnuspeech, with the speaker of this seed.
    Gnuspeech { seed: u64 },
    /// By a neural synthesiser.
    Neural(Speaker),
    /// A copy of an existing recording.
    Copy(PathBuf),
    /// The first seconds of a recording in any common format.
    Beginning(PathBuf),
    /// A recording in a Sun `.au` file, mu-law at 8 kHz.
    SunAudio(PathBuf),
}

/// A voice's side of the split, its name and how it is made.
type Voice = (Split, String, Maker);

/// All words spoken by synthesisers; `variants` are espeak-ng's, and `more` further words.
pub(super) fn by_synthesisers(variants: &[String], more: &[String]) -> Vec<Saying> {
    let mut sayings = Vec::new();
    for (number, word) in words(more).enumerate() {
        let folder = word.digit.map_or_else(|| word.text.replace(' ', "_"), |digit| digit.to_string());
        let chosen = |voices: Vec<Voice>, every: usize| {
            voices.into_iter().enumerate().filter(move |(index, _)| (index + number).is_multiple_of(every))
        };
        let voices = chosen(synthesised(variants), word.one_in.programs)
            .chain(chosen(neural(), word.one_in.neural))
            .chain(chosen(formant(), word.one_in.formant))
            .chain(chosen(gnuspeech(), word.one_in.gnuspeech))
            .chain(chosen(pico(), word.one_in.pico));
        let mut voices: Vec<Voice> = voices.map(|(_, voice)| voice).collect();
        if let Some(unmet) = held_out().take(SAID_ANEW).position(|unmet| unmet == word.text) {
            say_anew(&mut voices, PICO[unmet % PICO.len()], number);
        }
        voices.retain(|(split, ..)| word.only.is_none_or(|only| only == *split));
        sayings.extend(voices.into_iter().map(|(split, voice, maker)| Saying {
            split,
            folder: folder.clone(),
            text: word.text.to_owned(),
            voice,
            maker,
        }));
    }
    sayings
}

/// Adds ways of one of Pico's voices until there are [`WAYS_ANEW`], beginning with another way for each word.
fn say_anew(voices: &mut Vec<Voice>, language: &str, number: usize) {
    let mut ways: Vec<Voice> = pico()
        .into_iter()
        .filter(|(.., maker)| matches!(maker, Maker::Pico { language: spoken, .. } if *spoken == language))
        .collect();
    ways.rotate_left(number % PICO_WAYS.len());
    let (said, unsaid): (Vec<Voice>, Vec<Voice>) = ways.into_iter().partition(|way| voices.contains(way));
    voices.extend(unsaid.into_iter().take(WAYS_ANEW.saturating_sub(said.len())));
}

/// The voices of the rule-based synthesiser.
fn formant() -> Vec<Voice> {
    (0..FORMANT_SPEAKERS)
        .map(|seed| (Split::Train, format!("formant-{seed}"), Maker::Formant { seed }))
        .collect()
}

/// gnuspeech's speakers.
fn gnuspeech() -> Vec<Voice> {
    (0..GNUSPEECH_SPEAKERS)
        .map(|seed| (Split::Train, format!("gnuspeech-{seed}"), Maker::Gnuspeech { seed }))
        .collect()
}

/// The voices of neural synthesisers.
fn neural() -> Vec<Voice> {
    speakers().into_iter().map(|(split, voice, speaker)| (split, voice, Maker::Neural(speaker))).collect()
}

/// Pico's voices.
fn pico() -> Vec<Voice> {
    let mut voices = Vec::new();
    for language in PICO {
        for (way, (pitch, speed)) in PICO_WAYS.into_iter().enumerate() {
            let maker = Maker::Pico { language, pitch, speed };
            voices.push((Split::HeldOut, format!("pico-{language}-{way}"), maker));
        }
    }
    voices
}

/// The voices of speech programs, except Pico's.
fn synthesised(variants: &[String]) -> Vec<Voice> {
    let mut voices = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        // Two accents for each variant.
        for accent in [index % (ACCENTS.len() - 1), (index * 3 + 2) % (ACCENTS.len() - 1)] {
            let split = if index % 5 == 4 { Split::HeldOut } else { Split::Train };
            let accent = if split == Split::HeldOut { ACCENTS[ACCENTS.len() - 1] } else { ACCENTS[accent] };
            let maker = Maker::Espeak {
                voice: format!("{accent}+{variant}"),
                pitch: 35 + (index as u32 * 17) % 40,
                words_a_minute: 120 + (index as u32 * 29) % 70,
            };
            voices.push((split, format!("espeak-{accent}-{variant}"), maker));
        }
    }
    for voice in FLITE {
        for (stretch, pitch) in FLITE_WAYS {
            let name = pitch.map_or("own".to_owned(), |hertz| hertz.to_string());
            let maker = Maker::Flite { voice, stretch, pitch };
            voices.push((Split::Train, format!("flite-{voice}-{stretch}-{name}"), maker));
        }
    }
    for (stretch, pitch) in FESTIVAL_WAYS {
        let maker = Maker::Festival { voice: "voice_ked_diphone", stretch, pitch };
        voices.push((Split::HeldOut, format!("festival-ked-{stretch}-{pitch}"), maker));
    }
    voices
}

/// Digits and other words of the recorded voices in programs for telephones.
pub(super) fn recorded() -> Result<Vec<Saying>, DataError> {
    let saying = |folder: String, voice: &str, maker: Maker| Saying {
        split: Split::HeldOut,
        text: folder.clone(),
        folder,
        voice: format!("recorded-{voice}"),
        maker,
    };
    let mut sayings = Vec::new();
    for digit in 0..10 {
        let name = digit.to_string();
        sayings.push(saying(
            name.clone(),
            "allison",
            Maker::Copy(format!("{ALLISON}/digits/{digit}.wav").into()),
        ));
        sayings.push(saying(name, "dawson", Maker::SunAudio(format!("{SAYTIME}/{digit}.au").into())));
    }
    for path in files(&Path::new(ALLISON).join("phonetic"), &[".wav"])? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().replace("_p", "");
        if name.len() == 1 && name.chars().all(|c| c.is_ascii_alphabetic()) {
            sayings.push(saying(format!("phonetic_{name}"), "allison", Maker::Copy(path)));
        }
    }
    for word in ["am", "and", "exactly", "hours", "minutes", "oclock", "pm", "seconds", "the_time_is"] {
        sayings.push(saying(
            word.to_owned(),
            "dawson",
            Maker::SunAudio(format!("{SAYTIME}/{word}.au").into()),
        ));
    }
    Ok(sayings)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_voice_is_on_both_sides() {
        let variants: Vec<String> = (0..50).map(|index| format!("variant{index}")).collect();
        let side = |wanted: Split| -> BTreeSet<String> {
            let voices = synthesised(&variants)
                .into_iter()
                .chain(neural())
                .chain(formant())
                .chain(gnuspeech())
                .chain(pico());
            voices.filter(|(split, ..)| *split == wanted).map(|(_, voice, _)| voice).collect()
        };
        let (train, held_out) = (side(Split::Train), side(Split::HeldOut));
        assert!(train.is_disjoint(&held_out));
        // Nothing of the held-out engine, and no held-out variant or accent, is trained on.
        assert!(train.iter().all(|voice| !voice.starts_with("festival")));
        assert!(held_out.iter().any(|voice| voice.starts_with("festival")));
        assert!(train.iter().all(|voice| !voice.starts_with("pico")));
        assert_eq!(held_out.iter().filter(|voice| voice.starts_with("pico-en-")).count(), 20);
        assert!(held_out.iter().all(|voice| !voice.starts_with("formant")));
        let variant = |voice: &String| voice.rsplit('-').next().map(str::to_owned);
        let espeak = |voices: &BTreeSet<String>| -> BTreeSet<Option<String>> {
            voices.iter().filter(|voice| voice.starts_with("espeak")).map(variant).collect()
        };
        assert!(espeak(&train).is_disjoint(&espeak(&held_out)));
        assert!(train.iter().all(|voice| !voice.contains(ACCENTS[ACCENTS.len() - 1])));
    }

    #[test]
    fn pico_says_all_digits_and_is_never_trained_on() {
        let sayings = by_synthesisers(&[], &[]);
        let pico: Vec<&Saying> = sayings.iter().filter(|saying| saying.voice.starts_with("pico-")).collect();
        assert!(pico.iter().all(|saying| matches!(saying.maker, Maker::Pico { .. })));
        assert!(pico.iter().all(|saying| saying.split == Split::HeldOut));
        let count = |folder: &str| pico.iter().filter(|saying| saying.folder == folder).count();
        assert!((0..10).all(|digit| count(&digit.to_string()) == 20));
        assert!(["yes", "computer", "the"].iter().all(|word| (6..=7).contains(&count(word))));
        assert!((1..=2).contains(&count("hero")));
    }

    #[test]
    fn some_held_out_words_are_said_in_several_ways_by_one_voice() {
        let sayings = by_synthesisers(&[], &[]);
        let most = |word: &str| {
            let ways = |language: &str| {
                let of = |saying: &&Saying| saying.text == word && saying.voice.contains(language);
                sayings.iter().filter(of).map(|saying| &saying.voice).collect::<BTreeSet<_>>().len()
            };
            PICO.into_iter().map(ways).max().unwrap_or_default()
        };
        let anew = held_out().filter(|word| most(word) >= WAYS_ANEW).count();
        assert_eq!(anew, SAID_ANEW);
        // Every seventh way, as before, and nothing twice.
        let all = sayings.iter().map(|saying| (&saying.folder, &saying.voice)).collect::<BTreeSet<_>>();
        assert_eq!(all.len(), sayings.len());
    }

    #[test]
    fn further_words_are_said_by_few_voices_that_are_trained_on() {
        let variants: Vec<String> = (0..100).map(|index| format!("variant{index}")).collect();
        let more: Vec<String> = (0..500).map(|index| format!("word{index}")).collect();
        let (with, without) = (by_synthesisers(&variants, &more), by_synthesisers(&variants, &[]));
        assert_eq!(with[..without.len()], without);
        let added = &with[without.len()..];
        assert!(added.iter().all(|saying| saying.split == Split::Train));
        assert!((1000..2000).contains(&added.len()), "{}", added.len());
        assert!(more.iter().all(|word| added.iter().any(|saying| saying.text == *word)));
    }

    #[test]
    fn speakers_by_rule_say_all_digits_and_some_words() {
        let sayings = by_synthesisers(&[], &[]);
        let count = |folder: &str| {
            let formant = |saying: &&Saying| matches!(saying.maker, Maker::Formant { .. });
            sayings.iter().filter(|saying| saying.folder == folder).filter(formant).count()
        };
        assert!((0..10).all(|digit| count(&digit.to_string()) == 1000));
        // A word that is close to a digit is only used for evaluation, never for training.
        assert_eq!((count("yes"), count("music"), count("hero")), (250, 50, 0));
        let mut hero = sayings.iter().filter(|saying| saying.folder == "hero").peekable();
        assert!(hero.peek().is_some() && hero.all(|saying| saying.split == Split::HeldOut));
    }

    #[test]
    fn words_that_are_held_out_are_said_by_voices_that_are_held_out() {
        let sayings = by_synthesisers(
            &(0..100).map(|index| format!("variant{index}")).collect::<Vec<_>>(),
            &["gallop".into()],
        );
        for word in words(&[]).filter(|word| word.digit.is_none()) {
            let said: Vec<&Saying> = sayings.iter().filter(|saying| saying.text == word.text).collect();
            assert!(!said.is_empty(), "nobody says {}", word.text);
            assert!(
                said.iter().all(|saying| word.only.is_none_or(|only| only == saying.split)),
                "{}",
                word.text
            );
        }
        let gnuspeech: Vec<&Saying> =
            sayings.iter().filter(|saying| matches!(saying.maker, Maker::Gnuspeech { .. })).collect();
        assert!(gnuspeech.iter().all(|saying| saying.split == Split::Train));
        assert_eq!(gnuspeech.iter().filter(|saying| saying.folder == "4").count(), 200);
    }
}
