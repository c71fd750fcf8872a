//! Maps over picture and sound in words.

use super::grid::{Grid, Grids};
use tvlt::live::{ReliedOn, Token};

/// From this share of the largest value on, a patch belongs to the place that is named.
const STRONG: f32 = 0.5;

/// From this share of all patches on, the place is "much of" the picture or the sound.
const MUCH: f64 = 0.4;

/// What the model's leading answer relied on, in a sentence. Where the page answers with a person's `own` classes, it says
/// that it speaks of another answer.
pub fn relied_on(map: &ReliedOn, grids: &Grids, own: bool) -> String {
    let words = of_model(map, grids);
    if own { format!("The model's own answer, not one of your classes: {words}") } else { words }
}

fn of_model(map: &ReliedOn, grids: &Grids) -> String {
    let answer = map.label.as_ref().map(|label| format!("‘{label}’"));
    let place = mostly(&map.pixel, &map.audio, grids).filter(|_| map.is_clear());
    match (place, answer) {
        (Some(place), answer) => {
            let mostly = if is_wide(&place) { "" } else { "mostly " };
            format!("{} relies {mostly}on {place}.", answer.unwrap_or_else(|| "The match".into()))
        }
        (None, answer) => format!(
            "The map of this moment is not shown, as it could not be confirmed: for {}, leaving out other parts changes the answer nearly as much.",
            answer.unwrap_or_else(|| "the match".into())
        ),
    }
}

/// Where a token looks, in a sentence; empty where it looks nowhere.
pub fn looks(from: Token, pixel: &[f32], audio: &[f32], grids: &Grids) -> String {
    let who = match from {
        Token::Class => "The clip as a whole (class token)",
        Token::Pixel(_) => "This patch of the picture",
        Token::Audio(_) => "This patch of the sound",
    };
    mostly(pixel, audio, grids)
        .map(|place| format!("{who} looks {}at {place}.", if is_wide(&place) { "" } else { "mostly " }))
        .unwrap_or_default()
}

/// Whether a place is so large that nothing of it stands out.
fn is_wide(place: &str) -> bool {
    place.starts_with("much of")
}

/// How many tokens were left out as sinks, in a sentence; empty for none.
pub fn sinks(count: usize) -> String {
    let (tokens, draw) = match count {
        0 => return String::new(),
        1 => ("1 token".into(), "draws"),
        _ => (format!("{count} tokens"), "draw"),
    };
    format!("Left out: {tokens} that {draw} attention whatever the moment shows.")
}

/// The place in picture or sound with the largest values; `None` where none is above 0.
fn mostly(pixel: &[f32], audio: &[f32], grids: &Grids) -> Option<String> {
    let peak = |values: &[f32], grid: &Grid| {
        // A map of another length is of a clip before its length changed.
        let fits = values.len() == grid.patches();
        if fits { values.iter().copied().fold(0.0, f32::max) } else { 0.0 }
    };
    let (seen, heard) = (peak(pixel, &grids.pixel), peak(audio, &grids.audio));
    if seen.max(heard) <= 0.0 {
        None
    } else if seen >= heard {
        Some(part_of_picture(&strong(pixel, seen, &grids.pixel), &grids.pixel))
    } else {
        Some(part_of_sound(&strong(audio, heard, &grids.audio), grids))
    }
}

/// Column, row and value of the patches that belong to the place, the largest first.
fn strong(values: &[f32], peak: f32, grid: &Grid) -> Vec<(usize, usize, f32)> {
    let mut strong: Vec<_> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value >= STRONG * peak)
        .map(|(patch, value)| (grid.place(patch).0, grid.place(patch).1, *value))
        .collect();
    strong.sort_by(|one, other| other.2.total_cmp(&one.2));
    strong
}

fn part_of_picture(strong: &[(usize, usize, f32)], grid: &Grid) -> String {
    if strong.len() as f64 > MUCH * grid.patches() as f64 {
        return "much of the picture".into();
    }
    let weight: f32 = strong.iter().map(|(_, _, value)| value).sum();
    let third = |middle: &dyn Fn(&(usize, usize, f32)) -> usize, count: usize| {
        let sum: f32 = strong.iter().map(|one| (middle(one) as f32 + 0.5) * one.2).sum();
        (sum / weight / count as f32 * 3.0) as usize
    };
    let place = match (third(&|one| one.1, grid.rows), third(&|one| one.0, grid.columns)) {
        (0, 0) => "upper left",
        (0, 1) => "top",
        (0, _) => "upper right",
        (1, 0) => "left",
        (1, 1) => "middle",
        (1, _) => "right",
        (_, 0) => "lower left",
        (_, 1) => "bottom",
        (_, _) => "lower right",
    };
    format!("the {place} of the picture")
}

