//! Recognises, by their first bytes, files that are neither weights nor configurations, such as the web page that
//! people get in place of the file that they meant to download.

/// A kind of file that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileKind {
    /// What it is, as the end of "the file is ...".
    pub what: String,
    /// What to do, as a sentence without its full stop.
    pub todo: &'static str,
}

const AGAIN: &str = "download it again, from the file's own download link";
const UNPACK: &str = "unpack it, and use the weights file in it";
const CONVERT: &str = "use the model's PyTorch or safetensors file";

/// First bytes of formats that are certainly something else.
const MAGIC: [(&[u8], &str, &str); 14] = [
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"GGUF", "a GGUF file", CONVERT),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file (Keras)", CONVERT),
    (b"\x93NUMPY", "an array of NumPy's", CONVERT),
    (b"%PDF-", "a PDF document", AGAIN),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", AGAIN),
    (b"\xff\xd8\xff", "a picture (JPEG)", AGAIN),
    (b"RIFF", "a sound or a picture (RIFF)", AGAIN),
    (b"GIF8", "a picture (GIF)", AGAIN),
];

/// Characters of a text that are shown.
const SHOWN: usize = 60;

/// The kind of a file with these first bytes; `None` where it may be a weights file or is not recognised.
pub fn of(first: &[u8]) -> Option<FileKind> {
    let kind = |what: &str, todo| Some(FileKind { what: what.to_owned(), todo });
    if first.is_empty() {
        return kind("empty", AGAIN);
    }
    if let Some((_, what, todo)) = MAGIC.iter().find(|(magic, ..)| first.starts_with(magic)) {
        return kind(what, todo);
    }
    if first.get(257..262) == Some(b"ustar") {
        return kind("a tar archive", UNPACK);
    }
    let text = text(first)?;
    if let Some(kind) = of_text(text) {
        return Some(kind);
    }
    if text.starts_with(['{', '[']) {
        return kind(
            "JSON (a configuration or an index)",
            "choose the weights themselves, or all files that the index names",
        );
    }
    let shown: String = text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    Some(FileKind { what: format!("text ({shown:?})"), todo: AGAIN })
}

/// The kind of a text that is not JSON: a Git LFS pointer or a web page. `None` for anything else, JSON included.
pub fn of_text(text: &str) -> Option<FileKind> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let kind = |what: &str, todo| Some(FileKind { what: what.to_owned(), todo });
    let start: String = text.chars().take(40).collect::<String>().to_ascii_lowercase();
    if start.starts_with("version https://git-lfs") || start.starts_with("version https://hawser") {
        return kind(
            "a Git LFS pointer, which stands for the file in a repository,",
            "run `git lfs pull` there, or download the file itself",
        );
    }
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<head") {
        return kind("a web page", AGAIN);
    }
    if start.starts_with('<') {
        return kind("a document of the web (XML or HTML)", AGAIN);
    }
    None
}

/// The bytes as text, where all of them are text. The end may cut a character in two.
fn text(first: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(first) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&first[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let plain = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // The eight bytes of a safetensors header's length are hardly ever text; the first byte of a pickle never is.
    (!text.is_empty() && text.chars().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_what_they_are() {
        let tar = [&[b'x'; 257][..], b"ustar\x0000"].concat();
        for (bytes, what) in [
            (&b""[..], "empty"),
            (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 452\n", "a Git LFS pointer"),
            (b"\n <!DOCTYPE html><title>404</title>", "a web page"),
            (b"\xef\xbb\xbf<html>", "a web page"),
            (b"<?xml version=\"1.0\"?><Error>AccessDenied</Error>", "XML or HTML"),
            (b"{\"weight_map\": {}}", "JSON"),
            (b"Entry not found", "text (\"Entry not found\")"),
            (b"\x1f\x8b\x08\0", "a gzip archive"),
            (&tar, "a tar archive"),
            (b"\x89PNG\r\n\x1a\n\0", "a picture (PNG)"),
        ] {
            let kind = of(bytes).expect("known");
            assert!(kind.what.contains(what), "{kind:?} for {what}");
        }
        let weights: [&[u8]; 5] =
            [b"PK\x03\x04\0\0", b"\x80\x02\x8a\x0al", b"\x98\x01\0\0\0\0\0\0{\"a\":", &[0; 64], &[0xff; 64]];
        assert!(weights.iter().all(|bytes| of(bytes).is_none()));
    }
}
