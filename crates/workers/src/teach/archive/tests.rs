//! Tests that ZIPs are read as they were written, that others are read too, and that bad ones are refused.

use std::io::{Cursor, Write};

use bridge::protocol::teach_state::Senses;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::ArchiveError;
use super::manifest::{FORMAT, ListedBurst, ListedClass, Manifest};
use super::pack::Packer;
use super::unpack::Unpacker;
use crate::teach::media_error::MediaError;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(zip: Vec<u8>, name: &str) -> Result<Unpacker<Cursor<Vec<u8>>>, ArchiveError> {
    Unpacker::open(Cursor::new(zip), name)
}

/// All samples as `CLASS: PICTURE+SOUND`, burst by burst.
fn contents(zip: &mut Unpacker<Cursor<Vec<u8>>>) -> Vec<String> {
    let bursts = zip.bursts.clone();
    let mut text = |file: &Option<super::unpack::PackedFile>| {
        let bytes = file.as_ref().map(|file| zip.read(file).unwrap()).unwrap_or_default();
        String::from_utf8(bytes).unwrap()
    };
    let read = |burst: &super::unpack::PackedBurst, text: &mut dyn FnMut(&_) -> String| {
        let samples = burst.samples.iter().map(|sample| text(&sample.picture) + "+" + &text(&sample.sound));
        format!("{}: {}", burst.class, samples.collect::<Vec<_>>().join(" "))
    };
    bursts.iter().map(|burst| read(burst, &mut text)).collect()
}

fn class(name: &str, folder: &str, on: bool) -> ListedClass {
    let bursts = vec![ListedBurst { folder: "2".into(), samples: 1 }];
    ListedClass { name: name.into(), folder: folder.into(), on, learns: None, samples: 1, bursts }
}

#[test]
fn what_was_packed_is_unpacked() {
    let mut packer = Packer::new(Vec::new());
    packer.sample("yes_no", "10", "1", Some(b"later"), None).unwrap();
    packer.sample("yes_no", "2", "1", Some(b"eye"), Some(b"ear")).unwrap();
    packer.sample("yes_no", "2", "2", None, Some(b"ear only")).unwrap();
    packer.sample("background", "1", "1", Some(b"wall"), None).unwrap();
    let by_sound = Some(Senses { sight: false, sound: true });
    let chosen = ListedClass { learns: by_sound, ..class("yes/no", "yes_no", false) };
    let classes = vec![class("background", "background", true), chosen];
    let manifest = Manifest {
        format: FORMAT,
        model: "digits".into(),
        layers: vec![2, 3],
        classes,
        ..Manifest::default()
    };
    let packed = packer.finish(&manifest, Some(b"head")).unwrap();

    let mut unpacked = open(packed.clone(), "x.zip").unwrap();
    assert_eq!(unpacked.manifest, Some(manifest));
    let listed = unpacked.classes.iter().map(|class| (class.name.as_str(), class.on, class.learns));
    assert_eq!(listed.collect::<Vec<_>>(), [("background", true, None), ("yes/no", false, by_sound)]);
    assert_eq!(contents(&mut unpacked), ["0: wall+", "1: eye+ear +ear only", "1: later+"]);
    assert!(unpacked.left_out.is_empty());

    let mut plain = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    for name in ["head.safetensors", "README.txt", "samples/yes_no/2/1.wav"] {
        assert!(plain.by_name(name).unwrap().size() > 0, "{name}");
    }
}

#[test]
fn a_zip_of_folders_is_read_without_a_list() {
    let files: [(&str, &[u8]); 7] = [
        ("samples/Class 1/10.jpg", b"ten"),
        ("samples/Class 1/9.jpg", b"nine"),
        ("samples/Class 1/09.jpg", b"another nine"),
        ("samples/Class 2/a.PNG", b"a"),
        ("samples/background/z.png", b"wall"),
        ("__MACOSX/samples/Class 2/._a.PNG", b"junk"),
        ("notes.png", b"beside the samples"),
    ];
    let mut unpacked = open(zip(&files), "x.zip").unwrap();
    let names: Vec<_> = unpacked.classes.iter().map(|class| class.name.clone()).collect();
    assert_eq!(names, ["background", "Class 1", "Class 2"], "the scene comes before what is shown in it");
    assert_eq!(contents(&mut unpacked), ["0: wall+", "1: another nine+ nine+ ten+", "2: a+"]);
    assert_eq!(unpacked.left_out, [("notes.png".to_owned(), ArchiveError::NoClass)]);

    assert!(unpacked.classes.iter().all(|class| !class.is_listed));

    let mut alone = open(zip(&[("0.jpg", b"one")]), "Mug-samples.zip").unwrap();
    assert_eq!(contents(&mut alone), ["0: one+"]);
    assert_eq!(alone.classes[0].name, "Mug");
}

