//! Stamps of Tux Paint and drawings of Open Clip Art, in folders by what they show.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::super::{
    DataError, Split,
    packages::{files, number_of, unpack},
};

/// A package of pictures.
#[derive(Debug)]
pub(super) struct Package {
    /// Its name in Debian.
    pub(super) name: &'static str,
    /// Its licence.
    pub(super) licence: &'static str,
    /// Folder of the pictures.
    folder: &'static str,
    /// Folders in it that are held out as a whole.
    held_out: &'static [&'static str],
    /// Folders with numbers, letters, and plain shapes that look like them.
    left_out: &'static [&'static str],
    /// Most pictures of a kind, which is a folder in a folder: "animals/birds".
    limit: usize,
}

/// The packages.
pub(super) const PACKAGES: [Package; 2] = [
    Package {
        name: "tuxpaint-stamps-default",
        licence: "GPL-2",
        folder: "usr/share/tuxpaint/stamps",
        held_out: &["town", "military", "seasonal", "space", "naturalforces", "medical"],
        left_out: &["symbols/alphabets", "symbols/math", "symbols/money", "symbols/shapes", "town/roadsigns"],
        limit: 200,
    },
    Package {
        name: "openclipart-png",
        licence: "public domain",
        folder: "usr/share/openclipart/png",
        held_out: &[
            "transportation",
            "plants",
            "buildings",
            "tools",
            "education",
            "geography",
            "office",
            "science",
            "electronics",
        ],
        left_out: &[
            "buttons",
            "logos",
            "recreation/games",
            "computer/games",
            "shapes",
            "signs_and_symbols/clocks",
            "signs_and_symbols/led",
            "signs_and_symbols/money",
            "transportation/roadsigns",
        ],
        limit: 120,
    },
];

impl Package {
    /// A row of the table of sources.
    pub(super) fn row(&self) -> String {
        let Self { name, licence, held_out, .. } = self;
        format!("| things cut out ({} held out) | Debian `{name}` | {licence} |\n", held_out.join(", "))
    }
}

/// A picture: its package, its side of the split, its name and its file.
pub(super) type Picture = (&'static str, Split, String, PathBuf);

/// The chosen pictures of all packages, none of which shows a number.
pub(super) fn pictures(
    root: &Path,
    shows_a_number: impl Fn(&str) -> bool,
) -> Result<Vec<Picture>, DataError> {
    let mut pictures = Vec::new();
    for package in &PACKAGES {
        let folder = unpack(root, package.name)?.join(package.folder);
        let found = files(&folder, &[".png", ".svg"])?.into_iter().map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(&path).with_extension("");
            (name.to_string_lossy().into_owned(), path)
        });
        // Some stamps are there in both forms.
        let found: BTreeMap<String, PathBuf> = found.collect();
        let photographs = photographs(root, package.name);
        pictures.extend(chosen(package, found, &photographs, &shows_a_number));
    }
    Ok(pictures)
}

/// Up to [`Package::limit`] pictures of each kind.
fn chosen(
    package: &'static Package,
    mut found: BTreeMap<String, PathBuf>,
    photographs: &BTreeSet<(String, &'static str)>,
    shows_a_number: impl Fn(&str) -> bool,
) -> Vec<Picture> {
    let split = |name: &str| match name.split_once('/') {
        Some((top, _)) if package.held_out.contains(&top) => Split::HeldOut,
        _ => Split::Train,
    };
    found.retain(|name, _| {
        let left_out = package.left_out.iter().any(|part| name.starts_with(&format!("{part}/")));
        // What is a photograph on the other side of the split would be known from there.
        let other = match split(name) {
            Split::Train => Split::HeldOut,
            Split::HeldOut => Split::Train,
        };
        let thing = name.rsplit('/').next().unwrap_or(name);
        !left_out && !shows_a_number(thing) && !photographs.contains(&(subject(thing), other.folder()))
    });
    let mut kinds: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
    for (name, path) in found {
        let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
        let kind: Vec<&str> = folders.split('/').take(2).collect();
        kinds.entry(kind.join("/")).or_default().push((name, path));
    }
    let mut pictures = Vec::new();
    for mut files in kinds.into_values() {
        files.sort_by_key(|(name, _)| number_of(name));
        files.truncate(package.limit);
        pictures.extend(files.into_iter().map(|(name, path)| (package.name, split(&name), name, path)));
    }
    pictures
}

/// Pictures of a package that are used as photographs, and their sides of the split, by the list of those.
fn photographs(root: &Path, package: &str) -> BTreeSet<(String, &'static str)> {
    let list = fs::read_to_string(root.join("photos.txt")).unwrap_or_default();
    let entry = |line: &str| {
        let mut parts = line.splitn(4, ' ');
        let (side, of, _, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let sides = [Split::Train, Split::HeldOut].map(Split::folder);
        let side = sides.into_iter().find(|known| *known == side)?;
        (of == package).then(|| (subject(name), side))
    };
    list.lines().filter_map(entry).collect()
}

/// A picture's name as the list of photographs has it: without sizes, in small letters.
fn subject(name: &str) -> String {
    let size = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == 'x');
    name.to_lowercase().split('_').filter(|part| !size(part)).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_on_one_side_and_numbers_and_photographs_of_the_other_left_out() {
        let names = [
            "animals/cow",
            "animals/pig",
            "symbols/math/5",
            "town/tower",
            "town/bridge",
            "town/flags/chile",
            "space/seven",
        ];
        let found = names.map(|name| (name.to_owned(), PathBuf::from(name))).into_iter().collect();
        let photographs =
            [("pig".to_owned(), "heldout"), ("bridge".to_owned(), "train"), ("cow".to_owned(), "train")];
        let chosen = chosen(&PACKAGES[0], found, &photographs.into_iter().collect(), |name| name == "seven");
        let chosen: Vec<_> =
            chosen.iter().map(|(_, split, name, _)| (name.as_str(), split.folder())).collect();
        let wanted = [("animals/cow", "train"), ("town/tower", "heldout"), ("town/flags/chile", "heldout")];
        assert_eq!(chosen.iter().collect::<BTreeSet<_>>(), wanted.iter().collect::<BTreeSet<_>>());
    }

    #[test]
    fn the_list_of_photographs_is_read() {
        let root = tempfile::tempdir().expect("a folder");
        let list = "plan 0123, a series on one side\nheldout stamps 1 a cow\ntrain other 2 pig\n";
        fs::write(root.path().join("photos.txt"), list).expect("written");
        assert_eq!(photographs(root.path(), "stamps"), [("a cow".to_owned(), "heldout")].into());
    }
}
