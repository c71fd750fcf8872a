//! `tvlt teach` and `tvlt recognise` as a person runs them: coloured shapes with tones are taught in two sessions, and
//! recognised in a third one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hound::{SampleFormat, WavSpec, WavWriter};
use image::{Rgb, RgbImage};
use serde_json::Value;
use tvlt::teach::head_file::HeadFile;

/// Side of a picture.
const SIDE: u32 = 96;

/// What is shown: a colour, a shape and a tone.
#[derive(Clone, Copy)]
struct Thing {
    colour: [u8; 3],
    is_inside: fn(i32, i32) -> bool,
    hertz: f32,
}

const CLASSES: [(&str, Thing); 3] = [
    ("disc", Thing { colour: [220, 40, 40], is_inside: |x, y| x * x + y * y < 600, hertz: 300.0 }),
    ("bar", Thing { colour: [40, 60, 220], is_inside: |x, y| x.abs() < 9 && y.abs() < 36, hertz: 1200.0 }),
    (
        "frame",
        Thing {
            colour: [240, 220, 60],
            is_inside: |x, y| (18..30).contains(&x.abs().max(y.abs())),
            hertz: 4000.0,
        },
    ),
];

const UNKNOWN: Thing =
    Thing { colour: [30, 200, 60], is_inside: |x, y| (x / 6 + y / 6) % 2 == 0, hertz: 0.0 };

/// The page's model.
fn model() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/models/digits")
}

/// Numbers that look random, from -1 to 1.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// A thing in front of a wall whose light comes from the left; `session` changes the light a little.
fn picture(path: &Path, thing: Option<Thing>, session: u32, noise: &mut Noise) {
    let [dx, dy] = [0, 0].map(|_: i32| (6.0 * noise.next()) as i32);
    let light = 1.0 - 0.06 * session as f32;
    let picture = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let (at_x, at_y) = (x as i32 - SIDE as i32 / 2 - dx, y as i32 - SIDE as i32 / 2 - dy);
        let wall = 90.0 + 0.6 * x as f32 + 0.2 * y as f32;
        let colour =
            thing.filter(|thing| (thing.is_inside)(at_x, at_y)).map(|thing| thing.colour.map(f32::from));
        Rgb(colour.unwrap_or([wall; 3]).map(|level| (light * level + 4.0 * noise.next()) as u8))
    });
    picture.save(path).unwrap();
}

