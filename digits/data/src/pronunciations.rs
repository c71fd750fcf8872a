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

    #[test]
    fn every_planned_word_can_be_said() {
        if Command::new("flite").arg("--version").output().is_err() {
            return;
        }
        let root = tempfile::tempdir().expect("a folder");
        let texts = words(&[]).map(|word| word.text);
        for (text, pronunciation) in pronunciations(root.path(), texts).expect("known phones") {
            assert!(formant::say(&pronunciation, 1).len() > RATE as usize / 5, "{text}");
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
