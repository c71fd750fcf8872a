//! Surprise over time as a table.

use std::fmt::Write as _;

use crate::view::tools::strip::Strip;

/// The columns. Times are seconds from the first row on, errors are mean squared errors, relative ones are in times the
/// usual error at the end of the table.
const COLUMNS: &str = "time_s,sight,sound,usual_sight,usual_sound,sight_relative,sound_relative,marked";

/// The measurements as comma-separated values, oldest first. What is unknown is empty.
pub fn csv(strip: &Strip) -> String {
    let first_ms = strip.points.first().map_or(0.0, |point| point.at_ms);
    let mut table = format!("{COLUMNS}\n");
    for point in &strip.points {
        let relative = strip.relative(point.error);
        let numbers = [
            point.error.sight,
            point.error.sound,
            strip.usual.sight,
            strip.usual.sound,
            relative.sight,
            relative.sound,
        ];
        // Writing to a string does not fail.
        let _ = write!(table, "{:.2}", (point.at_ms - first_ms) / 1000.0);
        for number in numbers {
            let _ = match number {
                Some(number) => write!(table, ",{number}"),
                None => write!(table, ","),
            };
        }
        let _ = writeln!(table, ",{}", u8::from(point.marked));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tools::strip::Point;
    use tvlt::live::Surprise;

    #[test]
    fn a_row_a_measurement_with_empty_places() {
        let error = |sight, sound| Surprise { sight, sound };
        let strip = Strip {
            now_ms: 9000.0,
            points: vec![
                Point { at_ms: 5000.0, error: error(Some(0.5), None), marked: false },
                Point { at_ms: 5250.0, error: error(None, Some(0.75)), marked: true },
            ],
            usual: error(Some(0.25), None),
            latest: Surprise::default(),
        };
        let rows = "0.00,0.5,,0.25,,2,,0\n0.25,,0.75,0.25,,,,1\n";
        assert_eq!(csv(&strip), format!("{COLUMNS}\n{rows}"));
    }
}
