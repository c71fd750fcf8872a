//! What an answer relies on: how far its log-odds fall without some of the patches.
//!
//! The patches' tokens are really left out of the sequence, as in masked pretraining: a question that the model was
//! trained on, which a grey box in the picture is not. The class token stays as it is in the whole clip, padding or
//! not, also where the first patch is left out, from which Hugging Face's code takes its mask. In the authors' model
//! it stays too: their classes and match are always asked with it, and what they leave out there they treat as
//! padding, which takes no part in attention and so gives the same numbers.

use std::collections::BTreeMap;

use burn::tensor::{Int, Tensor, TensorData};

use super::answer::{Answer, HeadLogits};
use super::clip::{Clip, read};
use super::error::ExplainError;
use super::group::Group;
use crate::config::TvltConfig;
use crate::model::{MAX_SCORE_BYTES, Sequence, TvltAudioVisual};

/// What the heads say of the whole clip.
///
/// # Errors
/// [`ExplainError::Model`] where the clip's masks do not fit it.
pub fn whole(model: &TvltAudioVisual, clip: &Clip) -> Result<HeadLogits, ExplainError> {
    Ok(encode(model, clip.sequence(model)?))
}

/// What the heads say of the clip without each of the groups: a row for each, in their order.
///
/// # Errors
/// [`ExplainError::Token`] where a group has a token that the clip has not, [`ExplainError::Model`] where the clip's
/// masks do not fit it.
pub fn logits_without(
    model: &TvltAudioVisual,
    clip: &Clip,
    groups: &[Group],
) -> Result<HeadLogits, ExplainError> {
    let sequence = clip.sequence(model)?;
    let mut by_length: BTreeMap<usize, Vec<(usize, Vec<usize>)>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let kept = kept(clip, group)?;
        by_length.entry(kept.len()).or_default().push((at, kept));
    }
    let (mut places, mut logits) = (vec![0i32; groups.len()], Vec::new());
    let mut done = 0;
    for (tokens, rows) in by_length {
        for rows in rows.chunks(clips_at_once(model, tokens)) {
            for (at, _) in rows {
                places[*at] = done;
                done += 1;
            }
            let kept: Vec<Vec<usize>> = rows.iter().map(|(_, kept)| kept.clone()).collect();
            logits.push(encode(model, sequence.keep(&kept)));
        }
    }
    if logits.is_empty() {
        return Ok(HeadLogits::none(model, &clip.embeddings.pixel.device()));
    }
    let join = |part: fn(&HeadLogits) -> &Option<Tensor<2>>| {
        let parts: Option<Vec<_>> = logits.iter().map(|logits| part(logits).clone()).collect();
        parts.map(|parts| in_order(Tensor::cat(parts, 0), &places))
    };
    Ok(HeadLogits { classes: join(|logits| &logits.classes), matching: join(|logits| &logits.matching) })
}

/// The log-odds of an answer without each of the groups: `[groups]`.
///
/// # Errors
/// As [`logits_without`] and [`Answer::log_odds`].
pub fn without(
    model: &TvltAudioVisual,
    clip: &Clip,
    groups: &[Group],
    answer: Answer,
) -> Result<Tensor<1>, ExplainError> {
    answer.log_odds(&logits_without(model, clip, groups)?)
}

/// The answer that leads for the whole clip, with its log-odds.
///
/// # Errors
/// [`ExplainError::NoAnswer`] where the model has neither classes nor match, [`ExplainError::ReadBack`] where the
/// device fails, and as [`whole`].
pub async fn leading(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    clip: &Clip,
) -> Result<(Answer, f32), ExplainError> {
    let logits = whole(model, clip)?;
    let parts: Vec<Tensor<1>> = [&logits.classes, &logits.matching]
        .into_iter()
        .flatten()
        .map(|part| part.clone().flatten(0, 1))
        .collect();
    if parts.is_empty() {
        return Err(ExplainError::NoAnswer);
    }
    let numbers = read(Tensor::cat(parts, 0)).await?;
    let classes = numbers.len() - usize::from(logits.matching.is_some());
    let (classes, matching) = numbers.split_at(classes);
    let answer = Answer::leading(config, classes, matching.first().copied()).ok_or(ExplainError::NoAnswer)?;
    let log_odds = read(answer.log_odds(&logits)?).await?;
    Ok((answer, log_odds.first().copied().unwrap_or_default()))
}

/// By how much the log-odds of an answer fall without each of the groups, on the host. `log_odds` are those of the
/// whole clip.
///
/// # Errors
/// As [`without`], and [`ExplainError::ReadBack`].
pub async fn falls(
    model: &TvltAudioVisual,
    clip: &Clip,
    groups: &[Group],
    answer: Answer,
    log_odds: f32,
) -> Result<Vec<f32>, ExplainError> {
    let without = read(without(model, clip, groups, answer)?).await?;
    Ok(without.into_iter().map(|without| log_odds - without).collect())
}

