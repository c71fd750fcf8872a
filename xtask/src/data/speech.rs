//! Spoken digits and other words: speech synthesisers and two recorded voices.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{DataError, Split, execute, read, write};

/// What is said; the first ten are the digits.
const WORDS: [&str; 26] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "yes", "no", "hello",
    "stop", "left", "right", "up", "down", "house", "water", "happy", "blue", "computer", "window", "and",
    "the",
];

/// Accents of espeak-ng; the last is held out.
const ACCENTS: [&str; 8] = [
    "en-us",
    "en-gb",
    "en-gb-x-rp",
    "en-us-nyc",
    "en-gb-x-gbclan",
    "en-029",
    "en-gb-x-gbcwmd",
    "en-gb-scotland",
];

/// One file to make.
struct Task {
    split: Split,
    word: usize,
    voice: String,
    maker: Maker,
}

/// How a word is said.
enum Maker {
    Espeak {
        voice: String,
        pitch: u32,
        words_a_minute: u32,
    },
    Flite {
        voice: &'static str,
        stretch: f32,
        pitch: Option<u32>,
    },
    Festival {
        voice: &'static str,
        stretch: f32,
    },
    /// A recording that is there already.
    Copy(PathBuf),
    /// A recording in headed Sun mu-law at 8 kHz.
    SunAudio(PathBuf),
}

