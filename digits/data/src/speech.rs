//! Spoken digits and other words, from speech synthesisers, one of them this project's own, and recorded people.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    DataError, Split,
    decode::beginning,
    dictionary::more_words,
    execute,
    formant::{self, Pronunciation},
    gnuspeech, neural,
    packages::files,
    people::{in_games, recordings},
    pico,
    pronunciations::pronunciations,
    read,
    sun_audio::sun_to_wav,
    voices::{Maker, Saying, by_synthesisers, recorded},
    wav::wav,
    words::is_unmet,
    world::in_parallel,
    write,
};

/// Folder of the digits and of most other words.
pub(super) const SPEECH: &str = "speech";

/// Folder of the held-out everyday words.
const UNMET: &str = "unmet_words";

/// Writes `<split>/speech/<word>/<voice>.wav` and `heldout/unmet_words/...`, and deletes files that are not planned.
/// `people` is a folder of recorded digits; without it, those of an earlier call stay.
pub(super) fn build(root: &Path, people: Option<&Path>) -> Result<(), DataError> {
    let sayings = plan(root, people)?;
    let mut stale = stale(root, &sayings)?;
    stale.retain(|path| people.is_some() || !is_a_persons_digit(path));
    if !stale.is_empty() {
        println!("data: {} spoken words of an earlier plan deleted", stale.len());
    }
    for path in stale {
        fs::remove_file(&path).map_err(|source| DataError::File { path, source })?;
    }
    let mut missing: Vec<&Saying> = sayings.iter().filter(|saying| !path(root, saying).exists()).collect();
    // These are synthesised in one batch, as the synthesisers take long to load.
    let by_tube: Vec<gnuspeech::Job<'_>> = missing
        .iter()
        .filter_map(|saying| match saying.maker {
            Maker::Gnuspeech { seed } => {
                Some(gnuspeech::Job { path: path(root, saying), text: &saying.text, seed })
            }
            _ => None,
        })
        .collect();
    gnuspeech::say(root, &by_tube)?;
    let jobs: Vec<neural::Job<'_>> = missing
        .iter()
        .filter_map(|saying| match &saying.maker {
            Maker::Neural(speaker) => {
                Some(neural::Job { path: path(root, saying), text: &saying.text, speaker })
            }
            _ => None,
        })
        .collect();
    neural::say(root, &jobs)?;
    missing.retain(|saying| !matches!(saying.maker, Maker::Neural(_) | Maker::Gnuspeech { .. }));
    if missing.is_empty() {
        return Ok(());
    }
    println!("data: {} spoken words", missing.len());
    if missing.iter().any(|saying| matches!(saying.maker, Maker::Pico { .. })) {
        pico::build(root)?;
    }
    let by_rule = missing.iter().filter(|saying| matches!(saying.maker, Maker::Formant { .. }));
    let pronunciations = pronunciations(root, by_rule.map(|saying| saying.text.as_str()))?;
    let done = AtomicUsize::new(0);
    in_parallel(&missing, |saying| {
        let count = done.fetch_add(1, Ordering::Relaxed);
        if count > 0 && count.is_multiple_of(500) {
            println!("data: {count} of {} spoken words", missing.len());
        }
        make(root, saying, &pronunciations)
    })?;
    Ok(())
}

/// All spoken words.
fn plan(root: &Path, people: Option<&Path>) -> Result<Vec<Saying>, DataError> {
    let mut sayings = by_synthesisers(&espeak_variants()?, &more_words(root)?);
    sayings.extend(recorded()?);
    sayings.extend(in_games(root)?);
    if let Some(folder) = people {
        sayings.extend(recordings(folder)?);
    }
    sayings.sort_by(|one, other| (&one.folder, &one.voice).cmp(&(&other.folder, &other.voice)));
    sayings.dedup_by(|one, other| one.folder == other.folder && one.voice == other.voice);
    Ok(sayings)
}

/// Whether a file is named as a recorded digit of a person is: `<digit>/people-<speaker>-<index>.wav`.
fn is_a_persons_digit(path: &Path) -> bool {
    let name = |path: Option<&Path>| path?.file_name()?.to_str().map(str::to_owned);
    let digit = name(path.parent()).is_some_and(|folder| folder.len() == 1 && folder.parse::<u8>().is_ok());
    digit && name(Some(path)).is_some_and(|file| file.starts_with("people-") && file.ends_with(".wav"))
}

fn path(root: &Path, saying: &Saying) -> PathBuf {
    let kind = if saying.split == Split::HeldOut && is_unmet(&saying.text) { UNMET } else { SPEECH };
    let folder = root.join(saying.split.folder()).join(kind).join(&saying.folder);
    folder.join(format!("{}.wav", saying.voice))
}

/// Files that are not in the plan, or no longer.
fn stale(root: &Path, sayings: &[Saying]) -> Result<Vec<PathBuf>, DataError> {
    let planned: BTreeSet<PathBuf> = sayings.iter().map(|saying| path(root, saying)).collect();
    let mut stale = Vec::new();
    for (split, kind) in [(Split::Train, SPEECH), (Split::HeldOut, SPEECH), (Split::HeldOut, UNMET)] {
        let folder = root.join(split.folder()).join(kind);
        if folder.exists() {
            stale.extend(files(&folder, &[""])?.into_iter().filter(|path| !planned.contains(path)));
        }
    }
    Ok(stale)
}

