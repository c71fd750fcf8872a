//! Writes an evaluation: its table in the model card, confusion matrices and a sheet of reconstructions.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use plotters::{
    coord::Shift,
    prelude::{
        BLACK, DrawingArea, IntoDrawingArea, IntoFont, IntoTextStyle, RGBColor, Rectangle, SVGBackend, Text,
        WHITE,
    },
    style::{
        Color,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{Evaluation, classes::Confusion};
use crate::card::write_table;
use crate::{CLASSES, TrainError, class_name};

/// Lines in the card between which the table is written.
const MARKS: [&str; 2] = ["<!-- evaluation: written by `tvlt evaluate` -->", "<!-- end of evaluation -->"];

impl Evaluation {
    /// Writes `confusion.svg` and `reconstructions.png` into a model's folder, and the table into its
    /// card, `README.md`: between its marks, or at its end.
    ///
    /// # Errors
    /// [`TrainError`], where a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), TrainError> {
        let svg = folder.join("confusion.svg");
        self.draw(&svg).map_err(|error| wrong(&svg, &error))?;
        let sheet = folder.join("reconstructions.png");
        self.sheet.save(&sheet).map_err(|error| wrong(&sheet, &error))?;
        write_table(folder, MARKS, &self.report.to_string())
    }

    fn draw(&self, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
        let area = SVGBackend::new(path, (1000, 520)).into_drawing_area();
        area.fill(&WHITE)?;
        let (left, right) = area.split_horizontally(500);
        matrix(&left, "sight alone", &self.seen)?;
        matrix(&right, "sound alone", &self.heard)?;
        area.present()?;
        Ok(())
    }
}

/// Draws one confusion matrix: true classes as rows, answers as columns, in percent of the row.
fn matrix(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    title: &str,
    confusion: &Confusion,
) -> Result<(), Box<dyn std::error::Error>> {
    const CELL: i32 = 37;
    const LEFT: i32 = 76;
    const TOP: i32 = 76;
    let middle = Pos::new(HPos::Center, VPos::Center);
    let text = |size: i32, colour: &'static RGBColor| {
        ("sans-serif", size).into_font().into_text_style(area).color(colour).pos(middle)
    };
    area.draw(&Text::new(
        format!("{title}: what is there (rows), what it says"),
        (260, 20),
        text(16, &BLACK),
    ))?;
    for row in 0..CLASSES {
        let centre = |index: usize| index as i32 * CELL + CELL / 2;
        area.draw(&Text::new(class_name(row), (LEFT - 34, TOP + centre(row)), text(13, &BLACK)))?;
        area.draw(&Text::new(class_name(row), (LEFT + centre(row), TOP - 14), text(13, &BLACK)))?;
        let all = confusion.clips[row].iter().sum::<usize>();
        for column in 0..CLASSES {
            let share = confusion.clips[row][column] as f64 / all.max(1) as f64;
            let (x, y) = (LEFT + column as i32 * CELL, TOP + row as i32 * CELL);
            let fill = RGBColor(0, 95, 115).mix(share);
            area.draw(&Rectangle::new([(x, y), (x + CELL - 1, y + CELL - 1)], fill.filled()))?;
            if share >= 0.005 {
                let ink = if share > 0.5 { &WHITE } else { &BLACK };
                let number = format!("{:.0}", share * 100.0);
                area.draw(&Text::new(number, (x + CELL / 2, y + CELL / 2), text(12, ink)))?;
            }
        }
    }
    Ok(())
}

fn wrong(path: &Path, error: &dyn Display) -> TrainError {
    TrainError::Checkpoint { path: PathBuf::from(path), message: error.to_string() }
}
