//! Recordings of digits named as the Free Spoken Digit Dataset names them: `DIGIT_SPEAKER_INDEX.wav`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::super::{
    DataError, Split,
    packages::files,
    voices::{Maker, Saying},
};

/// What a recording's name tells.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Recording {
    digit: usize,
    speaker: String,
    index: usize,
}

/// The recordings in a folder, or below it. The last speaker in alphabetical order is held out, the others are trained
/// on.
///
/// # Errors
/// [`DataError::Recordings`] where the folder has no recordings with such names, or those of one speaker only.
pub(in super::super) fn recordings(folder: &Path) -> Result<Vec<Saying>, DataError> {
    let wrong = |problem: &'static str| DataError::Recordings { folder: folder.to_owned(), problem };
    let found: Vec<(PathBuf, Recording)> = files(folder, &[".wav"])?
        .into_iter()
        .filter_map(|path| parse(&path.file_stem()?.to_string_lossy()).map(|recording| (path, recording)))
        .collect();
    let speakers: BTreeSet<&str> = found.iter().map(|(_, recording)| recording.speaker.as_str()).collect();
    let held_out = match speakers.len() {
        0 => return Err(wrong("it has no recordings of digits")),
        1 => return Err(wrong("only one person speaks, and one has to be held out beside those trained on")),
        _ => speakers.last().map(|speaker| (*speaker).to_owned()),
    };
    let saying = |(path, Recording { digit, speaker, index }): (PathBuf, Recording)| Saying {
        split: if held_out.as_ref() == Some(&speaker) { Split::HeldOut } else { Split::Train },
        folder: digit.to_string(),
        text: digit.to_string(),
        voice: format!("people-{speaker}-{index}"),
        maker: Maker::Copy(path),
    };
    Ok(found.into_iter().map(saying).collect())
}

/// Parses `DIGIT_SPEAKER_INDEX`; the speaker is letters, so that no name leads out of its folder.
fn parse(name: &str) -> Option<Recording> {
    let mut parts = name.split('_');
    let (digit, speaker, index) = (parts.next()?, parts.next()?, parts.next()?);
    let digit = digit.parse().ok().filter(|digit| *digit < 10)?;
    let named = !speaker.is_empty() && speaker.chars().all(char::is_alphabetic);
    (parts.next().is_none() && named).then_some(())?;
    Some(Recording { digit, speaker: speaker.to_owned(), index: index.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{super::super::write, *};

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        names.iter().for_each(|name| write(&folder.path().join(name), b"").expect("written"));
        folder
    }

    #[test]
    fn names_are_digit_speaker_and_index() {
        let three = Recording { digit: 3, speaker: "theo".into(), index: 12 };
        assert_eq!(parse("3_theo_12"), Some(three));
        for name in ["10_theo_1", "3_theo", "3_theo_1_2", "three_theo_1", "3__1", "3_../x_1", "3_theo_x"] {
            assert_eq!(parse(name), None, "{name}");
        }
    }

    #[test]
    fn the_last_speaker_is_held_out() {
        let folder =
            folder(&["7_theo_0.wav", "7_zoe_0.wav", "deep/0_anna_4.wav", "notes.wav", "1_zoe_1.txt"]);
        let sayings = recordings(folder.path()).expect("recordings");
        let side = |split: Split| -> Vec<(&str, &str)> {
            let on = sayings.iter().filter(|saying| saying.split == split);
            on.map(|saying| (saying.folder.as_str(), saying.voice.as_str())).collect()
        };
        assert_eq!(side(Split::Train), [("7", "people-theo-0"), ("0", "people-anna-4")]);
        assert_eq!(side(Split::HeldOut), [("7", "people-zoe-0")]);
    }

    #[test]
    fn a_folder_without_two_speakers_is_refused() {
        for names in [&["notes.wav"][..], &["7_theo_0.wav", "8_theo_0.wav"]] {
            let error = recordings(folder(names).path()).expect_err("too few speakers");
            assert!(matches!(error, DataError::Recordings { .. }), "{error}");
        }
    }
}
