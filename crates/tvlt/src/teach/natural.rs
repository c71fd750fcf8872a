//! The order in which people number files: `2` before `10`.

use std::cmp::Ordering;

/// A name that sorts in this order. Names that differ are two, also where they sort alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Natural(pub String);

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares names: runs of digits by their number, all else letter by letter, small and capital letters alike. Names that
/// are alike then, such as `1` and `01`, are compared byte by byte.
pub fn compare(one: &str, other: &str) -> Ordering {
    let [first, second] = [one, other].map(str::to_lowercase);
    parts(&first).cmp(parts(&second)).then_with(|| one.cmp(other))
}

/// A letter, or a number without its leading zeros; longer numbers are larger.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Number(usize, &'a str),
    Letter(char),
}

fn parts(name: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let letter = rest.chars().next()?;
        if !letter.is_ascii_digit() {
            rest = &rest[letter.len_utf8()..];
            return Some(Part::Letter(letter));
        }
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(end);
        rest = behind;
        let digits = digits.trim_start_matches('0');
        Some(Part::Number(digits.len(), digits))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_by_size() {
        let mut names = ["b10", "b9", "a", "b009x", "10", "9", "B", "ä2", "b9a", "c", "a 10", "a 9"];
        names.sort_by(|one, other| compare(one, other));
        assert_eq!(names, ["9", "10", "a", "a 9", "a 10", "B", "b9", "b9a", "b009x", "b10", "c", "ä2"]);
        assert_eq!(compare("01", "1"), Ordering::Less);
    }
}
