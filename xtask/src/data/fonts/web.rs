//! Printed digits of the web's fonts: families of Google Fonts, as `@expo-google-fonts` packs them for npm, from
//! schoolchildren's handwriting to posters. All are trained on: what is held out are Debian's families, so none of
//! those is here.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::super::{DataError, Split, execute, packages::files, read, world::in_parallel, write};

/// Families and the versions of their packages, a line each; each package names an open licence of the font's own.
const FAMILIES: &str = include_str!("families.txt");

/// Most faces kept of one family: its thinnest, its middle and its heaviest one.
const FACES_PER_FAMILY: usize = 3;

/// How the files' names begin.
const PREFIX: &str = "web-";

/// Packages fetched by one call of npm.
const AT_ONCE: usize = 12;

/// Copies the upright faces into `train/fonts/`, and lists the families in `web-fonts.txt`.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let list = root.join("web-fonts.txt");
    if fs::read_to_string(&list).is_ok_and(|listed| listed == FAMILIES) {
        return Ok(());
    }
    let families: Vec<&str> = FAMILIES.lines().collect();
    println!("data: fonts of {} packages from npm", families.len());
    let cache = root.join("cache/fonts");
    fs::create_dir_all(&cache).map_err(|source| DataError::File { path: cache.clone(), source })?;
    let missing: Vec<&str> =
        families.iter().copied().filter(|family| !archive(&cache, family).exists()).collect();
    let groups: Vec<&[&str]> = missing.chunks(AT_ONCE).collect();
    in_parallel(&groups, |group| fetch(&cache, group))?;
    // What an earlier list had.
    for path in files(&root.join(Split::Train.folder()).join("fonts"), &[".ttf"])? {
        if path.file_name().unwrap_or_default().to_string_lossy().starts_with(PREFIX) {
            fs::remove_file(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    let faces = in_parallel(&families, |family| unpack(root, &cache, family))?;
    write(&list, FAMILIES.as_bytes())?;
    println!("data: {} faces of the web's fonts to train on", faces.iter().sum::<usize>());
    Ok(())
}

fn fetch(cache: &Path, families: &&[&str]) -> Result<(), DataError> {
    // Below a folder of its own until all are whole.
    let Some(first) = families.first() else { return Ok(()) };
    let partial = cache.join(format!("{first}.partial"));
    fs::create_dir_all(&partial).map_err(|source| DataError::File { path: partial.clone(), source })?;
    let packages = families.iter().map(|family| format!("@expo-google-fonts/{family}"));
    execute(Command::new("npm").args(["pack", "--silent"]).args(packages).current_dir(&partial))?;
    for family in families.iter() {
        let path = archive(&partial, family);
        fs::rename(&path, archive(cache, family)).map_err(|source| DataError::File { path, source })?;
    }
    fs::remove_dir_all(&partial).map_err(|source| DataError::File { path: partial.clone(), source })
}

/// What npm calls a package's archive.
fn archive(folder: &Path, family: &str) -> PathBuf {
    folder.join(format!("expo-google-fonts-{}.tgz", family.replace('@', "-")))
}

/// Copies one family's faces and its licence; how many faces there were.
fn unpack(root: &Path, cache: &Path, family: &&str) -> Result<usize, DataError> {
    let folder = cache.join(family);
    fs::create_dir_all(&folder).map_err(|source| DataError::File { path: folder.clone(), source })?;
    execute(Command::new("tar").arg("xzf").arg(archive(cache, family)).arg("-C").arg(&folder))?;
    // "400Regular/Caveat_400Regular.ttf": sorted by weight.
    let mut upright = files(&folder, &[".ttf"])?;
    upright.retain(|path| !path.to_string_lossy().contains("Italic"));
    let kept = spread(upright.len());
    for face in &kept {
        let path = &upright[*face];
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let target = root.join(Split::Train.folder()).join("fonts").join(format!("{PREFIX}{name}"));
        write(&target, &read(path)?)?;
    }
    if let [licence, ..] = files(&folder, &["license_font"])?.as_slice() {
        let name = family.split('@').next().unwrap_or(family);
        write(&root.join("font-licences").join(name), &read(licence)?)?;
    }
    fs::remove_dir_all(&folder).map_err(|source| DataError::File { path: folder, source })?;
    Ok(kept.len())
}

/// Which of `count` faces are kept: as far from each other as can be.
fn spread(count: usize) -> Vec<usize> {
    let kept = count.min(FACES_PER_FAMILY);
    (0..kept).map(|face| if kept == 1 { 0 } else { face * (count - 1) / (kept - 1) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_far_from_each_other() {
        assert_eq!([0, 1, 2, 3, 9].map(spread), [vec![], vec![0], vec![0, 1], vec![0, 1, 2], vec![0, 4, 8]]);
    }

    #[test]
    fn no_held_out_family_is_trained_on() {
        let held_out = [
            "because-we-connect",
            "cabin",
            "caliban",
            "cupola",
            "dejavu-sans-mono",
            "ecolier-court",
            "free-mono",
            "free-sans",
            "humor-sans",
            "kristi",
            "liberation-sans-narrow",
            "ocr-a",
            "play",
            "roboto-condensed",
            "tuffy",
            "verana-sans-demi",
            "wargames",
        ];
        for family in FAMILIES.lines() {
            let name = family.split('@').next().unwrap_or_default();
            assert!(!held_out.contains(&name), "{name}");
        }
    }

    #[test]
    fn archives_are_named_as_npm_names_them() {
        let path = archive(Path::new("cache"), "caveat-brush@0.4.1");
        assert_eq!(path, Path::new("cache/expo-google-fonts-caveat-brush-0.4.1.tgz"));
    }
}
