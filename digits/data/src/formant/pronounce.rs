//! A word's phones with one speaker's habits, before coarticulation.

use super::{
    blend,
    phones::{NEUTRAL, Phone, phone},
    speaker::Speaker,
};

/// F1 to F3 of the vowel of "four" for speakers who say it nearly as in "so", in hertz.
const TENSE_AO: [f32; 3] = [490.0, 810.0, 2350.0];

/// Least distance between two formants, in hertz.
const APART: f32 = 200.0;

/// The phones with this speaker's habits.
pub(super) fn pronounce(phones: &[Phone], speaker: &Speaker) -> Vec<Phone> {
    let said = |(index, phone): (usize, &Phone)| {
        let before_r = phones.get(index + 1).is_some_and(|after| after.name == "r");
        let phone = if before_r && speaker.tense_before_r { tense(phone) } else { *phone };
        as_said_by(speaker, &phone)
    };
    phones.iter().enumerate().map(said).collect()
}

/// The vowel as some speakers say it before an r.
fn tense(vowel: &Phone) -> Phone {
    match (vowel.name, phone("iy")) {
        ("ih", Some(tense)) => tense,
        ("ao", _) => Phone { start: TENSE_AO, end: TENSE_AO, ..*vowel },
        _ => *vowel,
    }
}

/// The phone with this speaker's habits.
fn as_said_by(speaker: &Speaker, phone: &Phone) -> Phone {
    let habit = speaker.habit(phone);
    let shift = |targets: [f32; 3]| {
        let mut targets: [f32; 3] = std::array::from_fn(|index| targets[index] * habit.formants[index]);
        if phone.is_vowel() {
            targets = blend(NEUTRAL, targets, speaker.vowel_spread);
            targets[1] *= speaker.fronting;
        }
        // Formants must stay in order, and far enough apart to be distinct.
        targets[1] = targets[1].max(targets[0] + APART);
        targets[2] = targets[2].max(targets[1] + APART);
        targets
    };
    let (start, end) = (shift(phone.start), shift(phone.end));
    let end = blend(start, end, speaker.diphthongs);
    Phone { start, end, millis: phone.millis * habit.duration, ..*phone }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_diphthongs_stay_where_they_began() {
        let vowel = phone("ay").expect("a phone");
        let way = |diphthongs: f32| {
            let said = pronounce(&[vowel], &Speaker { diphthongs, ..Speaker::plain() })[0];
            said.end[1] - said.start[1]
        };
        assert!((way(0.5) - way(1.0) / 2.0).abs() < 1.0);
    }

    #[test]
    fn formants_stay_in_order() {
        for seed in 0..100 {
            for name in ["iy", "er", "w", "aa", "ao"] {
                let said = pronounce(&[phone(name).expect("a phone")], &Speaker::new(seed))[0];
                assert!(said.start[0] < said.start[1] && said.start[1] < said.start[2], "{name} by {seed}");
            }
        }
    }
}
