//! The numbers of the method, all in one place.

/// How heads are taught. Every class counts alike, however many samples it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// The ridge penalty; see [`Lesson::fit`](super::lesson::Lesson::fit).
    pub ridge: f64,
    /// The same with a prior.
    pub prior_ridge: f64,
    /// Features after the random projection, where a model has no [`Prior`](super::prior::Prior).
    pub projected: usize,
    /// How much the samples of `background` count together, as "nothing"; a class counts 1.
    pub background_weight: f64,
    /// How much the prior's other things count together, as "nothing"; a class counts 1.
    pub others_weight: f64,
    /// The threshold of [`Refusal`](super::refusal::Refusal) before anything is known of left-out samples.
    pub first_threshold: f32,
    /// The same where a prior knows how far classes lead in another session.
    pub known_threshold: f32,
    /// The tightest threshold. Samples of one visit resemble each other more than those of another day, so that what
    /// is known of left-out samples would refuse too much then.
    pub tightest_threshold: f32,
    /// The least spread of a head's leads among left-out samples, for the same reason.
    pub least_spread: f32,
    /// Share of left-out samples of classes that the threshold may refuse.
    pub refused: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            ridge: 1.0,
            prior_ridge: 3.0,
            projected: 256,
            background_weight: 1.0,
            others_weight: 3.0,
            first_threshold: -2.5,
            known_threshold: -1.6,
            tightest_threshold: -1.5,
            least_spread: 0.1,
            refused: 0.05,
        }
    }
}
