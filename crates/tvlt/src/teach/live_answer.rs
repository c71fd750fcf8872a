//! The answer to one look, for a person.

use serde::{Deserialize, Serialize};

use super::modality::Modality;
use super::refusal::Refusal;
use super::scores::{HeadScores, Scores};

/// How far a head's best class has to be ahead of its "nothing" to be what the head says.
const LEAST_LEAD: f32 = 0.1;

/// How steeply the unknown score rises where "nothing" overtakes the best class, in spreads for a lead of 1. It is
/// about that of a head with the least spread.
const STEEPNESS: f32 = 10.0;

/// Scores that differ by this much differ by a factor of e in the shares that are shown. So a share is about as large as
/// it is often right: 0.906 on average where 0.911 of held-out things are named rightly, and 0.975 where 0.977 of words
/// are.
const SOFTNESS: f32 = 0.05;

/// What both heads say of a look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveAnswer {
    /// The score of each class, in the order of the classes.
    pub scores: Vec<ClassScore>,
    /// The best class; `None` where the answer is refused.
    pub winner: Option<String>,
    /// What the head for pictures says.
    pub sees: Said,
    /// What the head for sounds says.
    pub hears: Said,
    /// 0 to 1; above 0.5 the answer is refused.
    pub unknown_score: f32,
    /// Whether the answer is refused: it is nothing that was taught.
    pub unknown: bool,
}

/// The score of a class: the mean over the heads that were taught it and have something to look at or to hear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassScore {
    /// Its name.
    pub class: String,
    /// 0 to 1, to be shown. With a prior it is the share of the class, less what may be something never taught.
    pub score: f32,
    /// As the heads gave it: about 0 to 1, and sometimes beyond.
    pub raw: f32,
}

/// What one head says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// There is no such head, or nothing to look at or to hear.
    #[default]
    Absent,
    /// That it is none of the classes.
    Nothing,
    /// That it is this class.
    Class(String),
}

/// The scores of a head with what it was taught.
struct Voice<'a> {
    modality: Modality,
    scores: &'a [f32],
    leads: &'a [f32],
    familiar: bool,
    knows: &'a [bool],
}

impl<'a> Voice<'a> {
    fn new(modality: Modality, said: &'a Option<HeadScores>, knows: &'a [bool]) -> Option<Self> {
        said.as_ref().map(|said| Self {
            modality,
            scores: &said.scores,
            leads: &said.leads,
            familiar: said.familiar,
            knows,
        })
    }

    fn knows(&self, class: usize) -> bool {
        self.knows.get(class).copied().unwrap_or_default() && class < self.leads.len()
    }

    /// How far the score of a class is above that of "nothing", the last.
    fn ahead(&self, class: usize) -> f32 {
        self.scores[class] - self.scores.last().copied().unwrap_or_default()
    }

    /// How far a class is from being refused, in spreads.
    fn standing(&self, class: usize, refusal: &Refusal) -> f32 {
        refusal.standing(self.modality, self.leads[class]) - refusal.threshold
    }

    fn says(&self, classes: &[String], refusal: &Refusal) -> Said {
        let known = (0..classes.len()).filter(|class| self.knows(*class));
        let best = known.max_by(|one, other| self.scores[*one].total_cmp(&self.scores[*other]));
        let is_there = |class: usize| match self.familiar {
            true => self.standing(class, refusal) >= 0.0,
            false => self.ahead(class) >= LEAST_LEAD,
        };
        match best.filter(|class| is_there(*class)) {
            Some(class) => Said::Class(classes[class].clone()),
            None => Said::Nothing,
        }
    }
}

/// What each head was taught; `[classes + 1]`, empty without a head.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) sight: &'a [bool],
    pub(super) sound: &'a [bool],
}

impl LiveAnswer {
    /// The answer of heads for these classes.
    ///
    /// A class that was always taught without sound takes no part in what the head for sounds says, and its score is
    /// that of the head for pictures alone; the other way round as well.
    pub(super) fn new(classes: &[String], known: Known<'_>, scores: &Scores, refusal: &Refusal) -> Self {
        let sight = Voice::new(Modality::Sight, &scores.sight, known.sight);
        let sound = Voice::new(Modality::Sound, &scores.sound, known.sound);
        let voices: Vec<&Voice<'_>> = sight.iter().chain(&sound).collect();

        let raw: Vec<Option<f32>> = (0..classes.len())
            .map(|class| {
                mean(voices.iter().filter(|voice| voice.knows(class)).map(|voice| voice.scores[class]))
            })
            .collect();
        let rated = raw.iter().enumerate().filter_map(|(class, raw)| Some((class, (*raw)?)));
        let best = rated.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(class, _)| class);
        let unknown_score = match best {
            Some(class) => unknown_score(standing(&voices, class, refusal)),
            None => 1.0,
        };
        let unknown = unknown_score > 0.5;
        let shown = match voices.iter().all(|voice| voice.familiar) {
            true => shares(&raw).into_iter().map(|share| share * (1.0 - unknown_score)).collect(),
            false => raw.iter().map(|raw| raw.unwrap_or_default().clamp(0.0, 1.0)).collect::<Vec<f32>>(),
        };
        let scores = classes.iter().zip(&raw).zip(shown).map(|((class, raw), score)| ClassScore {
            class: class.clone(),
            score,
            raw: raw.unwrap_or_default(),
        });
        let says = |voice: &Option<Voice<'_>>| {
            voice.as_ref().map(|voice| voice.says(classes, refusal)).unwrap_or_default()
        };
        Self {
            scores: scores.collect(),
            winner: best.filter(|_| !unknown).map(|class| classes[class].clone()),
            sees: says(&sight),
            hears: says(&sound),
            unknown_score,
            unknown,
        }
    }
}

