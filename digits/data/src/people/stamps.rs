//! Tux Paint's stamps: each has a picture, what it shows in many languages as text (`cow.txt`), and in some as a recording
//! (`cow_desc_fr.ogg`; `cow_desc.ogg` is English).

use std::path::{Path, PathBuf};

use super::{
    super::{DataError, packages::files, read},
    item::Item,
    numerals::Numerals,
};

/// Debian's package.
pub(super) const PACKAGE: &str = "tuxpaint-stamps-default";

/// Folder of the stamps in the package.
const FOLDER: &str = "usr/share/tuxpaint/stamps";

/// Folder of the numbers, and of the two folders that are about numbers.
const NUMBERS: &str = "symbols/math";
const ABOUT_NUMBERS: [&str; 2] = [NUMBERS, "symbols/money"];

/// What English is called.
const ENGLISH: &str = "en";

/// The English recordings of the digits: how a voice is called, and the end of its files' names.
const DIGITS: [(&str, &str); 2] = [("us", ""), ("gb", "_en_GB")];

/// A digit, the voice that says it, and the recording.
pub(super) fn digits(package: &Path) -> Vec<(usize, &'static str, PathBuf)> {
    let numbers = package.join(FOLDER).join(NUMBERS);
    let of = |(voice, end): (&'static str, &'static str)| {
        let numbers = numbers.clone();
        (0..10).map(move |digit| (digit, voice, numbers.join(format!("{digit}{end}.ogg"))))
    };
    DIGITS.into_iter().flat_map(of).collect()
}

/// What digits are called in all languages, by the texts of the numbers.
pub(super) fn numerals(package: &Path) -> Result<Numerals, DataError> {
    let mut numerals = Numerals::default();
    for digit in 0..10 {
        let texts = texts(&package.join(FOLDER).join(NUMBERS).join(format!("{digit}.txt")))?;
        texts.iter().for_each(|(language, text)| numerals.learn(language, text));
    }
    Ok(numerals)
}

/// All recordings of what stamps show, but for stamps about numbers.
pub(super) fn recordings(package: &Path) -> Result<Vec<Item>, DataError> {
    let folder = package.join(FOLDER);
    let mut items = Vec::new();
    for path in files(&folder, &[".ogg", ".wav"])? {
        let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().into_owned();
        let Some((stamp, language)) = parse(&name) else { continue };
        if ABOUT_NUMBERS.iter().any(|about| stamp.starts_with(about)) {
            continue;
        }
        let english = language.starts_with("en");
        let mut texts: Vec<(String, String)> = texts(&folder.join(format!("{stamp}.txt")))?
            .into_iter()
            .filter(|(other, _)| other == language || other == ENGLISH)
            // What sounds like an English digit matters only where English is spoken.
            .map(|(other, text)| (if english || other != ENGLISH { other } else { String::new() }, text))
            .collect();
        if let Some(letter) = letter(stamp) {
            // In English the letter is all that is said.
            if english {
                texts.clear();
            }
            texts.insert(0, (ENGLISH.to_owned(), letter));
        }
        items.push(Item {
            game: "tuxpaint",
            language: language.to_owned(),
            name: stamp.to_owned(),
            sounds_like: texts.first().filter(|_| english).map(|(_, text)| text.clone()),
            texts,
            path,
        });
    }
    Ok(items)
}

/// A stamp and the language in which the recording of this name tells what it shows. Names without a language are
/// those of the sounds that things make.
fn parse(name: &str) -> Option<(&str, &str)> {
    let stem = name.rsplit_once('.')?.0;
    let stem = stem.strip_suffix(".ogg").unwrap_or(stem);
    if let Some((stamp, language)) = stem.rsplit_once("_desc") {
        return match language.strip_prefix('_') {
            Some(language) => Some((stamp, language)),
            None => language.is_empty().then_some((stamp, ENGLISH)),
        };
    }
    stem.strip_suffix("_en_GB").map(|stamp| (stamp, "en_GB"))
}

/// The letter that is a stamp: "o" for "symbols/alphabets/english/filled/lowercase/o_filled".
fn letter(stamp: &str) -> Option<String> {
    let name = stamp.strip_prefix("symbols/alphabets/")?.rsplit('/').next()?;
    let letter = name.split('_').next()?.to_lowercase();
    (letter.chars().count() == 1).then_some(letter)
}

/// What a stamp shows by language: its text's first line is English, and the others are like "fr.utf8=Une vache.".
fn texts(path: &Path) -> Result<Vec<(String, String)>, DataError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    let english = text.lines().next().map(|line| (ENGLISH.to_owned(), line.trim().to_owned()));
    let others = text.lines().skip(1).filter_map(|line| line.split_once(".utf8="));
    let others = others.map(|(language, text)| (language.to_owned(), text.trim().to_owned()));
    Ok(english.into_iter().chain(others).collect())
}

#[cfg(test)]
mod tests {
    use super::{super::super::write, *};

    #[test]
    fn names_tell_stamp_and_language() {
        assert_eq!(parse("animals/cow_desc_fr.ogg"), Some(("animals/cow", "fr")));
        assert_eq!(parse("food/yam_desc_pt_BR.wav"), Some(("food/yam", "pt_BR")));
        assert_eq!(parse("animals/cow_desc.ogg"), Some(("animals/cow", "en")));
        assert_eq!(parse("animals/cow_desc_da.ogg.ogg"), Some(("animals/cow", "da")));
        assert_eq!(parse("alphabets/a_filled_en_GB.ogg"), Some(("alphabets/a_filled", "en_GB")));
        assert_eq!(parse("animals/cow.ogg"), None);
    }

    #[test]
    fn numbers_are_left_out_and_texts_are_of_the_language_and_english() {
        let package = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            write(&package.path().join(FOLDER).join(name), text.as_bytes()).expect("written");
        };
        file("animals/cow.txt", "A cow.\nfr.utf8=Une vache.\nda.utf8=En ko.\n");
        file("symbols/alphabets/b_filled.txt", "The letter b.\n");
        file("symbols/math/5.txt", "Five.\nfr.utf8=Cinq.\n");
        for name in [
            "animals/cow_desc_fr",
            "animals/cow",
            "symbols/alphabets/b_filled_en_GB",
            "symbols/math/5_desc_fr",
            "symbols/money/cent_desc_fr",
        ] {
            file(&format!("{name}.ogg"), "");
        }
        let items = recordings(package.path()).expect("readable");
        assert_eq!(items.len(), 2);
        assert_eq!(items[1].sounds_like.as_deref(), Some("b"));
        let texts = [("", "A cow."), ("fr", "Une vache.")].map(|(l, t)| (l.to_owned(), t.to_owned()));
        assert_eq!((items[0].name.as_str(), &items[0].texts[..]), ("animals/cow", &texts[..]));
        assert!(numerals(package.path()).expect("readable").are_in("cinq", "fr"));
        assert_eq!(letter("symbols/alphabets/english/filled/O_filled").as_deref(), Some("o"));
    }
}
