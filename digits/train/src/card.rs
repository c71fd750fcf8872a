//! Tables in a model's card, between lines of their own.

use std::{fs, path::Path};

use crate::TrainError;

/// Writes a table into the card, `README.md`, of a model's folder: between the two lines `marks`, or at its end.
///
/// # Errors
/// [`TrainError::File`], where the card cannot be read or written.
pub(crate) fn write_table(folder: &Path, marks: [&str; 2], table: &str) -> Result<(), TrainError> {
    let card = folder.join("README.md");
    let wrong = |source| TrainError::File { path: card.clone(), source };
    let text =
        if card.exists() { fs::read_to_string(&card).map_err(wrong)? } else { "# Model card\n".to_owned() };
    fs::write(&card, with_table(&text, marks, table)).map_err(wrong)
}

/// Replaces the table between the marks.
fn with_table(card: &str, [begin, end]: [&str; 2], table: &str) -> String {
    let section = format!("{begin}\n{table}{end}");
    match (card.find(begin), card.find(end)) {
        (Some(from), Some(to)) if from < to => {
            format!("{}{section}{}", &card[..from], &card[to + end.len()..])
        }
        _ => format!("{}\n\n{section}\n", card.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_old_one_and_leaves_others() {
        let (one, two) = (["<!-- one -->", "<!-- end of one -->"], ["<!-- two -->", "<!-- end of two -->"]);
        let card = with_table("# A model\n\nWords.\n", one, "| old |\n");
        assert!(card.starts_with("# A model\n\nWords.\n\n<!--") && card.contains("| old |"));
        let again = with_table(&card, one, "| new |\n");
        assert!(!again.contains("| old |") && again.contains("| new |"));
        assert_eq!(again.len(), card.len());
        let both = with_table(&again, two, "| other |\n");
        assert!(both.starts_with(again.trim_end()) && both.contains("| other |"));
        assert!(with_table(&both, one, "| newest |\n").contains("| other |"));
    }
}
