//! The weights of a request's payload.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::blob::BlobSource;
use crate::payload::bytes;
use tvlt::checkpoint::{Shard, Source, WeightsFiles};

/// The weights of a request's payload.
pub struct Given {
    /// Names of the files, where there are several.
    pub shards: Vec<String>,
    /// Text of their index, where there is one.
    pub index: Option<String>,
    /// The files.
    pub objects: Vec<JsValue>,
}

impl Given {
    /// The files; `None` where one is missing.
    pub fn files(&self) -> Option<WeightsFiles> {
        if self.shards.is_empty() && self.index.is_none() {
            return Some(self.objects.first().and_then(source)?.into());
        }
        if self.shards.len() != self.objects.len() {
            return None;
        }
        let shard =
            |(name, value): (&String, &JsValue)| Some(Shard { name: name.clone(), source: source(value)? });
        let shards = self.shards.iter().zip(&self.objects).map(shard).collect::<Option<_>>()?;
        Some(WeightsFiles::Sharded { index: self.index.clone(), shards })
    }
}

/// A source that reads weights from memory or from a file.
fn source(value: &JsValue) -> Option<Box<dyn Source>> {
    if let Some(blob) = value.dyn_ref::<Blob>() {
        return Some(Box::new(BlobSource::new(blob.clone())));
    }
    Some(Box::new(bytes(value)?))
}
