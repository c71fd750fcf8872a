//! Clips of many things and sounds in many sessions, as features.

use rand::{Rng, SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;

use super::PriorOptions;
use crate::TrainError;
use crate::teaching::clips::{Taking, clips};
use crate::teaching::draw::{Content, Draw, Kind, Sound};
use crate::teaching::features::Extractor;
use crate::teaching::world::{World, pick};

/// Clips of a thing in a session.
const CLIPS: usize = 2;

/// Clips of the empty scene in a session, from which its mean is known.
const EMPTY: usize = 4;

/// Features of one modality.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Of each clip the thing or sound, the session, and the features. Those of pictures are less the empty scene.
    pub(super) clips: Vec<Clip>,
    /// Mean features of each session's empty scene: of pictures zero, as the scene is subtracted from itself.
    pub(super) empty: Vec<Vec<f32>>,
}

/// Features of a clip.
#[derive(Debug)]
pub(super) struct Clip {
    pub(super) thing: usize,
    pub(super) session: usize,
    pub(super) features: Vec<f32>,
}

/// Shows things and sounds of the world in sessions. For sight, then for sound.
pub(super) fn gather(
    world: &World,
    extractor: Extractor<'_>,
    options: &PriorOptions,
) -> Result<[Gathering; 2], TrainError> {
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let things = pick(&mut rng, &world.things, 0..=options.things).unwrap_or_default();
    let sounds = sounds(&mut rng, world, options.things);
    let mut gathered = <[Gathering; 2]>::default();
    for session in 0..options.sessions {
        let kind = match session % 4 {
            0 => Kind::Thing,
            1 => Kind::Word,
            _ => Kind::Pair,
        };
        let draw = Draw::in_new_session(&mut rng, world, kind, &things, &sounds, options.level);
        let nothing = Content { thing: None, sound: None };
        let mut contents = vec![nothing; EMPTY];
        let numbers = |rng: &mut ChaCha8Rng, count: usize| -> Vec<Option<usize>> {
            if count == 0 {
                return vec![None; options.each];
            }
            index::sample(rng, count, options.each.min(count)).into_iter().map(Some).collect()
        };
        let (things, sounds) = (numbers(&mut rng, draw.things.len()), numbers(&mut rng, draw.sounds.len()));
        for (thing, sound) in things.into_iter().zip(sounds) {
            // A thing is often shown in silence, and a word said before an empty scene.
            let (thing, sound) = match (kind, rng.random_range(0..4)) {
                (Kind::Pair, 0) => (thing, None),
                (Kind::Pair, 1) => (None, sound),
                _ => (thing, sound),
            };
            contents.extend([Content { thing, sound }; CLIPS]);
        }
        let shown: Vec<_> = contents.iter().map(|content| (&draw.teaching, *content)).collect();
        let taking = Taking::plain(options.seed.wrapping_add(session as u64), options.level);
        let batch = clips(&draw, &shown, taking)?;
        let features = extractor.model_features(&batch)?;
        for (sense, gathering) in gathered.iter_mut().enumerate() {
            let own: Vec<(Option<usize>, Vec<f32>)> = contents
                .iter()
                .zip(&features)
                .filter_map(|(content, features)| {
                    Some(([content.thing, content.sound][sense], features[sense].clone()?))
                })
                .collect();
            add(gathering, own, session, sense == 0);
        }
        println!("  session {} of {}", session + 1, options.sessions);
    }
    Ok(gathered)
}

/// Noises and words, half of each where there are enough. The words are said by many speakers.
fn sounds<'a>(rng: &mut ChaCha8Rng, world: &'a World, count: usize) -> Vec<Sound<'a>> {
    let words: Vec<&Vec<Vec<i16>>> = world.voices.iter().flat_map(|voice| &voice.words).collect();
    let words = pick(rng, &words, 0..=count / 2).unwrap_or_default();
    let noises = pick(rng, &world.sounds, 0..=count - words.len()).unwrap_or_default();
    let noises = noises.into_iter().map(|noise| vec![noise.as_slice()]);
    let words = words.into_iter().map(|sayings| sayings.iter().map(Vec::as_slice).collect());
    noises.chain(words).map(|taught: Vec<&[i16]>| Sound { taught, asked: Vec::new() }).collect()
}

fn add(
    gathering: &mut Gathering,
    clips: Vec<(Option<usize>, Vec<f32>)>,
    session: usize,
    subtracts_scene: bool,
) {
    let Some((_, first)) = clips.first() else { return };
    let mut scene = vec![0.0; first.len()];
    for (_, features) in clips.iter().take(EMPTY) {
        scene.iter_mut().zip(features).for_each(|(mean, value)| *mean += value / EMPTY as f32);
    }
    let shift = if subtracts_scene { scene.clone() } else { vec![0.0; scene.len()] };
    let less = |features: &[f32]| features.iter().zip(&shift).map(|(value, shift)| value - shift).collect();
    gathering.empty.push(less(&scene));
    for (thing, features) in clips.iter().skip(EMPTY) {
        if let Some(thing) = thing {
            gathering.clips.push(Clip { thing: *thing, session, features: less(features) });
        }
    }
}