/// How far a class is from being refused, in spreads; below zero it is refused: where a head is further below its
/// usual lead than the threshold, or, without a prior, where "nothing" is ahead on average over the heads.
fn standing(voices: &[&Voice<'_>], class: usize, refusal: &Refusal) -> f32 {
    let knowing = || voices.iter().filter(|voice| voice.knows(class));
    let least = knowing().map(|voice| voice.standing(class, refusal)).fold(f32::INFINITY, f32::min);
    if voices.iter().all(|voice| voice.familiar) {
        return least;
    }
    let lead = mean(knowing().map(|voice| voice.ahead(class))).unwrap_or(f32::NEG_INFINITY);
    least.min(STEEPNESS * lead)
}

/// The share of each class by its score, as a probability among the classes.
fn shares(raw: &[Option<f32>]) -> Vec<f32> {
    let best = raw.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> =
        raw.iter().map(|raw| raw.map_or(0.0, |raw| ((raw - best) / SOFTNESS).exp())).collect();
    let sum: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn unknown_score(standing: f32) -> f32 {
    1.0 / (1.0 + standing.exp())
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f32)
}

#[cfg(test)]
mod tests {
    use super::super::recipe::Recipe;
    use super::super::refusal::Lead;
    use super::*;

    const ALL: &[bool] = &[true; 4];

    fn classes() -> Vec<String> {
        ["mug", "book", "clap"].map(str::to_owned).to_vec()
    }

    fn answer(
        known: Known<'_>,
        sight: Option<&[f32]>,
        sound: Option<&[f32]>,
        refusal: &Refusal,
    ) -> LiveAnswer {
        let of = |scores: &[f32]| HeadScores::of(scores.to_vec());
        let scores = Scores { sight: sight.map(of), sound: sound.map(of) };
        LiveAnswer::new(&classes(), known, &scores, refusal)
    }

    #[test]
    fn a_class_taught_to_one_head_only_has_the_score_of_that_head() {
        let first = Refusal::first(&Recipe::default(), [None, None]);
        let known = Known { sight: &[true, true, false, true], sound: &[true, true, true, true] };
        let heard = answer(known, Some(&[0.2, 0.1, 0.0, 0.7]), Some(&[0.05, 0.0, 0.9, 0.05]), &first);
        assert_eq!(heard.winner.as_deref(), Some("clap"));
        assert_eq!((heard.sees, heard.hears), (Said::Nothing, Said::Class("clap".into())));
        assert!((heard.scores[2].score - 0.9).abs() < 1e-6 && (heard.scores[0].raw - 0.125).abs() < 1e-6);
        // Without sound nobody can say whether it claps.
        let seen = answer(known, Some(&[0.9, 0.0, 0.0, 0.1]), None, &first);
        assert_eq!(
            (seen.winner.as_deref(), seen.scores[2].raw, seen.hears),
            (Some("mug"), 0.0, Said::Absent)
        );
        let none = answer(known, None, None, &first);
        assert_eq!((none.winner, none.unknown, none.unknown_score), (None, true, 1.0));
    }

    #[test]
    fn what_is_below_the_usual_lead_of_a_head_is_refused_unless_that_head_never_leads() {
        let leads = |mean| Lead { mean, spread: 0.1 };
        let refusal = Refusal { sight: leads(0.8), sound: leads(0.0), threshold: -2.0 };
        let known = Known { sight: ALL, sound: ALL };
        let silent = Some(&[0.26, 0.24, 0.25, 0.25][..]);
        let sure = answer(known, Some(&[0.9, 0.0, 0.0, 0.1]), silent, &refusal);
        assert_eq!((sure.winner.as_deref(), sure.unknown), (Some("mug"), false));
        let unsure = answer(known, Some(&[0.5, 0.2, 0.1, 0.2]), silent, &refusal);
        assert!(unsure.unknown && unsure.winner.is_none() && unsure.unknown_score > sure.unknown_score);
        // Another sound than the one that was taught with it.
        let heard = Refusal { sound: leads(0.8), ..refusal };
        assert!(answer(known, Some(&[0.9, 0.0, 0.0, 0.1]), silent, &heard).unknown);
        // Nothing is ahead.
        let lenient = Refusal { threshold: -100.0, ..refusal };
        assert!(answer(known, Some(&[0.3, 0.0, 0.0, 0.7]), None, &lenient).unknown);
    }
}