/// A tone of a third of a second in a quiet room, or a hiss; nothing but the room without a thing.
fn sound(path: &Path, thing: Option<Thing>, seconds: f32, channels: u16, noise: &mut Noise) {
    let sample_rate = 44_100 / u32::from(channels);
    let spec = WavSpec { channels, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::create(path, spec).unwrap();
    let length = seconds * sample_rate as f32;
    let start = 0.5 * (length - sample_rate as f32 / 3.0) + 2000.0 * noise.next();
    for at in 0..length as usize {
        let time = (at as f32 - start) / sample_rate as f32;
        let tone = |thing: Thing| match thing.hertz {
            0.0 => 0.3 * noise.next(),
            hertz => 0.3 * (std::f32::consts::TAU * hertz * time).sin(),
        };
        let heard = thing.filter(|_| (0.0..0.33).contains(&time)).map_or(0.0, tone);
        let sample = ((heard + 0.003 * noise.next()) * 32_767.0) as i16;
        (0..channels).for_each(|_| writer.write_sample(sample).unwrap());
    }
    writer.finalize().unwrap();
}

/// Clips of a thing in a folder.
fn record(folder: &Path, thing: Option<Thing>, session: u32, clips: u32) {
    std::fs::create_dir_all(folder).unwrap();
    // The folder's name and the session seed the noise, so that every run has the same clips.
    let name = folder.file_name().unwrap().to_string_lossy();
    let colour: u32 = thing.map_or(0, |thing| thing.colour.iter().map(|level| u32::from(*level)).sum());
    let seed =
        name.bytes().fold(session + 10 * colour, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut noise = Noise(seed);
    for clip in 0..clips {
        picture(&folder.join(format!("{clip}.png")), thing, session, &mut noise);
        sound(&folder.join(format!("{clip}.wav")), thing, 1.5, 1, &mut noise);
    }
}

fn tvlt(command: &str, model: &Path, output: &Path) -> Command {
    let mut tvlt = Command::new(env!("CARGO_BIN_EXE_tvlt"));
    tvlt.arg(command).arg("--model").arg(model).arg("--output").arg(output);
    tvlt
}

fn teach(model: &Path, samples: &Path, output: &Path) -> Output {
    tvlt("teach", model, output).arg("--samples").arg(samples).output().unwrap()
}

fn recognise(model: &Path, head: &Path, clips: &Path, output: &Path) -> Output {
    tvlt("recognise", model, output).arg("--head").arg(head).arg("--clips").arg(clips).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn classes_that_are_taught_are_recognised_in_another_session() {
    let folder = tempfile::tempdir().unwrap();
    let (samples, clips) = (folder.path().join("samples"), folder.path().join("clips"));
    let (head, answers) = (folder.path().join("head.safetensors"), folder.path().join("answers.json"));
    for session in 0..2 {
        record(&samples.join(format!("background/{session}")), None, session, 6);
        for (name, thing) in CLASSES {
            record(&samples.join(format!("{name}/{session}")), Some(thing), session, 6);
        }
    }
    let model = model();
    let taught = teach(&model, &samples, &head);
    assert!(taught.status.success(), "{}", words(&taught.stderr));
    let report = words(&taught.stdout);
    assert!(report.contains("of 100 samples are answered rightly") && report.contains("frame"), "{report}");
    let file = HeadFile::from_bytes(&std::fs::read(&head).unwrap()).unwrap();
    assert_eq!(
        (&file.model[..7], file.heads.classes.as_slice()),
        ("digits ", &["bar", "disc", "frame"].map(str::to_owned)[..])
    );

    for (name, thing) in CLASSES {
        record(&clips.join(format!("later/{name}")), Some(thing), 2, 4);
    }
    record(&clips.join("later/background"), None, 2, 4);
    record(&clips.join("later/unknown"), Some(UNKNOWN), 2, 4);
    // One sense alone; a long sound of two channels at another rate.
    let (_, disc) = CLASSES[0];
    picture(&clips.join("disc seen.png"), Some(disc), 2, &mut Noise(1));
    sound(&clips.join("disc heard.wav"), Some(disc), 4.0, 2, &mut Noise(2));
    let recognised = recognise(&model, &head, &clips, &answers);
    assert!(recognised.status.success(), "{}", words(&recognised.stderr));

    let answers: Vec<Value> = serde_json::from_slice(&std::fs::read(&answers).unwrap()).unwrap();
    assert_eq!(answers.len(), 22);
    let (mut right, mut unknown, mut known) = (0, 0.0, 0.0);
    for answer in &answers {
        let (clip, label) = (answer["clip"].as_str().unwrap(), answer["label"].as_str());
        let scores = answer["scores"].as_object().unwrap();
        assert!(
            scores.len() == 3 && scores.values().all(|score| (0.0..=1.0).contains(&score.as_f64().unwrap()))
        );
        let unknown_score = answer["unknown_score"].as_f64().unwrap();
        assert_eq!(label.is_none(), answer["unknown"].as_bool().unwrap());
        assert_eq!(label.is_none(), unknown_score > 0.5);
        println!("{clip}: {label:?} {unknown_score:.2} {scores:?}");
        match clip.split('/').nth(1) {
            Some("background") => assert_eq!(label, None, "{clip}"),
            Some("unknown") => unknown += unknown_score / 4.0,
            Some(name) => {
                right += u32::from(label == Some(name));
                known += unknown_score / 12.0;
            }
            None => assert_eq!(label, Some("disc"), "{clip}"),
        }
    }
    assert!(right >= 11, "{right} of 12 are named rightly");
    assert!(unknown > known, "{unknown} and {known}");
}

#[test]
fn layers_are_searched_or_given_and_recognised_with() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    for session in 0..2 {
        record(&place(&format!("samples/background/{session}")), None, session, 2);
        for (name, thing) in &CLASSES[..2] {
            record(&place(&format!("samples/{name}/{session}")), Some(*thing), session, 2);
        }
    }
    record(&place("clips"), Some(CLASSES[0].1), 2, 1);
    let (model, head, answers) = (model(), place("head.safetensors"), place("answers.json"));
    let teach = |layers: &str| {
        let mut teach = tvlt("teach", &model, &head);
        teach.arg("--samples").arg(place("samples")).args(["--layers", layers]).output().unwrap()
    };
    for (layers, said) in [("auto", "layers [1, 2, 3]: "), ("3,1", "is not used with [3, 1]")] {
        let taught = teach(layers);
        assert!(taught.status.success(), "{}", words(&taught.stderr));
        let report = words(&taught.stdout);
        assert!(report.contains(said), "{report}");
        let file = HeadFile::from_bytes(&std::fs::read(&head).unwrap()).unwrap();
        assert!(layers == "auto" || file.heads.layers == [3, 1]);
        assert!(report.contains(&format!("{:?}", file.heads.layers)), "{report}");
        let recognised = recognise(&model, &head, &place("clips"), &answers);
        assert!(recognised.status.success(), "{}", words(&recognised.stderr));
        let answers: Vec<Value> = serde_json::from_slice(&std::fs::read(&answers).unwrap()).unwrap();
        assert_eq!(answers[0]["label"], "disc", "{layers}");
    }
    let refused = teach("2,99");
    assert!(words(&refused.stderr).contains("not all of [2, 99]"), "{}", words(&refused.stderr));
}

#[test]
fn errors_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    record(&place("one/disc"), Some(CLASSES[0].1), 0, 1);
    record(&place("pair/disc"), Some(CLASSES[0].1), 0, 1);
    record(&place("pair/bar"), Some(CLASSES[1].1), 0, 1);
    record(&place("broken/disc"), Some(CLASSES[0].1), 0, 1);
    std::fs::create_dir_all(place("broken/bar")).unwrap();
    std::fs::write(place("broken/bar/spoilt.wav"), "no sound").unwrap();
    std::fs::create_dir_all(place("empty/bar")).unwrap();
    let (model, output) = (model(), place("never"));
    let config = model.join("config.json");
    // Without what ships for teaching, there is nothing that one class alone could be told apart from.
    let plain = place("plain");
    std::fs::create_dir(&plain).unwrap();
    for file in ["config.json", "preprocessor_config.json", "model.safetensors"] {
        std::fs::copy(model.join(file), plain.join(file)).unwrap();
    }
    // Heads of other weights.
    let others = place("others.safetensors");
    let taught = teach(&model, &place("pair"), &others);
    assert!(taught.status.success(), "{}", words(&taught.stderr));
    let mut file = HeadFile::from_bytes(&std::fs::read(&others).unwrap()).unwrap();
    file.model = "digits 0123456789abcdef".into();
    std::fs::write(&others, file.to_bytes().unwrap()).unwrap();
    let teach = |samples: &str| teach(&plain, &place(samples), &output);
    let recognise = |head: &Path| recognise(&model, head, &place("one"), &output);
    for (ran, said) in [
        (teach("nowhere"), "nowhere cannot be read"),
        (teach("one/disc"), "has no classes"),
        (teach("empty"), "bar has no clips"),
        (teach("broken"), "spoilt.wav"),
        (teach("one"), "has one class alone"),
        (recognise(&place("nowhere")), "nowhere cannot be read"),
        (recognise(&config), "no safetensors file"),
        (recognise(&others), "was taught with the model digits 0123456789abcdef"),
        (recognise(&model.join("model.safetensors")), "a file of something else"),
    ] {
        let error = words(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{error}");
        assert!(error.contains(said), "{error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{error}");
        assert!(!output.exists());
    }
}
