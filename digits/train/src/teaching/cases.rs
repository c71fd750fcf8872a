//! The ways in which the classes of a draw are taught and asked for by the page's code, each with figures of its own.

use super::answer_table::AnswerTable;
use super::answers::answers;
use super::classroom::teach_classroom;
use super::clips::Taking;
use super::draw::{Draw, Kind, Session};
use super::features::{Extractor, Features};
use super::sessions::{Counts, Shown, show};
use crate::TrainError;
use crate::batch::Senses;
use crate::surroundings::Surroundings;
use tvlt::teach::prior::Prior;

/// Presses of the record button, with which each class is taught but where it is said.
const PRESSES: usize = 2;

/// The same of words said anew.
const SAID_ANEW: usize = 5;

/// Clips of a draw are taken with these.
#[derive(Clone, Copy)]
pub(super) struct Ways<'a> {
    pub(super) extractor: Extractor<'a>,
    pub(super) prior: &'a Prior,
    pub(super) counts: Counts,
    /// Of this draw alone.
    pub(super) seed: u64,
    pub(super) level: f32,
}

/// Adds the answers to all questions about a draw. `taught` and `asked` are its usual sessions; `varied` is the session
/// of teaching with copies of each clip.
///
/// # Errors
/// [`TrainError`], where features do not fit together.
pub(super) fn ask_all(
    draw: &mut Draw<'_>,
    taught: &Shown,
    varied: Option<&Shown>,
    asked: &Shown,
    ways: Ways<'_>,
    table: &mut AnswerTable,
) -> Result<(), TrainError> {
    let kind = draw.kind;
    let mut ask = |taught: &Shown, scene: &[Features], asked: &Shown, presses: usize, what: &str| {
        let heads = teach_classroom(taught, scene, ways.prior, presses)?;
        for (is_smoothed, looks) in [(false, "one look"), (true, "five looks")] {
            let question = format!("{}{what}, {looks}", name(kind));
            table.add(&question, answers(&heads, asked, is_smoothed)?);
        }
        Ok::<(), TrainError>(())
    };
    ask(taught, &asked.scene, asked, 1, ", one press a class")?;
    ask(taught, &asked.scene, asked, PRESSES, "")?;
    if let Some(varied) = varied {
        ask(varied, &asked.scene, asked, PRESSES, ", copies of each clip")?;
    }
    let elsewhere = |surroundings: &Surroundings, seed: u64| -> Result<Shown, TrainError> {
        let counts = Counts { scene: 0, ..ways.counts };
        let taking = Taking { surroundings: Some(surroundings), ..Taking::plain(seed, ways.level) };
        first(show(draw, &draw.asking, ways.alone(), counts, taking)?)
    };
    if kind.senses() != Senses::Hearing {
        ask(taught, &[], asked, PRESSES, ", empty scene not recorded anew")?;
        let moved = elsewhere(&draw.moved, ways.own_seed(1))?;
        ask(taught, &asked.scene, &moved, PRESSES, ", camera moved")?;
        if let Some(varied) = varied {
            ask(varied, &asked.scene, &moved, PRESSES, ", camera moved, copies of each clip")?;
        }
        let visited = elsewhere(&draw.visited, ways.own_seed(2))?;
        ask(taught, &asked.scene, &visited, PRESSES, ", hand or person in the picture")?;
    }
    if kind == Kind::Word {
        let mut said = Shown::default();
        let sounds = draw.sounds.clone();
        let counts = Counts { taught: ways.counts.taught.div_ceil(SAID_ANEW), ..ways.counts };
        let mut again = Shown::default();
        for press in 0..=SAID_ANEW {
            let anew = draw.said_anew(press);
            let own = draw.sounds.iter_mut().zip(anew);
            own.for_each(|(sound, anew)| *sound = anew);
            let session = if press < SAID_ANEW { &draw.teaching } else { &draw.asking };
            let part = ways.plainly(draw, session, counts, ways.own_seed(3 + press as u64))?;
            let into = if press < SAID_ANEW { &mut said } else { &mut again };
            into.extend(part);
            draw.sounds.clone_from(&sounds);
        }
        ask(&said, &again.scene, &again, SAID_ANEW, ", five presses of a saying each")?;
    }
    Ok(())
}

impl<'a> Ways<'a> {
    /// An extractor of the model's features alone.
    fn alone(&self) -> Extractor<'a> {
        Extractor { alone: true, ..self.extractor }
    }

    /// A seed for further clips of the draw.
    fn own_seed(&self, number: u64) -> u64 {
        self.seed.wrapping_add(number << 40)
    }

    fn plainly(
        &self,
        draw: &Draw<'_>,
        session: &Session<'_>,
        counts: Counts,
        seed: u64,
    ) -> Result<Shown, TrainError> {
        first(show(draw, session, self.alone(), counts, Taking::plain(seed, self.level))?)
    }
}

/// The clips by the only source.
fn first(shown: Vec<Shown>) -> Result<Shown, TrainError> {
    shown.into_iter().next().ok_or_else(|| tvlt::teach::TeachError::NoSamples.into())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Thing => "things",
        Kind::Noise => "own noises",
        Kind::Word => "words said anew",
        Kind::Pair => "both senses needed",
    }
}
