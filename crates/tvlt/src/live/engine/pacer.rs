//! Picks the clip length: the longest that the model takes, that fits the device's buffers, and that still gives
//! an answer every two seconds.

use crate::config::TvltConfig;
use crate::live::{Budget, Wish};
use crate::model::{Heads, MAX_SCORE_BYTES};

/// Time budget of an update, in milliseconds. A clip that exceeds it is shortened, where it can be.
pub const LONGEST_MS: f64 = 2000.0;

/// A longer clip is tried only if its expected time is at most this share of [`LONGEST_MS`].
const SURE: f64 = 0.7;

/// Updates whose median time decides whether the budget changes: a single one may be slow by chance.
const MEASURED: usize = 3;

/// The clip lengths to choose from, from the shortest to what the released models were trained on: 8 frames, and
/// at most 24 seconds of sound.
const RUNGS: [Budget; 6] = [
    Budget::SHORTEST,
    Budget { frames: 2, rows: 176 },
    Budget { frames: 4, rows: 352 },
    Budget { frames: 8, rows: 704 },
    Budget { frames: 8, rows: 1024 },
    Budget { frames: 8, rows: 2048 },
];

/// The cost of an update of a model, by its budget.
#[derive(Debug, Clone)]
pub struct Cost {
    config: TvltConfig,
    heads: Heads,
}

impl Cost {
    /// The cost of updates of a model with this configuration and these heads.
    pub fn new(config: &TvltConfig, heads: Heads) -> Self {
        Self { config: config.clone(), heads }
    }

    /// Tokens of the encoder: the class token, then those of frames and sound.
    pub fn tokens(&self, budget: Budget) -> usize {
        let [pixel, audio] = self.patches(budget);
        1 + pixel + audio
    }

    /// Floating-point operations of an update; only those that grow with its tokens are counted.
    pub fn operations(&self, budget: Budget) -> f64 {
        let config = &self.config;
        let [pixel, audio] = self.patches(budget);
        let encoder =
            |tokens| layers(config.num_hidden_layers, config.hidden_size, config.intermediate_size, tokens);
        let matching = self.heads.pretraining && config.task_matching;
        let mut sum = if self.heads.classification || matching { encoder(1 + pixel + audio) } else { 0.0 };
        if self.heads.pretraining && config.task_mae {
            let visible = pixel as f64 * (1.0 - config.pixel_mask_ratio)
                + audio as f64 * (1.0 - config.audio_mask_ratio);
            sum += encoder(1 + visible as usize);
            let [depth, width, inner] = [
                config.decoder_num_hidden_layers,
                config.decoder_hidden_size,
                config.decoder_intermediate_size,
            ];
            sum += layers(depth, width, inner, pixel) + layers(depth, width, inner, audio);
        }
        sum
    }

    /// The largest buffer of an update in bytes: a layer's activations for all tokens, a chunk of attention
    /// scores, or a weight.
    pub fn largest_buffer(&self, budget: Budget) -> u64 {
        let config = &self.config;
        let tokens = self.tokens(budget) as u64;
        let number = size_of::<f32>() as u64;
        let widest = config.intermediate_size.max(config.decoder_intermediate_size).max(config.hidden_size);
        let scores = tokens * tokens * config.num_attention_heads as u64 * number;
        let layer = tokens.max(config.hidden_size as u64) * widest as u64 * number;
        layer.max(scores.min(MAX_SCORE_BYTES as u64))
    }

    fn patches(&self, Budget { frames, rows }: Budget) -> [usize; 2] {
        let config = &self.config;
        [frames * config.patches_per_frame(), rows / config.audio_patch_size[0] * config.frequency_patches()]
    }
}

/// Operations of `depth` transformer layers on `tokens`: four projections of the layer's width and two of the
/// inner width, then the products of queries with keys and of attention weights with values. A multiplication
/// with its addition counts as two.
fn layers(depth: usize, width: usize, inner: usize, tokens: usize) -> f64 {
    let [width, inner, tokens] = [width, inner, tokens].map(|number| number as f64);
    depth as f64 * tokens * (8.0 * width * width + 4.0 * width * inner + 4.0 * tokens * width)
}

/// Picks the budget by the measured times of updates.
#[derive(Debug, Clone)]
pub struct Pacer {
    cost: Cost,
    most: Budget,
    patch_rows: usize,
    rungs: Vec<Budget>,
    at: usize,
    /// Whether the shortest clip is used in any case.
    is_pinned: bool,
    /// The highest of `rungs` that has not proved too slow.
    highest: usize,
    /// Times of the latest updates with this budget. `None` until the first of them, which is not counted, as it may
    /// compile shaders for new shapes.
    times_ms: Option<Vec<f64>>,
    /// Time of one operation in milliseconds, from the last measured updates; 0 before there are any.
    ms_per_operation: f64,
}

