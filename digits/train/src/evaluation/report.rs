//! A table of figures with their goals.

use std::fmt;

/// The goal of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Goal {
    fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "at least {least:.2}"),
            Self::AtMost(most) => write!(f, "at most {most:.2}"),
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The question.
    pub question: String,
    /// Number of clips or pairs.
    pub count: usize,
    /// The figure at each level, in the order of the table's columns.
    pub values: Vec<f64>,
    /// The goal of the first value, if there is one.
    pub goal: Option<Goal>,
}

/// All figures of an evaluation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Names of the levels.
    pub levels: Vec<&'static str>,
    /// In the order they were asked.
    pub figures: Vec<Figure>,
}

impl Report {
    /// Adds a question's result at one more level: a new row, or another column of an existing row.
    pub fn add(&mut self, question: &str, goal: Option<Goal>, count: usize, value: f64) {
        match self.figures.iter_mut().find(|figure| figure.question == question) {
            Some(figure) => figure.values.push(value),
            None => {
                self.figures.push(Figure { question: question.into(), count, values: vec![value], goal });
            }
        }
    }
}

/// A table in Markdown.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| question | clips | {} | goal for {} | |", self.levels.join(" | "), self.levels[0])?;
        writeln!(f, "|---|---:|{}---|---|", "---:|".repeat(self.levels.len()))?;
        for Figure { question, count, values, goal } in &self.figures {
            let mut values: Vec<String> = values.iter().map(|value| format!("{value:.3}")).collect();
            let met = goal.zip(self.first(question)).map(|(goal, value)| goal.met(value));
            values.resize(self.levels.len(), String::new());
            let goal = goal.map(|goal| goal.to_string()).unwrap_or_default();
            let word = met.map_or("", |met| if met { "met" } else { "missed" });
            writeln!(f, "| {question} | {count} | {} | {goal} | {word} |", values.join(" | "))?;
        }
        Ok(())
    }
}

impl Report {
    fn first(&self, question: &str) -> Option<f64> {
        self.figures.iter().find(|figure| figure.question == question)?.values.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_compared_with_its_goal_at_the_first_level() {
        let mut report = Report { levels: vec!["clear", "hard"], figures: Vec::new() };
        report.add("digit seen", Some(Goal::AtLeast(0.97)), 500, 0.98);
        report.add("digit seen", Some(Goal::AtLeast(0.97)), 500, 0.5);
        report.add("calibration", Some(Goal::AtMost(0.05)), 900, 0.0512);
        report.add("voices", None, 10, 0.4);
        let table = report.to_string();
        assert!(table.contains("| digit seen | 500 | 0.980 | 0.500 | at least 0.97 | met |"), "{table}");
        assert!(table.contains("| calibration | 900 | 0.051 |  | at most 0.05 | missed |"), "{table}");
        assert!(table.contains("| voices | 10 | 0.400 |  |  |  |"), "{table}");
    }
}
