//! Things cut out of pictures, to be put into frames as what is no digit: stamps, clip art and icons.

mod folders;
mod icons;
mod numbers;
mod render;

use std::{fs, path::Path};

use self::{
    folders::{PACKAGES, pictures},
    icons::{SETS, icons},
    numbers::{PARTS, WORDS, may_show_a_number},
};
use super::{
    DataError, Split,
    packages::number_of,
    world::{drop_twins, in_parallel, tame},
    write,
};

/// Folder of the cut-outs, and name of their list.
const KIND: &str = "objects";

/// What a cut-out is made of.
enum Made {
    File(std::path::PathBuf),
    Svg(String),
}

/// A picture to be cut out.
struct Thing {
    source: &'static str,
    split: Split,
    name: String,
    made: Made,
}

/// Writes `<split>/objects/<source>-<name>.png`. Whole folders of pictures and sets of icons are held out. Files of an
/// earlier plan are deleted first.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let list = root.join(format!("{KIND}.txt"));
    let plan = format!("2 {PACKAGES:?} {SETS:?} {WORDS} {PARTS} {}", render::LONGEST);
    let first_line = format!("plan {:016x}", number_of(&plan));
    if fs::read_to_string(&list).is_ok_and(|text| text.starts_with(&first_line)) {
        return Ok(());
    }
    let folder = |split: Split| root.join(split.folder()).join(KIND);
    for path in [Split::Train, Split::HeldOut].map(folder) {
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    let things = things(root)?;
    let made = in_parallel(&things, |thing| {
        let png = match &thing.made {
            Made::File(path) => render::file(path)?,
            Made::Svg(text) => render::svg(text)?,
        };
        let Some(png) = png else { return Ok(None) };
        let Thing { source, split, name, .. } = thing;
        write(&folder(*split).join(format!("{source}-{}.png", tame(name))), &png)?;
        Ok(Some(format!("{} {source} {name}\n", split.folder())))
    })?;
    drop_twins(&folder(Split::Train), &folder(Split::HeldOut))?;
    let made: Vec<String> = made.into_iter().flatten().collect();
    println!("data: {} things cut out", made.len());
    write(&list, format!("{first_line}\n{}", made.concat()).as_bytes())
}

/// Rows of the table of sources.
pub(super) fn rows() -> String {
    PACKAGES.iter().map(folders::Package::row).chain(SETS.iter().map(icons::Set::row)).collect()
}

/// Debian's packages of pictures.
pub(super) fn packages() -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().map(|package| package.name)
}

/// All pictures to be cut out.
fn things(root: &Path) -> Result<Vec<Thing>, DataError> {
    let pictures = pictures(root, may_show_a_number)?.into_iter().map(|(source, split, name, path)| Thing {
        source,
        split,
        name,
        made: Made::File(path),
    });
    let icons = icons(root, may_show_a_number)?.into_iter().map(|(source, split, name, text)| Thing {
        source,
        split,
        name,
        made: Made::Svg(text),
    });
    Ok(pictures.chain(icons).collect())
}
