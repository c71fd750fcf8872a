//! Frames of the last moments, to set a picture of a while ago against the present sound.

use std::collections::VecDeque;

use super::frame_ring::SeenFrame;

/// Frames kept at most.
const MOST: usize = 25;

/// Frames of the last moments. Kept only while that is turned on.
#[derive(Debug, Default)]
pub struct PastFrames {
    /// Time that is kept, in milliseconds; 0 while nothing is.
    span_ms: f64,
    frames: VecDeque<SeenFrame>,
}

impl PastFrames {
    /// Keeps the frames of the last `span_ms` milliseconds from now on; nothing where it is 0.
    pub fn keep(&mut self, span_ms: f64) {
        self.span_ms = span_ms;
        if span_ms <= 0.0 {
            self.frames.clear();
        }
    }

    /// Takes the newest frame.
    pub fn push(&mut self, frame: &SeenFrame) {
        if self.span_ms <= 0.0 {
            return;
        }
        if self.frames.front().is_some_and(|first| first.pixels.shape != frame.pixels.shape) {
            self.frames.clear();
        }
        // The newest is always there; the ones before are spread over time.
        let step = self.span_ms / (MOST - 1) as f64;
        if let Some(before) = self.frames.len().checked_sub(2)
            && self.frames[before + 1].at_ms - self.frames[before].at_ms < step
        {
            self.frames.pop_back();
        }
        self.frames.push_back(frame.clone());
        while self.frames.len() > MOST
            || self.frames.front().is_some_and(|first| frame.at_ms - first.at_ms > self.span_ms)
        {
            self.frames.pop_front();
        }
    }

    /// Forgets all frames.
    pub fn clear(&mut self) {
        self.frames.clear();
    }

    /// `count` frames that a clip of `span_ms` milliseconds would have had `back_ms` milliseconds before the newest
    /// frame, oldest first: each the nearest one to its time, none twice. Empty where nothing so old is kept.
    pub fn before(&self, back_ms: f64, count: usize, span_ms: f64) -> Vec<&SeenFrame> {
        let Some(newest) = self.frames.back() else { return Vec::new() };
        let end = newest.at_ms - back_ms;
        let step = span_ms / count.max(1) as f64;
        let near = |at_ms: f64| {
            let far = |frame: &SeenFrame| (frame.at_ms - at_ms).abs();
            self.frames.iter().min_by(|a, b| far(a).total_cmp(&far(b)))
        };
        let mut chosen: Vec<&SeenFrame> =
            (0..count).rev().filter_map(|at| near(end - at as f64 * step)).collect();
        chosen.dedup_by_key(|frame| frame.id);
        // Half a step of what is kept is as near as a frame can be expected.
        let slack = self.span_ms / (MOST - 1) as f64 + 100.0;
        chosen.retain(|frame| frame.at_ms <= end + slack);
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processor::Array;

    fn past(frames: u32, every_ms: f64) -> PastFrames {
        let mut past = PastFrames::default();
        past.keep(1200.0);
        for id in 0..frames {
            let pixels = Array::new([3, 1, 1], vec![0.0; 3]);
            past.push(&SeenFrame { id: id.into(), at_ms: f64::from(id) * every_ms, pixels });
        }
        past
    }

    #[test]
    fn a_frame_of_a_while_ago_is_found() {
        let past = past(100, 33.0);
        assert!(past.frames.len() <= MOST);
        let newest = 99.0 * 33.0;
        for back_ms in [0.0, 300.0, 1000.0] {
            let found = past.before(back_ms, 1, 1500.0);
            assert!((found[0].at_ms - (newest - back_ms)).abs() < 60.0, "{back_ms}: {}", found[0].at_ms);
        }
    }

    #[test]
    fn a_clip_of_several_frames_is_spread_and_none_comes_twice() {
        let past = past(100, 33.0);
        let at: Vec<f64> = past.before(200.0, 3, 900.0).iter().map(|frame| frame.at_ms).collect();
        assert!(at.windows(2).all(|pair| (220.0..380.0).contains(&(pair[1] - pair[0]))), "{at:?}");
        assert_eq!(past.before(0.0, 2, 1.0).len(), 1);
    }

    #[test]
    fn nothing_is_kept_before_it_is_turned_on_and_nothing_newer_is_given() {
        let mut past = past(3, 33.0);
        assert!(past.before(1000.0, 1, 1500.0).is_empty(), "only newer ones are there");
        past.keep(0.0);
        assert!(past.before(0.0, 1, 1500.0).is_empty());
    }
}