impl Pacer {
    /// Begins with the shortest clip. `most` is the model's limit, `buffer_limit` the largest buffer of the device
    /// in bytes.
    pub fn new(cost: Cost, most: Budget, buffer_limit: u64) -> Self {
        let patch_rows = cost.config.audio_patch_size[0];
        let mut pacer = Self {
            most,
            patch_rows,
            rungs: Vec::new(),
            at: 0,
            is_pinned: false,
            highest: 0,
            times_ms: None,
            ms_per_operation: 0.0,
            cost,
        };
        let fits = |budget: &Budget| pacer.cost.largest_buffer(*budget) <= buffer_limit;
        if !fits(&most) {
            let fitting = RUNGS.map(|rung| pacer.within(rung)).into_iter().rfind(fits);
            pacer.most = fitting.unwrap_or_else(|| pacer.within(Budget::SHORTEST));
        }
        pacer.wish(Wish::default());
        pacer
    }

    /// The largest budget that the model and the device allow.
    pub fn most(&self) -> Budget {
        self.most
    }

    /// The smallest budget that is picked automatically.
    pub fn least(&self) -> Budget {
        self.within(Budget::SHORTEST)
    }

    /// Keeps to the shortest clip from now on, whatever was chosen and however fast the device is, or lets go of it.
    /// Returns whether the budget has changed.
    pub fn pin(&mut self, is_pinned: bool) -> bool {
        let before = self.budget();
        self.is_pinned = is_pinned;
        let changed = self.budget() != before;
        if changed {
            self.times_ms = None;
        }
        changed
    }

    /// The budget in use.
    pub fn budget(&self) -> Budget {
        if self.is_pinned {
            return self.least();
        }
        self.rungs.get(self.at).copied().unwrap_or(self.most)
    }

    /// Tokens of an update with the budget in use.
    pub fn tokens(&self) -> usize {
        self.cost.tokens(self.budget())
    }

    /// Expected time of an update in milliseconds, from earlier measurements; 0 where there are none.
    pub fn expected_ms(&self) -> f64 {
        self.ms_per_operation * self.cost.operations(self.budget())
    }

    /// Reports the time of the warm-up on the shortest clip, in milliseconds. It includes the device's start-up and
    /// serves as a first estimate.
    pub fn warmed_up(&mut self, took_ms: f64) {
        self.ms_per_operation = took_ms / self.cost.operations(self.least()).max(1.0);
    }

    /// Applies the chosen clip length, and starts anew to pick what is left open.
    pub fn wish(&mut self, wish: Wish) {
        let mut rungs: Vec<Budget> = RUNGS
            .iter()
            .map(|rung| {
                self.within(Budget {
                    frames: wish.frames.unwrap_or(rung.frames),
                    rows: wish.rows.unwrap_or(rung.rows),
                })
            })
            .collect();
        rungs.dedup();
        self.rungs = rungs;
        self.highest = self.rungs.len() - 1;
        self.at = 0;
        self.times_ms = None;
        while self.at < self.highest && self.fits_surely(self.at + 1) {
            self.at += 1;
        }
    }

    /// Reports how long an update took, in milliseconds. Returns whether the budget has changed.
    pub fn measured(&mut self, took_ms: f64) -> bool {
        let Some(times_ms) = &mut self.times_ms else {
            self.times_ms = Some(Vec::with_capacity(MEASURED));
            return false;
        };
        times_ms.push(took_ms);
        if times_ms.len() < MEASURED && took_ms < 2.0 * LONGEST_MS {
            return false;
        }
        times_ms.sort_by(f64::total_cmp);
        let median = times_ms[times_ms.len() / 2];
        times_ms.clear();
        self.ms_per_operation = median / self.cost.operations(self.budget()).max(1.0);
        if self.is_pinned {
            return false;
        }
        let before = self.at;
        if median > LONGEST_MS && self.at > 0 {
            self.at -= 1;
            self.highest = self.at;
        } else if self.at < self.highest && self.fits_surely(self.at + 1) {
            self.at += 1;
        }
        if self.at != before {
            self.times_ms = None;
        }
        self.at != before
    }

    /// Whether an update of this rung is expected to take at most [`SURE`] of the time budget.
    fn fits_surely(&self, rung: usize) -> bool {
        let expected = self.ms_per_operation * self.cost.operations(self.rungs[rung]);
        self.ms_per_operation > 0.0 && expected < SURE * LONGEST_MS
    }

