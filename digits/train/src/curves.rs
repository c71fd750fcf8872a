//! Training curves: `curves.csv` and `curves.svg` beside the model.

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use plotters::{
    chart::{ChartBuilder, SeriesLabelPosition},
    prelude::{BLACK, IntoDrawingArea, PathElement, RGBColor, SVGBackend, WHITE},
    series::LineSeries,
    style::Color,
};
use serde::{Deserialize, Serialize};

use super::TrainError;

/// Means over the steps since the previous row; a loss is empty where no step had it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Steps so far.
    pub step: usize,
    /// Clips so far.
    pub clips: usize,
    /// Seconds of training so far.
    pub seconds: f64,
    /// The learning rate.
    pub learning_rate: f64,
    /// The hardest level of the samples.
    pub level: f32,
    /// Cross entropy of the class, with pictures alone.
    pub class_seen: Option<f64>,
    /// The same, with sound alone.
    pub class_heard: Option<f64>,
    /// The same, with both.
    pub class_both: Option<f64>,
    /// Binary cross entropy of the match.
    pub matching: Option<f64>,
    /// Mean squared error of hidden patches, pixels plus audio.
    pub hidden: Option<f64>,
    /// Distance of the features from the image network's.
    pub guided_seen: Option<f64>,
    /// Distance of the features from the speech network's.
    pub guided_heard: Option<f64>,
}

/// One line of a chart: its name, its colour and the function that reads its value from a row.
type Line = (&'static str, RGBColor, fn(&Row) -> Option<f64>);

/// The charts, from top to bottom, in colours that colour-blind people can tell apart.
const CHARTS: [(&str, &[Line]); 4] = [
    (
        "cross entropy of the class",
        &[
            ("seen", RGBColor(0, 114, 178), |row| row.class_seen),
            ("heard", RGBColor(213, 94, 0), |row| row.class_heard),
            ("both", RGBColor(0, 158, 115), |row| row.class_both),
        ],
    ),
    ("binary cross entropy of the match", &[("match", RGBColor(0, 114, 178), |row| row.matching)]),
    (
        "squared error of hidden patches (pixels plus audio)",
        &[("hidden", RGBColor(0, 114, 178), |row| row.hidden)],
    ),
    (
        "distance of the features from the teachers'",
        &[
            ("seen", RGBColor(0, 114, 178), |row| row.guided_seen),
            ("heard", RGBColor(213, 94, 0), |row| row.guided_heard),
        ],
    ),
];

/// The rows of a run.
#[derive(Debug)]
pub struct Curves {
    csv: PathBuf,
    svg: PathBuf,
    rows: Vec<Row>,
}

impl Curves {
    /// The curves of the run in `out`. For a resumed run, the rows up to `step` are kept.
    ///
    /// # Errors
    /// [`TrainError`], where the rows of an earlier part cannot be read.
    pub fn open(out: &Path, step: usize) -> Result<Self, TrainError> {
        let (csv, svg) = (out.join("curves.csv"), out.join("curves.svg"));
        let mut rows = Vec::new();
        if step > 0 && csv.exists() {
            let mut reader = csv::Reader::from_path(&csv).map_err(|error| wrong(&csv, &error))?;
            for row in reader.deserialize() {
                rows.push(row.map_err(|error| wrong(&csv, &error))?);
            }
            rows.retain(|row: &Row| row.step <= step);
        }
        Ok(Self { csv, svg, rows })
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Writes both files again.
    ///
    /// # Errors
    /// [`TrainError`], where a file cannot be written.
    pub fn write(&self) -> Result<(), TrainError> {
        if let Some(folder) = self.csv.parent() {
            fs::create_dir_all(folder)
                .map_err(|source| TrainError::File { path: folder.to_owned(), source })?;
        }
        let mut writer = csv::Writer::from_path(&self.csv).map_err(|error| wrong(&self.csv, &error))?;
        for row in &self.rows {
            writer.serialize(row).map_err(|error| wrong(&self.csv, &error))?;
        }
        writer.flush().map_err(|source| TrainError::File { path: self.csv.clone(), source })?;
        self.draw().map_err(|error| wrong(&self.svg, &error))
    }

    fn draw(&self) -> Result<(), Box<dyn std::error::Error>> {
        let area = SVGBackend::new(&self.svg, (800, 900)).into_drawing_area();
        area.fill(&WHITE)?;
        let last = self.rows.last().map_or(1, |row| row.step.max(1));
        for (area, (title, lines)) in area.split_evenly((CHARTS.len(), 1)).iter().zip(CHARTS) {
            let values = lines.iter().flat_map(|(_, _, value)| self.rows.iter().filter_map(value));
            let highest = values.fold(0.0f64, f64::max).max(1e-3) * 1.05;
            let mut chart = ChartBuilder::on(area)
                .caption(title, ("sans-serif", 18))
                .margin(12)
                .x_label_area_size(28)
                .y_label_area_size(48)
                .build_cartesian_2d(0..last, 0.0..highest)?;
            chart.configure_mesh().x_desc("step").draw()?;
            for (name, colour, value) in lines {
                let colour = *colour;
                let points = self.rows.iter().filter_map(|row| Some((row.step, value(row)?)));
                chart
                    .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
                    .label(*name)
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
            }
            if lines.len() > 1 {
                chart
                    .configure_series_labels()
                    .position(SeriesLabelPosition::UpperRight)
                    .background_style(WHITE.mix(0.8))
                    .border_style(BLACK.mix(0.3))
                    .draw()?;
            }
        }
        area.present()?;
        Ok(())
    }
}

fn wrong(path: &Path, error: &dyn Display) -> TrainError {
    TrainError::Checkpoint { path: path.to_owned(), message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_run_that_goes_on_are_kept_up_to_its_step() {
        let folder = tempfile::tempdir().unwrap();
        let mut curves = Curves::open(folder.path(), 0).unwrap();
        for step in [25, 50, 75] {
            let seen = Some(2.0 / step as f64);
            curves.push(Row { step, class_seen: seen, level: 0.25, ..Row::default() });
        }
        curves.write().unwrap();
        let again = Curves::open(folder.path(), 60).unwrap();
        assert_eq!(again.rows, curves.rows[..2]);
        assert!(Curves::open(folder.path(), 0).unwrap().rows.is_empty());
        let svg = fs::read_to_string(folder.path().join("curves.svg")).unwrap();
        assert!(svg.contains("cross entropy of the class") && svg.contains("polyline"));
    }
}
