//! Clips of a draw.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::draw::{Content, Draw, Session};
use crate::batch::{self, Batch, Rows, Senses};
use crate::sound::Listener;
use crate::{ROWS, TrainError};
use tvlt::config::TvltFeatureExtractorConfig;

/// Clips of `contents`, each in its session: one batch.
///
/// Each clip has a seed of its own, from `seed` and its number.
///
/// # Errors
/// [`TrainError::Processor`], which the default settings never cause.
pub(super) fn clips(
    draw: &Draw<'_>,
    contents: &[(&Session<'_>, Content)],
    seed: u64,
    level: f32,
) -> Result<Batch, TrainError> {
    let senses = draw.kind.senses();
    let listener = || Listener::new(&TvltFeatureExtractorConfig::default(), ROWS);
    let made: Vec<(Vec<f32>, Vec<f32>)> = contents
        .par_iter()
        .enumerate()
        .map_init(listener, |listener, (number, (session, content))| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(number as u64);
            let pixels =
                if senses == Senses::Hearing { Vec::new() } else { frame(&mut rng, draw, session, *content) };
            let mut audio = Vec::new();
            if senses != Senses::Sight {
                // A listener that cannot be made stops all clips below.
                if let Ok(listener) = listener.as_mut() {
                    audio.extend_from_slice(window(&mut rng, listener, draw, session, *content, level));
                }
            }
            (pixels, audio)
        })
        .collect();
    listener()?;
    let content = vec![batch::Content::default(); contents.len()];
    let rows = vec![Rows::default(); contents.len()];
    let (pixels, audio): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    Ok(Batch { senses, pixels: pixels.concat(), audio: audio.concat(), content, rows })
}

fn frame(rng: &mut ChaCha8Rng, draw: &Draw<'_>, session: &Session<'_>, content: Content) -> Vec<f32> {
    match content.thing {
        Some(thing) => session.stage.with(rng, draw.things[thing]),
        None => session.stage.empty(rng),
    }
}

fn window<'a>(
    rng: &mut ChaCha8Rng,
    listener: &'a mut Listener,
    draw: &Draw<'_>,
    session: &Session<'_>,
    content: Content,
    level: f32,
) -> &'a [f32] {
    let sound = content.sound.map(|sound| {
        let sound = &draw.sounds[sound];
        let sayings = if session.is_teaching { &sound.taught } else { &sound.asked };
        sayings[rng.random_range(0..sayings.len())]
    });
    listener.listen_in(rng, &session.room, sound, 0.4 * level)
}
