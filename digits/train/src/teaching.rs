//! The teaching suite: how well own things, noises and words can be taught on a model's features.
//!
//! Each draw has five classes of 40 clips, taught in one session beside its empty scene, and asked in another: at
//! another place, in another light and room, by another camera and microphone. All of it is held out. The same heads
//! are taught on the inputs themselves, for comparison.
//!
//! A second table has the answers that the page would show: by its own code, at its own threshold. Its harder rows ask
//! where the camera was moved after the empty scene was recorded, with a hand or a person in the picture, and for words
//! of which each press of the record button had another saying.

pub mod features;
pub mod prior;
pub mod table;

mod answer_table;
mod answers;
mod cases;
mod classroom;
mod clips;
mod copies;
mod draw;
mod exam;
mod head;
mod scores;
mod sessions;
mod world;

use std::path::Path;

use burn::tensor::Device;

use self::{
    cases::{Ways, ask_all},
    clips::Taking,
    draw::{Draw, Kind},
    exam::{Heard, examine, examine_classroom},
    features::{Extractor, Source},
    head::Way,
    scores::{accepted, five_looks, one_look, threshold},
    sessions::{Counts, Shown, show, show_others},
    table::Table,
    world::World,
};
use crate::TrainError;
use crate::sayings::OF_ONE_VOICE;
use tvlt::model::TvltAudioVisual;
use tvlt::teach::layers::taught_layers;
use tvlt::teach::prior::Prior;

/// How a suite is done.
#[derive(Debug, Clone, PartialEq)]
pub struct TeachOptions {
    /// Draws of each kind.
    pub draws: usize,
    /// Clips of each class that is taught; half as many are asked.
    pub clips: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Layers whose tokens are the features; the first is 1.
    pub layers: Vec<usize>,
    /// The ridge penalty; see [`tvlt::teach::lesson::Lesson::fit`].
    pub ridge: f64,
    /// Features after a random projection; `None` for all of them.
    pub projection: Option<usize>,
    /// Whether the mean features of each session's empty scene are subtracted.
    pub background: bool,
    /// Whether features are put on the scale that they have in other sessions, not on that of the session of teaching.
    pub given_scale: bool,
    /// How much the covariance of features between sessions counts; see [`tvlt::teach::whitening::Whitening::new`].
    pub whitening: Option<f64>,
    /// Whether clips of other sessions are taught as "nothing".
    pub given_nothing: bool,
    /// Difficulty of the clips, 0 to 1.
    pub level: f32,
    /// Copies of each taught clip, a little changed, with which figures of their own are made; none for 0.
    pub copies: usize,
    /// Whether the model's features are not compared with others.
    pub alone: bool,
}

impl TeachOptions {
    /// The defaults for a model of this many layers.
    pub fn new(layers: usize) -> Self {
        Self {
            draws: 8,
            clips: 40,
            seed: 1000,
            layers: taught_layers(layers),
            ridge: 1.0,
            projection: None,
            background: true,
            given_scale: true,
            whitening: Some(30.0),
            given_nothing: false,
            level: 0.8,
            copies: 0,
            alone: false,
        }
    }
}

/// Does the suite with the held-out material in `folder`, as far as it is there: kinds without material are left
/// out. Without a model there are raw features alone.
///
/// With a `prior`, what ships with the model, its features are taught as a person teaches them
/// ([`tvlt::teach::classroom`]); all others, by ridge regressions that know how features vary between other sessions of
/// the suite.
///
/// # Errors
/// [`TrainError`], where the material cannot be read or the model does not fit.
pub fn teach(
    model: Option<&TvltAudioVisual>,
    prior: Option<&Prior>,
    folder: &Path,
    options: &TeachOptions,
    device: &Device,
) -> Result<Table, TrainError> {
    let world = World::load(folder, OF_ONE_VOICE)?;
    println!("held out: {}", world.summary());
    suite(model, prior, &world, options, device)
}

fn suite(
    model: Option<&TvltAudioVisual>,
    prior: Option<&Prior>,
    world: &World,
    options: &TeachOptions,
    device: &Device,
) -> Result<Table, TrainError> {
    let extractor = Extractor { model, layers: &options.layers, alone: options.alone, device };
    let mut table = Table::new(extractor.sources());
    let counts = Counts::new(options.clips);
    let way = Way {
        ridge: options.ridge,
        projection: options.projection,
        background: options.background,
        given_scale: options.given_scale,
        whitening: options.whitening,
        given_nothing: options.given_nothing,
    };
    for kind in Kind::ALL {
        for number in 0..options.draws {
            let Some(mut draw) = Draw::new(world, kind, options.seed, number, options.level) else {
                continue;
            };
            // The clips of each session have seeds of their own, different ones for each draw.
            let seed =
                options.seed.wrapping_mul(1 << 20).wrapping_add(((number * 4 + kind as usize) * 3) as u64);
            let taking = Taking { copies: options.copies, ..Taking::plain(seed, options.level) };
            let varied = show(&draw, &draw.teaching, extractor, counts, taking)?;
            let taught: Vec<Shown> =
                varied.iter().map(|shown| shown.without_copies(options.copies)).collect();
            let taking = Taking::plain(seed + 1, options.level);
            let asked = show(&draw, &draw.asking, extractor, counts, taking)?;
            let others = if prior.is_some() && options.alone {
                Vec::new()
            } else {
                show_others(&draw, extractor, seed + 2, options.level)?
            };
            for (at, source) in extractor.sources().iter().enumerate() {
                let heard = match prior.filter(|_| *source == Source::Model) {
                    Some(prior) => {
                        let varied = (options.copies > 0).then_some(&varied[at]);
                        let ways = Ways { extractor, prior, counts, seed, level: options.level };
                        ask_all(&mut draw, &taught[at], varied, &asked[at], ways, table.answers())?;
                        examine_classroom(&taught[at], &asked[at], prior)?
                    }
                    None => examine(&taught[at], &others[at], &asked[at], way)?,
                };
                add(&mut table, kind, *source, &heard);
            }
            eprintln!("  {kind:?}: draw {} of {}", number + 1, options.draws);
        }
    }
    Ok(table)
}

