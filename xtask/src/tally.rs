//! Counts tests.

use anyhow::Result;

/// How many checks passed and failed.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Checks that passed.
    pub passed: usize,
    /// Checks that failed.
    pub failed: usize,
}

impl Tally {
    /// The tally of one check; a failure is printed.
    pub fn of(result: &Result<()>) -> Self {
        match result {
            Ok(()) => Self { passed: 1, failed: 0 },
            Err(error) => {
                eprintln!("FAILED: {error:#}");
                Self { passed: 0, failed: 1 }
            }
        }
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads `test result: ok. 3 passed; 1 failed; ...`.
    pub fn parse(line: &str) -> Option<Self> {
        let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
        let mut numbers = counts.split("; ").filter_map(|part| part.split_once(' ')?.0.parse().ok());
        Some(Self { passed: numbers.next()?, failed: numbers.next()? })
    }

    /// The line that [`parse`](Self::parse) reads.
    pub fn summary(self) -> String {
        let word = if self.failed == 0 { "ok" } else { "FAILED" };
        format!("test result: {word}. {} passed; {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_summary_line_is_counted() {
        let tally = Tally::parse("test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured").unwrap();
        assert_eq!((tally.passed, tally.failed), (12, 3));
        assert!(Tally::parse("running 3 tests").is_none());
    }
}
