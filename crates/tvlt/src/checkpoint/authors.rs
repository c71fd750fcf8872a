//! The authors' own checkpoints (github zinengtang/TVLT, `model/modules/tvlt.py`): the same tensors as
//! Hugging Face's under other names, with query, key and value stacked in one tensor.
//!
//! The order of the sequence differs too (sound before pictures). That changes no number, as attention does not
//! depend on order. What does change numbers is listed at [`Variant::Authors`](crate::config::Variant).

use std::collections::BTreeMap;

use super::{CheckpointError, StoredTensor};

/// Renames the tensors to Hugging Face's names. A name that is not the authors' is kept, so that loading refuses
/// it by that name.
///
/// # Errors
/// [`CheckpointError::Broken`] where a stacked tensor cannot be split into query, key and value,
/// [`CheckpointError::Twice`] where two tensors get the same name.
pub(super) fn renamed(
    tensors: BTreeMap<String, StoredTensor>,
) -> Result<BTreeMap<String, StoredTensor>, CheckpointError> {
    let mut all = BTreeMap::new();
    let mut add = |name: String, tensor| match all.insert(name.clone(), tensor) {
        None => Ok(()),
        Some(_) => Err(CheckpointError::Twice(name)),
    };
    for (name, tensor) in tensors {
        match in_layer(&name) {
            Some((prefix, "attn", kind)) if kind.starts_with("qkv.") => {
                let kind = &kind["qkv.".len()..];
                let parts = thirds(&tensor).ok_or_else(|| {
                    CheckpointError::Broken(format!("{name} {:?} is not three tensors in one", tensor.shape))
                })?;
                for (part, tensor) in ["query", "key", "value"].into_iter().zip(parts) {
                    add(format!("{prefix}.attention.attention.{part}.{kind}"), tensor)?;
                }
            }
            Some((prefix, group, rest)) => {
                let new = renamed_start(&LAYER, &format!("{group}.{rest}"));
                let new = new.map(|new| format!("{prefix}.{new}"));
                add(new.unwrap_or(name), tensor)?;
            }
            None => {
                let new = renamed_start(&MODEL, &name).unwrap_or(name);
                add(new, tensor)?;
            }
        }
    }
    Ok(all)
}

/// Splits `blocks.3.attn.qkv.bias` into Hugging Face's prefix for the layer, "attn" and "qkv.bias".
fn in_layer(name: &str) -> Option<(String, &str, &str)> {
    let (list, rest) = name.split_once('.')?;
    let list = match list {
        "blocks" => "tvlt.encoder.layer",
        "decoder_blocks" => "decoder.decoder_layers",
        _ => return None,
    };
    let (number, rest) = rest.split_once('.')?;
    number.parse::<usize>().ok()?;
    let (group, rest) = rest.split_once('.')?;
    Some((format!("{list}.{number}"), group, rest))
}

/// Replaces the start of the name, or all of it.
fn renamed_start(names: &[(&str, &str)], name: &str) -> Option<String> {
    names.iter().find_map(|(old, new)| {
        let rest = name.strip_prefix(old)?;
        (rest.is_empty() || old.ends_with('.')).then(|| format!("{new}{rest}"))
    })
}

/// Splits a tensor by rows into three equal parts. They lie one after another in the file, unless the numbers do not
/// lie row by row.
fn thirds(tensor: &StoredTensor) -> Option<[StoredTensor; 3]> {
    let rows = *tensor.shape.first()?;
    let bytes = tensor.bytes.end - tensor.bytes.start;
    if !rows.is_multiple_of(3) {
        return None;
    }
    // Bytes from one part to the next, and of each.
    let (step, length) = match &tensor.strides {
        None if bytes.is_multiple_of(3) => (bytes / 3, bytes / 3),
        None => return None,
        Some(strides) => {
            let size = tensor.dtype.as_ref().ok()?.size();
            let step = (*strides.first()? as u64).checked_mul(rows as u64 / 3)?.checked_mul(size)?;
            (step, bytes.checked_sub(step.checked_mul(2)?)?)
        }
    };
    let mut shape = tensor.shape.clone();
    shape[0] = rows / 3;
    Some([0, 1, 2].map(|part| {
        let start = tensor.bytes.start + part * step;
        StoredTensor { shape: shape.clone(), bytes: start..start + length, ..tensor.clone() }
    }))
}

