//! The page's tools on its own model: holding a moment, own masks, one sense alone, shifts, and what an answer relied
//! on.

use burn::tensor::Device;
use tvlt::live::engine::{LiveEngine, Step};
use tvlt::live::{
    AttentionMap, AttentionQuery, Explored, Exploring, MatchCurve, OwnMask, PictureKind, ReliedOn, Senses,
    Settings, Token, Tools,
};
use tvlt::processor::image::RgbaFrame;

const PIXEL_PATCHES: usize = 64;
const AUDIO_PATCHES: usize = 64;

/// The page's model with settings that change as `tools` does.
struct Bench {
    engine: LiveEngine,
    settings: Settings,
    at_ms: f64,
}

impl Bench {
    fn new(tools: Tools) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/models/digits/");
        let text = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).unwrap();
        let weights = std::fs::read(format!("{folder}model.safetensors")).unwrap();
        let (config, processor) = (text("config.json"), text("preprocessor_config.json"));
        let engine =
            LiveEngine::new(Some(&config), Some(&processor), Box::new(weights), &Device::flex(), u64::MAX)
                .unwrap();
        let mut bench = Self { engine, settings: Settings::default(), at_ms: 0.0 };
        bench.set(tools);
        bench
    }

    fn set(&mut self, tools: Tools) {
        self.settings.tools = tools;
        self.engine.set_settings(self.settings).unwrap();
    }

    /// Shows a card of one grey with a dark bar at this column, in per cent.
    fn show(&mut self, bar: usize) {
        const SIDE: usize = 96;
        let dark = |at: usize| {
            (bar..bar + 12).contains(&(at % SIDE * 100 / SIDE)) && (15..80).contains(&(at / SIDE))
        };
        let data: Vec<u8> = (0..SIDE * SIDE)
            .flat_map(|at| if dark(at) { [20, 20, 30, 255] } else { [200, 190, 180, 255] })
            .collect();
        self.at_ms += 50.0;
        self.engine.push_frame(&RgbaFrame { width: SIDE, height: SIDE, data: &data }, self.at_ms).unwrap();
    }

    /// Plays a tone of so many hertz.
    fn play(&mut self, hertz: f32, seconds: f32) {
        let samples: Vec<f32> = (0..(44_100.0 * seconds) as usize)
            .map(|at| (at as f32 * hertz * std::f32::consts::TAU / 44_100.0).sin() * 0.3)
            .collect();
        self.engine.push_audio(&samples).unwrap();
    }

    fn step(&mut self) -> Step {
        pollster::block_on(self.engine.step()).unwrap().unwrap()
    }

    /// Works on questions until there is an answer or nothing is left to do; how many parts that took.
    fn explore(&mut self, asked: Exploring) -> (Explored, usize) {
        for part in 1..200 {
            let explored = pollster::block_on(self.engine.explore(&asked, || 0.0)).unwrap().unwrap();
            let answered = explored.relied_on.is_some() || explored.match_curve.is_some();
            if answered || explored.attention.is_some() || explored.done {
                return (explored, part);
            }
        }
        panic!("no answer after 200 parts");
    }

    fn relied_on(&mut self) -> (Option<ReliedOn>, usize) {
        // A budget of 0 makes each part one forward or two.
        let (explored, parts) = self.explore(Exploring { relied_on: true, ..Exploring::default() });
        (explored.relied_on, parts)
    }

    fn curve(&mut self) -> MatchCurve {
        self.explore(Exploring { match_curve: true, ..Exploring::default() }).0.match_curve.unwrap()
    }

    fn look(&mut self, from: Token, layer: Option<usize>, head: Option<usize>) -> Option<AttentionMap> {
        let attention = Some(AttentionQuery { from, layer, head });
        pollster::block_on(self.engine.explore(&Exploring { attention, ..Exploring::default() }, || 0.0))
            .unwrap()
            .unwrap()
            .attention
    }
}

fn rgba(step: &Step, kind: PictureKind) -> Option<&[u8]> {
    step.pictures.iter().find(|drawn| drawn.picture.kind == kind).map(|drawn| drawn.rgba.as_slice())
}

