//! One draw of the suite: five classes, taught in one session and asked in another.

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::world::{THINGS, World, pick};
use crate::batch::Senses;
use crate::cutout::Cutout;
use crate::photo::Photo;
use crate::room::Room;
use crate::stage::Stage;
use crate::surroundings::Surroundings;

/// What is taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Things held before the camera.
    Thing,
    /// Noises, each the same again.
    Noise,
    /// Words, said anew by the same voice.
    Word,
    /// Pairs of a thing and a noise or a word, which neither sense alone tells apart.
    Pair,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Thing, Self::Noise, Self::Word, Self::Pair];

    pub(super) fn senses(self) -> Senses {
        match self {
            Self::Thing => Senses::Sight,
            Self::Noise | Self::Word => Senses::Hearing,
            Self::Pair => Senses::Both,
        }
    }
}

/// What a clip has of a draw's things and sounds, by their numbers; the empty scene has neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) thing: Option<usize>,
    pub(super) sound: Option<usize>,
}

/// The classes of [`Kind::Pair`]: a thing and a sound each.
pub(super) const PAIRS: [(usize, usize); 5] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)];

/// Pairs of the same things and sounds that are never taught.
const WRONG_PAIRS: [(usize, usize); 4] = [(0, 2), (1, 2), (2, 0), (2, 1)];

/// A sound and how it comes.
#[derive(Debug, Clone)]
pub(super) struct Sound<'a> {
    /// Sayings, or the one noise, in the session of teaching.
    pub(super) taught: Vec<&'a [i16]>,
    /// The same in the session of asking.
    pub(super) asked: Vec<&'a [i16]>,
}

/// Things and sounds of the other sessions, at most.
const OTHERS: usize = 12;

/// Other sessions.
const OTHER_SESSIONS: usize = 40;

/// One draw.
pub(super) struct Draw<'a> {
    pub(super) kind: Kind,
    /// Those of the classes and the one that is never taught, then those of other sessions.
    pub(super) things: Vec<&'a Cutout>,
    /// The same of sounds.
    pub(super) sounds: Vec<Sound<'a>>,
    pub(super) teaching: Session<'a>,
    pub(super) asking: Session<'a>,
    /// Sessions with other things and sounds, as a page may bring them along: they say how features vary, and what
    /// "nothing" may be. Their photographs are those of teaching.
    pub(super) others: Vec<Session<'a>>,
    /// The session of asking after the camera was moved.
    pub(super) moved: Surroundings,
    /// The session of asking with somebody in the picture.
    pub(super) visited: Surroundings,
}

/// A place, a light, a camera, a room and a microphone.
pub(super) struct Session<'a> {
    pub(super) stage: Stage<'a>,
    pub(super) room: Room<'a>,
    pub(super) is_teaching: bool,
}

impl<'a> Draw<'a> {
    /// Draw `number` of a kind; `None` where the world has too little for it. `level` is the difficulty, 0 to 1.
    pub(super) fn new(world: &'a World, kind: Kind, seed: u64, number: usize, level: f32) -> Option<Self> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((number * Kind::ALL.len() + kind as usize) as u64);
        let rng = &mut rng;
        let things = match kind {
            Kind::Thing | Kind::Pair => pick(rng, &world.things, THINGS..=THINGS + OTHERS)?,
            Kind::Noise | Kind::Word => Vec::new(),
        };
        let sounds = match kind {
            Kind::Thing => Vec::new(),
            Kind::Noise => noises(rng, world)?,
            Kind::Word => words(rng, world)?,
            Kind::Pair if number.is_multiple_of(2) => noises(rng, world)?,
            Kind::Pair => words(rng, world).or_else(|| noises(rng, world))?,
        };
        let [one, other] = halves(rng, &world.photos);
        let own = |sound: &[i16]| sounds.iter().any(|own| own.taught.contains(&sound));
        let others: Vec<&[i16]> =
            world.sounds.iter().map(Vec::as_slice).filter(|sound| !own(sound)).collect();
        let teaching = Session::random(rng, one, &others, true, level);
        let asking = Session::random(rng, other, &others, false, level);
        // Half of them have the other sayings of words.
        let other = |at: usize| Session::random(rng, one, &others, at.is_multiple_of(2), level);
        let others = (0..OTHER_SESSIONS).map(other).collect();
        let (moved, visited) = (Surroundings::moved(rng), Surroundings::visited(rng));
        Some(Self { kind, things, sounds, teaching, asking, others, moved, visited })
    }

