//! Words said by people: recordings of digits that whoever gathers the data has, digits of Tux Paint, and what its stamps
//! and two other games for children say in many languages.

mod games;
mod item;
mod languages;
mod numerals;
mod recordings;
mod stamps;

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

pub(super) use self::recordings::recordings;
use self::{item::Item, numerals::Numerals};
use super::{
    DataError, Split,
    packages::{number_of, unpack},
    pronunciations::pronunciations,
    read,
    voices::{Maker, Saying},
    words::is_close_to_a_digit,
};

/// Debian's packages of the games.
pub(super) const PACKAGES: [&str; 3] = [stamps::PACKAGE, games::KLETTRES, games::KTUBERLING];

/// Most recordings of one language in one game, which are mostly one person's.
const LIMIT: usize = 400;

/// Digits and other words in the games.
pub(super) fn in_games(root: &Path) -> Result<Vec<Saying>, DataError> {
    let package = unpack(root, stamps::PACKAGE)?;
    let digits = stamps::digits(&package).into_iter().map(|(digit, voice, path)| Saying {
        split: Split::HeldOut,
        folder: digit.to_string(),
        text: digit.to_string(),
        voice: format!("recorded-tuxpaint_{voice}-{digit}"),
        maker: Maker::Beginning(path),
    });
    let mut items = stamps::recordings(&package)?;
    items.extend(games::klettres(&unpack(root, games::KLETTRES)?)?);
    items.extend(games::ktuberling(&unpack(root, games::KTUBERLING)?)?);
    let items = without_digits(root, items, &stamps::numerals(&package)?)?;
    Ok(digits.chain(chosen(items)?.into_iter().map(saying)).collect())
}

/// The recordings in which nobody says a digit, or what is close to one.
fn without_digits(root: &Path, items: Vec<Item>, numerals: &Numerals) -> Result<Vec<Item>, DataError> {
    let sounds = items.iter().filter_map(|item| item.sounds_like.as_deref());
    let pronunciations = pronunciations(root, sounds)?;
    let sounds_close = |text: &String| {
        let phones = pronunciations.get(text).map(|said| said.names().collect::<Vec<_>>());
        phones.is_some_and(|phones| is_close_to_a_digit(&phones))
    };
    let names_a_digit = |item: &Item| {
        item.texts.iter().any(|(language, text)| numerals.are_in(text, language))
            || item.sounds_like.as_ref().is_some_and(sounds_close)
    };
    Ok(items.into_iter().filter(|item| !names_a_digit(item)).collect())
}

/// Up to [`LIMIT`] of each game's language, chosen by their names; one of those that are the same file.
fn chosen(mut items: Vec<Item>) -> Result<Vec<Item>, DataError> {
    items.sort_by_key(|item| number_of(&item.name));
    let (mut contents, mut counts) = (BTreeSet::new(), BTreeMap::new());
    let mut chosen = Vec::new();
    for item in items {
        let count = counts.entry((item.game, item.language.clone())).or_insert(0);
        let mut hasher = DefaultHasher::new();
        read(&item.path)?.hash(&mut hasher);
        if *count < LIMIT && contents.insert(hasher.finish()) {
            *count += 1;
            chosen.push(item);
        }
    }
    Ok(chosen)
}

fn saying(item: Item) -> Saying {
    let folder = format!("{}-{}", item.game, item.language);
    Saying {
        split: languages::split(&item),
        text: folder.clone(),
        folder,
        voice: format!("people-{}", item.name.replace(['/', ' '], "_")),
        maker: Maker::Beginning(item.path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(language: &str, name: &str, text: &str, path: &Path) -> Item {
        Item {
            game: "klettres",
            language: language.into(),
            name: name.into(),
            path: path.to_owned(),
            texts: vec![(language.into(), text.into())],
            sounds_like: None,
        }
    }

    #[test]
    fn what_names_or_sounds_like_a_digit_is_left_out() {
        let root = tempfile::tempdir().expect("a folder");
        let kept = "tu\tpau t uw pau\nba\tpau b aa pau\n";
        super::super::write(&root.path().join("cache/pronunciations.txt"), kept.as_bytes()).expect("written");
        let sounding =
            |text: &str| Item { sounds_like: Some(text.into()), ..item("it", text, text, root.path()) };
        let items = vec![sounding("tu"), sounding("ba"), item("it", "sei", "sei", root.path())];
        let mut numerals = Numerals::default();
        numerals.learn("it", "Sei.");
        let left = without_digits(root.path(), items, &numerals).expect("known phones");
        assert_eq!(left.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["ba"]);
    }

    #[test]
    fn a_recording_is_chosen_once_and_a_language_is_on_one_side() {
        let root = tempfile::tempdir().expect("a folder");
        let path = |name: &str, bytes: &[u8]| {
            let path = root.path().join(name);
            super::super::write(&path, bytes).expect("written");
            path
        };
        let (one, twin, other) = (path("one", b"ba"), path("twin", b"ba"), path("other", b"bo"));
        let items = vec![
            item("es", "one", "ba", &one),
            item("es", "twin", "ba", &twin),
            item("fr", "syllab/other", "bo", &other),
        ];
        let sayings: Vec<Saying> = chosen(items).expect("readable").into_iter().map(saying).collect();
        assert_eq!(sayings.len(), 2);
        for saying in sayings {
            let spanish = saying.folder == "klettres-es";
            assert_eq!(saying.split, if spanish { Split::HeldOut } else { Split::Train });
            assert!(spanish || saying.voice == "people-syllab_other");
        }
    }
}
