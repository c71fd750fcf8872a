//! The match over shifts of the sound, one shift at a time.

use super::{LiveEngine, Work};
use crate::inference::InferenceError;
use crate::live::engine::moment;
use crate::live::{MatchCurve, MatchPoint, Tools};
use crate::processor::clip::Ago;

/// The shifts, in milliseconds: from the earliest sound to the latest.
const SHIFTS: [i32; 17] =
    [-1000, -875, -750, -625, -500, -375, -250, -125, 0, 125, 250, 375, 500, 625, 750, 875, 1000];

/// The work on one curve. Its points are of the moments at which they are computed, which lie close together.
#[derive(Default)]
pub(super) struct CurveJob {
    asked: usize,
    curve: MatchCurve,
}

impl LiveEngine {
    /// Does a part of the work on the match over shifts, and gives it when it is complete.
    pub(super) async fn curve(
        &self,
        work: &mut Work<CurveJob>,
    ) -> Result<Option<MatchCurve>, InferenceError> {
        if self.model.pretraining.as_ref().is_none_or(|heads| heads.matching_head.is_none()) {
            *work = Work::Done;
            return Ok(None);
        }
        if !matches!(work, Work::Begun(_)) {
            *work = Work::Begun(CurveJob::default());
        }
        let Work::Begun(job) = work else { return Ok(None) };
        for _ in 0..self.at_once() {
            match SHIFTS.get(job.asked) {
                Some(&shift_ms) => {
                    let ago = moment::ago(&Tools { shift_ms, ..Tools::default() });
                    let score = self.match_at(ago).await?;
                    job.curve.points.extend(score.map(|score| MatchPoint { shift_ms, score }));
                }
                None => {
                    let ago = Ago { sound_ms: moment::OTHER_SOUND_MS, ..Ago::default() };
                    job.curve.other_sound = self.match_at(ago).await?;
                    let curve = std::mem::take(&mut job.curve);
                    *work = Work::Done;
                    return Ok(Some(curve));
                }
            }
            job.asked += 1;
        }
        Ok(None)
    }
}
