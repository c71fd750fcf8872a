//! The log-mel spectrogram of a stream.

use std::collections::VecDeque;

use super::{
    super::ProcessorError,
    log_mel::{LogMelEngine, finish_db},
    running_mean::RunningMean,
};
use crate::config::{TvltFeatureExtractorConfig, Variant};

/// The log-mel spectrogram of a live stream. Sound arrives in chunks of any size; each row is
/// computed once, as soon as the last sample of its window has arrived, and the latest rows are kept.
///
/// **Start.** The sound before the first sample is its mirror image, as in a whole clip.
///
/// **End.** The centre of the newest row is half a window (23 ms) behind the newest sample. Only
/// [`finish`](Self::finish) mirrors the end, as in a whole clip.
///
/// **The authors' pipeline.** It subtracts a clip's mean, which is unknown before a stream ends; here the running
/// mean is subtracted. The sound before the first sample is silence there.
///
/// **Clamp.** Values lie at most 80 dB below the loudest. On a live stream "the loudest" is the
/// loudest of the rows given out, so a row's quiet values can rise or fall as loud sound enters or
/// leaves the window. Where the window holds a whole clip, finished, the values equal
/// [`log_mel`](super::log_mel)'s exactly; the decibels always do.
#[derive(Debug, Clone)]
pub struct StreamingLogMel {
    engine: LogMelEngine,
    /// Samples still needed. The first one is sample `start` of the stream.
    pending: VecDeque<f32>,
    start: usize,
    /// Most rows to keep.
    capacity: usize,
    /// Unclamped decibels of the last rows, a ring of `capacity` rows.
    ring: Vec<f32>,
    /// The loudest value of each row of the ring, in f64 as for a whole clip.
    loudest: Vec<f64>,
    rows_total: usize,
    /// The loudest value of the window after the last row, once finished.
    tail: f64,
    finished: bool,
    /// The mean to subtract, in the authors' pipeline only.
    mean: Option<RunningMean>,
}

impl StreamingLogMel {
    /// A stream with the given settings that keeps its last `rows` rows.
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where no spectrogram can have these settings, or `rows` is 0.
    pub fn new(config: &TvltFeatureExtractorConfig, rows: usize) -> Result<Self, ProcessorError> {
        Self::with_past(config, rows, 0)
    }

    /// As [`new`](Self::new), and keeps `past` rows more for [`before`](Self::before).
    ///
    /// # Errors
    /// As `new`.
    pub fn with_past(
        config: &TvltFeatureExtractorConfig,
        rows: usize,
        past: usize,
    ) -> Result<Self, ProcessorError> {
        let engine = LogMelEngine::new(config)?;
        if rows == 0 {
            return Err(ProcessorError::Config("a live spectrogram needs at least one row".into()));
        }
        let capacity = rows + past;
        Ok(Self {
            pending: VecDeque::with_capacity(2 * engine.n_fft),
            start: 0,
            capacity,
            ring: vec![0.0; capacity * engine.mels()],
            loudest: vec![f64::NEG_INFINITY; capacity],
            rows_total: 0,
            tail: f64::NEG_INFINITY,
            finished: false,
            mean: (config.variant == Variant::Authors).then(|| RunningMean::new(rows * config.hop_length())),
            engine,
        })
    }

    /// Takes the next mono samples, at the config's rate. After [`finish`](Self::finish) a new
    /// stream starts.
    pub fn push(&mut self, samples: &[f32]) {
        if self.finished {
            self.reset();
        }
        // A bounded number of samples at a time, so that a long chunk does not make the buffer grow.
        for bite in samples.chunks(self.engine.n_fft) {
            match &mut self.mean {
                Some(mean) => self.pending.extend(bite.iter().map(|sample| mean.take_off(*sample))),
                None => self.pending.extend(bite),
            }
            self.compute_complete_rows();
        }
    }

    /// Ends the stream: computes the remaining rows, whose windows are completed with the mirror image of the end.
    /// Does nothing for fewer than two samples.
    pub fn finish(&mut self) {
        let samples = self.start + self.pending.len();
        if self.finished || samples < 2 {
            return;
        }
        let windows = self.engine.windows(samples);
        while self.rows_total + 1 < windows {
            self.compute_row(self.rows_total, samples);
        }
        if let Some(last) = windows.checked_sub(1) {
            let mut unused = vec![0.0; self.engine.mels()];
            self.tail = self.decibels(last, samples, &mut unused);
        }
        self.finished = true;
    }

