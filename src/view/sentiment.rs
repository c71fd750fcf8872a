//! Words for a sentiment (MOSEI's scale, A. Zadeh et al., ACL 2018).

/// End of the scale on either side.
pub const END: f32 = 3.0;

/// The scale's own word for the step nearest to a number.
pub fn in_words(number: f32) -> &'static str {
    match number.round() as i32 {
        ..=-3 => "highly negative",
        -2 => "negative",
        -1 => "weakly negative",
        0 => "neutral",
        1 => "weakly positive",
        2 => "positive",
        _ => "highly positive",
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn every_step_has_its_word() {
        let words = [-9.0, -2.4, -0.6, 0.2, 0.7, 2.2, 3.4].map(in_words);
        assert_eq!(words[0], "highly negative");
        assert_eq!(words[3], "neutral");
        assert_eq!(words[6], "highly positive");
        assert_eq!(words.iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
    }
}
