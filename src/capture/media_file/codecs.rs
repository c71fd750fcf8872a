//! Names of codecs that people know, by their identifiers in files.

/// The name of a codec by its four characters in MP4 and QuickTime files; the characters themselves if unknown.
///
/// Source: the registry of the MP4 Registration Authority, mp4ra.org, and Apple's QuickTime File Format.
pub fn of_sample_entry(kind: [u8; 4]) -> String {
    let name = match &kind {
        b"avc1" | b"avc2" | b"avc3" | b"avc4" => "H.264",
        b"hvc1" | b"hev1" | b"hvc2" | b"hev2" => "HEVC",
        b"dvh1" | b"dvhe" => "HEVC with Dolby Vision",
        b"vvc1" | b"vvi1" => "VVC",
        b"av01" => "AV1",
        b"vp08" => "VP8",
        b"vp09" => "VP9",
        b"mp4v" => "MPEG-4 Visual",
        b"s263" | b"h263" => "H.263",
        b"jpeg" | b"mjpa" | b"mjpb" | b"mjpg" => "Motion JPEG",
        b"apch" | b"apcn" | b"apcs" | b"apco" | b"ap4h" | b"ap4x" => "ProRes",
        b"mp4a" => "AAC",
        b".mp3" => "MP3",
        b"ac-3" => "AC-3",
        b"ec-3" => "E-AC-3",
        b"ac-4" => "AC-4",
        b"dtsc" | b"dtsh" | b"dtsl" | b"dtse" | b"dtsx" => "DTS",
        b"mlpa" => "TrueHD",
        b"alac" => "Apple Lossless",
        b"apac" => "Apple Positional Audio",
        b"fLaC" => "FLAC",
        b"Opus" => "Opus",
        b"samr" | b"sawb" => "AMR",
        b"lpcm" | b"ipcm" | b"fpcm" | b"sowt" | b"twos" | b"raw " | b"in24" | b"in32" | b"fl32" | b"fl64" => {
            "PCM"
        }
        b"ulaw" | b"alaw" => "G.711",
        b"encv" | b"enca" => "encrypted",
        _ => return String::from_utf8_lossy(&kind).trim().to_owned(),
    };
    name.to_owned()
}

/// The codec of an `mp4a` entry by its object type and, for AAC, its audio object type.
///
/// Source: ISO/IEC 14496-1, table 5 (object types); ISO/IEC 14496-3, table 1.17 (audio object types).
pub fn of_object_type(object_type: u8, audio_object_type: Option<u8>) -> Option<&'static str> {
    match (object_type, audio_object_type) {
        (0x40, Some(42)) => Some("xHE-AAC"),
        (0x40 | 0x66..=0x68, _) => Some("AAC"),
        (0x69 | 0x6b, _) => Some("MP3"),
        (0xa5, _) => Some("AC-3"),
        (0xa6, _) => Some("E-AC-3"),
        (0xa9..=0xac, _) => Some("DTS"),
        (0xdd, _) => Some("Vorbis"),
        _ => None,
    }
}

/// The name of a codec by its identifier in WebM and Matroska files; the identifier itself if unknown.
///
/// Source: Matroska codec specifications, RFC 9559 and its registry.
pub fn of_matroska(id: &str) -> String {
    let known = [
        ("V_MPEGH/ISO/HEVC", "HEVC"),
        ("V_MPEG4/ISO/AVC", "H.264"),
        ("V_MPEG4/", "MPEG-4 Visual"),
        ("V_MPEG1", "MPEG-1"),
        ("V_MPEG2", "MPEG-2"),
        ("V_VP8", "VP8"),
        ("V_VP9", "VP9"),
        ("V_AV1", "AV1"),
        ("V_THEORA", "Theora"),
        ("V_PRORES", "ProRes"),
        ("V_MJPEG", "Motion JPEG"),
        ("A_AAC", "AAC"),
        ("A_EAC3", "E-AC-3"),
        ("A_AC3", "AC-3"),
        ("A_DTS", "DTS"),
        ("A_TRUEHD", "TrueHD"),
        ("A_MPEG/L3", "MP3"),
        ("A_MPEG/L2", "MP2"),
        ("A_OPUS", "Opus"),
        ("A_VORBIS", "Vorbis"),
        ("A_FLAC", "FLAC"),
        ("A_ALAC", "Apple Lossless"),
        ("A_PCM/", "PCM"),
    ];
    known.iter().find(|(start, _)| id.starts_with(start)).map_or(id, |(_, name)| name).to_owned()
}
