//! The library's answer as the page shows it.

use bridge::protocol::teach::TaughtAnswer;
use tvlt::live::Prediction;
use tvlt::teach::live_answer::{LiveAnswer, Said};

/// The answer as the page shows it: scores with the best first.
pub fn taught_answer(answer: LiveAnswer) -> TaughtAnswer {
    let mut scores: Vec<Prediction> = answer
        .scores
        .into_iter()
        .map(|score| Prediction { label: score.class, score: score.score })
        .collect();
    scores.sort_by(|one, other| other.score.total_cmp(&one.score));
    let class = |said: Said| match said {
        Said::Class(name) => Some(name),
        Said::Absent | Said::Nothing => None,
    };
    TaughtAnswer {
        scores,
        winner: answer.winner,
        unknown: answer.unknown,
        unknown_score: answer.unknown_score,
        sees: class(answer.sees),
        hears: class(answer.hears),
        is_elsewhere: false,
    }
}
