//! The layers of a model whose hidden states are taught on.

/// The layers taught on, in a model of `num_hidden_layers`: 1 is the first layer. They lie from a third to two thirds
/// of the way, as the first layers see little but single patches, and the last ones are for the model's own classes.
/// In a model of up to six layers they are the second to the fourth.
pub fn taught_layers(num_hidden_layers: usize) -> Vec<usize> {
    match num_hidden_layers {
        0 | 1 => vec![num_hidden_layers],
        2..=6 => (2..=num_hidden_layers.min(4)).collect(),
        layers => vec![layers / 3, layers / 2, layers * 2 / 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_lie_in_the_middle_of_the_model() {
        let expected: [(usize, &[usize]); 7] = [
            (1, &[1]),
            (2, &[2]),
            (3, &[2, 3]),
            (4, &[2, 3, 4]),
            (6, &[2, 3, 4]),
            (8, &[2, 4, 5]),
            (12, &[4, 6, 8]),
        ];
        for (layers, taught) in expected {
            assert_eq!(taught_layers(layers), taught);
        }
    }
}
