//! Where the samples lie in a ZIP: from paths to classes, bursts and samples.

use super::error::ArchiveError;

/// The folder of the samples.
pub const SAMPLES: &str = "samples";

/// What some exporters put behind the name of a class whose pictures they pack alone.
const SUFFIX: &str = "-samples";

/// Folders and files that systems add by themselves and do not show.
const UNSEEN: [&str; 3] = ["__MACOSX", "Thumbs.db", "desktop.ini"];

/// What a file of a sample holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A picture.
    Picture,
    /// A sound, in a WAV file.
    Sound,
}

/// The place of a file among the samples. The order of places is that of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder of its class.
    pub class: String,
    /// The folder of its burst below that of the class; empty where it lies directly in it.
    pub burst: String,
    /// The file's name without its ending: the same for picture and sound of a sample.
    pub stem: String,
}

/// What is in a file by the ending of its name; `None` for a file that is of no sample.
pub fn kind(name: &str) -> Option<Kind> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "png" | "jpg" | "jpeg" | "webp" | "gif" | "bmp" | "avif" => Some(Kind::Picture),
        "wav" => Some(Kind::Sound),
        _ => None,
    }
}

/// The name of a file without its folder and its ending.
pub fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The components of a path; `None` of a file that is to be ignored, such as a hidden one.
pub fn components(path: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = parts(path).filter(|part| *part != ".").collect();
    let is_ignored =
        |part: &&str| part.starts_with('.') || UNSEEN.iter().any(|unseen| part.eq_ignore_ascii_case(unseen));
    (!parts.is_empty() && !parts.iter().any(is_ignored)).then_some(parts)
}

/// Whether a path leads out of the folder that it begins in.
pub fn leads_out(path: &str) -> bool {
    parts(path).any(|part| part == "..")
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty())
}

/// The folder that holds a folder for each class, as the components before it.
///
/// It is `samples` beside `classes.json`, or the outermost `samples` that has folders in it and lies in a folder of all
/// files, or what all files have in common, if there are folders in it. `manifest` is the path of `classes.json`.
pub fn root(paths: &[Vec<&str>], manifest: Option<&[&str]>) -> Vec<String> {
    let owned = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    if let Some((_, folder)) = manifest.and_then(<[_]>::split_last) {
        let mut root = owned(folder);
        root.push(SAMPLES.to_owned());
        return root;
    }
    // Of `samples/class/picture`; a `samples` with files alone is a part of one class.
    let below = |path: &'_ Vec<&str>| {
        let folders = &path[..path.len() - 1];
        let at = folders.iter().position(|part| is_samples(part))?;
        (at + 1 < folders.len()).then_some(at)
    };
    let around_all = |outer: &[&str]| paths.iter().all(|path| path.starts_with(outer));
    let roots = paths.iter().filter_map(|path| Some((below(path)?, path)));
    if let Some((at, path)) = roots.filter(|(at, path)| around_all(&path[..*at])).min_by_key(|(at, _)| *at) {
        return owned(&path[..=at]);
    }
    // A folder around everything, unless it is the only class there is.
    let folders = |path: &Vec<&str>| {
        let folders = path.len() - 1;
        if folders > 0 && is_samples(path[folders - 1]) { folders - 1 } else { folders }
    };
    let Some(first) = paths.first() else { return Vec::new() };
    let is_around = paths.iter().all(|path| folders(path) > 1 && path[0] == first[0]);
    if is_around { owned(&first[..1]) } else { Vec::new() }
}

fn is_samples(part: &str) -> bool {
    part.eq_ignore_ascii_case(SAMPLES)
}

