//! Broken files for every reader: mangled, cut short, spliced, or of random bytes. The readers must never panic,
//! allocate more memory than the file's size and 16 MB, or return a number that is not in the file. There are ten
//! thousand files, or as many as the variable `TVLT_HOSTILE_FILES` says (`cargo xtask bench --hostile`: a million).
//! This is the only test of its program, as it measures the program's memory.

use std::{io::Write, path::PathBuf, time::Instant};

use burn::tensor::Device;
use peak_alloc::PeakAlloc;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use safetensors::SafeTensors;
use tvlt::{
    checkpoint::{Checkpoint, Format, Shard, Source, StoredType, Weights, WeightsFiles, inspect::Report},
    config::{TvltConfig, TvltProcessorConfig},
    processor::audio::read_wav,
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Mangled files, over all readers.
const FILES: usize = 10_000;

/// One in this many files is loaded completely, if it can be.
const LOADED: usize = 50;

/// Bytes that may be allocated beyond the file's size.
const ROOM: usize = 16 << 20;

/// Wrong values for lengths and offsets.
const LENGTHS: [u64; 8] = [0, 1, 0x7f, 0xff, 0xffff, 0xffff_ffff, 1 << 40, u64::MAX];

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)).unwrap()
}

/// The reader of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The weights' reader, with a configuration if there is one.
    Weights(Option<&'static str>),
    /// The same, of a PyTorch archive around these bytes.
    Pickle,
    /// The index of weights in several files.
    Index,
    Config,
    Processor,
    Wav,
}

/// A file, and the part of it that does not hold numbers.
struct Victim {
    bytes: Vec<u8>,
    reader: Reader,
    table: Vec<usize>,
}

impl Victim {
    fn new(bytes: Vec<u8>, reader: Reader) -> Self {
        let mut is_number = vec![false; bytes.len()];
        if let Reader::Weights(_) = reader {
            let weights = Weights::read(Box::new(bytes.clone())).unwrap();
            for tensor in weights.tensors.values() {
                is_number[tensor.bytes.start as usize..tensor.bytes.end as usize].fill(true);
            }
        }
        if reader == Reader::Wav {
            is_number[bytes.len().min(200)..].fill(true);
        }
        let table = (0..bytes.len()).filter(|place| !is_number[*place]).collect();
        Self { bytes, reader, table }
    }

    fn of(name: &str, reader: Reader) -> Self {
        Self::new(fixture(name), reader)
    }

    fn mangled(&self, rng: &mut ChaCha8Rng) -> Vec<u8> {
        if rng.random_range(0..16) == 0 {
            // Its first bytes, and then anything.
            let kept = rng.random_range(0..=self.bytes.len().min(64));
            let mut bytes = self.bytes[..kept].to_vec();
            bytes.extend((0..rng.random_range(0..512)).map(|_| rng.random::<u8>()));
            return bytes;
        }
        let mut bytes = self.bytes.clone();
        for _ in 0..rng.random_range(1..=3) {
            let place = *self.table.choose(rng).unwrap();
            match rng.random_range(0..7) {
                _ if place >= bytes.len() => {}
                0 => bytes[place] ^= 1 << rng.random_range(0..8),
                1 => bytes[place] = rng.random(),
                2 => bytes.truncate(place),
                3 => {
                    let length = LENGTHS.choose(rng).unwrap().to_le_bytes();
                    let end = bytes.len().min(place + [1, 2, 4, 8].choose(rng).unwrap());
                    let count = end - place;
                    bytes[place..end].copy_from_slice(&length[..count]);
                }
                4 => {
                    let from = *self.table.choose(rng).unwrap();
                    let count = rng.random_range(1..64).min(bytes.len() - place);
                    if from + count <= bytes.len() {
                        bytes.copy_within(from..from + count, place);
                    }
                }
                5 => drop(bytes.drain(place..(place + rng.random_range(1..16)).min(bytes.len()))),
                _ => {
                    // A digit more or less: shapes and offsets of a JSON header.
                    let digits = bytes[place..].iter().take(64).position(u8::is_ascii_digit);
                    if let Some(offset) = digits {
                        bytes[place + offset] = b'0' + rng.random_range(0..10u8);
                    }
                }
            }
        }
        bytes
    }
}

/// A PyTorch archive with this pickle.
fn torch_file(pickle: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let store = rawzip::CompressionMethod::STORE;
    let (mut entry, config) = archive.new_file("x/data.pkl").compression_method(store).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(pickle).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    bytes
}

