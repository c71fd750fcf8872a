//! Names of classes.

use bridge::protocol::teach::BACKGROUND;

/// Most characters of a name: longer ones do not fit beside a bar.
pub const MOST_CHARACTERS: usize = 40;

/// The name that a person has typed, without spaces at its ends; `None` if it cannot be a class's name: it is empty,
/// or one of `others`, the names of the other classes.
pub fn usable<'a>(typed: &str, others: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let name = typed.trim();
    let alike = |other: &str| other.to_lowercase() == name.to_lowercase();
    let taken = alike(BACKGROUND) || others.into_iter().any(alike);
    (!name.is_empty() && name.chars().count() <= MOST_CHARACTERS && !taken).then(|| name.to_owned())
}

/// A name for a new class, which none of `names` has.
pub fn fresh(names: &[&str]) -> String {
    let mut number = names.iter().filter(|name| **name != BACKGROUND).count() + 1;
    loop {
        let name = format!("Class {number}");
        if usable(&name, names.iter().copied()).is_some() {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_there_once_and_is_not_that_of_the_background() {
        assert_eq!(usable("  Cup ", ["Book"]), Some("Cup".into()));
        for typed in ["", "  ", "book", " Background", &"long ".repeat(20)] {
            assert_eq!(usable(typed, ["Book"]), None, "{typed:?}");
        }
    }

    #[test]
    fn a_new_class_has_a_name_of_its_own() {
        assert_eq!(fresh(&["background", "Cup"]), "Class 2");
        assert_eq!(fresh(&["background", "class 2"]), "Class 3");
        assert_eq!(fresh(&[]), "Class 1");
    }
}
