//! How well the classes are recognised, by an examination.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::advice::Advice;
use super::classroom::{ClassSummary, Classroom};
use super::examination::{Asked, Examination};
use super::live_answer::{Known, LiveAnswer};
use super::modality::Modality;
use super::recipe::Recipe;
use super::refusal::{Lead, Refusal};
use super::scores::HeadScores;

/// Share of wrong answers from which advice is given.
const TOO_MANY: f32 = 0.2;

/// What an examination found. All figures are of samples of left-out bursts, one look each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Figures of each class that is on, `background` last.
    pub classes: Vec<ClassFigures>,
    /// Samples of each class by answer: `[classes][classes + 1]`, in the order of `classes`. Answers are the classes
    /// without `background`, then "unknown". The row of `background` is the last, where there is one.
    pub confusion: Vec<Vec<usize>>,
    /// Share of right answers, the mean over the classes that were asked for; `None` where none could be.
    pub accuracy: Option<f32>,
    /// Which answers are to be refused; `None` where no class could be asked for.
    pub refusal: Option<Refusal>,
    /// The share of samples refused wrongly that is not exceeded for sure: 0.05, or 1 / (bursts + 1) with few bursts.
    /// `None` where no class could be asked for.
    pub sure: Option<f32>,
    /// What to do next, the most important first.
    pub advice: Vec<Advice>,
}

/// Figures of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Its name.
    pub class: String,
    /// Bursts.
    pub bursts: usize,
    /// Samples.
    pub samples: usize,
    /// Samples that were named rightly; of `background`, those that were refused.
    pub right: usize,
    /// Samples that were taken for another class.
    pub wrong: usize,
    /// Samples that were refused; of `background` none, as it is right to.
    pub unknown: usize,
    /// Share of right answers; `None` with one burst, as nothing is known then.
    pub accuracy: Option<f32>,
}

impl Report {
    /// The figures of a complete examination of what the classroom holds now.
    pub fn new(classroom: &Classroom, examination: &Examination) -> Self {
        let summaries = classroom.classes();
        let is_background = |class: &ClassSummary| classroom.register().background() == Some(class.id);
        let on = || summaries.iter().filter(|class| class.is_on);
        let classes: Vec<&ClassSummary> = on().filter(|class| !is_background(class)).collect();
        let background = on().find(|class| is_background(class));
        let names: Vec<String> = classes.iter().map(|class| class.name.clone()).collect();
        let asked = examination.asked();
        let first = classroom.first_refusal();
        let refusal = refusal(asked, first, classroom.usual(), classroom.recipe());

        let mut confusion = vec![vec![0; names.len() + 1]; names.len() + usize::from(background.is_some())];
        let used = refusal.unwrap_or(first);
        for asked in asked {
            let Some(row) = confusion.get_mut(asked.class.unwrap_or(names.len())) else { continue };
            for scores in &asked.scores {
                let known = Known { sight: &asked.knows[0], sound: &asked.knows[1] };
                let winner = LiveAnswer::new(&names, known, scores, &used).winner;
                let answer = winner.and_then(|winner| names.iter().position(|name| *name == winner));
                row[answer.unwrap_or(names.len())] += 1;
            }
        }
        let rows = classes.into_iter().chain(background).zip(&confusion).enumerate();
        let figures: Vec<ClassFigures> =
            rows.map(|(number, (class, row))| figures_of(class, number, row)).collect();
        let known: Vec<f32> = figures.iter().filter_map(|class| class.accuracy).collect();
        let accuracy = (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32);
        let bursts = asked.iter().filter(|asked| asked.class.is_some()).count();
        let refused = classroom.recipe().refused;
        let sure = refusal.map(|_| (1.0 / (bursts + 1) as f32).max(refused));
        let advice = advise(&figures, &confusion, background.is_some(), bursts, refused);
        Self { classes: figures, confusion, accuracy, refusal, sure, advice }
    }
}

/// `number` is that of the class among the answers; that of `background` is the number of "unknown".
fn figures_of(class: &ClassSummary, number: usize, row: &[usize]) -> ClassFigures {
    let (all, right) = (row.iter().sum::<usize>(), row.get(number).copied().unwrap_or_default());
    let refused = row.last().copied().unwrap_or_default();
    let unknown = if number + 1 == row.len() { 0 } else { refused };
    ClassFigures {
        class: class.name.clone(),
        bursts: class.bursts,
        samples: class.samples,
        right,
        wrong: all - right - unknown,
        unknown,
        accuracy: (all > 0).then(|| right as f32 / all as f32),
    }
}

