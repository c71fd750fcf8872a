//! Folders of clips: pictures and sounds, those of the same name belonging together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::unread::Unread;
use tvlt::teach::class_name::alike;
use tvlt::teach::natural::compare;

/// Extensions of the pictures that are read.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "apng", "jfif", "jpe"];

/// Extensions of the sounds that are read.
const SOUNDS: [&str; 10] = ["wav", "flac", "mp3", "ogg", "oga", "aiff", "aif", "aifc", "rf64", "wave"];

/// A picture, a sound, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clip {
    /// Its name: the path in the folder without the extension, with `/`.
    pub name: String,
    /// The picture's file.
    pub picture: Option<PathBuf>,
    /// The sound's file.
    pub sound: Option<PathBuf>,
}

/// The clips of one press of the record button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// The class.
    pub class: String,
    /// The folder's name; empty for clips that lie in the folder of the class itself.
    pub name: String,
    /// The clips, one or more.
    pub clips: Vec<Clip>,
}

/// Why a folder of clips is not read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// A folder cannot be read.
    #[error("the folder {} cannot be read: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no folder of a class.
    #[error("{} has no classes: put a folder with pictures or sounds there for each class", .0.display())]
    NoClasses(PathBuf),
    /// There is no clip.
    #[error("{} has no clips: put pictures ({}) or sounds ({}) there{}", .0.display(), PICTURES.join(", "), SOUNDS.join(", "), passed_over(.1))]
    NoClips(PathBuf, Unread),
    /// A folder lies deeper than a burst's.
    #[error(
        "{} lies too deep: name the folder that has the folders of the classes, and in these those of the recordings",
        .0.display()
    )]
    TooDeep(PathBuf),
    /// Two pictures or two sounds have one name.
    #[error("{} and {} have the same name, and a clip has one picture and one sound: rename one of them", .0.display(), .1.display())]
    Twice(PathBuf, PathBuf),
}

fn passed_over(unread: &Unread) -> String {
    if *unread == Unread::default() { String::new() } else { format!(" ({unread})") }
}

/// Reads the bursts of classes: `CLASS/BURST/NAME.png` or `NAME.wav`. Clips in the folder of a class itself are one
/// burst. Files of other kinds and hidden ones are passed over; pictures and sounds of kinds that are not read are
/// counted.
///
/// They are in the order in which they were recorded, which their names tell: by the name of the burst, `background`
/// before the others of that name, and then by the name of the class. So a burst of `background` is the empty scene of
/// all bursts of the same name, and of those after it up to the next.
///
/// # Errors
/// [`FolderError`].
pub fn bursts(folder: &Path, background: &str) -> Result<(Vec<Burst>, Unread), FolderError> {
    let classes = entries(folder)?.folders;
    if classes.is_empty() {
        return Err(FolderError::NoClasses(folder.to_owned()));
    }
    let mut bursts = Vec::new();
    let mut unread = Unread::default();
    for (class, path) in classes {
        let before = bursts.len();
        let inside = entries(&path)?;
        let mut add = |name: String, clips: Vec<Clip>| {
            if !clips.is_empty() {
                bursts.push(Burst { class: class.clone(), name, clips });
            }
        };
        add(String::new(), clips(inside.files, "", &mut unread)?);
        for (name, path) in inside.folders {
            let inside = entries(&path)?;
            if let Some((_, deeper)) = inside.folders.into_iter().next() {
                return Err(FolderError::TooDeep(deeper));
            }
            add(name, clips(inside.files, "", &mut unread)?);
        }
        if bursts.len() == before {
            return Err(FolderError::NoClips(path, unread));
        }
    }
    bursts.sort_by(|one: &Burst, other| {
        let is_class = |burst: &Burst| !alike(&burst.class, background);
        compare(&one.name, &other.name)
            .then_with(|| is_class(one).cmp(&is_class(other)))
            .then_with(|| compare(&one.class, &other.class))
    });
    Ok((bursts, unread))
}

/// Reads all clips of a folder and of the folders in it, in natural order. Pictures and sounds of kinds that are not
/// read are counted.
///
/// # Errors
/// [`FolderError`].
pub fn all_clips(folder: &Path) -> Result<(Vec<Clip>, Unread), FolderError> {
    let (mut found, mut unread) = (Vec::new(), Unread::default());
    walk(folder, "", &mut found, &mut unread)?;
    if found.is_empty() {
        return Err(FolderError::NoClips(folder.to_owned(), unread));
    }
    Ok((found, unread))
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Clip>, unread: &mut Unread) -> Result<(), FolderError> {
    let inside = entries(folder)?;
    found.extend(clips(inside.files, prefix, unread)?);
    // A link to a folder could lead round in a circle.
    let folders = inside.folders.into_iter().filter(|(_, path)| !path.is_symlink());
    folders.into_iter().try_for_each(|(name, path)| walk(&path, &format!("{prefix}{name}/"), found, unread))
}