fn transparent(rgba: &[u8]) -> usize {
    rgba.chunks_exact(4).filter(|pixel| pixel[3] == 0).count()
}

#[test]
fn a_held_moment_stays_and_is_let_go() {
    let mut bench = Bench::new(Tools::default());
    bench.show(20);
    bench.play(300.0, 2.0);
    let before = bench.step();
    bench.set(Tools { held: true, ..Tools::default() });
    bench.show(60);
    bench.play(900.0, 2.0);
    assert_eq!(bench.step().pictures, before.pictures);
    bench.set(Tools::default());
    assert!(!bench.step().hears, "what was said since then was not heard");
    bench.show(60);
    bench.play(900.0, 2.0);
    let after = bench.step();
    assert!(after.hears);
    for kind in [PictureKind::FrameInput, PictureKind::SpectrogramInput] {
        assert_ne!(rgba(&after, kind), rgba(&before, kind));
    }
}

#[test]
fn nothing_is_held_before_anything_has_arrived() {
    let mut bench = Bench::new(Tools { held: true, ..Tools::default() });
    bench.show(20);
    assert!(bench.step().sees);
}

#[test]
fn one_sense_alone_answers_as_if_the_other_had_not_arrived() {
    let mut bench = Bench::new(Tools::default());
    bench.show(20);
    let seen = bench.step();
    bench.play(300.0, 2.0);
    let both = bench.step();
    bench.set(Tools { senses: Senses::Sight, ..Tools::default() });
    let sight = bench.step();
    assert_eq!((sight.sees, sight.hears, sight.match_score), (true, false, None));
    assert_eq!(sight.predictions, seen.predictions);
    assert_ne!(sight.predictions, both.predictions);
    // What is switched off is still shown, but not filled in.
    assert_eq!(rgba(&sight, PictureKind::SpectrogramInput), rgba(&both, PictureKind::SpectrogramInput));
    assert_eq!(rgba(&sight, PictureKind::SpectrogramReconstruction), None);
    bench.set(Tools { senses: Senses::Sound, ..Tools::default() });
    let sound = bench.step();
    assert_eq!((sound.sees, sound.hears, sound.match_score), (false, true, None));
    assert_eq!(rgba(&sound, PictureKind::FrameInput), rgba(&both, PictureKind::FrameInput));
    assert_eq!(rgba(&sound, PictureKind::FrameMasked), None);
}

#[test]
fn an_own_mask_hides_what_it_names_and_all_of_it_leaves_no_information() {
    let mut bench = Bench::new(Tools { own_mask: true, ..Tools::default() });
    bench.show(20);
    bench.play(300.0, 2.0);
    let mut pixel = vec![false; PIXEL_PATCHES];
    pixel[..8].fill(true);
    bench.engine.set_mask(OwnMask { pixel, audio: Vec::new() });
    let step = bench.step();
    let masked = rgba(&step, PictureKind::FrameMasked).unwrap();
    assert_eq!(transparent(masked), 128 * 16, "the upper eighth");
    assert!(masked[..128 * 16 * 4].chunks_exact(4).all(|pixel| pixel[3] == 0));
    assert_eq!(transparent(rgba(&step, PictureKind::SpectrogramMasked).unwrap()), 0);
    let all = OwnMask { pixel: vec![true; PIXEL_PATCHES], audio: vec![true; AUDIO_PATCHES] };
    bench.engine.set_mask(all);
    let empty = bench.step();
    bench.show(60);
    bench.play(900.0, 2.0);
    let other = bench.step();
    for (input, filled) in [
        (PictureKind::FrameInput, PictureKind::FrameReconstruction),
        (PictureKind::SpectrogramInput, PictureKind::SpectrogramReconstruction),
    ] {
        assert_ne!(rgba(&empty, input), rgba(&other, input));
        assert_eq!(rgba(&empty, filled), rgba(&other, filled), "the same is filled in whatever there was");
    }
}

