//! Printed digits from web fonts: families of Google Fonts, from the `@expo-google-fonts` packages of npm, from
//! schoolchildren's handwriting to posters. Held out is a seventh of the families whose first word no trained family
//! shares; so no "Fira" family is, as other "Fira" families are trained on.

use std::{fs, path::Path};

use super::super::{DataError, Split, npm, packages::files, read, world::in_parallel, write};

/// Families to train on and the versions of their packages, one on each line. All are under an open licence, which is
/// named in the font itself, in its package, or in the catalogue of Google Fonts.
const FAMILIES: &str = include_str!("families.txt");

/// Families that are held out.
const HELD_OUT: &str = include_str!("held_out.txt");

/// Most faces kept of one family: its thinnest, its middle and its heaviest one.
const FACES_PER_FAMILY: usize = 3;

/// Prefix of the files' names.
pub(super) const PREFIX: &str = "web-";

/// Packages fetched by one call of npm.
const AT_ONCE: usize = 12;

/// Copies the upright faces into `<split>/fonts/`, and lists the families in `web-fonts.txt`.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let list = root.join("web-fonts.txt");
    let plan = format!("train\n{FAMILIES}\nheldout\n{HELD_OUT}");
    if fs::read_to_string(&list).is_ok_and(|listed| listed == plan) {
        return Ok(());
    }
    let sides = [(Split::Train, FAMILIES), (Split::HeldOut, HELD_OUT)];
    let families: Vec<(Split, &str)> =
        sides.iter().flat_map(|(split, list)| list.lines().map(move |family| (*split, family))).collect();
    println!("data: fonts of {} packages from npm", families.len());
    let cache = root.join("cache/fonts");
    fs::create_dir_all(&cache).map_err(|source| DataError::File { path: cache.clone(), source })?;
    let groups: Vec<&[(Split, &str)]> = families.chunks(AT_ONCE).collect();
    in_parallel(&groups, |group| {
        let packages: Vec<String> = group.iter().map(|(_, family)| package(family)).collect();
        npm::fetch(&cache, &packages.iter().map(String::as_str).collect::<Vec<_>>())
    })?;
    // Delete the faces of an earlier list.
    for (split, _) in sides {
        super::forget(root, split, |name| name.starts_with(PREFIX))?;
    }
    let faces = in_parallel(&families, |(split, family)| unpack(root, &cache, *split, family))?;
    write(&list, plan.as_bytes())?;
    println!("data: {} faces of the web's fonts", faces.iter().sum::<usize>());
    Ok(())
}

/// The npm package of a family.
fn package(family: &str) -> String {
    format!("@expo-google-fonts/{family}")
}

/// Copies one family's faces and its licence. Returns the number of faces.
fn unpack(root: &Path, cache: &Path, split: Split, family: &str) -> Result<usize, DataError> {
    let folder = cache.join(family);
    npm::unpack(cache, &package(family), &[], &folder)?;
    // "400Regular/Caveat_400Regular.ttf": sorted by weight.
    let mut upright = files(&folder, &[".ttf"])?;
    upright.retain(|path| !path.to_string_lossy().contains("Italic"));
    let kept = spread(upright.len());
    for face in &kept {
        let path = &upright[*face];
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let target = root.join(split.folder()).join("fonts").join(format!("{PREFIX}{name}"));
        write(&target, &read(path)?)?;
    }
    if let [licence, ..] = files(&folder, &["license_font"])?.as_slice() {
        let name = family.split('@').next().unwrap_or(family);
        write(&root.join("font-licences").join(name), &read(licence)?)?;
    }
    fs::remove_dir_all(&folder).map_err(|source| DataError::File { path: folder, source })?;
    Ok(kept.len())
}

/// Which of `count` faces are kept: those farthest from each other.
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
        let first = |family: &str| family.split(['-', '@']).next().unwrap_or_default().to_owned();
        let trained: Vec<String> = FAMILIES.lines().map(first).collect();
        let held_out: Vec<String> = HELD_OUT.lines().map(first).collect();
        assert!(trained.len() > 600 && held_out.len() > 80);
        for family in &held_out {
            assert!(!trained.contains(family), "{family}");
        }
        for family in super::super::HELD_OUT {
            assert!(!trained.contains(&family.to_lowercase()), "{family}");
        }
    }
}
