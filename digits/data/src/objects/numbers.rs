//! Which pictures show digits, numbers or what can be taken for them, by their names.

/// Words in the names of pictures with digits or letters in them.
pub(super) const WORDS: &str = "\
    zero one two three four five six seven eight nine ten eleven twelve first second third hundred \
    thousand number numbers numeric numeral digit digits digital count counter countdown calendar date \
    day schedule planner clock watch stopwatch timer time alarm hour hours oclock calculator calculate \
    abacus dial dialpad keypad keyboard keycap ruler measure scale weight gauge speed speedometer limit \
    price money dollar euro yen pound coin coins banknote bank bill cash card cards credit joker spade \
    domino kbruch equals fraction dice die percent percentage discount sort order list id barcode ticket \
    tickets score scoreboard lottery bingo roulette jersey billiard billiards pool eightball ball8 \
    underage level rank medal podium abc alphabet latin letter letters indicator blood button a b ab o i \
    l s z squared input text font typography formula math infinity ring circle oval record sudoku slot \
    binary version page license plate mahjong japanese sign ok cool free new sos up vs atm tm copyright \
    registered fps hd sd chart";

/// Parts of words, as some names are written without anything between their words.
pub(super) const PARTS: &str = "\
    number numer digit clock calendar hundred keycap alphabet letter latin calculat keyboard keypad \
    dialpad stopwatch wristwatch billiard score lotter appointment schedule measur speedo thermomet abcd \
    sailing_ route_ domino _stars _star_";

/// Whether a picture of this name may show a digit, a number or a letter.
pub(super) fn may_show_a_number(name: &str) -> bool {
    let name = name.to_lowercase();
    name.chars().any(|c| c.is_ascii_digit())
        || PARTS.split(' ').any(|part| name.contains(part))
        || name.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.split(' ').any(|known| known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_with_numbers_are_known_by_their_names() {
        for name in [
            "keycap-5",
            "1st-place-medal",
            "seven-oclock",
            "town/speed_limit",
            "Calendar",
            "o-button",
            "inputnumbers",
        ] {
            assert!(may_show_a_number(name), "{name}");
        }
        for name in ["red-apple", "animals/cow", "bone", "tent", "stonehenge"] {
            assert!(!may_show_a_number(name), "{name}");
        }
    }
}
