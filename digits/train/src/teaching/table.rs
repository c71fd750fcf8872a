//! The suite's figures, with their spread over draws.

use std::fmt;
use std::path::Path;

use super::answer_table::AnswerTable;
use super::features::Source;
use crate::TrainError;
use crate::card::write_table;

/// Lines in the card between which the table is written.
const MARKS: [&str; 2] =
    ["<!-- teaching: written by `tvlt evaluate --teach` -->", "<!-- end of teaching -->"];

/// The figures of a suite.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    sources: Vec<Source>,
    rows: Vec<Row>,
    answers: AnswerTable,
}

/// A question, with the figure of each draw, by source.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    question: &'static str,
    draws: Vec<Vec<f64>>,
}

impl Table {
    pub(super) fn new(sources: &[Source]) -> Self {
        Self { sources: sources.to_vec(), rows: Vec::new(), answers: AnswerTable::default() }
    }

    /// The answers that the page would show, which are of the model's features alone.
    pub(super) fn answers(&mut self) -> &mut AnswerTable {
        &mut self.answers
    }

    /// Adds the figure of one more draw.
    pub(super) fn add(&mut self, question: &'static str, source: Source, value: f64) {
        let Some(column) = self.sources.iter().position(|other| *other == source) else { return };
        if !self.rows.iter().any(|row| row.question == question) {
            self.rows.push(Row { question, draws: vec![Vec::new(); self.sources.len()] });
        }
        let row = self.rows.iter_mut().find(|row| row.question == question);
        row.into_iter().for_each(|row| row.draws[column].push(value));
    }

    /// The mean over draws and the standard deviation; `None` where there is no such figure.
    pub fn figure(&self, question: &str, source: Source) -> Option<(f64, f64)> {
        let column = self.sources.iter().position(|other| *other == source)?;
        let values = &self.rows.iter().find(|row| row.question == question)?.draws[column];
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        // The deviation of a sample, which one draw alone does not have.
        let deviation = if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
        (!values.is_empty()).then_some((mean, deviation))
    }

    /// Writes the table into the card of a model's folder, between marks of its own.
    ///
    /// # Errors
    /// [`TrainError::File`], where the card cannot be read or written.
    pub fn write(&self, folder: &Path) -> Result<(), TrainError> {
        write_table(folder, MARKS, &self.to_string())
    }
}

/// One or two tables in Markdown.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |source: &Source| match source {
            Source::Model => "features",
            Source::Raw => "raw inputs",
            Source::ClassToken => "class token",
        };
        let names: Vec<&str> = self.sources.iter().map(name).collect();
        writeln!(f, "| taught and asked elsewhere | draws | {} |", names.join(" | "))?;
        writeln!(f, "|---|---:|{}", "---:|".repeat(names.len()))?;
        for row in &self.rows {
            let figures = self.sources.iter().map(|source| match self.figure(row.question, *source) {
                Some((mean, deviation)) => format!("{mean:.3} ± {deviation:.3}"),
                None => String::new(),
            });
            let figures: Vec<String> = figures.collect();
            writeln!(f, "| {} | {} | {} |", row.question, row.draws[0].len(), figures.join(" | "))?;
        }
        if !self.answers.is_empty() {
            write!(f, "\n{}", self.answers)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_mean_and_the_spread_over_draws() {
        let mut table = Table::new(&[Source::Model, Source::Raw]);
        for value in [0.5, 0.7] {
            table.add("things", Source::Model, value);
            table.add("things", Source::Raw, 0.25);
            table.add("things", Source::ClassToken, 0.9);
        }
        let (mean, deviation) = table.figure("things", Source::Model).unwrap();
        assert!((mean - 0.6).abs() < 1e-9 && (deviation - 0.02f64.sqrt()).abs() < 1e-9);
        assert_eq!(table.figure("things", Source::ClassToken), None);
        assert!(table.to_string().contains("| things | 2 | 0.600 ± 0.141 | 0.250 ± 0.000 |"), "{table}");
    }
}
