//! The answers that the page would show, as a table.

use std::fmt;

use super::answers::Answers;

/// Answers by what was taught and how it was asked for, over draws.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AnswerTable {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    question: String,
    draws: Vec<Answers>,
}

impl AnswerTable {
    /// Adds the answers of one more draw.
    pub(super) fn add(&mut self, question: &str, answers: Answers) {
        match self.rows.iter_mut().find(|row| row.question == question) {
            Some(row) => row.draws.push(answers),
            None => self.rows.push(Row { question: question.to_owned(), draws: vec![answers] }),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A table in Markdown, in shares of 1: means over draws. "best": the right class is ahead of the others, shown or not;
/// "95 % named": at the threshold at which 95 in a hundred clips of what was taught would be.
impl fmt::Display for AnswerTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| at the page's threshold | draws | best | right | wrong name | unknown | never taught: named | the same, 95 % named | empty: named |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for Row { question, draws } in &self.rows {
            write!(f, "| {question} | {} |", draws.len())?;
            let columns: [fn(&Answers) -> f64; 7] = [
                |a| a.ahead,
                |a| a.right,
                |a| a.wrong,
                |a| a.unknown,
                |a| a.never_taught,
                |a| a.at_95,
                |a| a.empty,
            ];
            for column in columns {
                let mean = draws.iter().map(column).sum::<f64>() / draws.len() as f64;
                write!(f, " {mean:.3} |")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_means_over_draws() {
        let mut table = AnswerTable::default();
        assert!(table.is_empty());
        let answers = Answers {
            ahead: 0.75,
            right: 0.5,
            wrong: 0.25,
            unknown: 0.25,
            never_taught: 0.1,
            at_95: 0.4,
            empty: 0.0,
        };
        table.add("things, one look", answers);
        table.add("words", answers);
        table.add("things, one look", Answers { right: 1.0, wrong: 0.0, unknown: 0.0, ..answers });
        let expected = "| things, one look | 2 | 0.750 | 0.750 | 0.125 | 0.125 | 0.100 | 0.400 | 0.000 |";
        assert!(table.to_string().contains(expected), "{table}");
    }
}
