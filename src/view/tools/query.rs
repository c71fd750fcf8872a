//! Questions for attention: how they change, and their names.

use super::grid::{Grids, Modality};
use tvlt::live::{AttentionQuery, Token};

/// The value of a picker for all layers, or all heads.
pub const ALL: &str = "all";

/// The token of a patch.
pub fn token(modality: Modality, patch: usize) -> Token {
    match modality {
        Modality::Pixel => Token::Pixel(patch),
        Modality::Audio => Token::Audio(patch),
    }
}

/// The patch of a token on this picture; `None` where it is of the other one, or the class token.
pub fn patch(token: Token, modality: Modality) -> Option<usize> {
    match (token, modality) {
        (Token::Pixel(patch), Modality::Pixel) | (Token::Audio(patch), Modality::Audio) => Some(patch),
        _ => None,
    }
}

/// The name of a token: `class`, `pixel:12` or `audio:3`.
pub fn token_name(token: Token) -> String {
    match token {
        Token::Class => "class".into(),
        Token::Pixel(patch) => format!("pixel:{patch}"),
        Token::Audio(patch) => format!("audio:{patch}"),
    }
}

/// The name of a layer, counted from 0, or `rollout`.
pub fn layer_name(layer: Option<usize>) -> String {
    layer.map_or_else(|| "rollout".into(), |layer| layer.to_string())
}

/// The name of a head, counted from 0, or `mean`.
pub fn head_name(head: Option<usize>) -> String {
    head.map_or_else(|| "mean".into(), |head| head.to_string())
}

/// The number of a picker's value; `None` for [`ALL`].
pub fn parsed(value: &str) -> Option<usize> {
    value.parse().ok()
}

/// The same question of another layer. A rollout is over all heads.
pub fn with_layer(query: AttentionQuery, layer: Option<usize>) -> AttentionQuery {
    AttentionQuery { layer, head: query.head.filter(|_| layer.is_some()), ..query }
}

/// Whether a model with so many layers and heads, and pictures with these patches, has what is asked about.
pub fn valid(query: &AttentionQuery, grids: &Grids, (layers, heads): (usize, usize)) -> bool {
    let there = match query.from {
        Token::Class => true,
        Token::Pixel(patch) => patch < grids.pixel.patches(),
        Token::Audio(patch) => patch < grids.audio.patches(),
    };
    there && query.layer.is_none_or(|layer| layer < layers) && query.head.is_none_or(|head| head < heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tools::grid::tests::GRIDS;

    const QUERY: AttentionQuery = AttentionQuery { from: Token::Audio(7), layer: Some(2), head: Some(1) };

    #[test]
    fn a_rollout_has_no_head() {
        assert_eq!(with_layer(QUERY, None).head, None);
        assert_eq!(with_layer(QUERY, Some(0)).head, Some(1));
        assert_eq!(parsed(ALL), None);
        assert_eq!(parsed("3"), Some(3));
    }

    #[test]
    fn what_another_model_lacks_is_not_asked() {
        assert!(valid(&QUERY, &GRIDS, (3, 2)));
        assert!(!valid(&QUERY, &GRIDS, (2, 2)), "too few layers");
        assert!(!valid(&QUERY, &GRIDS, (3, 1)), "too few heads");
        let mut shorter = GRIDS;
        shorter.audio.columns = 3;
        assert!(!valid(&QUERY, &shorter, (3, 2)), "too short a clip");
    }

    #[test]
    fn names_say_all_of_a_question() {
        assert_eq!(token_name(token(Modality::Pixel, 12)), "pixel:12");
        assert_eq!((layer_name(None), head_name(None)), ("rollout".into(), "mean".into()));
        assert_eq!(patch(Token::Audio(3), Modality::Audio), Some(3));
        assert_eq!(patch(Token::Audio(3), Modality::Pixel), None);
    }
}