#[test]
fn recognition_can_be_blinded_as_well() {
    let blinded = Tools { own_mask: true, blinded: true, ..Tools::default() };
    let mut bench = Bench::new(Tools { blinded: false, ..blinded });
    bench.show(20);
    let whole = bench.step();
    let mut pixel = vec![false; PIXEL_PATCHES];
    bench.set(blinded);
    bench.engine.set_mask(OwnMask { pixel: pixel.clone(), audio: Vec::new() });
    let nothing_hidden = bench.step();
    let scores = |step: &Step| -> Vec<(String, f32)> {
        let mut scores: Vec<_> = step.predictions.iter().map(|one| (one.label.clone(), one.score)).collect();
        scores.sort_by(|a, b| a.0.cmp(&b.0));
        scores
    };
    for ((label, a), (_, b)) in scores(&whole).iter().zip(scores(&nothing_hidden)) {
        assert!((a - b).abs() < 1e-4, "{label}: {a} and {b}");
    }
    pixel.fill(true);
    bench.engine.set_mask(OwnMask { pixel, audio: Vec::new() });
    let blind = scores(&bench.step());
    bench.show(60);
    assert_eq!(blind, scores(&bench.step()), "it does not see the picture");
    assert_ne!(blind, scores(&whole));
}

#[test]
fn a_shift_sets_the_sound_of_then_against_the_picture_of_now() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    bench.show(20);
    bench.play(300.0, 3.0);
    let then = bench.step();
    bench.play(1200.0, 1.0);
    let now = bench.step();
    let sound = |step: &Step| rgba(step, PictureKind::SpectrogramInput).unwrap().to_vec();
    assert_ne!(sound(&then), sound(&now));
    bench.set(Tools { keep: true, shift_ms: 1000, ..Tools::default() });
    // A row is 11.6 ms, and the second is not a whole number of rows: the tone of then is all there is.
    let (shifted, then) = (sound(&bench.step()), sound(&then));
    let differ = shifted.iter().zip(&then).filter(|(a, b)| a.abs_diff(**b) > 30).count();
    assert!(differ < then.len() / 50, "{differ} of {} differ", then.len());
    bench.set(Tools { keep: true, other_sound: true, ..Tools::default() });
    assert!(!bench.step().hears, "there was no sound ten seconds ago");
}

#[test]
fn an_early_sound_goes_with_an_earlier_picture() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    bench.play(300.0, 2.0);
    for bar in [20; 20].into_iter().chain([60; 12]) {
        bench.show(bar);
    }
    let frame = |step: &Step| rgba(step, PictureKind::FrameInput).unwrap().to_vec();
    let now = frame(&bench.step());
    bench.set(Tools { keep: true, shift_ms: -900, ..Tools::default() });
    let earlier = frame(&bench.step());
    assert_ne!(now, earlier);
    bench.set(Tools { keep: true, ..Tools::default() });
    assert_eq!(frame(&bench.step()), now);
}

#[test]
fn surprise_is_asked_for_and_is_of_what_is_there() {
    let mut bench = Bench::new(Tools::default());
    bench.show(20);
    assert_eq!(bench.step().surprise, None);
    bench.set(Tools { surprise: true, ..Tools::default() });
    let seen = bench.step().surprise.unwrap();
    assert!(seen.sight.is_some_and(|error| error > 0.0) && seen.sound.is_none());
    bench.play(300.0, 2.0);
    let usual = bench.step().surprise.unwrap().sound.unwrap();
    // A click in a steady tone cannot be filled in as well.
    let click: Vec<f32> = (0..4000).map(|at| if at % 97 == 0 { 0.9 } else { 0.0 }).collect();
    bench.engine.push_audio(&click).unwrap();
    bench.play(300.0, 0.5);
    let clicked = bench.step().surprise.unwrap().sound.unwrap();
    assert!(clicked > usual, "{clicked}, {usual}");
}