    /// These things and sounds in a new session, and no other.
    pub(super) fn in_new_session(
        rng: &mut impl Rng,
        world: &'a World,
        kind: Kind,
        things: &[&'a Cutout],
        sounds: &[Sound<'a>],
        level: f32,
    ) -> Self {
        let others: Vec<&[i16]> = world.sounds.iter().map(Vec::as_slice).collect();
        let mut session = |is_teaching| Session::random(rng, &world.photos, &others, is_teaching, level);
        let (teaching, asking) = (session(true), session(false));
        let (things, sounds) = (things.to_vec(), sounds.to_vec());
        let (moved, visited) = <(Surroundings, Surroundings)>::default();
        Self { kind, things, sounds, teaching, asking, others: Vec::new(), moved, visited }
    }

    /// Words as a person says them who presses the button anew for each: the press `press` of teaching has one saying
    /// of each word, and one that is never taught is asked for.
    pub(super) fn said_anew(&self, press: usize) -> Vec<Sound<'a>> {
        let anew = |sound: &Sound<'a>| {
            let (asked, more) = sound.asked.split_at(sound.asked.len().min(1));
            let sayings: Vec<&'a [i16]> = sound.taught.iter().chain(more).copied().collect();
            let taught = sayings.get(press % sayings.len().max(1)).copied().into_iter().collect();
            Sound { taught, asked: asked.to_vec() }
        };
        self.sounds.iter().map(anew).collect()
    }

    /// Classes that are taught, without "nothing".
    pub(super) fn classes(&self) -> Vec<Content> {
        let count = THINGS - 1;
        match self.kind {
            Kind::Thing => (0..count).map(|thing| Content { thing: Some(thing), sound: None }).collect(),
            Kind::Noise | Kind::Word => {
                (0..count).map(|sound| Content { thing: None, sound: Some(sound) }).collect()
            }
            Kind::Pair => PAIRS.map(pair).into(),
        }
    }

    /// Content number `number` of other sessions; the empty scene where there are no other things or sounds.
    pub(super) fn other(&self, number: usize) -> Content {
        let of = |count: usize| (count > THINGS).then(|| THINGS + number % (count - THINGS));
        Content { thing: of(self.things.len()), sound: of(self.sounds.len()) }
    }

    /// What is never taught.
    pub(super) fn unknown(&self) -> Vec<Content> {
        match self.kind {
            Kind::Thing => vec![Content { thing: Some(THINGS - 1), sound: None }],
            Kind::Noise | Kind::Word => vec![Content { thing: None, sound: Some(THINGS - 1) }],
            Kind::Pair => WRONG_PAIRS.map(pair).into(),
        }
    }
}

fn pair((thing, sound): (usize, usize)) -> Content {
    Content { thing: Some(thing), sound: Some(sound) }
}

impl<'a> Session<'a> {
    fn random(
        rng: &mut impl Rng,
        photos: &'a [Photo],
        sounds: &[&'a [i16]],
        is_teaching: bool,
        level: f32,
    ) -> Self {
        let behind = if rng.random::<f32>() < 0.5 * level { pick(rng, sounds, 1..=1) } else { None };
        let behind = behind.map(|sounds| *sounds[0]);
        let stage = Stage::random(rng, photos, level);
        Self { stage, room: Room::random(rng, behind, level), is_teaching }
    }
}

/// Photographs for either session, none for both.
fn halves<'a>(rng: &mut impl Rng, photos: &'a [Photo]) -> [&'a [Photo]; 2] {
    let (one, other) = photos.split_at(photos.len() / 2);
    if rng.random_bool(0.5) { [one, other] } else { [other, one] }
}

