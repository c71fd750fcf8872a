//! Printed digits: fonts of Debian packages, from book faces to felt-tip handwriting, and of the web.

mod web;

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use super::{DataError, Split, execute, install, read, write};

/// Each has Latin digits; the handwriting ones come first.
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

/// Most faces kept of one family, so that the large families do not outweigh the rest.
const FACES_PER_FAMILY: usize = 4;

/// Copies the faces into `<split>/fonts/`; every fifth of Debian's families is held out.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    debian(root)?;
    web::build(root)
}

fn debian(root: &Path) -> Result<(), DataError> {
    let list = root.join("fonts.txt");
    if list.exists() {
        return Ok(());
    }
    install(PACKAGES)?;
    println!("data: fonts of {} packages", PACKAGES.len());
    let mut families: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in PACKAGES {
        let files = execute(Command::new("dpkg").args(["-L", package]))?;
        for file in String::from_utf8_lossy(&files).lines() {
            let name = file.rsplit('/').next().unwrap_or_default();
            let is_font = name.ends_with(".ttf") || name.ends_with(".otf");
            let latin = !["Symbol", "Dingbats", "Initial", "Keyboard"].iter().any(|word| name.contains(word));
            if is_font && latin && Path::new(file).is_file() {
                // "DejaVuSans-BoldOblique.ttf" is of the family "DejaVuSans".
                let family = name.split(['-', '_', '.']).next().unwrap_or(name);
                families.entry(format!("{package}/{family}")).or_default().push(file.to_owned());
            }
        }
    }
    let mut listed = String::new();
    for (index, (family, files)) in families.iter_mut().enumerate() {
        files.sort();
        let split = if index % 5 == 2 { Split::HeldOut } else { Split::Train };
        for file in files.iter().take(FACES_PER_FAMILY) {
            let name = Path::new(file).file_name().unwrap_or_default();
            write(&root.join(split.folder()).join("fonts").join(name), &read(Path::new(file))?)?;
        }
        listed.push_str(&format!("{} {family} {}\n", split.folder(), files.len().min(FACES_PER_FAMILY)));
    }
    write(&list, listed.as_bytes())?;
    let count =
        |split: Split| fs::read_dir(root.join(split.folder()).join("fonts")).map_or(0, Iterator::count);
    println!("data: {} faces to train on, {} held out", count(Split::Train), count(Split::HeldOut));
    Ok(())
}