/// Adds the figures of a draw.
fn add(table: &mut Table, kind: Kind, source: Source, heard: &Heard) {
    let [one, five, unknown, empty] = match kind {
        Kind::Thing => [
            "things, one look",
            "things, five looks",
            "a thing never taught: taken for one",
            "empty scene: taken for a thing",
        ],
        Kind::Noise => [
            "own noises, one look",
            "own noises, five looks",
            "a noise never taught: taken for one",
            "empty room: taken for a noise",
        ],
        Kind::Word => [
            "words said anew, one look",
            "words said anew, five looks",
            "a word never taught: taken for one",
            "empty room: taken for a word",
        ],
        Kind::Pair => [
            "both senses needed, one look",
            "both senses needed, five looks",
            "wrong pairs: taken for one",
            "empty scene and room: taken for a pair",
        ],
    };
    let threshold = threshold(&heard.asked);
    table.add(one, source, one_look(&heard.asked));
    table.add(five, source, five_looks(&heard.asked));
    table.add(unknown, source, accepted(&heard.unknown, threshold));
    table.add(empty, source, accepted(&heard.empty, threshold));
}

#[cfg(test)]
mod tests {
    use super::world::tests::small;
    use super::*;
    use crate::start::{default_config, new_model};

    fn options() -> TeachOptions {
        // Few features, so that the whitening is quick.
        TeachOptions { draws: 1, clips: 10, level: 0.2, projection: Some(48), ..TeachOptions::new(4) }
    }

    #[test]
    fn a_suite_repeats_with_its_seed_and_learns_what_is_easy() {
        let (world, device) = (small(), Device::flex());
        let table = suite(None, None, &world, &options(), &device).unwrap();
        assert_eq!(table, suite(None, None, &world, &options(), &device).unwrap());
        assert_ne!(
            table,
            suite(None, None, &world, &TeachOptions { seed: 5, ..options() }, &device).unwrap()
        );
        let figure = |question| table.figure(question, Source::Raw).unwrap().0;
        assert!(figure("own noises, one look") > 0.8, "{table}");
        assert!(figure("both senses needed, one look") > 0.4, "{table}");
    }

    #[test]
    fn sources_are_asked_about_the_same_clips() {
        let (world, device) = (small(), Device::flex());
        let model = new_model(&default_config(), &device);
        let layers = [1, 2];
        let with = Extractor { model: Some(&model), layers: &layers, alone: false, device: &device };
        let without = Extractor { model: None, ..with };
        let draw = Draw::new(&world, Kind::Pair, 3, 0, 0.5).unwrap();
        let taking = Taking::plain(9, 0.5);
        let shown = show(&draw, &draw.asking, with, Counts::new(4), taking).unwrap();
        let raw = show(&draw, &draw.asking, without, Counts::new(4), taking).unwrap();
        assert_eq!((shown.len(), raw.len()), (3, 1));
        assert!(shown[1] == raw[0] && shown[0] != raw[0]);
        // Another session shows others.
        assert_ne!(show(&draw, &draw.teaching, without, Counts::new(4), taking).unwrap(), raw);
    }

    #[test]
    fn copies_change_no_clip_and_follow_each() {
        let (world, device) = (small(), Device::flex());
        let extractor = Extractor { model: None, layers: &[], alone: false, device: &device };
        let draw = Draw::new(&world, Kind::Pair, 3, 0, 0.5).unwrap();
        let shown =
            |taking| show(&draw, &draw.teaching, extractor, Counts::new(2), taking).unwrap().remove(0);
        let plain = shown(Taking::plain(9, 0.5));
        let varied = shown(Taking { copies: 3, ..Taking::plain(9, 0.5) });
        assert_eq!((plain.classes[0].len(), varied.classes[0].len()), (2, 8));
        assert_eq!(varied.without_copies(3), plain);
        let first = &varied.classes[0];
        assert!((1..4).all(|copy| first[copy] != first[0] && first[copy] != first[copy - 1]));
    }

    #[test]
    fn the_pages_answers_are_asked_for_in_all_ways() {
        let (world, device) = (small(), Device::flex());
        let model = new_model(&default_config(), &device);
        let prior = Prior::without(vec![2]);
        let options = TeachOptions { layers: vec![2], clips: 4, copies: 1, alone: true, ..options() };
        let table = suite(Some(&model), Some(&prior), &world, &options, &device).unwrap().to_string();
        for way in [
            "own noises, one press a class, one look",
            "things, camera moved, five looks",
            "both senses needed, hand or person in the picture, one look",
            "words said anew, five presses of a saying each, one look",
            "things, empty scene not recorded anew, one look",
            "words said anew, copies of each clip, five looks",
        ] {
            assert!(table.contains(&format!("| {way} | 1 |")), "{way}: {table}");
        }
    }
}
