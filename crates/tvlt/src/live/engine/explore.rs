//! Works on the tools' questions about the present moment, part by part.

mod curve;
mod reliance;

use self::curve::CurveJob;
use self::reliance::RelianceJob;
use super::moment::{self, Given};
use super::{ClipValues, LiveEngine};
use crate::explain::attention::{Look, look};
use crate::explain::{Clip, ExplainError, sinks};
use crate::inference::InferenceError;
use crate::live::{AttentionMap, AttentionQuery, Explored, Exploring, Sample, Token};
use crate::processor::clip::Ago;

/// Where an update takes less than this, in milliseconds, a device is fast enough for several forwards at once.
const FAST_MS: f64 = 25.0;

/// Questions about the present moment, and how far the work on them is.
#[derive(Default)]
pub(super) struct Explorer {
    reliance: Work<RelianceJob>,
    curve: Work<CurveJob>,
    attention: Option<AttentionQuery>,
}

/// The work on one question.
#[derive(Default)]
enum Work<J> {
    /// Not begun.
    #[default]
    New,
    /// Begun, on the moment of then.
    Begun(J),
    /// Answered, or without an answer, until the moment changes.
    Done,
}

impl Explorer {
    /// The moment, or what is given of it, has changed: all answers are outdated, and work that was begun is dropped.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Answers that were given are outdated, as the moment goes on.
    fn go_on(&mut self) {
        if matches!(self.reliance, Work::Done) {
            self.reliance = Work::New;
        }
        if matches!(self.curve, Work::Done) {
            self.curve = Work::New;
        }
        self.attention = None;
    }
}

impl LiveEngine {
    /// Does a part of the work on the tools' questions, for about as long as `exploring` says by the clock `now_ms`;
    /// `None` while there is neither picture nor sound. A question is worked on for the moment at which its work began.
    ///
    /// # Errors
    /// Where the device fails.
    pub async fn explore(
        &mut self,
        exploring: &Exploring,
        now_ms: impl Fn() -> f64,
    ) -> Result<Option<Explored>, InferenceError> {
        let tools = self.settings.tools;
        let present = self.given(moment::ago(&tools), tools.senses);
        if present.frames == 0 && present.rows == 0 {
            return Ok(None);
        }
        let start = now_ms();
        let mut explorer = std::mem::take(&mut self.explorer);
        if !self.is_held() {
            explorer.go_on();
        }
        let explored = self.work(&mut explorer, exploring, &present, || now_ms() - start).await;
        self.explorer = explorer;
        explored.map(Some)
    }

    async fn work(
        &self,
        explorer: &mut Explorer,
        exploring: &Exploring,
        present: &Given,
        passed_ms: impl Fn() -> f64,
    ) -> Result<Explored, InferenceError> {
        let mut explored = Explored::default();
        loop {
            let mut worked = false;
            if let Some(query) = exploring.attention.filter(|query| explorer.attention != Some(*query)) {
                explored.attention = Some(self.look(query, present).await?);
                explorer.attention = Some(query);
                worked = true;
            }
            if exploring.relied_on && !matches!(explorer.reliance, Work::Done) {
                explored.relied_on = self.rely(&mut explorer.reliance, present).await?;
                worked = true;
            }
            if exploring.match_curve && !matches!(explorer.curve, Work::Done) {
                explored.match_curve = self.curve(&mut explorer.curve).await?;
                worked = true;
            }
            if !worked {
                explored.done = self.is_held();
            }
            let answered = explored.relied_on.is_some() || explored.match_curve.is_some();
            if !worked || answered || passed_ms() >= exploring.budget_ms {
                return Ok(explored);
            }
        }
    }

    /// The picture and the sound of the present moment, as they arrived and as far as they are kept.
    pub fn moment(&self) -> Sample {
        self.sample()
    }

    /// A clip, embedded.
    fn embedded(&self, clip: &ClipValues) -> Result<Clip, InferenceError> {
        let frames = clip.pixel_values.len() / self.frame_length();
        let rows = clip.audio_values.len() / self.config.frequency_length;
        let pixels = self.tensor(&clip.pixel_values, [1, frames, 3]);
        let audio = self.tensor(&clip.audio_values, [1, 1, rows]);
        let inputs = self.inputs(pixels, audio, clip);
        let embeddings = self.model.tvlt.embed(inputs.pixel_values.clone(), inputs.audio_values.clone())?;
        Ok(Clip::new(&self.model, embeddings, &inputs)?)
    }

    /// Where a token looks; two empty maps where there is no such token, layer or head.
    async fn look(&self, query: AttentionQuery, present: &Given) -> Result<AttentionMap, InferenceError> {
        let nothing = AttentionMap { query, pixel: Vec::new(), audio: Vec::new(), sinks: 0 };
        let pixel_tokens = present.clip.pixel_mask.len();
        let patches = self.config.patches_per_frame();
        let newest = present.frames.saturating_sub(1) * patches;
        let token = match query.from {
            Token::Class => 0,
            Token::Pixel(patch) if patch < patches && present.frames > 0 => 1 + newest + patch,
            Token::Audio(patch) if present.clip.audio_mask.get(patch).is_some_and(|there| *there > 0.0) => {
                1 + pixel_tokens + patch
            }
            Token::Pixel(_) | Token::Audio(_) => return Ok(nothing),
        };
        let clip = self.embedded(&present.clip)?;
        let Look { weights, norms } = match look(&self.model, &clip, token, query.layer, query.head) {
            Err(ExplainError::Layer { .. } | ExplainError::Head { .. }) => return Ok(nothing),
            look => look?,
        };
        let [mut weights, norms] = super::run::read_back([Some(weights), Some(norms)]).await?;
        let sinks = sinks::sinks(&norms);
        sinks::leave_out(&mut weights, &sinks, token);
        let of = |first: usize, count: usize| weights.iter().skip(first).take(count).copied().collect();
        Ok(AttentionMap {
            query,
            pixel: if present.frames > 0 { of(1 + newest, patches) } else { Vec::new() },
            audio: if present.rows > 0 {
                of(1 + pixel_tokens, present.clip.audio_mask.len())
            } else {
                Vec::new()
            },
            sinks: sinks.iter().filter(|sink| **sink != token).count(),
        })
    }

    /// The match score of a moment; `None` where a part of it is missing.
    async fn match_at(&self, ago: Ago) -> Result<Option<f32>, InferenceError> {
        let given = self.given(ago, crate::live::Senses::Both);
        // With half a clip of sound the score would be about something else.
        if given.frames == 0 || given.rows * 2 < self.pacer.budget().rows {
            return Ok(None);
        }
        let Some(head) = self.model.pretraining.as_ref().and_then(|heads| heads.matching_head.as_ref())
        else {
            return Ok(None);
        };
        let clip = self.embedded(&given.clip)?;
        let class = self.model.tvlt.encode_class(clip.sequence(&self.model)?);
        let logit = head.forward(&class).flatten(0, 1);
        let [logit] = super::run::read_back([Some(logit)]).await?;
        let score = logit.first().copied().map(super::step::sigmoid);
        Ok(score.filter(|score| score.is_finite()))
    }

    /// Forwards of one part of the work.
    fn at_once(&self) -> usize {
        if self.pacer.expected_ms() < FAST_MS { 4 } else { 1 }
    }
}
