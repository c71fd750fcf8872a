//! Occlusion from file to file.

use super::super::forward::inputs::Inputs;
use super::super::forward::outputs::Outputs;
use super::error::ExplainFileError;
use super::stacked::Stacked;
use crate::config::TvltConfig;
use crate::explain::group::{self, Group, GroupSize, spread};
use crate::explain::occlusion::{leading, logits_without, whole};
use crate::explain::{Clip, ExplainError, Grid, clip::read};
use crate::model::TvltAudioVisual;

/// Writes the occlusion maps of every clip; see [`explain`](super::explain).
pub(super) async fn occlusion(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: &Inputs,
    group: Option<usize>,
    outputs: &mut Outputs,
) -> Result<(), ExplainFileError> {
    let (mut stacked, mut answers) = (Stacked::default(), Vec::new());
    for clip in Clip::embed(model, &inputs.tvlt)? {
        answers.push(one(model, config, &clip, group, &mut stacked).await?);
    }
    stacked.put(outputs);
    outputs.integers("answer", vec![answers.len()], &answers);
    Ok(())
}

/// Adds one clip's outputs, and gives its answer: the class, or -1 for the match.
async fn one(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    clip: &Clip,
    group: Option<usize>,
    stacked: &mut Stacked,
) -> Result<i64, ExplainError> {
    let (answer, log_odds) = leading(model, config, clip).await?;
    let logits = whole(model, clip)?;
    for (name, logits) in [("logits", &logits.classes), ("matching_logits", &logits.matching)] {
        if let Some(logits) = logits {
            let values = read(logits.clone().flatten(0, 1)).await?;
            stacked.add(name, &[values.len()], &values);
        }
    }
    stacked.add("log_odds", &[], &[log_odds]);

    let real = clip.real().await?;
    let real = [real[0].as_slice(), real[1].as_slice()];
    let grid = Grid::new(config, clip.pixel_tokens(), clip.audio_tokens());
    let groups = match group {
        Some(side) => group::groups(&grid, &GroupSize::square(side), real),
        None => group::single(real),
    };
    let without = logits_without(model, clip, &groups)?;
    let odds = read(answer.log_odds(&without)?).await?;
    let falls: Vec<f32> = odds.iter().map(|odds| log_odds - odds).collect();
    let lengths = [clip.pixel_tokens(), clip.audio_tokens()];
    let [pixel, audio] = spread(&groups, &falls, lengths);
    stacked.add("pixel_occlusion", &[pixel.len()], &pixel);
    stacked.add("audio_occlusion", &[audio.len()], &audio);

    let missing = ExplainError::NoAnswer;
    let (Some(whole), Some(without)) = (logits.of_answer(answer), without.of_answer(answer)) else {
        return Err(missing);
    };
    let whole = read(whole.clone().flatten(0, 1)).await?;
    let without = read(without.clone().flatten(0, 1)).await?;
    let [pixel, audio] = rows(&groups, &whole, &without, lengths);
    for (name, values, tokens) in
        [("pixel_logits_without", pixel, lengths[0]), ("audio_logits_without", audio, lengths[1])]
    {
        stacked.add(name, &[tokens, whole.len()], &values);
    }
    Ok(answer.class().map_or(-1, |class| class as i64))
}

/// For each token the logits without its group; those of the whole clip for padding, which is in none.
fn rows(groups: &[Group], whole: &[f32], without: &[f32], lengths: [usize; 2]) -> [Vec<f32>; 2] {
    let classes = whole.len();
    let mut maps = lengths.map(|tokens| whole.repeat(tokens));
    for (group, logits) in groups.iter().zip(without.chunks_exact(classes.max(1))) {
        for (map, tokens) in maps.iter_mut().zip([&group.pixel, &group.audio]) {
            for token in tokens {
                map[token * classes..][..classes].copy_from_slice(logits);
            }
        }
    }
    maps
}
