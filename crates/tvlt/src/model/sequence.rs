//! The tokens of a clip as one sequence, as the encoder takes them.

use burn::tensor::{Int, Tensor, TensorData};

/// The tokens of a clip as one sequence: class token, pixel tokens, audio tokens.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// `[batch, tokens, hidden]`
    pub tokens: Tensor<3>,
    /// 1 for a real token, 0 for padding: `[batch, tokens]`. `None` where every token takes part in attention.
    pub mask: Option<Tensor<2>>,
}

impl Sequence {
    /// The bias that keeps padding out of attention: `[batch, 1, 1, tokens]`.
    ///
    /// It is the lowest finite number instead of minus infinity, as in Hugging Face's code. A clip that is all padding
    /// then attends to all tokens equally, where infinities would give NaN.
    pub fn bias(&self) -> Option<Tensor<4>> {
        self.mask.clone().map(|mask| {
            let [batch, len] = mask.dims();
            let lowest = mask.dtype().finfo().map_or(f64::from(f32::MIN), |info| info.min);
            ((-mask + 1.0) * lowest).reshape([batch, 1, 1, len])
        })
    }

    /// Several shorter sequences of one clip, which become a batch: each keeps the tokens named, in their order.
    ///
    /// # Shapes
    /// - `self`: a batch of 1; `kept`: for each new clip as many indices of tokens, below the number of tokens
    /// - result: `[clips, kept tokens, hidden]`
    pub fn keep(&self, kept: &[Vec<usize>]) -> Self {
        let [_, tokens, hidden] = self.tokens.dims();
        let (batch, len) = (kept.len(), kept.first().map_or(0, Vec::len));
        // A sequence has far fewer than 2^31 tokens.
        let ids: Vec<i32> = kept.iter().flatten().map(|&id| id as i32).collect();
        let ids: Tensor<1, Int> =
            Tensor::from_data(TensorData::new(ids, [batch * len]), &self.tokens.device());
        let all = self.tokens.clone().reshape([tokens, hidden]);
        let mask = self.mask.clone().map(|mask| mask.reshape([tokens]).select(0, ids.clone()));
        Self {
            tokens: all.select(0, ids).reshape([batch, len, hidden]),
            mask: mask.map(|mask| mask.reshape([batch, len])),
        }
    }
}
