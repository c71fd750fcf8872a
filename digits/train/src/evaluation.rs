//! Evaluates a model on held-out drawings, voices, photographs and sounds.

pub mod classes;
pub mod hidden;
pub mod pictures;
pub mod report;

use std::path::Path;

use burn::tensor::Device;
use image::RgbaImage;

use self::{
    classes::{
        Confusion, Said, accuracy, area_under_curve, ask, calibration_error, digits_shown, shown_rightly,
    },
    hidden::Hidden,
    report::{Goal, Report},
};
use super::{
    TrainError,
    batch::{Content, Senses},
    material::{Hand, Material},
    sample::{Choice, NoDigitHeard, NoDigitSeen, Sampler},
    voices::VoiceGroup,
};
use tvlt::config::TvltConfig;
use tvlt::model::TvltAudioVisual;

/// Clips of a batch.
const CLIPS: usize = 25;

/// Levels of difficulty: a drawing held up well and a word said plainly, and anything goes.
const LEVELS: [(&str, f32); 2] = [("clear", 0.35), ("hard", 1.0)];

/// The question about people of whom the data folder has many recordings.
const PEOPLE: &str = "digit heard, a person it never heard, 8 kHz, sound alone";

/// The results of an evaluation.
#[derive(Debug)]
pub struct Evaluation {
    /// The figures.
    pub report: Report,
    /// Confusion matrix of clear clips with pictures alone.
    pub seen: Confusion,
    /// Confusion matrix of clear clips with sound alone, except those of [`VoiceGroup::UnseenEngine`].
    pub heard: Confusion,
    /// Reconstructions of synthetic pictures, which may be shown anywhere, and of held-out voices.
    pub sheet: RgbaImage,
}

/// Evaluates the model on `clips` clips for each question, made from the held-out material in `folder`.
///
/// # Errors
/// [`TrainError`], where the material cannot be read or does not fit the model.
pub fn evaluate(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    folder: &Path,
    clips: usize,
    seed: u64,
    device: &Device,
) -> Result<Evaluation, TrainError> {
    let material = Material::load(folder)?;
    println!("held out: {}", material.summary());
    let report = Report { levels: LEVELS.map(|(name, _)| name).to_vec(), figures: Vec::new() };
    let mut examiner =
        Examiner { model, config, sampler: Sampler::new(&material)?, clips, seed, device, report };
    let (mut seen, mut heard) = (Confusion::default(), Confusion::default());
    for (index, (name, level)) in LEVELS.into_iter().enumerate() {
        println!("asking about {name} clips");
        let (by_sight, by_sound) = examiner.ask_all(level)?;
        if index == 0 {
            seen.add(&by_sight);
            heard.add(&by_sound);
        }
    }
    println!("filling in hidden patches");
    examiner.fill_in()?;
    let report = examiner.report;
    let sheet = sheet(model, config, &material.without_the_world(), seed, device)?;
    Ok(Evaluation { report, seen, heard, sheet })
}

/// The sheet: synthetic marks, people and rooms, and words of the held-out engine, with three quarters hidden.
fn sheet(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    material: &Material,
    seed: u64,
    device: &Device,
) -> Result<RgbaImage, TrainError> {
    let choice =
        Choice { hand: Some(Hand::Drawn), voices: Some(VoiceGroup::OtherEngine), ..Choice::default() };
    let batch = Sampler::new(material)?.batch(seed, 0, Senses::Both, CLIPS, LEVELS[0].1, choice);
    let mut hidden = Hidden::default();
    hidden.add(model, config, &batch, seed, device)?;
    Ok(hidden.sheet())
}

struct Examiner<'a> {
    model: &'a TvltAudioVisual,
    config: &'a TvltConfig,
    sampler: Sampler<'a>,
    clips: usize,
    seed: u64,
    device: &'a Device,
    report: Report,
}

