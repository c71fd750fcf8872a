//! What a file is that a person gives to the page, by its name and its media type.

use bridge::hub::is_weights;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Weights, or a configuration of a model.
    Model,
    /// A ZIP.
    Zip,
    /// A picture or a WAV file, which can be a sample of a class.
    Sample,
    /// Anything else.
    Other,
}

/// What a file is. `media_type` is what the browser takes it for, empty where it does not know.
pub fn kind(name: &str, media_type: &str) -> Kind {
    let name = name.to_lowercase();
    if is_weights(&name) || name.ends_with(".json") {
        Kind::Model
    } else if name.ends_with(".zip") {
        Kind::Zip
    } else if media_type.starts_with("image/") || name.ends_with(".wav") {
        Kind::Sample
    } else {
        Kind::Other
    }
}

/// Whether the browser may be able to play a file of this media type: what cannot be a video or a sound need not be tried,
/// which would end what plays.
pub fn may_play(media_type: &str) -> bool {
    const CONTAINERS: [&str; 6] = ["ogg", "mp4", "mpeg", "mxf", "matroska", "octet-stream"];
    match media_type.split_once('/') {
        None | Some(("video" | "audio", _)) => true,
        Some(("application", rest)) => CONTAINERS.iter().any(|container| rest.contains(container)),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_name_and_type() {
        let kinds = [
            kind("model.safetensors", ""),
            kind("Config.JSON", "application/json"),
            kind("Cups.ZIP", "application/zip"),
            kind("cup.jpg", "image/jpeg"),
            kind("CLAP.WAV", "audio/wav"),
            kind("film.mp4", "video/mp4"),
            kind("notes.txt", "text/plain"),
        ];
        let (other, sample) = (Kind::Other, Kind::Sample);
        assert_eq!(kinds, [Kind::Model, Kind::Model, Kind::Zip, sample, sample, other, other]);
    }

    #[test]
    fn only_what_may_be_a_video_or_a_sound_is_tried() {
        for playable in ["video/mp4", "audio/wav", "", "application/ogg", "application/x-matroska"] {
            assert!(may_play(playable), "{playable}");
        }
        for other in ["image/png", "text/html", "application/pdf", "application/zip"] {
            assert!(!may_play(other), "{other}");
        }
    }
}
