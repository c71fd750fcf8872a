//! A million broken files: mangled, cut short, spliced. Whatever comes, the readers neither panic, nor set
//! aside more memory than the file accounts for, nor take a tensor for what it is not. The only test of its
//! program, as it measures the program's memory.

#![cfg(feature = "cli")]

use std::{io::Write, path::PathBuf};

use burn::tensor::Device;
use peak_alloc::PeakAlloc;
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use tvlt::checkpoint::{Checkpoint, StoredType, Weights, inspect::Report};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Mangled files, over all formats.
const FILES: usize = 1_000_000;

/// One in so many is loaded whole where it still can be.
const LOADED: usize = 200;

/// Bytes set aside for any file: a buffer of 64 KiB to read archives by, and the lists of names.
const ANY_FILE: usize = 256 << 10;

/// Bytes set aside for each byte of a crafted file: an instruction of one byte can make one empty value,
/// and a tensor without numbers has a name and a shape in the lists.
const CRAFTED_SHARE: usize = 128;

/// Numbers that a length or an offset goes wrong by.
const LENGTHS: [u64; 8] = [0, 1, 0x7f, 0xff, 0xffff, 0xffff_ffff, 1 << 40, u64::MAX];

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// A file, and the part of it that is no numbers.
struct Victim {
    bytes: Vec<u8>,
    config: Option<String>,
    table: Vec<usize>,
}

impl Victim {
    fn new(name: &str, config: Option<&str>) -> Self {
        let bytes = fixture(name);
        let weights = Weights::read(Box::new(bytes.clone())).unwrap();
        let mut is_number = vec![false; bytes.len()];
        for tensor in weights.tensors.values() {
            is_number[tensor.bytes.start as usize..tensor.bytes.end as usize].fill(true);
        }
        let table = (0..bytes.len()).filter(|place| !is_number[*place]).collect();
        Self { bytes, config: config.map(|name| String::from_utf8(fixture(name)).unwrap()), table }
    }

    fn mangled(&self, rng: &mut ChaCha8Rng) -> Vec<u8> {
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

/// Files made to cost more than they are.
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
    vec![
        torch_file(&keys),
        torch_file(&shapes),
        safetensors_file(&format!("{{{}}}", empty(&long, "[0]"))),
        safetensors_file(&format!("{{{}}}", many.join(","))),
        safetensors_file(&format!("{{{}}}", huge.join(","))),
    ]
}

/// Every tensor lies in the file, as long as its shape says.
fn check_places(weights: &Weights) {
    let length = weights.source.len();
    for (name, tensor) in &weights.tensors {
        assert!(tensor.bytes.start <= tensor.bytes.end && tensor.bytes.end <= length, "{name}");
        let size = match tensor.dtype {
            Ok(StoredType::F32) => 4,
            Ok(StoredType::F16 | StoredType::Bf16) => 2,
            Err(_) => continue,
        };
        let count: u64 = tensor.shape.iter().map(|length| *length as u64).product();
        assert_eq!(tensor.bytes.end - tensor.bytes.start, count * size, "{name}");
    }
}

#[test]
fn a_million_mangled_files_are_refused_or_right() {
    let victims = [
        Victim::new("model/encoder/model.safetensors", Some("model/encoder/config.json")),
        Victim::new("model/classification/model.safetensors", Some("model/classification/config.json")),
        Victim::new("checkpoints/torch_bf16/pytorch_model.bin", Some("checkpoints/torch_bf16/config.json")),
        Victim::new("checkpoints/authors_tiny/model.ckpt", None),
    ];
    let device = Device::flex();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for (number, bytes) in crafted().into_iter().enumerate() {
        let limit = ANY_FILE + CRAFTED_SHARE * bytes.len();
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let report = Report::new(None, Box::new(bytes), &device);
        assert!(!report.as_ref().is_ok_and(Report::loads), "crafted file {number}");
        let written = report.map_or_else(|error| error.to_string(), |report| report.to_string());
        assert!(written.len() < 300_000, "crafted file {number} has a report of {} letters", written.len());
        let used = MEMORY.peak_usage() - before;
        println!("crafted file {number}: {used} bytes, limit {limit}");
        assert!(used <= limit, "crafted file {number} took {used} bytes");
    }
    let (mut read, mut loads, mut most) = (0, 0, 0.0f64);
    for number in 0..FILES {
        let victim = &victims[number % victims.len()];
        let bytes = victim.mangled(&mut rng);
        let limit = ANY_FILE + 4 * bytes.len();
        let whole = number % LOADED < victims.len();
        let copy = whole.then(|| bytes.clone());
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let report = Report::new(victim.config.as_deref(), Box::new(bytes), &device);
        let used = MEMORY.peak_usage() - before;
        most = most.max(used as f64 / limit as f64);
        assert!(used <= limit, "file {number} took {used} bytes");
        let Ok(report) = report else { continue };
        read += 1;
        loads += usize::from(report.loads());
        if number % LOADED < victims.len() {
            assert!(!report.to_string().is_empty());
        }
        if let Some(bytes) = copy {
            check_places(&Weights::read(Box::new(bytes.clone())).unwrap());
            let checkpoint = Checkpoint::new(victim.config.as_deref(), Box::new(bytes));
            let loaded = checkpoint.and_then(|checkpoint| checkpoint.load(checkpoint.heads()?, &device));
            assert_eq!(loaded.is_ok(), report.loads(), "file {number}");
        }
    }
    println!(
        "{read} of {FILES} had a table of contents, {loads} would load; memory at most {most:.2} of the limit"
    );
    // The test would say nothing if all were refused at the first byte, or none.
    assert!(read > FILES / 20 && read < FILES);
}