/// A safetensors file with this header and no numbers.
fn safetensors_file(header: &str) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat()
}

/// A WAV file with this format, and numbers as its sound.
fn wav_file(tag: u16, bits: u16, samples: usize) -> Vec<u8> {
    let block = bits / 8;
    let mut bytes = b"RIFF\0\0\0\0WAVEiXML\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
    bytes.extend([tag, 1].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend([16_000u32, 16_000 * u32::from(block)].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend([block, bits].iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend(b"data\xff\xff\xff\xff");
    bytes.extend((0..samples).flat_map(|at| ((at as f32 * 0.1).sin()).to_le_bytes()));
    bytes
}

/// The pickle of a PyTorch archive.
fn pickle_of(archive: &[u8]) -> Vec<u8> {
    let start = archive.windows(2).position(|bytes| bytes == b"\x80\x02").unwrap();
    let end = archive.windows(4).position(|bytes| bytes == b"PK\x07\x08").unwrap();
    archive[start..end].to_vec()
}

/// Small files crafted to need much memory.
fn crafted() -> Vec<Vec<u8>> {
    let long = "n".repeat(500_000);
    let text = |text: &str| [b"X", &(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    // One long storage key, referred to again and again.
    let mut keys =
        [b"\x80\x02(".as_slice(), &text("storage"), b"ctorch\nFloatStorage\n", &text(&long)].concat();
    keys.extend([&text("cpu")[..], b"K\x01tq\x01"].concat());
    keys.extend(b"h\x01Q0".repeat(100_000));
    keys.extend(b"}.");
    // One long shape, the same.
    let mut shapes = [b"\x80\x02(".as_slice(), &b"K\x01".repeat(200_000), b"tq\x02"].concat();
    shapes.extend(b"ctorch._utils\n_rebuild_tensor\nq\x03");
    shapes.extend(b"h\x03(NK\x00h\x02h\x02tR0".repeat(1000));
    shapes.extend(b".");
    let empty = |name: &str, shape: &str| {
        format!(r#""{name}":{{"dtype":"F32","shape":{shape},"data_offsets":[0,0]}}"#)
    };
    let many: Vec<String> = (0..50_000).map(|index| empty(&format!("t{index}"), "[0]")).collect();
    let huge: Vec<String> = [
        ("cls_embedding", "[0,1,768]"),
        ("pixel_embeddings.patch_embeddings.projection.weight", "[0,16777216,16777216,16777216]"),
        ("pixel_embeddings.pos_embed_v", "[0,1,768]"),
        ("pixel_embeddings.temporal_embed", "[0,8,768]"),
        ("audio_embeddings.patch_embeddings.projection.weight", "[0,1,16777216,16777216]"),
        ("audio_embeddings.pos_embed_a", "[0,16777216,768]"),
        ("audio_embeddings.freq_embed", "[0,16777216,768]"),
        ("encoder.layer.0.intermediate.dense.weight", "[0,16777216]"),
    ]
    .iter()
    .map(|(name, shape)| empty(name, shape))
    .collect();
    let entries: Vec<u8> = (0..200_000u32)
        .flat_map(|number| [b"X\x05\0\0\0", &format!("{number:05}").as_bytes()[..5], b"h\x05"].concat())
        .collect();
    let tensor = b"ctorch._utils\n_rebuild_tensor\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x01\0\0\0cK\0tQK\0))tR";
    let state = [b"\x80\x02", &tensor[..], b"q\x050}(", &entries, b"u."].concat();
    // One long name of a function, imported again and again, and calls of calls of a known one.
    let imports = [&text(&long)[..], b"q\0", &b"h\0h\0\x93".repeat(100_000), b"."].concat();
    let from_type = b"ctorch._tensor\n_rebuild_from_type_v2\nq\0";
    let nested = [&from_type[..], b"NNN\x87", &b"q\x01h\0Nh\x01\x87".repeat(200_000), b"R."].concat();
    vec![
        torch_file(&imports),
        torch_file(&nested),
        torch_file(&keys),
        torch_file(&shapes),
        torch_file(&b")".repeat(8_000_000)),
        torch_file(&b"}q\0".repeat(2_000_000)),
        torch_file(&b"]N\x85".repeat(2_000_000)),
        torch_file(&[b"]q\0(", &b"h\0".repeat(100_000)[..], b"e"].concat().repeat(20)),
        torch_file(&state),
        safetensors_file(&format!("{{{}}}", empty(&long, "[0]"))),
        safetensors_file(&format!("{{{}}}", many.join(","))),
        safetensors_file(&format!("{{{}}}", huge.join(","))),
    ]
}

/// Every tensor lies in the file, as long as its shape says; of a safetensors file it is what the library of
/// that name finds, too.
fn check_tensors(weights: &Weights, bytes: Option<&[u8]>) {
    let length = weights.source.len();
    for (name, tensor) in &weights.tensors {
        assert!(tensor.bytes.start <= tensor.bytes.end && tensor.bytes.end <= length, "{name}");
        let size = match tensor.dtype {
            Ok(StoredType::F32) => 4,
            Ok(StoredType::F16 | StoredType::Bf16) => 2,
            Ok(StoredType::F64) => 8,
            Err(_) => continue,
        };
        let count: u64 = tensor.shape.iter().map(|length| *length as u64).product();
        let bytes = tensor.bytes.end - tensor.bytes.start;
        match &tensor.strides {
            None => assert_eq!(bytes, count * size, "{name}"),
            // A tensor in another order may leave numbers out, but repeats none so often that it grows.
            Some(_) => {
                assert!(bytes >= count * size && bytes <= 17 * count * size, "{name}");
                assert_eq!(weights.values(name, tensor).unwrap().len() as u64, count, "{name}");
            }
        }
    }
    let Some(bytes) = bytes.filter(|_| weights.format == Format::Safetensors) else { return };
    let library = SafeTensors::deserialize(bytes).unwrap();
    assert_eq!(library.len(), weights.tensors.len());
    for (name, tensor) in &weights.tensors {
        let view = library.tensor(name).unwrap();
        assert_eq!(view.shape(), tensor.shape, "{name}");
        let range = tensor.bytes.start as usize..tensor.bytes.end as usize;
        assert_eq!(view.data(), &bytes[range], "{name}");
    }
}

/// Runs `read`, and checks what it set aside for a file of `length` bytes.
fn measured<T>(what: &str, length: usize, most: &mut usize, read: impl FnOnce() -> T) -> T {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let made = read();
    let used = MEMORY.peak_usage().saturating_sub(before);
    *most = (*most).max(used.saturating_sub(length));
    assert!(used <= length + ROOM, "{what} of {length} bytes took {used}");
    made
}

/// The whole way of a weights file; whether it has a table of contents, and whether it loads.
fn load(config: Option<&str>, bytes: Vec<u8>, whole: bool, most: &mut usize, device: &Device) -> [bool; 2] {
    let (length, copy) = (bytes.len(), whole.then(|| bytes.clone()));
    let report = measured("weights", length, most, || Report::new(config, Box::new(bytes), device));
    let Ok(report) = report else { return [false, false] };
    if let Some(bytes) = copy {
        assert!(!report.to_string().is_empty());
        check_tensors(&Weights::read(Box::new(bytes.clone())).unwrap(), Some(&bytes));
        let checkpoint = Checkpoint::new(config, Box::new(bytes));
        let loaded = checkpoint.and_then(|checkpoint| checkpoint.load(checkpoint.heads()?, device));
        assert_eq!(loaded.is_ok(), report.loads());
    }
    [true, report.loads()]
}

/// The shards that the index fixture names.
fn shards() -> Vec<Shard> {
    (1..=3)
        .map(|number| {
            let name = format!("model-0000{number}-of-00003.safetensors");
            let source: Box<dyn Source> = Box::new(fixture(&format!("checkpoints/sharded/{name}")));
            Shard { name, source }
        })
        .collect()
}

/// Reads a mangled file with its reader; whether something came of it, and whether that was right.
fn read(victim: &Victim, bytes: Vec<u8>, whole: bool, most: &mut usize, device: &Device) -> [bool; 2] {
    let length = bytes.len();
    match victim.reader {
        Reader::Weights(config) => load(config, bytes, whole, most, device),
        Reader::Pickle => load(None, torch_file(&bytes), whole, most, device),
        Reader::Index => {
            let (index, shards) = (String::from_utf8_lossy(&bytes).into_owned(), shards());
            let length = length + shards.iter().map(|shard| shard.source.len() as usize).sum::<usize>();
            let files = WeightsFiles::Sharded { index: Some(index), shards };
            let weights = measured("an index", length, most, || Weights::open(files));
            let Ok(weights) = weights else { return [false, false] };
            check_tensors(&weights, None);
            // An index moves no number: what is read is what the files hold.
            for shard in shards_of(&weights) {
                assert!(shard);
            }
            [true, true]
        }
        Reader::Config => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let config = measured("a configuration", length, most, || TvltConfig::from_json(&text));
            let Ok(config) = config else { return [false, false] };
            config.validate().unwrap();
            // What it was read as is written and read again. (Not compared: the parser may be off by a float's last
            // bit.)
            TvltConfig::from_json(&serde_json::to_string(&config).unwrap()).unwrap();
            [true, true]
        }
        Reader::Processor => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let read = measured("settings", length, most, || TvltProcessorConfig::from_json(&text));
            [read.is_ok(); 2]
        }
        Reader::Wav => {
            let sound = measured("a sound", 4 * length, most, || read_wav(&bytes));
            let Ok(sound) = sound else { return [false, false] };
            assert!(sound.samples.len() <= length && sound.channels > 0 && sound.sampling_rate > 0);
            assert!(sound.samples.iter().all(|sample| sample.is_finite()));
            [true, true]
        }
    }
}

/// Whether each tensor of the shards has the numbers that its own file has.
fn shards_of(weights: &Weights) -> impl Iterator<Item = bool> + '_ {
    shards().into_iter().map(|shard| {
        let own = Weights::read(shard.source).unwrap();
        own.tensors.iter().all(|(name, tensor)| {
            let joined = &weights.tensors[name];
            own.values(name, tensor).unwrap() == weights.values(name, joined).unwrap()
        })
    })
}

#[test]
fn mangled_files_are_refused_or_right() {
    let files =
        std::env::var("TVLT_HOSTILE_FILES").ok().and_then(|files| files.parse().ok()).unwrap_or(FILES);
    let text = |name: &str| -> &'static str { String::from_utf8(fixture(name)).unwrap().leak() };
    let bf16 = text("checkpoints/torch_bf16/config.json");
    let pickled = pickle_of(&fixture("checkpoints/training/plain_values.ckpt"));
    let objects = pickle_of(&fixture("checkpoints/training/objects.ckpt"));
    let training = text("checkpoints/training/config.json");
    let page =
        br#"{"image_processor": {"patch_size": [16, 16]}, "feature_extractor": {"patch_size": [4, 64]}}"#;
    let victims = [
        Victim::of(
            "model/encoder/model.safetensors",
            Reader::Weights(Some(text("model/encoder/config.json"))),
        ),
        Victim::of("checkpoints/training/plain.safetensors", Reader::Weights(Some(training))),
        Victim::of("checkpoints/training/turned.ckpt", Reader::Weights(Some(training))),
        Victim::new(objects, Reader::Pickle),
        Victim::of("checkpoints/torch_bf16/pytorch_model.bin", Reader::Weights(Some(bf16))),
        Victim::of("checkpoints/authors_tiny/model.ckpt", Reader::Weights(None)),
        Victim::new(pickled, Reader::Pickle),
        Victim::of("checkpoints/sharded/model.safetensors.index.json", Reader::Index),
        Victim::of("checkpoints/training/config.json", Reader::Config),
        Victim::new(page.to_vec(), Reader::Processor),
        Victim::new(wav_file(1, 16, 400), Reader::Wav),
        Victim::new(wav_file(3, 32, 400), Reader::Wav),
    ];
    let device = Device::flex();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut read_at_all, mut right, mut most) = (0, 0, 0);
    for (number, bytes) in crafted().into_iter().enumerate() {
        let length = bytes.len();
        let report =
            measured("a crafted file", length, &mut most, || Report::new(None, Box::new(bytes), &device));
        assert!(!report.as_ref().is_ok_and(Report::loads), "crafted file {number}");
        let written = report.map_or_else(|error| error.to_string(), |report| report.to_string());
        assert!(written.len() < 300_000, "crafted file {number} has a report of {} letters", written.len());
        println!("crafted file {number}, {length} bytes: at most {most} bytes beyond a file's until now");
    }
    let start = Instant::now();
    for number in 0..files {
        let victim = &victims[number % victims.len()];
        let bytes = victim.mangled(&mut rng);
        let whole = (number / victims.len()).is_multiple_of(LOADED);
        let [was_read, was_right] = read(victim, bytes, whole, &mut most, &device);
        read_at_all += usize::from(was_read);
        right += usize::from(was_right);
    }
    println!(
        "{files} files in {:.1} s: {read_at_all} were read, {right} of them whole; at most {:.1} MB beyond a file's size",
        start.elapsed().as_secs_f64(),
        most as f64 / 1e6
    );
    // The test would be meaningless if all files were refused at the first byte, or none.
    assert!(read_at_all > files / 20 && read_at_all < files);
}
