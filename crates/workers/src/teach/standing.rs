//! The report, computed step by step.

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ReportRow, ReportState};
use tvlt::teach::classroom::Classroom;
use tvlt::teach::examination::Examination;
use tvlt::teach::report::Report;

use super::refused;

/// The last report, and the examination for the next one.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    examination: Option<Examination>,
    report: Option<Report>,
    /// Version of the classroom that the report is of, or that could not be examined.
    version: Option<u64>,
}

impl Standing {
    /// Whether the report is of another state of the classroom.
    pub fn is_stale(&self, classroom: &Classroom) -> bool {
        self.version != Some(classroom.version())
    }

    /// Does one step, which takes as long as learning once; returns whether the report is complete. The classroom then
    /// refuses answers as the report found right.
    ///
    /// # Errors
    /// [`TeachError::Sample`]. The report stays the old one then, until the classroom changes.
    pub fn step(&mut self, classroom: &mut Classroom) -> Result<bool, TeachError> {
        if !self.is_stale(classroom) {
            return Ok(true);
        }
        let mut examination = self.examination.take().unwrap_or_else(|| Examination::new(classroom));
        match examination.step(classroom) {
            Ok(false) => {
                self.examination = Some(examination);
                Ok(false)
            }
            Ok(true) => {
                let report = Report::new(classroom, &examination);
                classroom.set_refusal(report.refusal);
                self.report = Some(report);
                self.version = Some(classroom.version());
                Ok(true)
            }
            Err(error) => {
                self.version = Some(classroom.version());
                Err(refused::of_sample(&error))
            }
        }
    }

    /// The report as the page shows it.
    pub fn state(&self, classroom: &Classroom) -> ReportState {
        let is_stale = self.is_stale(classroom);
        let Some(report) = &self.report else { return ReportState { is_stale, ..ReportState::default() } };
        let rows = report.classes.iter().zip(&report.confusion).map(|(class, row)| ReportRow {
            name: class.class.clone(),
            asked: row.iter().sum(),
            right: class.right,
            wrong: class.wrong,
            unknown: class.unknown,
            // The last column is that of unnamed samples.
            named: row[..row.len().saturating_sub(1)].to_vec(),
        });
        ReportState {
            rows: rows.collect(),
            accuracy: report.accuracy,
            threshold: report.refusal.map(|refusal| refusal.threshold),
            sure: report.sure,
            advice: report.advice.iter().map(ToString::to_string).collect(),
            is_stale,
        }
    }
}