#[test]
fn what_is_no_sample_in_the_folder_of_a_class_is_named() {
    let files: [(&str, &[u8]); 11] = [
        ("cats/1.png", b"one"),
        ("cats/1.jpg", b"another one"),
        ("cats/2.heic", b"of another kind"),
        ("cats/notes.txt", b"no sample"),
        ("cats/.notes.txt", b"hidden"),
        ("cats/Thumbs.db", b"added by the system"),
        ("cats/head.safetensors", b"heads"),
        ("dogs/3.heic", b"a folder without any sample"),
        ("readme.md", b"beside the classes"),
        ("../outside/1.png", b"elsewhere"),
        ("cats/../../1.wav", b"elsewhere"),
    ];
    let mut unpacked = open(zip(&files), "x.zip").unwrap();
    assert_eq!(contents(&mut unpacked), ["0: one+"]);
    let kind = || ArchiveError::from(MediaError::Kind);
    let left_out = [
        ("../outside/1.png", ArchiveError::Outside),
        ("cats/../../1.wav", ArchiveError::Outside),
        ("cats/1.jpg", MediaError::Twice.into()),
        ("cats/2.heic", kind()),
        ("cats/notes.txt", kind()),
        ("dogs/3.heic", kind()),
    ];
    assert_eq!(unpacked.left_out, left_out.map(|(path, why)| (path.to_owned(), why)));
}

#[test]
fn bad_zips_are_refused_with_a_reason() {
    assert!(matches!(open(b"no zip".to_vec(), "x"), Err(ArchiveError::NoZip(_))));
    let good = zip(&[("a/1.png", b"one"), ("a/2.png", b"two")]);
    assert!(matches!(open(good[..good.len() - 30].to_vec(), "x"), Err(ArchiveError::NoZip(_))));
    assert!(matches!(open(zip(&[("a/readme.txt", b"text")]), "x"), Err(ArchiveError::Empty)));
    let broken = zip(&[("classes.json", b"{"), ("samples/a/1.png", b"one")]);
    assert!(matches!(open(broken, "x"), Err(ArchiveError::Manifest(_))));
    let newer = zip(&[("classes.json", br#"{"format": 99, "classes": []}"#), ("samples/a/1.png", b"one")]);
    assert!(open(newer, "x").unwrap_err().to_string().contains("newer version"));
    let outside = zip(&[("classes.json", br#"{"format": 1, "classes": []}"#), ("other/a/1.png", b"one")]);
    assert!(matches!(open(outside, "x"), Err(ArchiveError::Empty)));

    let many: Vec<String> = (0..40_001).map(|at| format!("a/{at}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(matches!(open(zip(&many), "x"), Err(ArchiveError::TooMany { .. })));
}

#[test]
fn damaged_and_vast_files_are_refused_alone() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("a/1.png", stored).unwrap();
    writer.write_all(b"some bytes that will change").unwrap();
    // Zeros become a thousandth of their size.
    writer.start_file("a/2.png", SimpleFileOptions::default()).unwrap();
    writer.write_all(&vec![0; 33 << 20]).unwrap();
    writer.start_file("a/3.png", stored).unwrap();
    writer.write_all(b"good").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    let at = bytes.windows(4).position(|window| window == b"some").unwrap();
    bytes[at] = b'S';

    let mut unpacked = open(bytes, "x").unwrap();
    let files: Vec<_> =
        unpacked.bursts[0].samples.iter().filter_map(|sample| sample.picture.clone()).collect();
    assert!(matches!(unpacked.read(&files[0]), Err(ArchiveError::File(_))));
    assert!(matches!(unpacked.read(&files[1]), Err(ArchiveError::FileTooLarge(32))));
    assert_eq!(unpacked.read(&files[2]).unwrap(), b"good");
}
