//! Clips of a draw.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::copies::copy;
use super::draw::{Content, Draw, Session};
use crate::batch::{self, Batch, Rows, Senses};
use crate::sound::Listener;
use crate::surroundings::Surroundings;
use crate::{ROWS, TrainError};
use tvlt::config::TvltFeatureExtractorConfig;

/// How clips are taken.
#[derive(Clone, Copy)]
pub(super) struct Taking<'a> {
    /// Seed; each clip has one of its own, from it and its number.
    pub(super) seed: u64,
    /// Difficulty, 0 to 1.
    pub(super) level: f32,
    /// What is other before the camera than when the place was recorded.
    pub(super) surroundings: Option<&'a Surroundings>,
    /// Copies of each clip that follow it: moved a little, in other light, earlier or later, louder or quieter.
    pub(super) copies: usize,
}

impl Taking<'_> {
    /// Clips as they are.
    pub(super) fn plain(seed: u64, level: f32) -> Self {
        Self { seed, level, surroundings: None, copies: 0 }
    }
}

/// Clips of `contents`, each in its session: one batch. Each is followed by its copies.
///
/// # Errors
/// [`TrainError::Processor`], which the default settings never cause.
pub(super) fn clips(
    draw: &Draw<'_>,
    contents: &[(&Session<'_>, Content)],
    taking: Taking<'_>,
) -> Result<Batch, TrainError> {
    let senses = draw.kind.senses();
    let listener = || Listener::new(&TvltFeatureExtractorConfig::default(), ROWS);
    let made: Vec<(Vec<f32>, Vec<f32>)> = contents
        .par_iter()
        .enumerate()
        .map_init(listener, |listener, (number, (session, content))| {
            let mut rng = ChaCha8Rng::seed_from_u64(taking.seed);
            rng.set_stream(number as u64);
            // Copies have numbers of their own, so that a clip is the same with and without them.
            let mut varied = ChaCha8Rng::seed_from_u64(taking.seed);
            varied.set_stream(u64::MAX - number as u64);
            let mut pixels = Vec::new();
            if senses != Senses::Hearing {
                let taken = frame(&mut rng, draw, session, *content, taking.surroundings);
                let copies: Vec<f32> = (0..taking.copies).flat_map(|_| copy(&mut varied, &taken)).collect();
                pixels = taken;
                pixels.extend(copies);
            }
            let mut audio = Vec::new();
            if senses != Senses::Sight {
                // A listener that cannot be made stops all clips below.
                if let Ok(listener) = listener.as_mut() {
                    audio.extend_from_slice(window(
                        &mut rng,
                        listener,
                        draw,
                        session,
                        *content,
                        taking.level,
                    ));
                    (0..taking.copies)
                        .for_each(|_| audio.extend_from_slice(listener.listen_again(&mut varied)));
                }
            }
            (pixels, audio)
        })
        .collect();
    listener()?;
    let count = contents.len() * (1 + taking.copies);
    let content = vec![batch::Content::default(); count];
    let rows = vec![Rows::default(); count];
    let (pixels, audio): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    Ok(Batch { senses, pixels: pixels.concat(), audio: audio.concat(), content, rows })
}

fn frame(
    rng: &mut ChaCha8Rng,
    draw: &Draw<'_>,
    session: &Session<'_>,
    content: Content,
    surroundings: Option<&Surroundings>,
) -> Vec<f32> {
    let usual = Surroundings::default();
    let surroundings = surroundings.unwrap_or(&usual);
    match content.thing {
        Some(thing) => session.stage.with_in(rng, surroundings, draw.things[thing]),
        None => session.stage.empty_in(rng, surroundings),
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