/// Names of espeak-ng's voice variants, sorted.
fn espeak_variants() -> Result<Vec<String>, DataError> {
    let listed = execute(Command::new("espeak-ng").arg("--voices=variant"))?;
    let mut variants: Vec<String> = String::from_utf8_lossy(&listed)
        .lines()
        .filter_map(|line| line.split("!v/").nth(1))
        .filter_map(|rest| rest.split_whitespace().next().map(str::to_owned))
        .collect();
    variants.sort();
    variants.dedup();
    Ok(variants)
}

fn make(
    root: &Path,
    saying: &Saying,
    pronunciations: &BTreeMap<String, Pronunciation>,
) -> Result<(), DataError> {
    let whole = path(root, saying);
    // It has another name until it is complete; after an interruption it is deleted, as it is not in the plan.
    let target = whole.with_extension("partial");
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|source| DataError::File { path: folder.to_owned(), source })?;
    }
    let text = saying.text.as_str();
    match &saying.maker {
        Maker::Espeak { voice, pitch, words_a_minute } => {
            execute(
                Command::new("espeak-ng")
                    .args(["-v", voice, "-p", &pitch.to_string(), "-s", &words_a_minute.to_string(), "-w"])
                    .arg(&target)
                    .arg(text),
            )?;
        }
        Maker::Flite { voice, stretch, pitch } => {
            let mut command = Command::new("flite");
            command.args(["-voice", voice, "--setf", &format!("duration_stretch={stretch}")]);
            if let Some(hertz) = pitch {
                command.args(["--setf", &format!("int_f0_target_mean={hertz}")]);
            }
            execute(command.args(["-t", text, "-o"]).arg(&target))?;
        }
        Maker::Festival { voice, stretch, pitch } => {
            let file = target.with_extension("txt");
            write(&file, text.as_bytes())?;
            let settings = format!(
                "(begin ({voice}) (Parameter.set 'Duration_Stretch {stretch}) \
                 (set! int_lr_params '((target_f0_mean {pitch}) (target_f0_std 14) \
                 (model_f0_mean 170) (model_f0_std 34))))"
            );
            execute(Command::new("text2wave").args(["-eval", &settings, "-o"]).arg(&target).arg(&file))?;
            fs::remove_file(&file).map_err(|source| DataError::File { path: file, source })?;
        }
        Maker::Pico { language, pitch, speed } => {
            write(&target, &pico::say(root, language, *pitch, *speed, text)?)?;
        }
        Maker::Formant { seed } => {
            let pronunciation = pronunciations
                .get(text)
                .ok_or_else(|| DataError::Form(format!("nobody knows how to pronounce \"{text}\"")))?;
            write(&target, &wav(&formant::say(pronunciation, *seed), formant::RATE)?)?;
        }
        // Synthesised already, in one batch.
        Maker::Neural(_) | Maker::Gnuspeech { .. } => return Ok(()),
        Maker::Copy(source) => write(&target, &read(source)?)?,
        Maker::Beginning(source) => match beginning(source)? {
            Some(bytes) => write(&target, &bytes)?,
            None => {
                println!("data: nothing is heard in {}", source.display());
                return Ok(());
            }
        },
        Maker::SunAudio(source) => write(&target, &sun_to_wav(&read(source)?, source)?)?,
    }
    fs::rename(&target, &whole).map_err(|source| DataError::File { path: whole, source })
}

#[cfg(test)]
mod tests {
    use super::{super::words::words, *};

    #[test]
    fn what_is_not_planned_is_stale() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let saying = Saying {
            split: Split::HeldOut,
            folder: "3".into(),
            text: "three".into(),
            voice: "festival-ked".into(),
            maker: Maker::Copy(PathBuf::new()),
        };
        let moved = Saying { split: Split::Train, ..saying.clone() };
        for saying in [&saying, &moved] {
            write(&path(folder.path(), saying), b"").expect("written");
        }
        let found = stale(folder.path(), std::slice::from_ref(&saying)).expect("readable");
        assert_eq!(found, [path(folder.path(), &moved)]);
        // Held-out everyday words have a folder of their own, which is searched too.
        let unmet = words(&[]).find(|word| is_unmet(word.text)).expect("a word");
        let unmet = Saying { folder: unmet.text.into(), text: unmet.text.into(), ..saying.clone() };
        assert!(path(folder.path(), &unmet).starts_with(folder.path().join("heldout/unmet_words")));
        write(&path(folder.path(), &unmet), b"").expect("written");
        assert!(stale(folder.path(), &[saying]).expect("readable").contains(&path(folder.path(), &unmet)));
    }

    #[test]
    fn digits_recorded_by_people_are_told_from_what_else_they_say() {
        let is = |path: &str| is_a_persons_digit(Path::new(path));
        assert!(is("data/train/speech/7/people-theo-12.wav"));
        assert!(!is("data/train/speech/tuxpaint-fr/people-animals_cow.wav"));
        assert!(
            !is("data/train/speech/7/espeak-en-us-Mike.wav") && !is("data/train/speech/7/people-x.partial")
        );
    }
}