/// Different noises, each the same in both sessions.
fn noises<'a>(rng: &mut impl Rng, world: &'a World) -> Option<Vec<Sound<'a>>> {
    let noises = pick(rng, &world.sounds, THINGS..=THINGS + OTHERS)?;
    Some(noises.into_iter().map(|noise| Sound { taught: vec![noise], asked: vec![noise] }).collect())
}

/// Different words of one voice, with half of the sayings of each taught, and the others asked.
fn words<'a>(rng: &mut impl Rng, world: &'a World) -> Option<Vec<Sound<'a>>> {
    let able: Vec<_> = world.voices.iter().filter(|voice| voice.words.len() >= THINGS).collect();
    let voice = pick(rng, &able, 1..=1)?[0];
    let words = pick(rng, &voice.words, THINGS..=THINGS + OTHERS)?.into_iter().map(|sayings| {
        let mut sayings: Vec<&[i16]> = sayings.iter().map(Vec::as_slice).collect();
        sayings.shuffle(rng);
        let asked = sayings.split_off((sayings.len() / 2).max(1));
        Sound { taught: sayings, asked }
    });
    Some(words.collect())
}

#[cfg(test)]
mod tests {
    use super::super::world::tests::small;
    use super::*;

    #[test]
    fn teaching_and_asking_never_share_a_photograph_or_a_saying() {
        let world = small();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for number in 0..12 {
            let [one, other] = halves(&mut rng, &world.photos).map(<[Photo]>::as_ptr_range);
            assert!(one.end <= other.start || other.end <= one.start);
            for kind in Kind::ALL {
                let draw = Draw::new(&world, kind, 7, number, 0.8).unwrap();
                assert!(draw.teaching.is_teaching && !draw.asking.is_teaching);
                if kind == Kind::Word {
                    for word in &draw.sounds {
                        assert!(!word.taught.is_empty() && !word.asked.is_empty());
                        assert!(word.taught.iter().all(|saying| !word.asked.contains(saying)));
                    }
                }
            }
        }
    }

    #[test]
    fn neither_sense_alone_tells_pairs_apart_and_wrong_pairs_are_none_of_them() {
        let draw = Draw::new(&small(), Kind::Pair, 1, 0, 0.5).map(|draw| (draw.classes(), draw.unknown()));
        let (classes, unknown) = draw.unwrap();
        for (at, one) in classes.iter().enumerate().take(4) {
            let others = || classes.iter().enumerate().filter(|(other, _)| *other != at);
            assert!(others().any(|(_, other)| other.thing == one.thing));
            assert!(others().any(|(_, other)| other.sound == one.sound));
        }
        assert!(unknown.iter().all(|pair| !classes.contains(pair)));
        assert!(unknown.iter().all(|pair| classes.iter().any(|class| class.thing == pair.thing)));
    }

    #[test]
    fn a_word_said_anew_has_one_saying_a_press_and_is_asked_with_another() {
        let sayings: Vec<Vec<i16>> = (1..=4).map(|at| vec![at; 9]).collect();
        let sayings: Vec<&[i16]> = sayings.iter().map(Vec::as_slice).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let world = small();
        let sound = Sound { taught: sayings[..2].to_vec(), asked: sayings[2..].to_vec() };
        let draw = Draw::in_new_session(&mut rng, &world, Kind::Word, &[], &[sound], 0.5);
        let presses: Vec<Vec<Sound<'_>>> = (0..4).map(|press| draw.said_anew(press)).collect();
        let taught: Vec<&[i16]> = presses.iter().flat_map(|sounds| sounds[0].taught.clone()).collect();
        assert_eq!(taught, [sayings[0], sayings[1], sayings[3], sayings[0]]);
        assert!(presses.iter().all(|sounds| sounds[0].asked == [sayings[2]]));
    }

    #[test]
    fn a_kind_without_material_is_left_out() {
        let world = World { sounds: Vec::new(), voices: Vec::new(), ..small() };
        let drawn = Kind::ALL.map(|kind| Draw::new(&world, kind, 1, 0, 0.5).is_some());
        assert_eq!(drawn, [true, false, false, false]);
    }
}