/// The refusal that refuses at most a twentieth of the left-out samples of classes, each burst counting alike
/// (conformal prediction; for samples in groups R. Dunn, L. Wasserman and A. Ramdas, "Distribution-free prediction sets
/// for two-layer hierarchical models", 2022).
///
/// Bursts are mostly of one visit, whose samples resemble each other. Where a prior knows how far classes lead in another
/// session, no more is expected.
fn refusal(asked: &[Asked], first: Refusal, usual: [Option<Lead>; 2], recipe: &Recipe) -> Option<Refusal> {
    let mut refusal = first;
    let mut standings: Vec<(f32, f32)> = Vec::new();
    for modality in Modality::ALL {
        let leads: Vec<(f32, f32)> =
            samples(asked).filter_map(|(leads, weight)| Some((leads[modality as usize]?, weight))).collect();
        if let Some(found) = Lead::of(&leads, recipe) {
            let lead = match usual[modality as usize] {
                Some(usual) => {
                    Lead { mean: found.mean.min(usual.mean), spread: found.spread.max(usual.spread) }
                }
                None => found,
            };
            match modality {
                Modality::Sight => refusal.sight = lead,
                Modality::Sound => refusal.sound = lead,
            }
        }
    }
    for (leads, weight) in samples(asked) {
        let standing = Modality::ALL.iter().zip(leads);
        let standing = standing.filter_map(|(modality, lead)| Some(refusal.standing(*modality, lead?)));
        standings.push((standing.fold(f32::INFINITY, f32::min), weight));
    }
    let total: f32 = standings.iter().map(|(_, weight)| weight).sum();
    standings.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let mut below = 0.0;
    let threshold = standings.iter().find(|(_, weight)| {
        below += weight;
        below > recipe.refused * total
    });
    refusal.threshold = threshold?.0.min(recipe.tightest_threshold);
    Some(refusal)
}

/// Of each left-out sample of a class: the lead of its class over "nothing" by each head, and its weight.
fn samples(asked: &[Asked]) -> impl Iterator<Item = ([Option<f32>; 2], f32)> {
    asked.iter().filter_map(|asked| Some((asked, asked.class?))).flat_map(|(asked, class)| {
        asked.scores.iter().filter_map(move |scores| {
            let lead = |scores: &Option<HeadScores>, knows: &[bool]| {
                let scores = scores.as_ref().filter(|_| knows.get(class) == Some(&true))?;
                scores.leads.get(class).copied()
            };
            let leads = [lead(&scores.sight, &asked.knows[0]), lead(&scores.sound, &asked.knows[1])];
            leads.iter().any(Option::is_some).then(|| (leads, 1.0 / asked.scores.len() as f32))
        })
    })
}

fn advise(
    figures: &[ClassFigures],
    confusion: &[Vec<usize>],
    has_background: bool,
    bursts: usize,
    refused: f32,
) -> Vec<Advice> {
    let mut advice = Vec::new();
    let (classes, background) = figures.split_at(figures.len() - usize::from(has_background));
    if background.iter().all(|background| background.samples == 0) {
        advice.push(Advice::RecordBackground);
        if classes.len() == 1 {
            advice.push(Advice::RecordAnotherClass);
        }
    }
    for class in classes {
        match class.bursts {
            0 => advice.push(Advice::RecordFirst { class: class.class.clone() }),
            1 => advice.push(Advice::RecordAgain { class: class.class.clone() }),
            _ => {}
        }
    }
    let percent = |part: usize, all: usize| (100.0 * part as f32 / all.max(1) as f32).round() as usize;
    for (number, (figures, row)) in figures.iter().zip(confusion).enumerate() {
        let all: usize = row.iter().sum();
        let too_many = |part: usize| part as f32 >= TOO_MANY * all as f32 && part > 0;
        let others = classes.iter().zip(row).enumerate().filter(|(other, _)| *other != number);
        if let Some((_, (other, part))) =
            others.max_by_key(|(_, (_, part))| **part).filter(|(_, (_, part))| too_many(**part))
        {
            let (class, other, percent) = (figures.class.clone(), other.class.clone(), percent(*part, all));
            advice.push(match number < classes.len() {
                true => Advice::TakenFor { class, other, percent },
                false => Advice::BackgroundTaken { class: other, percent },
            });
        }
        if too_many(figures.unknown) {
            advice.push(Advice::Refused {
                class: figures.class.clone(),
                percent: percent(figures.unknown, all),
            });
        }
    }
    // 19 bursts for 1 / (19 + 1) = 5 %. Bursts of classes with a single one do not count: they were not asked for.
    // Before each class has two, other advice is more use.
    let needed = (1.0 / refused).round() as usize - 1;
    let fewest = classes.iter().min_by_key(|class| class.bursts).filter(|class| class.bursts > 1);
    if let (Some(fewest), true) = (fewest, bursts < needed) {
        let percent = percent(1, needed + 1);
        advice.push(Advice::MoreBursts { bursts: needed - bursts, first: fewest.class.clone(), percent });
    }
    advice
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.classes.iter().map(|class| class.class.chars().count()).max().unwrap_or(0).max(5);
        writeln!(f, "{:longest$}  bursts  samples  right  wrong  unknown", "class")?;
        for class in &self.classes {
            let ClassFigures { class: name, bursts, samples, right, wrong, unknown, .. } = class;
            write!(f, "{name:longest$}  {bursts:6}  {samples:7}  ")?;
            match class.accuracy {
                Some(_) => writeln!(f, "{right:5}  {wrong:5}  {unknown:7}")?,
                None => writeln!(f, "{:>5}  {:>5}  {:>7}", "-", "-", "-")?,
            }
        }
        match self.accuracy {
            Some(accuracy) => writeln!(
                f,
                "\n{:.0} of 100 samples are answered rightly by heads that were taught without their burst.",
                100.0 * accuracy
            )?,
            None => writeln!(f, "\nHow well the classes are recognised is not known: none has two bursts.")?,
        }
        if let Some(sure) = self.sure {
            writeln!(f, "It is sure that at most {:.0} of 100 samples are refused wrongly.", 100.0 * sure)?;
        }
        self.advice.iter().try_for_each(|advice| writeln!(f, "{advice}"))
    }
}

#[cfg(test)]
mod tests;