impl Examiner<'_> {
    /// Answers to `clips` clips of a kind.
    fn said(
        &mut self,
        senses: Senses,
        level: f32,
        clips: usize,
        choice: Choice,
    ) -> Result<Vec<Said>, TrainError> {
        let mut said = Vec::with_capacity(clips);
        for number in 0..clips.div_ceil(CLIPS) as u64 {
            let batch = self.sampler.batch(self.seed, number, senses, CLIPS, level, choice);
            said.extend(ask(self.model, &batch, self.device)?);
        }
        Ok(said)
    }

    fn add(&mut self, question: &str, goal: Option<Goal>, said: &[Said], value: f64) {
        self.report.add(question, goal, said.len(), value);
    }

    /// All questions about classes and match. Returns the answers for clips with one modality.
    fn ask_all(&mut self, level: f32) -> Result<(Vec<Said>, Vec<Said>), TrainError> {
        let clips = self.clips;
        let digits = Choice { digits_only: true, ..Choice::default() };
        let mut by_sight = Vec::new();
        let hands = [
            ("digit seen, handwritten", Hand::Written),
            ("digit seen, printed", Hand::Printed),
            ("digit seen, drawn by the rules that training draws by", Hand::Drawn),
        ];
        for (question, hand) in hands {
            let said = self.said(Senses::Sight, level, clips, Choice { hand: Some(hand), ..digits })?;
            self.add(question, None, &said, accuracy(&said));
            // Synthetic marks are drawn by the same rules as in training, so they are no evidence.
            if hand != Hand::Drawn {
                by_sight.extend(said);
            }
        }
        self.add(
            "digit seen, sight alone (handwritten and printed)",
            Some(Goal::AtLeast(0.97)),
            &by_sight,
            accuracy(&by_sight),
        );
        self.add("the same, surely enough to be shown", None, &by_sight, shown_rightly(&by_sight));

        let mut by_sound = Vec::new();
        // People first: they are who will speak to the model.
        let voices = [
            (PEOPLE, VoiceGroup::People, Some(Goal::AtLeast(0.97))),
            ("digit heard, four more people, sound alone", VoiceGroup::Recorded, None),
            (
                "digit heard, other voices of the synthesisers heard in training",
                VoiceGroup::OtherVoices,
                None,
            ),
            ("digit heard, unheard engine, sound alone", VoiceGroup::OtherEngine, Some(Goal::AtLeast(0.9))),
            (
                "digit heard, second unheard engine, sound alone",
                VoiceGroup::UnseenEngine,
                Some(Goal::AtLeast(0.97)),
            ),
        ];
        self.worst_person(level, digits)?;
        for (question, group, goal) in voices {
            // Data folders of earlier versions lack some groups.
            if !self.sampler.speaks(group) {
                continue;
            }
            let said = self.said(Senses::Hearing, level, clips, Choice { voices: Some(group), ..digits })?;
            self.add(question, goal, &said, accuracy(&said));
            if matches!(group, VoiceGroup::Recorded | VoiceGroup::People) {
                let question = format!("{question}, surely enough to be shown");
                self.add(&question, None, &said, shown_rightly(&said));
            }
            // The second engine was added later; joint figures leave it out, to stay comparable.
            if group != VoiceGroup::UnseenEngine {
                by_sound.extend(said);
            }
        }

        let both = self.said(Senses::Both, level, 3 * clips, Choice::default())?;
        let of = |wanted: fn(&Content) -> bool| -> Vec<Said> {
            both.iter().filter(|said| wanted(&said.content)).cloned().collect()
        };
        let same = of(|content| content.matches());
        let other = of(|content| content.seen.is_some() && content.heard.is_some() && !content.matches());
        self.add("digit seen and heard", Some(Goal::AtLeast(0.99)), &same, accuracy(&same));
        self.add("both, surely enough to be shown", None, &same, shown_rightly(&same));
        let silent = of(|content| content.seen.is_some() && content.heard.is_none());
        self.add("digit seen, no digit heard", None, &silent, accuracy(&silent));
        let blind = of(|content| content.seen.is_none() && content.heard.is_some());
        self.add("digit heard, no digit seen", None, &blind, accuracy(&blind));
        let logits = |said: &[Said]| -> Vec<f32> { said.iter().filter_map(|said| said.matching).collect() };
        let area = area_under_curve(&logits(&same), &logits(&other));
        let pairs = [same.as_slice(), other.as_slice()].concat();
        let question = "match, same digit against another: area under the curve";
        self.add(question, Some(Goal::AtLeast(0.99)), &pairs, area);

        let world = self.nothing(level)?;
        let question = "nothing: photographs, sounds that are not speech, silence";
        self.add(question, Some(Goal::AtLeast(0.95)), &world, accuracy(&world));
        let question = "false alarms: a digit shown for any of those";
        self.add(question, Some(Goal::AtMost(0.01)), &world, digits_shown(&world));
        let near = Choice {
            no_digit_seen: Some(NoDigitSeen::Mark),
            no_digit_heard: Some(NoDigitHeard::OtherWord),
            ..Choice::default()
        };
        // Each one alone, for information; the joint figures below use both together.
        let alone = [
            ("nothing: other marks, sight alone", Senses::Sight),
            ("nothing: other words, sound alone", Senses::Hearing),
        ];
        for (question, senses) in alone {
            let said = self.said(senses, level, clips, near)?;
            self.add(question, None, &said, accuracy(&said));
        }
        // Data folders of earlier versions have none.
        let group = VoiceGroup::UnseenEngine;
        if self.sampler.says_unmet_words(group) {
            let (voices, no_digit_heard) = (Some(group), Some(NoDigitHeard::UnmetWord));
            let unmet = Choice { no_digit_heard, voices, ..Choice::default() };
            let said = self.said(Senses::Hearing, level, clips, unmet)?;
            let question = "nothing: words said nowhere in training, second unheard engine, sound alone";
            self.add(question, Some(Goal::AtLeast(0.85)), &said, accuracy(&said));
            let question = "the same: a digit shown for any of those";
            self.add(question, None, &said, digits_shown(&said));
        }
        if self.sampler.says_other_words(VoiceGroup::People) {
            let words = Choice { voices: Some(VoiceGroup::People), ..near };
            let said = self.said(Senses::Hearing, level, clips, words)?;
            self.add(
                "nothing: other words by people it never heard, sound alone",
                None,
                &said,
                accuracy(&said),
            );
            self.add("the same people: a digit shown", None, &said, digits_shown(&said));
        }
        let near = self.said(Senses::Both, level, clips, near)?;
        self.add("nothing: other marks and other words, both at once", None, &near, accuracy(&near));

        // All clips above, except synthetic marks, the second engine's, and marks and words alone.
        let all = [by_sight.as_slice(), &by_sound, &both, &world, &near].concat();
        let question = "expected calibration error";
        self.add(question, Some(Goal::AtMost(0.05)), &all, calibration_error(&all));
        for (senses, list) in [(Senses::Sight, &mut by_sight), (Senses::Hearing, &mut by_sound)] {
            list.extend(world.iter().filter(|said| said.senses == senses).cloned());
        }
        Ok((by_sight, by_sound))
    }

    /// The person whose digits are recognised worst, of all who are held out.
    fn worst_person(&mut self, level: f32, digits: Choice) -> Result<(), TrainError> {
        let mut worst: Option<(f64, String, Vec<Said>)> = None;
        let mut people = 0;
        for group in [VoiceGroup::Recorded, VoiceGroup::People] {
            for (person, name) in self.sampler.people(group) {
                let choice = Choice { voices: Some(group), person: Some(person), ..digits };
                let said = self.said(Senses::Hearing, level, self.clips.div_ceil(2), choice)?;
                println!("  {name}: {:.3}", accuracy(&said));
                people += 1;
                if worst.as_ref().is_none_or(|(least, ..)| accuracy(&said) < *least) {
                    worst = Some((accuracy(&said), name, said));
                }
            }
        }
        if let Some((least, _, said)) = worst {
            let question = format!("digit heard, the worst of {people} people, sound alone");
            self.add(&question, Some(Goal::AtLeast(0.93)), &said, least);
        }
        Ok(())
    }

    /// Clips without digits: seen alone, heard alone, and both.
    fn nothing(&mut self, level: f32) -> Result<Vec<Said>, TrainError> {
        let clips = self.clips.div_ceil(2);
        let kinds = [
            (Senses::Sight, NoDigitHeard::Silence),
            (Senses::Hearing, NoDigitHeard::OtherSound),
            (Senses::Both, NoDigitHeard::OtherSound),
            (Senses::Both, NoDigitHeard::Silence),
        ];
        let mut said = Vec::new();
        for (senses, heard) in kinds {
            let choice = Choice {
                no_digit_seen: Some(NoDigitSeen::Photograph),
                no_digit_heard: Some(heard),
                ..Choice::default()
            };
            said.extend(self.said(senses, level, clips, choice)?);
        }
        Ok(said)
    }

    /// Hidden patches of photographs and sounds, three quarters of them hidden.
    fn fill_in(&mut self) -> Result<(), TrainError> {
        let choice = Choice {
            no_digit_seen: Some(NoDigitSeen::Photograph),
            no_digit_heard: Some(NoDigitHeard::OtherSound),
            ..Choice::default()
        };
        let mut hidden = Hidden::default();
        let batches = self.clips.div_ceil(CLIPS) as u64;
        for number in 0..batches {
            let (level, seed) = (LEVELS[0].1, self.seed + number);
            let batch = self.sampler.batch(self.seed, number, Senses::Both, CLIPS, level, choice);
            hidden.add(self.model, self.config, &batch, seed, self.device)?;
        }
        let clips = batches as usize * CLIPS;
        // A few coarse patches say less of a photograph than of a sound.
        let worlds =
            [("photographs", hidden.pixels, 0.4), ("sounds that are not speech", hidden.audio, 0.25)];
        for (what, errors, goal) in worlds {
            let mut add = |question: String, goal, value| self.report.add(&question, goal, clips, value);
            add(format!("hidden patches of {what}: squared error"), None, errors.model);
            let half = Some(Goal::AtMost(0.5));
            let question = format!("hidden patches of {what}: error over that of the nearest visible patch");
            add(question, half, errors.model / errors.nearest);
            let question = format!("hidden patches of {what}: error over that of the visible patches' mean");
            add(question, Some(Goal::AtMost(goal)), errors.model / errors.mean);
        }
        Ok(())
    }
}
