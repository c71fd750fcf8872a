//! Measures whether occlusion maps are true: deletes patches in a map's order and in random order, and follows the
//! answer.
//!
//! On held-out clips of picture and sound with a digit seen, a digit heard, or both, patches are left out step by step
//! until none is left. A map that is true takes the answer away sooner than chance does.

pub mod curve;

use std::path::Path;

use burn::tensor::Device;

use self::curve::{Curve, STEPS, Table};
use super::TrainError;
use super::batch::{Batch, Senses};
use super::material::{Hand, Material};
use super::objective::embed;
use super::sample::{Choice, NoDigitHeard, NoDigitSeen, Sampler};
use super::voices::VoiceGroup;
use tvlt::config::TvltConfig;
use tvlt::explain::group::{Group, GroupSize, groups, order, random_order, single};
use tvlt::explain::occlusion::{falls, logits_without};
use tvlt::explain::reliance::{Reliance, relied_on};
use tvlt::explain::{Clip, ExplainError, Grid};
use tvlt::live::ReliedOn;
use tvlt::live::engine::softmax;
use tvlt::model::TvltAudioVisual;

/// Clips of a batch that is made at once.
const CLIPS: usize = 25;

/// Difficulty of the clips: a drawing held up well and a word said plainly, as the evaluation's "clear".
const LEVEL: f32 = 0.35;

/// Random orders of each clip, of which the mean counts.
const RANDOM_ORDERS: u64 = 3;

/// The orders that are compared: two maps and two kinds of chance.
const ORDERS: [&str; 4] = ["map of patches", "map of groups", "random patches", "random groups"];

/// What a clip has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Seen,
    Heard,
    Both,
}

/// Measures the maps of a model on `clips` held-out clips of each kind, made from the material in `folder`.
///
/// # Errors
/// [`TrainError`], where the material cannot be read or does not fit the model.
pub fn explaining(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    folder: &Path,
    clips: usize,
    seed: u64,
    device: &Device,
) -> Result<Vec<Table>, TrainError> {
    let material = Material::load(folder)?;
    println!("held out: {}", material.summary());
    let mut sampler = Sampler::new(&material)?;
    let kinds =
        [(Kind::Seen, "digit seen"), (Kind::Heard, "digit heard"), (Kind::Both, "digit seen and heard")];
    let mut tables = Vec::new();
    for (kind, name) in kinds {
        println!("deleting patches of clips with a {name}");
        let mut table = Table::new(name, ORDERS);
        for (number, clip) in found(&mut sampler, kind, clips, seed).iter().enumerate() {
            let embeddings = embed(model, clip, device)?;
            let clip = Clip { embeddings, pixel_mask: None, audio_mask: None };
            let (curves, clear) = pollster::block_on(measure(model, config, &clip, seed + number as u64))?;
            table.add(curves, clear);
        }
        tables.push(table);
    }
    Ok(tables)
}

/// So many clips of a kind, each a batch of one.
fn found(sampler: &mut Sampler<'_>, kind: Kind, clips: usize, seed: u64) -> Vec<Batch> {
    let people = Some(VoiceGroup::People).filter(|group| sampler.speaks(*group));
    let mut found = Vec::new();
    for number in 0.. {
        // What is beside the digit, and whether it is written or printed, takes turns.
        let turn = number as usize;
        let heard = [NoDigitHeard::Silence, NoDigitHeard::OtherSound, NoDigitHeard::OtherWord][turn % 3];
        let seen = [NoDigitSeen::Scene, NoDigitSeen::Photograph, NoDigitSeen::Mark][turn % 3];
        let choice = Choice {
            hand: Some([Hand::Written, Hand::Printed][turn % 2]),
            voices: people,
            digits_only: true,
            no_digit_heard: (kind == Kind::Seen).then_some(heard),
            no_digit_seen: (kind == Kind::Heard).then_some(seen),
            ..Choice::default()
        };
        // Few of a kind at a time, so that every turn is among them.
        let batch = sampler.batch(seed, number, Senses::Both, CLIPS, LEVEL, choice);
        let wanted = (0..CLIPS).filter(|clip| kind != Kind::Both || batch.content[*clip].matches());
        for clip in wanted.take(clips.div_ceil(6)) {
            if found.len() == clips {
                return found;
            }
            found.push(batch.part(clip, 1));
        }
    }
    found
}

/// The curves of one clip, in the order of [`ORDERS`], and whether the page would show its map of groups.
async fn measure(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    clip: &Clip,
    seed: u64,
) -> Result<([Curve; 4], bool), ExplainError> {
    let grid = Grid::new(config, clip.pixel_tokens(), clip.audio_tokens());
    let (pixels, tokens) = (clip.pixel_tokens(), clip.pixel_tokens() + clip.audio_tokens());
    let size = GroupSize::few(&grid);
    let reliance = relied_on(model, config, clip, &size, seed).await?;
    let everything = vec![true; tokens];
    let real = everything.split_at(pixels);
    let patches = single([real.0, real.1]);
    let by_patch = falls(model, clip, &patches, reliance.answer, reliance.log_odds).await?;
    let by_group = [reliance.pixel.as_slice(), &reliance.audio].concat();

    let groups = groups(&grid, &size, [real.0, real.1]);
    let of_groups = |number| {
        let chosen = random_order(groups.len(), seed, number).into_iter().map(|at| &groups[at]);
        let tokens = |group: &Group| -> Vec<usize> {
            group.pixel.iter().copied().chain(group.audio.iter().map(|token| pixels + token)).collect()
        };
        chosen.flat_map(tokens).collect::<Vec<usize>>()
    };
    let mut orders = vec![(0, order(&by_patch)), (1, order(&by_group))];
    for number in 0..RANDOM_ORDERS {
        orders.push((2, random_order(tokens, seed, 100 + number)));
        orders.push((3, of_groups(200 + number)));
    }
    let deleted: Vec<Group> = orders
        .iter()
        .flat_map(|(_, order)| {
            (0..STEPS).map(|step| {
                let first = &order[..(step * tokens).div_ceil(STEPS - 1).min(tokens)];
                let (pixel, audio): (Vec<usize>, Vec<usize>) =
                    first.iter().partition(|token| **token < pixels);
                Group { pixel, audio: audio.into_iter().map(|token| token - pixels).collect() }
            })
        })
        .collect();
    let logits = logits_without(model, clip, &deleted)?.classes.ok_or(ExplainError::NoAnswer)?;
    let classes = logits.dims()[1];
    let logits: Vec<f32> = logits.into_data().iter::<f32>().collect();
    let mut curves = [Curve::default(); 4];
    let answer = reliance.answer.class().unwrap_or_default();
    for ((kind, _), rows) in orders.iter().zip(logits.chunks_exact(classes * STEPS)) {
        curves[*kind].add(rows.chunks_exact(classes).map(|row| {
            let scores = softmax(row);
            (f64::from(scores[answer]), scores.iter().all(|score| *score <= scores[answer]))
        }));
    }
    Ok((curves, is_clear(reliance)))
}

fn is_clear(reliance: Reliance) -> bool {
    let Reliance { log_odds, pixel, audio, without_first, without_random, .. } = reliance;
    ReliedOn { label: None, log_odds, pixel, audio, without_first, without_random }.is_clear()
}
