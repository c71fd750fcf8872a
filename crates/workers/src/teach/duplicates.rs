//! Finds samples of an import that are there already, so that the same ZIP can be opened twice.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use bridge::protocol::teach_state::ClassId;

use super::files::Files;

/// The samples that were there before an import, by class and files.
#[derive(Debug, Clone, Default)]
pub struct Duplicates(BTreeMap<(ClassId, u64), usize>);

impl Duplicates {
    /// This sample was there before.
    pub fn note(&mut self, class: ClassId, files: &Files) {
        *self.0.entry((class, digest(files))).or_default() += 1;
    }

    /// Whether a sample with these very files was there. Each is found once: of three alike of an import, the third is
    /// new where two were there.
    pub fn take(&mut self, class: ClassId, files: &Files) -> bool {
        let Some(count) = self.0.get_mut(&(class, digest(files))).filter(|count| **count > 0) else {
            return false;
        };
        *count -= 1;
        true
    }
}

fn digest(files: &Files) -> u64 {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_in_the_same_class_are_found_as_often_as_they_were_there() {
        let files =
            |png: &[u8], wav: Option<&[u8]>| Files { png: Some(png.into()), wav: wav.map(Into::into) };
        let (mug, cup) = (ClassId(1), ClassId(2));
        let mut there = Duplicates::default();
        there.note(mug, &files(b"wall", None));
        there.note(mug, &files(b"wall", None));
        there.note(cup, &files(b"cup", Some(b"clink")));
        assert!(!there.take(cup, &files(b"wall", None)), "of another class");
        assert!(!there.take(cup, &files(b"cup", None)), "without the sound");
        assert!(there.take(cup, &files(b"cup", Some(b"clink"))));
        assert_eq!([(); 3].map(|()| there.take(mug, &files(b"wall", None))), [true, true, false]);
    }
}