fn part_of_sound(strong: &[(usize, usize, f32)], grids: &Grids) -> String {
    let grid = &grids.audio;
    // The run of columns around the largest value.
    let is_strong = |column: usize| strong.iter().any(|one| one.0 == column);
    let middle = strong.first().map_or(0, |one| one.0);
    let first = (0..middle).rev().take_while(|column| is_strong(*column)).last().unwrap_or(middle);
    let last = (middle..grid.columns).take_while(|column| is_strong(*column)).last().unwrap_or(middle);
    let run = || strong.iter().filter(|one| (first..=last).contains(&one.0));
    if (last + 1 - first) as f64 > 2.0 * MUCH * grid.columns as f64 {
        return "much of the sound".into();
    }
    let bands = if run().all(|one| one.1 * 2 >= grid.rows) {
        "the low frequencies of "
    } else if run().all(|one| (one.1 + 1) * 2 <= grid.rows) {
        "the high frequencies of "
    } else {
        ""
    };
    let before = |column: usize| {
        let seconds = grids.seconds * (grid.columns - column) as f64 / grid.columns as f64;
        format!("{seconds:.1}")
    };
    let (begins, ends) = (before(first), before(last + 1));
    let time = match ends.as_str() {
        "0.0" => format!("of the last {begins} s"),
        _ if begins == ends => format!("{begins} s ago"),
        _ => format!("between {begins} and {ends} s ago"),
    };
    format!("{bands}the sound {time}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tools::grid::Modality;
    use crate::view::tools::grid::tests::GRIDS;

    fn map(pixel: &[(usize, f32)], audio: &[(usize, f32)]) -> ReliedOn {
        let fill = |count: usize, some: &[(usize, f32)]| {
            let mut values = vec![0.0; count];
            some.iter().for_each(|(patch, value)| values[*patch] = *value);
            values
        };
        ReliedOn {
            label: Some("3".into()),
            log_odds: 4.0,
            pixel: fill(64, pixel),
            audio: fill(8, audio),
            without_first: 3.0,
            without_random: 0.5,
        }
    }

    #[test]
    fn the_place_in_the_picture_is_named() {
        let words = |patches: &[(usize, f32)]| relied_on(&map(patches, &[]), &GRIDS, false);
        assert_eq!(words(&[(0, 2.0), (9, 1.5)]), "‘3’ relies mostly on the upper left of the picture.");
        assert_eq!(words(&[(27, 2.0), (36, 2.0)]), "‘3’ relies mostly on the middle of the picture.");
        assert_eq!(words(&[(63, 2.0), (0, 0.5)]), "‘3’ relies mostly on the lower right of the picture.");
        let all: Vec<_> = (0..64).map(|patch| (patch, 1.0)).collect();
        assert_eq!(words(&all), "‘3’ relies on much of the picture.");
    }

    #[test]
    fn the_time_in_the_sound_is_named_as_on_its_axis() {
        let words = |patches: &[(usize, f32)]| relied_on(&map(&[(0, 0.2)], patches), &GRIDS, false);
        let low = words(&[(2, 1.0), (4, 0.9)]);
        assert_eq!(low, "‘3’ relies mostly on the low frequencies of the sound between 1.5 and 0.5 s ago.");
        let high = words(&[(7, 1.0)]);
        assert_eq!(high, "‘3’ relies mostly on the high frequencies of the sound of the last 0.5 s.");
        let both = words(&[(0, 1.0), (1, 1.0), (7, 0.6)]);
        assert_eq!(both, "‘3’ relies mostly on the sound between 2.0 and 1.5 s ago.");
    }

    #[test]
    fn short_patches_have_one_time() {
        let audio = crate::view::tools::grid::Grid { modality: Modality::Audio, columns: 100, rows: 1 };
        let grids = Grids { audio, ..GRIDS };
        let mut values = vec![0.0; 100];
        values[29] = 1.0;
        let words = looks(Token::Class, &[], &values, &grids);
        assert_eq!(words, "The clip as a whole (class token) looks mostly at the sound 1.4 s ago.");
    }

    #[test]
    fn an_unclear_map_has_no_place() {
        let unclear = ReliedOn { without_random: 2.9, ..map(&[(0, 2.0)], &[]) };
        assert!(relied_on(&unclear, &GRIDS, false).contains("could not be confirmed: for ‘3’"));
        let of_match = ReliedOn { label: None, ..map(&[(0, 2.0)], &[]) };
        assert!(relied_on(&of_match, &GRIDS, false).starts_with("The match relies mostly on"));
        let nothing = map(&[(0, -1.0)], &[]);
        assert!(relied_on(&nothing, &GRIDS, false).contains("could not be confirmed: for ‘3’"));
    }

    #[test]
    fn beside_own_classes_it_is_said_that_the_map_is_of_another_answer() {
        let words = relied_on(&map(&[(0, 2.0)], &[]), &GRIDS, true);
        assert_eq!(
            words,
            "The model's own answer, not one of your classes: ‘3’ relies mostly on the upper left of the picture."
        );
    }

    #[test]
    fn looking_nowhere_has_no_words() {
        assert_eq!(looks(Token::Class, &[], &[], &GRIDS), "");
        assert_eq!(looks(Token::Audio(3), &[1.0; 5], &[], &GRIDS), "", "a map of another length");
    }

    #[test]
    fn sinks_are_counted() {
        assert_eq!(sinks(0), "");
        assert_eq!(sinks(1), "Left out: 1 token that draws attention whatever the moment shows.");
        assert!(sinks(3).contains("3 tokens that draw"));
    }
}
