//! Inputs and answers, as the tests want them.

use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use serde_json::Value;
use tvlt::processor::Array;

pub struct Fixtures {
    bytes: Vec<u8>,
    cases: Value,
}

/// A picture with the alpha channel that browsers add.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<u8>,
}

pub struct Case {
    pub name: String,
    /// Text of a `preprocessor_config.json`.
    pub config: String,
    pub inputs: Value,
}

impl Fixtures {
    pub fn load() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/processor");
        let bytes = std::fs::read(folder.join("processor.safetensors")).unwrap();
        let cases = std::fs::read_to_string(folder.join("cases.json")).unwrap();
        Self { bytes, cases: serde_json::from_str(&cases).unwrap() }
    }

    /// Cases of `kind`: "audio" or "image".
    pub fn cases(&self, kind: &str) -> Vec<Case> {
        let cases = self.cases[kind].as_array().unwrap();
        assert!(!cases.is_empty());
        cases
            .iter()
            .map(|case| Case {
                name: case["name"].as_str().unwrap().into(),
                config: case["config"].to_string(),
                inputs: case["inputs"].clone(),
            })
            .collect()
    }

    /// A sound in [-1, 1).
    pub fn sound(&self, name: &str) -> Vec<f32> {
        let (_, dtype, data) = self.tensor(&format!("sound.{name}")).unwrap();
        assert_eq!(dtype, Dtype::I16);
        data.chunks_exact(2).map(|s| f32::from(i16::from_le_bytes([s[0], s[1]])) / 32768.0).collect()
    }

    pub fn picture(&self, name: &str) -> Picture {
        let (shape, dtype, data) = self.tensor(&format!("picture.{name}")).unwrap();
        assert_eq!(dtype, Dtype::U8);
        // An alpha that changes, to see that it is ignored.
        let rgba =
            data.chunks_exact(3).zip(0..).flat_map(|(p, i): (_, u32)| [p[0], p[1], p[2], i as u8]).collect();
        Picture { width: shape[1], height: shape[0], rgba }
    }

    /// Hugging Face's answer; grey levels as whole numbers.
    pub fn answer(&self, case: &str, key: &str) -> Option<Array> {
        let (shape, dtype, data) = self.tensor(&format!("{case}.{key}"))?;
        let values = match dtype {
            Dtype::U8 => data.iter().map(|&grey| f32::from(grey)).collect(),
            Dtype::F32 => data.chunks_exact(4).map(|v| f32::from_le_bytes(v.try_into().unwrap())).collect(),
            other => panic!("{case}.{key} is {other:?}"),
        };
        Some(Array { shape, values })
    }

    fn tensor(&self, name: &str) -> Option<(Vec<usize>, Dtype, Vec<u8>)> {
        let tensors = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = tensors.tensor(name).ok()?;
        Some((view.shape().to_vec(), view.dtype(), view.data().to_vec()))
    }
}

/// Names in a list of the cases file.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

/// The largest difference of two equally long slices.
pub fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Numbers that look random and are the same everywhere (splitmix64).
pub struct Noise(pub u64);

impl Noise {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    /// In [-1, 1).
    pub fn sample(&mut self) -> f32 {
        self.below(1 << 24) as f32 / (1 << 23) as f32 - 1.0
    }
}
