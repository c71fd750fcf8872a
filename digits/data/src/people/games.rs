//! Letters, syllables and names of things in KLettres and KTuberling, two games of KDE.

use std::{collections::BTreeMap, path::Path};

use super::{
    super::{DataError, packages::files, read},
    item::Item,
};

/// Debian's packages.
pub(super) const KLETTRES: &str = "klettres-data";
pub(super) const KTUBERLING: &str = "ktuberling-data";

/// Formats that can be decoded here; Opus, in which KTuberling has one language, cannot.
const FORMATS: [&str; 2] = [".ogg", ".wav"];

/// KLettres' letters and syllables, with their texts by `<language>/sounds.xml`.
pub(super) fn klettres(package: &Path) -> Result<Vec<Item>, DataError> {
    let folder = package.join("usr/share/klettres");
    let mut texts = BTreeMap::new();
    for list in files(&folder, &["sounds.xml"])? {
        let list = String::from_utf8_lossy(&read(&list)?).into_owned();
        texts.extend(list.lines().filter_map(|line| {
            Some((attribute(line, "file")?.to_owned(), attribute(line, "name")?.to_lowercase()))
        }));
    }
    let item = |language: &str, name: &str, path: &Path| {
        let file = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().into_owned();
        let text = texts.get(&file).cloned();
        let spelt = text.clone().filter(|text| text.is_ascii()).unwrap_or_else(|| letters(name));
        Item {
            game: "klettres",
            language: language.to_owned(),
            name: name.to_owned(),
            path: path.to_owned(),
            // A syllable alone may be any language's word.
            texts: text
                .into_iter()
                .chain([spelt.clone()])
                .flat_map(|text| [(language.to_owned(), text.clone()), ("en".to_owned(), text)])
                .collect(),
            sounds_like: Some(spelt).filter(|spelt| !spelt.is_empty()),
        }
    };
    collect(&folder, item)
}

/// KTuberling's names of things; the name of a recording is that of the thing, in English or the language itself.
pub(super) fn ktuberling(package: &Path) -> Result<Vec<Item>, DataError> {
    collect(&package.join("usr/share/ktuberling/sounds"), |language, name, path| {
        let thing = name.rsplit('/').next().unwrap_or(name).replace(['_', '-'], " ");
        Item {
            game: "ktuberling",
            language: language.to_owned(),
            name: name.to_owned(),
            path: path.to_owned(),
            texts: vec![("en".to_owned(), letters(&thing)), (language.to_owned(), letters(&thing))],
            sounds_like: (language == "en").then(|| letters(&thing)),
        }
    })
}

/// An item for each recording in `<folder>/<language>/`, or below it.
fn collect(folder: &Path, item: impl Fn(&str, &str, &Path) -> Item) -> Result<Vec<Item>, DataError> {
    let mut items = Vec::new();
    for path in files(folder, &FORMATS)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
        let name = name.to_string_lossy();
        if let Some((language, name)) = name.split_once('/') {
            items.push(item(language, name, &path));
        }
    }
    Ok(items)
}

/// The letters and spaces of a name: some have numbers beside them, which nobody says.
fn letters(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.chars().filter(|c| c.is_alphabetic() || *c == ' ').collect()
}

/// The value of an XML attribute in a line.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::{super::super::write, *};

    #[test]
    fn syllables_have_the_text_of_the_list_or_else_their_name() {
        let package = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = package.path().join("usr/share/klettres").join(name);
            write(&path, text.as_bytes()).expect("written");
        };
        file("da/sounds.xml", "<sound name=\"TO\" file=\"da/syllab/ad-9.ogg\" />");
        file("da/syllab/ad-9.ogg", "");
        file("hu/syllab/07-egy.ogg", "");
        file("pics/sound.txt", "");
        let items = klettres(package.path()).expect("readable");
        let texts: Vec<_> =
            items.iter().map(|item| (item.language.as_str(), item.sounds_like.as_deref())).collect();
        assert_eq!(texts, [("da", Some("to")), ("hu", Some("egy"))]);
        assert!(items[0].texts.contains(&("da".into(), "to".into())));
    }
}
