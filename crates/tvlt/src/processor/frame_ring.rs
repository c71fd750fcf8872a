//! The latest frames of a live stream, spread over time.

use std::collections::VecDeque;

use super::Array;

/// A frame as the model takes it.
#[derive(Debug, Clone)]
pub struct SeenFrame {
    /// Number of the frame, unique within the ring.
    pub id: u64,
    /// When it arrived, in milliseconds of the caller's clock.
    pub at_ms: f64,
    /// Normalised pixels: `[3, height, width]`
    pub pixels: Array,
}

/// The frames of a live clip, spread over its time span. The model is trained on frames spread over a clip, but a
/// camera delivers many more, so frames are kept at least a step (span divided by number) apart; only the newest
/// frame, which is always the latest to arrive, may be closer. Where frames are rare (updates are slow, or the
/// page was hidden), those older than the span are dropped.
#[derive(Debug)]
pub struct FrameRing {
    most: usize,
    span_ms: f64,
    frames: VecDeque<SeenFrame>,
    next_id: u64,
}

impl FrameRing {
    /// Keeps at most `most` frames, spread over `span_ms` milliseconds.
    pub fn new(most: usize, span_ms: f64) -> Self {
        Self { most: most.max(1), span_ms, frames: VecDeque::new(), next_id: 0 }
    }

    /// Changes the number of frames or the span; the latest frames are kept.
    pub fn spread(&mut self, most: usize, span_ms: f64) {
        self.most = most.max(1);
        self.span_ms = span_ms;
        self.drop_oldest();
    }

    /// Adds a frame. It replaces the newest one, unless that is at least a step after the one before it. Frames that
    /// are too many or too old are dropped, and all earlier ones where the frame size changes.
    pub fn push(&mut self, pixels: Array, at_ms: f64) {
        if self.frames.front().is_some_and(|first| first.pixels.shape != pixels.shape) {
            self.frames.clear();
        }
        if let Some(before) = self.frames.len().checked_sub(2)
            && self.frames[before + 1].at_ms - self.frames[before].at_ms < self.span_ms / self.most as f64
        {
            self.frames.pop_back();
        }
        self.frames.push_back(SeenFrame { id: self.next_id, at_ms, pixels });
        self.next_id += 1;
        self.drop_oldest();
    }

    /// Forgets all frames.
    pub fn clear(&mut self) {
        self.frames.clear();
    }

    /// The frames, oldest first.
    pub fn frames(&self) -> &VecDeque<SeenFrame> {
        &self.frames
    }

    /// Frames that a clip has at most.
    pub fn most(&self) -> usize {
        self.most
    }

    fn drop_oldest(&mut self) {
        let newest_ms = self.frames.back().map_or(0.0, |frame| frame.at_ms);
        let goes = |first: &SeenFrame, count: usize| {
            count > self.most || count > 1 && newest_ms - first.at_ms > self.span_ms
        };
        while self.frames.front().is_some_and(|first| goes(first, self.frames.len())) {
            self.frames.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(ring: &FrameRing) -> Vec<f64> {
        ring.frames().iter().map(|frame| frame.at_ms).collect()
    }

    fn push(ring: &mut FrameRing, at_ms: f64) {
        ring.push(Array::new([3, 1, 1], vec![0.0; 3]), at_ms);
    }

    #[test]
    fn one_frame_is_the_latest() {
        let mut ring = FrameRing::new(1, 2000.0);
        for at_ms in [0.0, 10.0, 3000.0] {
            push(&mut ring, at_ms);
            assert_eq!(seen(&ring), [at_ms]);
        }
    }

    #[test]
    fn frames_spread_over_the_span_and_the_newest_is_the_latest() {
        let mut ring = FrameRing::new(4, 2000.0);
        for frame in 0..200 {
            push(&mut ring, f64::from(frame) * 33.0);
            assert_eq!(seen(&ring).last(), Some(&(f64::from(frame) * 33.0)));
        }
        let at = seen(&ring);
        assert_eq!(at.len(), 4);
        // All but the newest are a step of 500 ms apart, to within one camera frame.
        assert!(at[..3].windows(2).all(|pair| (500.0..540.0).contains(&(pair[1] - pair[0]))), "{at:?}");
        assert!(at[3] - at[0] <= 2000.0);
        let ids: Vec<u64> = ring.frames().iter().map(|frame| frame.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b) && ids[3] == 199);
    }

    #[test]
    fn what_is_older_than_the_span_is_not_of_the_clip() {
        let mut ring = FrameRing::new(4, 2000.0);
        // An update every 1.5 seconds.
        for frame in 0..10 {
            push(&mut ring, f64::from(frame) * 1500.0);
        }
        assert_eq!(seen(&ring), [12_000.0, 13_500.0]);
        // The page was hidden meanwhile.
        push(&mut ring, 600_000.0);
        assert_eq!(seen(&ring), [600_000.0]);
    }

    #[test]
    fn fewer_frames_are_the_latest_of_them() {
        let mut ring = FrameRing::new(3, 30.0);
        for at_ms in [0.0, 10.0, 20.0, 30.0] {
            push(&mut ring, at_ms);
        }
        ring.spread(2, 30.0);
        assert_eq!(seen(&ring), [20.0, 30.0]);
    }

    #[test]
    fn another_size_starts_anew() {
        let mut ring = FrameRing::new(3, 30.0);
        push(&mut ring, 0.0);
        ring.push(Array::new([3, 2, 1], vec![0.0; 6]), 10.0);
        assert_eq!(seen(&ring), [10.0]);
    }
}