/// What a folder holds, by name, in natural order.
struct Entries {
    folders: Vec<(String, PathBuf)>,
    files: Vec<(String, PathBuf)>,
}

fn entries(folder: &Path) -> Result<Entries, FolderError> {
    let failed = |source| FolderError::Read { path: folder.to_owned(), source };
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            all.push((name, entry.path()));
        }
    }
    all.sort_by(|(one, _), (other, _)| compare(one, other));
    let (folders, files) = all.into_iter().partition(|(_, path)| path.is_dir());
    Ok(Entries { folders, files })
}

/// Clips from the pictures and sounds among files.
fn clips(files: Vec<(String, PathBuf)>, prefix: &str, unread: &mut Unread) -> Result<Vec<Clip>, FolderError> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut clips: Vec<Clip> = Vec::new();
    for (name, path) in files {
        let Some((stem, extension)) = name.rsplit_once('.') else { continue };
        let extension = extension.to_lowercase();
        let is_picture = PICTURES.contains(&extension.as_str());
        if !is_picture && !SOUNDS.contains(&extension.as_str()) {
            unread.add(&extension);
            continue;
        }
        let place = *places.entry(stem.to_owned()).or_insert_with(|| {
            clips.push(Clip { name: format!("{prefix}{stem}"), ..Clip::default() });
            clips.len() - 1
        });
        let clip = &mut clips[place];
        let slot = if is_picture { &mut clip.picture } else { &mut clip.sound };
        if let Some(before) = slot.replace(path.clone()) {
            return Err(FolderError::Twice(before, path));
        }
    }
    Ok(clips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, []).unwrap();
        }
        folder
    }

    #[test]
    fn bursts_are_in_the_order_of_their_recording() {
        let folder = make(&[
            "mug/10/a.png",
            "mug/2/a.PNG",
            "mug/2/a.wav",
            "mug/2/10.jpeg",
            "mug/2/9.wav",
            "mug/2/.DS_Store",
            "book/2/x.flac",
            "book/notes.txt",
            "zoo/direct.png",
            "background/2/b.png",
            "background/3/b.png",
            ".git/2/x.png",
            "classes.json",
        ]);
        let (found, unread) = bursts(folder.path(), "background").unwrap();
        assert_eq!(unread, Unread::default());
        let names: Vec<_> = found.iter().map(|burst| format!("{}/{}", burst.class, burst.name)).collect();
        assert_eq!(names, ["zoo/", "background/2", "book/2", "mug/2", "background/3", "mug/10"]);
        let clips: Vec<_> = found[3].clips.iter().map(|clip| clip.name.as_str()).collect();
        assert_eq!(clips, ["9", "10", "a"]);
        let both = &found[3].clips[2];
        assert!(both.picture.is_some() && both.sound.is_some() && found[3].clips[0].picture.is_none());
    }

    #[test]
    fn clips_are_found_at_any_depth() {
        let folder = make(&["b/c/2.wav", "b/c/2.png", "b/c/10.wav", "a.png", "b/.hidden/x.png", "readme.md"]);
        let names: Vec<_> = all_clips(folder.path()).unwrap().0.into_iter().map(|clip| clip.name).collect();
        assert_eq!(names, ["a", "b/c/2", "b/c/10"]);
    }

    #[test]
    fn folders_that_cannot_be_used_are_named() {
        let fails = |files: &[&str]| {
            let folder = make(files);
            bursts(folder.path(), "background").unwrap_err()
        };
        assert!(matches!(fails(&["a.png"]), FolderError::NoClasses(_)));
        assert!(
            matches!(fails(&["mug/a.png", "book/1/x.txt"]), FolderError::NoClips(path, _) if path.ends_with("book"))
        );
        assert!(matches!(fails(&["s/mug/1/a.png"]), FolderError::TooDeep(path) if path.ends_with("s/mug/1")));
        assert!(matches!(fails(&["mug/a.png", "mug/a.jpg"]), FolderError::Twice(..)));
        assert!(matches!(bursts("nowhere".as_ref(), ""), Err(FolderError::Read { .. })));
        assert!(matches!(all_clips(make(&["a.txt"]).path()), Err(FolderError::NoClips(..))));
    }

    #[test]
    fn pictures_and_sounds_that_are_not_read_are_counted() {
        let files =
            ["mug/1/a.png", "mug/1/a.M4A", "mug/1/b.heic", "mug/2/c.jfif", "mug/2/c.m4a", "mug/2/notes.txt"];
        let folder = make(&files);
        let (found, unread) = bursts(folder.path(), "background").unwrap();
        assert_eq!(found.iter().map(|burst| burst.clips.len()).sum::<usize>(), 2);
        assert!(unread.to_string().starts_with("1 .heic, 2 .m4a files were passed over"), "{unread}");
        assert_eq!(all_clips(folder.path()).unwrap().1, unread);
        let alone = make(&["mug/x.heic", "cup/x.png"]);
        let said = bursts(alone.path(), "background").unwrap_err().to_string();
        assert!(said.contains("1 .heic file was passed over"), "{said}");
    }
}
