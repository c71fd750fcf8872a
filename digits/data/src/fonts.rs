//! Printed digits: fonts from Debian packages, from book faces to felt-tip handwriting, and web fonts.

mod web;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use super::{DataError, Split, execute, install, packages::files, read, write};

/// The packages, all with Latin digits; handwriting fonts come first.
const PACKAGES: &[&str] = &[
    "fonts-breip",
    "fonts-bwht",
    "fonts-comic-neue",
    "fonts-dancingscript",
    "fonts-dkg-handwriting",
    "fonts-ecolier-court",
    "fonts-femkeklaver",
    "fonts-humor-sans",
    "fonts-kaushanscript",
    "fonts-klee",
    "fonts-kristi",
    "fonts-lobster",
    "fonts-radisnoir",
    "fonts-rufscript",
    "fonts-sjfonts",
    "fonts-adf-verana",
    "fonts-cabin",
    "fonts-cantarell",
    "fonts-dejavu-core",
    "fonts-dustin",
    "fonts-essays1743",
    "fonts-freefont-ttf",
    "fonts-georgewilliams",
    "fonts-hack",
    "fonts-inconsolata",
    "fonts-jura",
    "fonts-lato",
    "fonts-league-spartan",
    "fonts-liberation",
    "fonts-linuxlibertine",
    "fonts-ocr-a",
    "fonts-open-sans",
    "fonts-play",
    "fonts-prociono",
    "fonts-quattrocento",
    "fonts-roboto-unhinted",
    "fonts-sil-andika",
    "fonts-tuffy",
    "fonts-yanone-kaffeesatz",
];

/// First words of the held-out families. No other face, width or slope of these designs is trained on.
const HELD_OUT: &[&str] =
    &["Cabin", "Caliban", "Cupola", "Ecolier", "Humor", "It", "Kristi", "Play", "Wargames"];

/// Most faces kept of one family, so that the large families do not outweigh the rest.
const FACES_PER_FAMILY: usize = 4;

/// Copies the faces into `<split>/fonts/`.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    debian(root)?;
    web::build(root)
}

fn debian(root: &Path) -> Result<(), DataError> {
    let list = root.join("fonts.txt");
    let plan = format!("held out: {}; {FACES_PER_FAMILY} faces a family, each once\n", HELD_OUT.join(", "));
    if fs::read_to_string(&list).is_ok_and(|listed| listed.starts_with(&plan)) {
        return Ok(());
    }
    install(PACKAGES)?;
    println!("data: fonts of {} packages", PACKAGES.len());
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in PACKAGES {
        let files = execute(Command::new("dpkg").args(["-L", package]))?;
        let files = String::from_utf8_lossy(&files);
        for file in files.lines().filter(|file| is_face(file)) {
            families.entry(format!("{package}/{}", family(file))).or_default().push(file.to_owned());
        }
        let copyright = Path::new("/usr/share/doc").join(package).join("copyright");
        if copyright.is_file() {
            write(&root.join("font-licences").join(package), &read(&copyright)?)?;
        }
    }
    for split in [Split::Train, Split::HeldOut] {
        forget(root, split, |name| !name.starts_with(web::PREFIX))?;
    }
    let mut listed = plan;
    for (family, files) in &mut families {
        files.sort();
        // The same face in two formats counts once.
        let mut faces = BTreeSet::new();
        files.retain(|file| faces.insert(Path::new(file).file_stem().map(ToOwned::to_owned)));
        let split = split(family);
        for file in files.iter().take(FACES_PER_FAMILY) {
            let name = Path::new(file).file_name().unwrap_or_default();
            write(&root.join(split.folder()).join("fonts").join(name), &read(Path::new(file))?)?;
        }
        listed.push_str(&format!("{} {family} {}\n", split.folder(), files.len().min(FACES_PER_FAMILY)));
    }
    write(&list, listed.as_bytes())?;
    println!("data: {} families of Debian's", families.len());
    Ok(())
}

/// Whether a package's file is a font with Latin digits.
fn is_face(file: &str) -> bool {
    let other = ["Symbol", "Dingbats", "Initial", "Keyboard"];
    (file.ends_with(".ttf") || file.ends_with(".otf"))
        && !other.iter().any(|word| file.contains(word))
        && Path::new(file).is_file()
}

/// The family of a file: "DejaVuSans" for "DejaVuSans-BoldOblique.ttf".
fn family(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).next().unwrap_or(name)
}

/// The side of the split for a family, given as `package/Family`.
fn split(family: &str) -> Split {
    let name = family.rsplit('/').next().unwrap_or_default();
    if HELD_OUT.contains(&name) { Split::HeldOut } else { Split::Train }
}

/// Deletes the faces of a side whose names fulfil `wanted`.
fn forget(root: &Path, split: Split, wanted: impl Fn(&str) -> bool) -> Result<(), DataError> {
    let folder = root.join(split.folder()).join("fonts");
    if !folder.is_dir() {
        return Ok(());
    }
    for path in files(&folder, &[".ttf", ".otf"])? {
        if wanted(&path.file_name().unwrap_or_default().to_string_lossy()) {
            fs::remove_file(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_on_one_side() {
        let side = |file: &str| split(&format!("package/{}", family(file)));
        assert_eq!(side("/usr/share/fonts/Cabin-BoldItalic.otf"), Split::HeldOut);
        assert_eq!(side("/usr/share/fonts/It_wasn_t_me.ttf"), Split::HeldOut);
        assert_eq!(side("/usr/share/fonts/FreeSansOblique.ttf"), Split::Train);
        assert_eq!(side("/usr/share/fonts/Playball.ttf"), Split::Train);
    }
}