/// Writes `<split>/speech/<word>/<voice>.wav`, two programs at a time.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let tasks = tasks()?;
    let missing: Vec<&Task> = tasks.iter().filter(|task| !path(root, task).exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("data: {} spoken words", missing.len());
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = missing.get(index) else { return };
                    if index > 0 && index.is_multiple_of(500) {
                        println!("data: {index} of {} spoken words", missing.len());
                    }
                    if let Err(error) = make(root, task) {
                        if let Ok(mut slot) = failure.lock() {
                            *slot = Some(error);
                        }
                        next.store(missing.len(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    failure.into_inner().ok().flatten().map_or(Ok(()), Err)
}

fn path(root: &Path, task: &Task) -> PathBuf {
    // The ten digits are filed by figure, as the model names its classes.
    let word = if task.word < 10 { task.word.to_string() } else { WORDS[task.word].to_owned() };
    root.join(task.split.folder()).join("speech").join(word).join(format!("{}.wav", task.voice))
}

/// Every word by every voice.
fn tasks() -> Result<Vec<Task>, DataError> {
    let variants = espeak_variants()?;
    let mut tasks = Vec::new();
    for word in 0..WORDS.len() {
        for (index, variant) in variants.iter().enumerate() {
            // Two accents a variant; each fifth variant is held out, and so is an accent.
            for accent in [index % (ACCENTS.len() - 1), (index * 3 + 2) % (ACCENTS.len() - 1)] {
                let split = if index % 5 == 4 { Split::HeldOut } else { Split::Train };
                let accent =
                    if split == Split::HeldOut { ACCENTS[ACCENTS.len() - 1] } else { ACCENTS[accent] };
                tasks.push(Task {
                    split,
                    word,
                    voice: format!("espeak-{accent}-{variant}"),
                    maker: Maker::Espeak {
                        voice: format!("{accent}+{variant}"),
                        pitch: 35 + (index as u32 * 17) % 40,
                        words_a_minute: 120 + (index as u32 * 29) % 70,
                    },
                });
            }
        }
        for (split, voice) in [
            (Split::Train, "kal"),
            (Split::Train, "kal16"),
            (Split::Train, "awb"),
            (Split::Train, "rms"),
            (Split::HeldOut, "slt"),
        ] {
            for (stretch, pitch) in
                [(1.0, None), (1.3, None), (0.85, None), (1.1, Some(85)), (1.15, Some(150)), (1.0, Some(210))]
            {
                let pitch_name = pitch.map_or("own".to_owned(), |hertz: u32| hertz.to_string());
                tasks.push(Task {
                    split,
                    word,
                    voice: format!("flite-{voice}-{stretch}-{pitch_name}"),
                    maker: Maker::Flite { voice, stretch, pitch },
                });
            }
        }
        for voice in ["voice_kal_diphone", "voice_ked_diphone"] {
            for stretch in [1.0, 1.25] {
                tasks.push(Task {
                    split: Split::Train,
                    word,
                    voice: format!("festival-{voice}-{stretch}"),
                    maker: Maker::Festival { voice, stretch },
                });
            }
        }
        if word < 10 {
            tasks.push(Task {
                split: Split::Train,
                word,
                voice: "recorded-allison".into(),
                maker: Maker::Copy(
                    format!("/usr/share/asterisk/sounds/en_US_f_Allison/digits/{word}.wav").into(),
                ),
            });
            tasks.push(Task {
                split: Split::HeldOut,
                word,
                voice: "recorded-dawson".into(),
                maker: Maker::SunAudio(format!("/usr/share/saytime/{word}.au").into()),
            });
        }
    }
    tasks.sort_by(|one, other| (one.word, &one.voice).cmp(&(other.word, &other.voice)));
    tasks.dedup_by(|one, other| one.word == other.word && one.voice == other.voice);
    Ok(tasks)
}

/// Names of espeak-ng's voice variants, sorted.
fn espeak_variants() -> Result<Vec<String>, DataError> {
    let listed = execute(Command::new("espeak-ng").arg("--voices=variant"))?;
    let mut variants: Vec<String> = String::from_utf8_lossy(&listed)
        .lines()
        .filter_map(|line| line.split("!v/").nth(1))
        .filter_map(|rest| rest.split_whitespace().next().map(str::to_owned))
        .collect();
    variants.sort();
    variants.dedup();
    Ok(variants)
}

fn make(root: &Path, task: &Task) -> Result<(), DataError> {
    let target = path(root, task);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|source| DataError::File { path: folder.to_owned(), source })?;
    }
    let word = WORDS[task.word];
    match &task.maker {
        Maker::Espeak { voice, pitch, words_a_minute } => {
            execute(
                Command::new("espeak-ng")
                    .args(["-v", voice, "-p", &pitch.to_string(), "-s", &words_a_minute.to_string(), "-w"])
                    .arg(&target)
                    .arg(word),
            )?;
        }
        Maker::Flite { voice, stretch, pitch } => {
            let mut command = Command::new("flite");
            command.args(["-voice", voice, "--setf", &format!("duration_stretch={stretch}")]);
            if let Some(hertz) = pitch {
                command.args(["--setf", &format!("int_f0_target_mean={hertz}")]);
            }
            execute(command.args(["-t", word, "-o"]).arg(&target))?;
        }
        Maker::Festival { voice, stretch } => {
            let text = target.with_extension("txt");
            write(&text, word.as_bytes())?;
            let settings = format!("(begin ({voice}) (Parameter.set 'Duration_Stretch {stretch}))");
            execute(Command::new("text2wave").args(["-eval", &settings, "-o"]).arg(&target).arg(&text))?;
            fs::remove_file(&text).map_err(|source| DataError::File { path: text, source })?;
        }
        Maker::Copy(source) => write(&target, &read(source)?)?,
        Maker::SunAudio(source) => write(&target, &sun_to_wav(&read(source)?, source)?)?,
    }
    Ok(())
}

/// A Sun `.au` file in mu-law as a WAV file of 16-bit PCM.
fn sun_to_wav(bytes: &[u8], source: &Path) -> Result<Vec<u8>, DataError> {
    let wrong = || DataError::Form(format!("{} is not mu-law Sun audio", source.display()));
    let word = |at: usize| -> Option<u32> {
        bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes)
    };
    // Headless files are plain mu-law at 8 kHz.
    let (start, rate) = match (bytes.starts_with(b".snd"), word(4), word(12), word(16)) {
        (true, Some(start), Some(1), Some(rate)) => (start as usize, rate),
        (true, ..) => return Err(wrong()),
        (false, ..) => (0, 8000),
    };
    let samples = bytes.get(start..).ok_or_else(wrong)?;
    let size = 2 * samples.len() as u32;
    let mut wav = Vec::with_capacity(44 + size as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + size).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&[1, 0, 1, 0]); // PCM, one channel
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(2 * rate).to_le_bytes());
    wav.extend_from_slice(&[2, 0, 16, 0]); // two bytes a sample
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&size.to_le_bytes());
    for &sample in samples {
        wav.extend_from_slice(&mu_law(sample).to_le_bytes());
    }
    Ok(wav)
}

/// ITU-T G.711 mu-law to linear.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let exponent = (byte >> 4) & 7;
    let magnitude = ((i16::from(byte & 15) << 3) + 0x84) << exponent;
    let value = magnitude - 0x84;
    if byte & 0x80 == 0 { value } else { -value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mu_law_follows_g711() {
        assert_eq!(mu_law(0xff), 0);
        assert_eq!(mu_law(0x80), 32_124);
        assert_eq!(mu_law(0x00), -32_124);
    }
}
