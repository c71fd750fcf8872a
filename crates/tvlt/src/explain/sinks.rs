//! Sink tokens: those whose hidden state is much longer than the others', which draw attention without being looked at
//! for what they show (T. Darcet et al., "Vision Transformers Need Registers", 2023).

/// How many times the median a norm is at least, for its token to be a sink.
///
/// The page's model has none: on the sample clip no norm is above 3.1 times the median among the embeddings, where
/// patches with much contrast are long, and none above 1.6 times behind the first layer. The outliers that Darcet et
/// al. found in larger models are several times longer than the other tokens.
pub const SINK_FACTOR: f32 = 4.0;

/// The tokens whose norm is more than [`SINK_FACTOR`] times the median of all.
pub fn sinks(norms: &[f32]) -> Vec<usize> {
    let mut sorted = norms.to_vec();
    sorted.sort_by(f32::total_cmp);
    let Some(median) = sorted.get(sorted.len() / 2) else { return Vec::new() };
    (0..norms.len()).filter(|&token| norms[token] > SINK_FACTOR * median).collect()
}

/// Sets the weights of sinks to 0 and makes the others add up to 1 again. The asked token itself stays. Where nothing
/// would be left, nothing is changed.
pub fn leave_out(weights: &mut [f32], sinks: &[usize], asked: usize) {
    let is_left_out = |token: usize| token != asked && sinks.contains(&token);
    let left: f32 =
        weights.iter().enumerate().filter(|(token, _)| !is_left_out(*token)).map(|(_, weight)| weight).sum();
    if left <= 0.0 {
        return;
    }
    for (token, weight) in weights.iter_mut().enumerate() {
        *weight = if is_left_out(token) { 0.0 } else { *weight / left };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_above_the_median_is_a_sink() {
        assert_eq!(sinks(&[1.0, 9.0, 1.5, 2.0, 8.1, 0.5, 3.0]), [1, 4]);
        assert!(sinks(&[]).is_empty() && sinks(&[5.0]).is_empty());
    }

    #[test]
    fn the_rest_adds_up_to_one_and_the_asked_token_stays() {
        let mut weights = [0.5, 0.125, 0.125, 0.25];
        leave_out(&mut weights, &[0, 3], 3);
        assert_eq!(weights, [0.0, 0.25, 0.25, 0.5]);
        let mut all = [0.5, 0.5];
        leave_out(&mut all, &[0, 1], 7);
        assert_eq!(all, [0.5, 0.5]);
    }
}