/// The place of a file; `archive` is the ZIP's own name, after which a class is named whose pictures lie in no folder.
///
/// # Errors
/// [`ArchiveError::NoClass`] of a file beside the folders.
pub fn place(path: &[&str], root: &[String], archive: Option<&str>) -> Result<Place, ArchiveError> {
    let is_below = path.len() > root.len() && root.iter().zip(path).all(|(root, part)| root == part);
    let (file, folders) =
        path[if is_below { root.len() } else { 0 }..].split_last().ok_or(ArchiveError::NoClass)?;
    if !is_below {
        return Err(ArchiveError::NoClass);
    }
    let (class, bursts) = match (folders.split_first(), archive) {
        (Some((class, bursts)), _) => ((*class).to_owned(), bursts),
        (None, Some(archive)) if root.is_empty() => (class_of(archive), folders),
        (None, _) => return Err(ArchiveError::NoClass),
    };
    Ok(Place { class, burst: bursts.join("/"), stem: stem(file).to_owned() })
}

/// The class that a ZIP without folders is of.
fn class_of(archive: &str) -> String {
    let name = stem(archive);
    let name = name.strip_suffix(SUFFIX).unwrap_or(name).trim();
    if name.is_empty() { "pictures".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(paths: &[&str], archive: &str) -> Vec<String> {
        let parts: Vec<_> = paths.iter().filter_map(|path| components(path)).collect();
        let manifest = parts.iter().find(|parts| parts.last() == Some(&"classes.json"));
        let media: Vec<_> =
            parts.iter().filter(|parts| kind(parts[parts.len() - 1]).is_some()).cloned().collect();
        let root = root(&media, manifest.map(Vec::as_slice));
        let alone = media.iter().all(|path| path.len() == 1).then_some(archive);
        let place = |path: &Vec<&str>| match place(path, &root, alone) {
            Ok(place) => format!("{}|{}|{}", place.class, place.burst, place.stem),
            Err(error) => error.to_string()[..13].to_owned(),
        };
        media.iter().map(place).collect()
    }

    #[test]
    fn folders_are_found_wherever_they_lie() {
        let own = places(&["classes.json", "samples/mug/001/1.png", "samples/mug/2.png", "extra/1.png"], "x");
        assert_eq!(own, ["mug|001|1", "mug||2", "it lies in no"]);
        assert_eq!(places(&["mine/classes.json", "mine/samples/a/b/c/1.png"], "x"), ["a|b/c|1"]);
        assert_eq!(places(&["export/Samples/a/1.png", "export/cover.png"], "x"), ["a||1", "it lies in no"]);
        assert_eq!(places(&["cats/1.jpg", "dogs\\2.jpg", "readme.md"], "x"), ["cats||1", "dogs||2"]);
        assert_eq!(places(&["data/cats/1.jpg", "data/dogs/2.jpg"], "x"), ["cats||1", "dogs||2"]);
        assert_eq!(places(&["cats/1.jpg", "cats/2.jpg"], "x"), ["cats||1", "cats||2"]);
        assert_eq!(places(&["0.jpg", "1.jpg"], "Mug 1-samples.zip"), ["Mug 1||0", "Mug 1||1"]);
        // A folder of this name within each class.
        let within = places(&["cats/samples/1.jpg", "dogs/samples/2.jpg"], "x");
        assert_eq!(within, ["cats|samples|1", "dogs|samples|2"]);
        let within = places(&["data/cats/samples/1.jpg", "data/dogs/samples/a/2.jpg"], "x");
        assert_eq!(within, ["cats|samples|1", "dogs|samples/a|2"]);
        assert_eq!(
            places(&["cats/samples/1.jpg", "cats/samples/2.jpg"], "x"),
            ["cats|samples|1", "cats|samples|2"]
        );
        assert_eq!(
            places(&["samples/cats/samples/1.jpg", "samples/dogs/2.jpg"], "x"),
            ["cats|samples|1", "dogs||2"]
        );
        assert_eq!(
            places(&["__MACOSX/a/._1.png", "a/.hidden.png", "a/1.png", "2.png"], "x"),
            ["a||1", "it lies in no"]
        );
    }
}