    /// Forgets everything; the next sample is the first of a new stream.
    pub fn reset(&mut self) {
        self.pending.clear();
        self.start = 0;
        self.rows_total = 0;
        self.tail = f64::NEG_INFINITY;
        self.finished = false;
        if let Some(mean) = &mut self.mean {
            mean.reset();
        }
    }

    /// Rows computed since the start of the stream.
    pub fn rows_total(&self) -> usize {
        self.rows_total
    }

    /// Rows available: all so far, but no more than are kept.
    pub fn rows(&self) -> usize {
        self.rows_total.min(self.capacity)
    }

    /// Mel bins of a row.
    pub fn mels(&self) -> usize {
        self.engine.mels()
    }

    /// The last `n` rows (or as many as are available), oldest first: `[rows, mels]`, in [-1, 1].
    pub fn latest(&self, n: usize) -> Vec<f32> {
        self.before(n, 0)
    }

    /// The `n` rows (or as many as are available) before the newest `back` rows, oldest first: `[rows, mels]`, in
    /// [-1, 1].
    pub fn before(&self, n: usize, back: usize) -> Vec<f32> {
        let mut out = Vec::new();
        self.fill(n, back, &mut out);
        out
    }

    /// Replaces the contents of `out` by all available rows, oldest first: `[rows, mels]`, in [-1, 1]. Returns the
    /// number of rows.
    pub fn window(&self, out: &mut Vec<f32>) -> usize {
        self.fill(self.capacity, 0, out)
    }

    fn fill(&self, n: usize, back: usize, out: &mut Vec<f32>) -> usize {
        let rows = n.min(self.rows().saturating_sub(back));
        let end = self.rows_total.saturating_sub(back);
        let mels = self.mels();
        out.clear();
        out.reserve(rows * mels);
        let mut max = if back == 0 { self.tail } else { f64::NEG_INFINITY };
        for row in end - rows..end {
            let slot = row % self.capacity;
            out.extend_from_slice(&self.ring[slot * mels..][..mels]);
            max = max.max(self.loudest[slot]);
        }
        finish_db(out, max);
        rows
    }

    fn compute_complete_rows(&mut self) {
        let samples = self.start + self.pending.len();
        loop {
            let window = self.engine.window_start(self.rows_total);
            let mut needed = window + self.engine.n_fft as isize;
            if window < 0 {
                // A window that begins before the stream needs as many samples for the mirror image of its start.
                needed = needed.max(1 - window);
            }
            // The last window of a clip gives no row, so it has to wait, even if long hops make it complete already.
            let is_last = self.engine.windows(samples) <= self.rows_total + 1;
            if is_last || (samples as isize) < needed {
                break;
            }
            self.compute_row(self.rows_total, samples);
        }
        self.drop_old_samples();
    }

    /// Drops the samples that neither the next window nor a mirrored end can need.
    fn drop_old_samples(&mut self) {
        let samples = self.start + self.pending.len();
        let window = self.engine.window_start(self.rows_total);
        let mirrored = samples as isize - 1 - (self.engine.n_fft / 2) as isize;
        let keep_from = window.min(mirrored).max(0) as usize;
        let drop = keep_from.saturating_sub(self.start);
        self.pending.drain(..drop);
        self.start += drop;
    }

    fn compute_row(&mut self, row: usize, samples: usize) {
        let slot = row % self.capacity;
        let mels = self.mels();
        let mut ring = std::mem::take(&mut self.ring);
        self.loudest[slot] = self.decibels(row, samples, &mut ring[slot * mels..][..mels]);
        self.ring = ring;
        self.rows_total = row + 1;
    }

    /// Writes the decibels of window `row` to `out`, when `samples` samples of the stream have arrived. Returns the
    /// loudest.
    fn decibels(&mut self, row: usize, samples: usize, out: &mut [f32]) -> f64 {
        let start = self.engine.window_start(row);
        let end = start + self.engine.n_fft as isize;
        let Self { engine, pending, start: first, .. } = self;
        if start >= *first as isize && end <= samples as isize {
            let from = start as usize - *first;
            engine.row_db(pending.range(from..from + engine.n_fft).copied(), out)
        } else {
            let place = engine.padding();
            let sample = |i| place(i, samples).map_or(0.0, |i| pending[i - *first]);
            engine.row_db((start..end).map(sample), out)
        }
    }
}