fn encode(model: &TvltAudioVisual, sequence: Sequence) -> HeadLogits {
    HeadLogits::of(model, &model.tvlt.encode_class(sequence))
}

/// Indices in the whole sequence of the tokens that are not in `group`; the class token is always kept.
fn kept(clip: &Clip, group: &Group) -> Result<Vec<usize>, ExplainError> {
    let (pixels, tokens) = (clip.pixel_tokens(), clip.tokens());
    let mut keeps = vec![true; tokens];
    for (modality, first, count) in
        [(&group.pixel, 1, pixels), (&group.audio, 1 + pixels, clip.audio_tokens())]
    {
        for &token in modality {
            if token >= count {
                return Err(ExplainError::Token { given: first + token, tokens });
            }
            keeps[first + token] = false;
        }
    }
    Ok((0..tokens).filter(|&token| keeps[token]).collect())
}

/// How many sequences of this length are encoded at once, so that no tensor of an MLP is too large for a device.
fn clips_at_once(model: &TvltAudioVisual, tokens: usize) -> usize {
    let widest =
        model.tvlt.encoder.layer.first().map_or(1, |layer| layer.intermediate.weight.lazy_shape()[1]);
    (MAX_SCORE_BYTES / (tokens * widest * size_of::<f32>()).max(1)).max(1)
}

/// The rows of `logits` at these places.
fn in_order(logits: Tensor<2>, places: &[i32]) -> Tensor<2> {
    if places.is_sorted() {
        return logits;
    }
    let device = logits.device();
    let places: Tensor<1, Int> = Tensor::from_data(TensorData::new(places.to_vec(), [places.len()]), &device);
    logits.select(0, places)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Tolerance;

    use super::*;
    use crate::config::Variant;
    use crate::explain::small::{mask, small};

    fn close<const D: usize>(a: Tensor<D>, b: Tensor<D>) {
        a.into_data().assert_approx_eq::<f32>(&b.into_data(), Tolerance::absolute(1e-5));
    }

    #[test]
    fn leaving_tokens_out_is_the_same_as_keeping_them_out_of_attention() {
        for variant in [Variant::HuggingFace, Variant::Authors] {
            let (_, model, inputs) = small(variant);
            let clip = Clip::embed(&model, &inputs).unwrap().remove(0);
            // Different numbers of tokens are encoded apart; their order must stay.
            let groups = [
                Group { pixel: vec![2, 6], audio: vec![5] },
                Group { pixel: vec![7], audio: vec![] },
                Group { pixel: vec![], audio: vec![1, 2, 3] },
                Group::default(),
            ];
            let logits = logits_without(&model, &clip, &groups).unwrap();
            for (at, group) in groups.iter().enumerate() {
                let (pixel_mask, audio_mask) = (mask(8, &group.pixel), mask(6, &group.audio));
                let padded = Clip { pixel_mask, audio_mask, ..clip.clone() };
                let padded = whole(&model, &padded).unwrap();
                let row = |logits: &Option<Tensor<2>>| logits.clone().unwrap().narrow(0, at, 1);
                close(row(&logits.classes), padded.classes.unwrap());
                close(row(&logits.matching), padded.matching.unwrap());
            }
        }
    }

    #[test]
    fn the_class_token_stays_as_it_is_without_the_first_patch() {
        let (_, model, inputs) = small(Variant::HuggingFace);
        let clip = Clip::embed(&model, &inputs).unwrap().remove(0);
        let clip = Clip { pixel_mask: mask(8, &[]), audio_mask: mask(6, &[]), ..clip };
        let first = Group { pixel: vec![0], audio: vec![] };
        // With a mask for the first patch, the class token would be padding; the clip without any mask has no padding.
        let unmasked = Clip { pixel_mask: None, audio_mask: None, ..clip.clone() };
        let left_out = |clip| logits_without(&model, clip, std::slice::from_ref(&first)).unwrap();
        close(left_out(&clip).classes.unwrap(), left_out(&unmasked).classes.unwrap());
        let padded = Clip { pixel_mask: mask(8, &[0]), ..clip.clone() };
        let class_padded = whole(&model, &padded).unwrap().classes.unwrap();
        let difference = (class_padded - left_out(&clip).classes.unwrap()).abs().max().into_scalar::<f32>();
        assert!(difference > 1e-4, "{difference}");
    }

    #[test]
    fn tokens_that_are_not_there_are_errors_and_no_groups_are_none() {
        let (_, model, inputs) = small(Variant::HuggingFace);
        let clip = Clip::embed(&model, &inputs).unwrap().remove(0);
        let beyond = Group { pixel: vec![8], audio: vec![] };
        let error = logits_without(&model, &clip, &[beyond]).unwrap_err();
        assert!(matches!(error, ExplainError::Token { given: 9, tokens: 15 }));
        assert_eq!(without(&model, &clip, &[], Answer::Match).unwrap().dims(), [0]);
    }
}
