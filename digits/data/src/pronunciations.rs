//! Words' pronunciations by flite. It is started anew for each word, so what it said is kept in
//! `cache/pronunciations.txt`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use super::{DataError, execute, formant::Pronunciation, world::in_parallel, write};

/// The pronunciations of all `texts`.
///
/// # Errors
/// [`DataError`] where flite is missing, or names a phone that nobody knows.
pub(super) fn pronunciations<'a>(
    root: &Path,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, Pronunciation>, DataError> {
    let path = root.join("cache/pronunciations.txt");
    // Lines of a text, a tab and its phones.
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let mut phones: BTreeMap<&str, String> = kept
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(text, said)| (text, said.into()))
        .collect();
    let texts: BTreeSet<&str> = texts.into_iter().collect();
    let missing: Vec<&str> = texts.iter().copied().filter(|text| !phones.contains_key(text)).collect();
    if !missing.is_empty() {
        phones.extend(in_parallel(&missing, |text| Ok((*text, say(text)?)))?);
        let lines: String = phones.iter().map(|(text, said)| format!("{text}\t{said}\n")).collect();
        write(&path, lines.as_bytes())?;
    }
    let parsed = |text: &str| Ok((text.to_owned(), Pronunciation::parse(&phones[text])?));
    texts.into_iter().map(parsed).collect()
}

/// flite's names of the phones in a text.
fn say(text: &str) -> Result<String, DataError> {
    // Not flite's first voice, kal, which pronounces every "ah" as "aa".
    let said = execute(Command::new("flite").args(["-voice", "rms", "-ps", "-t", text, "-o", "none"]))?;
    Ok(String::from_utf8_lossy(&said).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            formant::{self, RATE},
            words::words,
        },
        *,
    };

    /// What flite 2.2 says of every planned word (`flite -voice rms -ps -t WORD -o none`), in the form of the kept
    /// file, as flite is not everywhere that the tests run.
    const SAID: &str = include_str!("words/pronunciations.txt");

    #[test]
    fn every_planned_word_can_be_said() {
        let texts: BTreeSet<&str> = words(&[]).map(|word| word.text).collect();
        let kept: BTreeSet<&str> = SAID.lines().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
        assert_eq!(kept, texts, "words/pronunciations.txt has to have the planned words");
        let root = tempfile::tempdir().expect("a folder");
        write(&root.path().join("cache/pronunciations.txt"), SAID.as_bytes()).expect("written");
        for (text, pronunciation) in pronunciations(root.path(), texts).expect("known phones") {
            assert!(formant::say(&pronunciation, 1).len() > RATE as usize / 5, "{text}");
        }
    }

    #[test]
    fn flite_says_what_is_kept() {
        if Command::new("flite").arg("--version").output().is_err() {
            println!("flite is not installed: its answers are not compared");
            return;
        }
        for line in SAID.lines().step_by(97) {
            let (text, said) = line.split_once('\t').expect("a text and its phones");
            assert_eq!(say(text).expect("flite answers"), said, "{text}");
        }
    }

    #[test]
    fn what_is_kept_is_not_asked_for_again() {
        let root = tempfile::tempdir().expect("a folder");
        let kept = "no such word\tpau n ow pau\nother\tpau ah pau\n";
        write(&root.path().join("cache/pronunciations.txt"), kept.as_bytes()).expect("written");
        let found = pronunciations(root.path(), ["no such word"]).expect("kept");
        assert_eq!(found["no such word"].names().collect::<Vec<_>>(), ["n", "ow"]);
        assert_eq!(found.len(), 1);
    }
}