#[test]
fn what_it_relied_on_comes_in_parts_and_once_for_a_held_moment() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    bench.show(40);
    bench.play(300.0, 2.0);
    let (map, parts) = bench.relied_on();
    let map = map.unwrap();
    assert_eq!((map.pixel.len(), map.audio.len()), (PIXEL_PATCHES, AUDIO_PATCHES));
    assert!(parts > 8, "{parts} parts");
    let label = bench.step().predictions[0].label.clone();
    assert_eq!(map.label, Some(label));
    assert!(map.pixel.iter().chain(&map.audio).any(|fall| fall.abs() > 1e-3));
    // Two by two patches of the frame, four by one of the spectrogram have the same value.
    assert_eq!((map.pixel[0], map.pixel[0]), (map.pixel[1], map.pixel[9]));
    assert_eq!((map.audio[0], map.audio[1]), (map.audio[6], map.audio[7]));
    bench.set(Tools { keep: true, held: true, ..Tools::default() });
    assert!(bench.relied_on().0.is_some());
    let asked = Exploring { relied_on: true, ..Exploring::default() };
    let (again, parts) = bench.explore(asked);
    assert!(again.done && again.relied_on.is_none() && parts == 1);
    bench.set(Tools { keep: true, held: true, senses: Senses::Sight, ..Tools::default() });
    let alone = bench.relied_on().0.unwrap();
    assert!(alone.audio.is_empty() && alone.pixel.len() == PIXEL_PATCHES);
}

#[test]
fn a_patch_looks_somewhere() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    bench.show(40);
    bench.play(300.0, 2.0);
    let sum = |map: &AttentionMap| map.pixel.iter().chain(&map.audio).sum::<f32>();
    let mean = bench.look(Token::Pixel(27), Some(2), None).unwrap();
    assert_eq!((mean.pixel.len(), mean.audio.len()), (PIXEL_PATCHES, AUDIO_PATCHES));
    // The class token has the rest.
    assert!(sum(&mean) > 0.5 && sum(&mean) < 1.0001, "{}", sum(&mean));
    let heads: Vec<AttentionMap> =
        (0..4).map(|head| bench.look(Token::Pixel(27), Some(2), Some(head)).unwrap()).collect();
    for (at, value) in mean.pixel.iter().enumerate() {
        let of_heads = heads.iter().map(|map| map.pixel[at]).sum::<f32>() / 4.0;
        assert!((value - of_heads).abs() < 1e-5);
    }
    assert_ne!(bench.look(Token::Audio(5), Some(2), None).unwrap().pixel, mean.pixel);
    assert!(bench.look(Token::Class, None, None).is_some_and(|map| sum(&map) > 0.3));
    for (token, layer, head) in
        [(Token::Pixel(64), Some(0), None), (Token::Audio(64), None, None), (Token::Class, Some(6), None)]
    {
        assert!(
            bench.look(token, layer, head).is_some_and(|map| map.pixel.is_empty() && map.audio.is_empty())
        );
    }
}

#[test]
fn the_match_over_shifts_has_the_shifts_that_are_kept() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    for _ in 0..30 {
        bench.show(40);
    }
    bench.play(300.0, 1.6);
    let curve = bench.curve();
    let shifts: Vec<i32> = curve.points.iter().map(|point| point.shift_ms).collect();
    assert!(
        shifts.starts_with(&[-1000, -875]) && shifts.contains(&0) && !shifts.contains(&1000),
        "{shifts:?}"
    );
    assert_eq!(curve.other_sound, None);
    bench.play(300.0, 12.0);
    let curve = bench.curve();
    assert_eq!(curve.points.len(), 17);
    let now = bench.step().match_score.unwrap();
    let at_zero = curve.points.iter().find(|point| point.shift_ms == 0).unwrap().score;
    assert!((now - at_zero).abs() < 1e-4 && curve.other_sound.is_some(), "{now} and {at_zero}");
}

#[test]
fn a_moment_is_kept_as_it_arrived() {
    let mut bench = Bench::new(Tools { keep: true, ..Tools::default() });
    bench.show(40);
    bench.play(300.0, 2.0);
    let moment = bench.engine.moment();
    assert_eq!(moment.picture.map(|picture| (picture.width, picture.height)), Some((96, 96)));
    let sound = moment.sound.unwrap();
    assert_eq!(sound.sample_rate, 44_100);
    assert!((60_000..70_000).contains(&sound.samples.len()), "{}", sound.samples.len());
}
