//! The text of a configuration's file.

use super::{ConfigError, file_kind};

/// A file's bytes as text. `what` is the file's name in an error.
///
/// # Errors
/// [`ConfigError::Kind`] where they are a file of another kind, [`ConfigError::Encoding`] where they are text in
/// another encoding than UTF-8.
pub fn text_of(bytes: Vec<u8>, what: &'static str) -> Result<String, ConfigError> {
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        if let Some(kind) = file_kind::of(bytes) {
            return ConfigError::Kind { what, is: kind.what, todo: kind.todo };
        }
        let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        ConfigError::Encoding { what, is: if utf16 { "in UTF-16" } else { "not in UTF-8" } }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf_8_is_named() {
        let utf16: Vec<u8> =
            "\u{feff}{\"model_type\": \"tvlt\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, said) in [
            (utf16, "config.json is in UTF-16"),
            (b"{\"id2label\": {\"0\": \"gl\xfccklich\"}}".to_vec(), "config.json is not in UTF-8"),
            (b"\x89PNG\r\n\x1a\n\0".to_vec(), "config.json is a picture (PNG)"),
            (b"\x1f\x8b\x08\0\xff".to_vec(), "config.json is a gzip archive"),
        ] {
            let error = text_of(bytes, "config.json").unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        assert_eq!(text_of("{\"a\": \"é\"}".into(), "config.json").unwrap(), "{\"a\": \"é\"}");
    }
}
