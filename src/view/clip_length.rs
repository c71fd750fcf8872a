//! The clip lengths that the person can choose, and their descriptions.

use tvlt::live::{Budget, Budgeted};

/// Numbers of frames that are offered.
const FRAMES: [usize; 4] = [1, 2, 4, 8];

/// Numbers of spectrogram rows that are offered: 1, 2, 4, 8, 16 and 24 seconds for the released models, in
/// whole patches.
const ROWS: [usize; 6] = [80, 176, 352, 704, 1376, 2048];

/// Whether there is a choice for a model with this largest budget.
pub fn has_choice(most: Budget) -> bool {
    most.frames > FRAMES[0] || most.rows > ROWS[1]
}

/// Numbers of frames to offer, up to `most`.
pub fn frames(most: usize) -> Vec<usize> {
    up_to(&FRAMES, most)
}

/// Numbers of rows to offer, up to `most`.
pub fn rows(most: usize) -> Vec<usize> {
    up_to(&ROWS, most)
}

/// The numbers below `most`, then `most`.
fn up_to(offered: &[usize], most: usize) -> Vec<usize> {
    offered.iter().copied().filter(|number| *number < most).chain([most]).collect()
}

/// The duration of rows in words: "2 s".
pub fn seconds(rows: usize, rows_per_second: f64) -> String {
    let seconds = rows as f64 / rows_per_second;
    if seconds < 0.95 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// A sentence on the budget: "8 frames and 24 s of sound at once: 2593 tokens."
pub fn sentence(budgeted: &Budgeted, rows_per_second: f64) -> String {
    let Budgeted { budget: Budget { frames, rows }, tokens, .. } = *budgeted;
    let plural = if frames == 1 { "" } else { "s" };
    let sound = seconds(rows, rows_per_second);
    let spread = if frames == 1 { "" } else { " spread over them" };
    format!("{sound} of sound and {frames} frame{plural}{spread}: {tokens} tokens an update.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_end_with_the_most() {
        assert_eq!(frames(8), [1, 2, 4, 8]);
        assert_eq!(frames(3), [1, 2, 3]);
        assert_eq!(rows(2048), ROWS);
        assert_eq!(rows(128), [80, 128]);
    }

    #[test]
    fn a_model_of_one_length_has_no_choice() {
        assert!(!has_choice(Budget { frames: 1, rows: 128 }));
        assert!(has_choice(Budget { frames: 8, rows: 2048 }));
    }

    #[test]
    fn lengths_are_said_in_seconds() {
        let said = ROWS.map(|rows| seconds(rows, 44_100.0 / 512.0));
        assert_eq!(said, ["0.9 s", "2 s", "4 s", "8 s", "16 s", "24 s"]);
        let budgeted = Budgeted { budget: Budget { frames: 8, rows: 2048 }, tokens: 2593, expected_ms: 0.0 };
        let words = "24 s of sound and 8 frames spread over them: 2593 tokens an update.";
        assert_eq!(sentence(&budgeted, 44_100.0 / 512.0), words);
    }
}
