//! Names of classes that a person types.

use bridge::protocol::teach::BACKGROUND;
use thiserror::Error;
use tvlt::teach::class_name::{self, NameFault, alike};

/// Most characters of a name: longer ones do not fit beside a bar.
pub const MOST_CHARACTERS: usize = 40;

/// Why a name cannot be taken. Each is a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misnamed {
    /// It cannot be the name of any class.
    #[error("{}", in_words(.0))]
    Fault(NameFault),
    /// It is that of the empty scene.
    #[error("“background” is the class of the empty scene. Choose another name.")]
    Background,
    /// Another class has it.
    #[error("Another class is called “{0}”. Choose another name.")]
    Taken(String),
}

/// The name that a person has typed, without spaces at its ends. `others` are the names of the other classes.
///
/// # Errors
/// [`Misnamed`], where it cannot be the name of this class.
pub fn usable<'a>(typed: &str, others: impl IntoIterator<Item = &'a str>) -> Result<String, Misnamed> {
    let name = class_name::checked(typed, MOST_CHARACTERS).map_err(Misnamed::Fault)?;
    if alike(name, BACKGROUND) {
        return Err(Misnamed::Background);
    }
    match others.into_iter().find(|other| alike(other, name)) {
        Some(other) => Err(Misnamed::Taken(other.to_owned())),
        None => Ok(name.to_owned()),
    }
}

/// What becomes of the name of a class once what was typed is settled: `Some` new name, or `None` where it stays as it is.
/// `before` is the name that it has, and `others` are those of the other classes.
///
/// # Errors
/// [`Misnamed`], where it cannot be the name of this class; then it keeps the one that it has.
pub fn settled<'a>(
    before: &str,
    typed: &str,
    others: impl IntoIterator<Item = &'a str>,
) -> Result<Option<String>, Misnamed> {
    let name = usable(typed, others)?;
    Ok((name != before).then_some(name))
}

/// A name for a new class, which none of `names` has.
pub fn fresh(names: &[&str]) -> String {
    let mut number = names.iter().filter(|name| **name != BACKGROUND).count() + 1;
    loop {
        let name = format!("Class {number}");
        if usable(&name, names.iter().copied()).is_ok() {
            return name;
        }
        number += 1;
    }
}

fn in_words(fault: &NameFault) -> String {
    match fault {
        NameFault::Empty => "Type a name with at least one letter, digit or sign.".into(),
        NameFault::Long { most } => format!("A name has at most {most} characters."),
        NameFault::Sign => "A name has no slash and no line break in it.".into(),
        NameFault::Dot => "A name does not begin with a dot.".into(),
        NameFault::Unknown => {
            "“unknown” is what the page says of all that is none of your classes. Choose another name.".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_there_once_and_is_not_that_of_the_background() {
        assert_eq!(usable("  Cup ", ["Book"]), Ok("Cup".into()));
        assert_eq!(usable("bOOk", ["Book"]), Err(Misnamed::Taken("Book".into())));
        assert_eq!(usable(" Background", ["Book"]), Err(Misnamed::Background));
    }

    #[test]
    fn a_name_changes_once_it_is_settled_and_as_a_whole() {
        assert_eq!(settled("Class 1", " Cup ", ["Book"]), Ok(Some("Cup".into())));
        assert_eq!(settled("Cup", "Cup ", ["Book"]), Ok(None));
        assert_eq!(settled("Cup", "CUP", ["Book"]), Ok(Some("CUP".into())), "in other letters");
        let taken = settled("Class 2", "Book", ["Book", "Cup"]);
        assert_eq!(taken, Err(Misnamed::Taken("Book".into())), "and not by the beginning of what was typed");
    }

    #[test]
    fn what_cannot_be_a_name_has_a_sentence() {
        let said = |typed: &str| usable(typed, []).map_err(|why| why.to_string()).err().unwrap_or_default();
        assert!(said("\u{200b}").starts_with("Type a name"));
        assert!(said("yes/no").contains("no slash"));
        assert!(said(&"long ".repeat(20)).contains("at most 40"));
        assert!(said("UNKNOWN").contains("none of your classes"));
    }

    #[test]
    fn a_new_class_has_a_name_of_its_own() {
        assert_eq!(fresh(&["background", "Cup"]), "Class 2");
        assert_eq!(fresh(&["background", "class 2"]), "Class 3");
        assert_eq!(fresh(&[]), "Class 1");
    }
}