/// Names outside the layers, the authors' and Hugging Face's, where they differ.
const MODEL: [(&str, &str); 25] = [
    ("cls_token", "tvlt.cls_embedding"),
    ("patch_embed_v.proj.", "tvlt.pixel_embeddings.patch_embeddings.projection."),
    ("pos_embed_v", "tvlt.pixel_embeddings.pos_embed_v"),
    ("type_embed_v", "tvlt.pixel_embeddings.type_embed_v"),
    ("temporal_embed", "tvlt.pixel_embeddings.temporal_embed"),
    ("patch_embed_a.proj.", "tvlt.audio_embeddings.patch_embeddings.projection."),
    ("pos_embed_a", "tvlt.audio_embeddings.pos_embed_a"),
    ("type_embed_a", "tvlt.audio_embeddings.type_embed_a"),
    ("freq_embed", "tvlt.audio_embeddings.freq_embed"),
    ("norm.", "tvlt.layernorm."),
    ("decoder_embed.", "encoder_to_decoder."),
    ("mask_token_v", "pixel_mask_token"),
    ("mask_token_a", "audio_mask_token"),
    ("decoder_pos_embed_v", "decoder_pixel_pos_embed"),
    ("decoder_pos_embed_a", "decoder_audio_pos_embed"),
    ("decoder_type_embed_v", "decoder_pixel_type_embed"),
    ("decoder_type_embed_a", "decoder_audio_type_embed"),
    ("decoder_norm.", "decoder.layernorm."),
    ("matching_score.", "matching_head."),
    ("mae_score_video.", "pixel_mae_head."),
    ("mae_score_audio.", "audio_mae_head."),
    // The authors' numbering counts the pooler, a layer that Hugging Face's classifier lacks.
    ("classifier.0.", "classifier.pooler."),
    ("classifier.1.", "classifier.0."),
    ("classifier.2.", "classifier.1."),
    ("classifier.4.", "classifier.3."),
];

/// Names within a layer.
const LAYER: [(&str, &str); 5] = [
    ("norm1.", "layernorm_before."),
    ("attn.proj.", "attention.output.dense."),
    ("norm2.", "layernorm_after."),
    ("mlp.fc1.", "intermediate.dense."),
    ("mlp.fc2.", "output.dense."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::StoredType;

    fn tensor(shape: &[usize], start: u64) -> StoredTensor {
        let count = shape.iter().product::<usize>() as u64;
        let bytes = start..start + 4 * count;
        StoredTensor { dtype: Ok(StoredType::F32), shape: shape.into(), bytes, strides: None }
    }

    #[test]
    fn one_tensor_becomes_three_of_its_parts() {
        let tensors = BTreeMap::from([("decoder_blocks.7.attn.qkv.weight".to_owned(), tensor(&[6, 2], 100))]);
        let all = renamed(tensors).expect("three parts");
        let name = |part: &str| format!("decoder.decoder_layers.7.attention.attention.{part}.weight");
        assert_eq!(all.len(), 3);
        assert_eq!(all[&name("query")], tensor(&[2, 2], 100));
        assert_eq!(all[&name("key")], tensor(&[2, 2], 116));
        assert_eq!(all[&name("value")], tensor(&[2, 2], 132));
        let tensors = BTreeMap::from([("blocks.0.attn.qkv.bias".to_owned(), tensor(&[8], 0))]);
        assert!(renamed(tensors).is_err());
    }

    #[test]
    fn the_parts_of_a_transposed_tensor_lie_within_each_other() {
        let turned = StoredTensor { strides: Some(vec![1, 6]), ..tensor(&[6, 2], 100) };
        let [query, key, value] = thirds(&turned).expect("three parts");
        // Two rows of two columns, which lie six numbers apart.
        assert_eq!((query.bytes, key.bytes), (100..132, 108..140));
        assert_eq!((value.bytes, value.shape, value.strides), (116..148, vec![2, 2], Some(vec![1, 6])));
    }

    #[test]
    fn names_start_anew_and_strangers_keep_theirs() {
        let names = ["cls_token", "norm.bias", "normal", "classifier.4.weight", "blocks.x.norm1.bias"];
        let tensors = names.map(|name| (name.to_owned(), tensor(&[2], 0)));
        let all: Vec<String> = renamed(tensors.into()).expect("no layer").into_keys().collect();
        let new = ["blocks.x.norm1.bias", "classifier.3.weight", "normal", "tvlt.cls_embedding"];
        assert_eq!(all, [&new[..], &["tvlt.layernorm.bias"]].concat());
    }

    #[test]
    fn two_tensors_of_one_name_are_refused() {
        for names in [["cls_token", "tvlt.cls_embedding"], ["norm.bias", "tvlt.layernorm.bias"]] {
            let tensors = names.map(|name| (name.to_owned(), tensor(&[2], 0)));
            assert!(matches!(renamed(tensors.into()), Err(CheckpointError::Twice(_))), "{names:?}");
        }
        let stranger = [("blocks.0.strange.weight".to_owned(), tensor(&[2], 0))];
        assert_eq!(
            renamed(stranger.into()).expect("kept").into_keys().collect::<Vec<_>>(),
            ["blocks.0.strange.weight"]
        );
    }
}