    /// Clamps a budget to `most`, in whole patches, with at least one frame and one row of patches.
    fn within(&self, budget: Budget) -> Budget {
        budget.within(self.most, self.patch_rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Budget = Budget { frames: 8, rows: 2048 };
    const SHORTEST: Budget = Budget::SHORTEST;

    fn pacer(most: Budget) -> Pacer {
        Pacer::new(Cost::new(&TvltConfig::default(), Heads::PRETRAINING), most, u64::MAX)
    }

    /// Simulates a machine of `speed` operations a millisecond until the budget settles.
    fn settle(pacer: &mut Pacer, speed: f64) {
        for _ in 0..100 {
            pacer.measured(pacer.cost.operations(pacer.budget()) / speed);
        }
    }

    #[test]
    fn tokens_are_those_of_the_paper() {
        let cost = Cost::new(&TvltConfig::default(), Heads::PRETRAINING);
        assert_eq!(cost.tokens(SHORTEST), 1 + 196 + 88);
        assert_eq!(cost.tokens(MOST), 2593);
        // No buffer of the longest clip exceeds WebGPU's guaranteed limit.
        assert!(cost.largest_buffer(MOST) <= 128 << 20);
    }

    #[test]
    fn a_slow_machine_keeps_to_the_shortest_clip_and_a_fast_one_takes_all() {
        let shortest = pacer(MOST).cost.operations(SHORTEST);
        let longest = pacer(MOST).cost.operations(MOST);
        for (speed, wanted) in [(shortest / 3500.0, SHORTEST), (longest / 100.0, MOST)] {
            let mut pacer = pacer(MOST);
            assert_eq!(pacer.budget(), SHORTEST, "it begins with what is quick");
            settle(&mut pacer, speed);
            assert_eq!(pacer.budget(), wanted);
        }
    }

    #[test]
    fn between_them_it_finds_the_longest_that_is_quick_enough_and_stays() {
        let middle = Budget { frames: 4, rows: 352 };
        let mut pacer = pacer(MOST);
        let speed = pacer.cost.operations(middle) / 1000.0;
        settle(&mut pacer, speed);
        assert_eq!(pacer.budget(), middle);
        assert!((pacer.expected_ms() - 1000.0).abs() < 1.0);
        // The machine becomes slower: the budget steps down once and does not oscillate.
        settle(&mut pacer, speed / 3.0);
        let slowed = pacer.budget();
        assert!(pacer.cost.tokens(slowed) < pacer.cost.tokens(middle));
        settle(&mut pacer, speed);
        assert_eq!(pacer.budget(), slowed);
    }

    #[test]
    fn a_pinned_clip_is_the_shortest_until_it_is_let_go() {
        let mut pacer = pacer(MOST);
        let speed = pacer.cost.operations(MOST) / 100.0;
        settle(&mut pacer, speed);
        assert!(pacer.pin(true) && !pacer.pin(true));
        settle(&mut pacer, speed);
        pacer.wish(Wish { frames: Some(8), rows: Some(2048) });
        assert_eq!(pacer.budget(), SHORTEST);
        assert_eq!(pacer.tokens(), pacer.cost.tokens(SHORTEST));
        assert!(pacer.pin(false));
        assert_eq!(pacer.budget(), MOST);
    }

    #[test]
    fn one_slow_update_changes_nothing() {
        let mut pacer = pacer(MOST);
        for took_ms in [9000.0, 1500.0, 2500.0, 1500.0] {
            assert!(!pacer.measured(took_ms));
        }
    }

    #[test]
    fn wishes_are_kept_within_what_the_model_takes() {
        let mut pacer = pacer(MOST);
        settle(&mut pacer, f64::MAX);
        pacer.wish(Wish { frames: Some(1), rows: None });
        settle(&mut pacer, 1e15);
        assert_eq!(pacer.budget(), Budget { frames: 1, rows: 2048 });
        pacer.wish(Wish { frames: Some(99), rows: Some(50) });
        settle(&mut pacer, 1e-3);
        assert_eq!(pacer.budget(), Budget { frames: 8, rows: 48 });
    }

    #[test]
    fn small_models_and_small_devices_have_less() {
        let small = pacer(Budget { frames: 1, rows: 128 });
        assert_eq!((small.budget(), small.rungs.len()), (Budget { frames: 1, rows: 128 }, 1));
        let cost = Cost::new(&TvltConfig::default(), Heads::PRETRAINING);
        let limit = cost.largest_buffer(Budget { frames: 4, rows: 352 });
        let most = Pacer::new(cost, MOST, limit).most();
        assert_eq!(most, Budget { frames: 4, rows: 352 });
    }
}
