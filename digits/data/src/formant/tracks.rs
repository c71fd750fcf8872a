//! Turns segments into smooth tracks of parameters, frame by frame.

use super::{RATE_F, phones::NOISE_BANDS, plan::Segment, speaker::Speaker};

/// Samples of a frame: 5 ms, Klatt 1980's update interval.
pub(super) const FRAME: usize = 110;

/// Frames over which formants move from one target to the next (65 ms).
const FORMANT_FRAMES: f32 = 13.0;

/// Frames over which bandwidths and nasality move.
const BANDWIDTH_FRAMES: usize = 9;

/// Frames over which voicing and aspiration begin and end.
const VOICE_FRAMES: usize = 5;

/// Frames over which frication begins and ends.
const NOISE_FRAMES: usize = 3;

/// Frames at the end in which the voice fades.
const FADE_FRAMES: f32 = 10.0;

/// Amplitude of the voice at the end, relative to before.
const FADED: f32 = 0.25;

/// Share of a segment before the movement from the first to the second target, and share that the movement takes.
const DIPHTHONG: (f32, f32) = (0.2, 0.65);

/// All parameters, with one value for each frame.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tracks {
    /// F1 to F3 in hertz.
    pub(super) formants: [Vec<f32>; 3],
    /// Bandwidths of F1 to F3, in hertz.
    pub(super) bandwidths: [Vec<f32>; 3],
    /// Opening of the nasal tract, 0 to 1.
    pub(super) nasality: Vec<f32>,
    /// Amplitude of voicing.
    pub(super) voicing: Vec<f32>,
    /// Amplitude of aspiration.
    pub(super) aspiration: Vec<f32>,
    /// Amplitude of frication in each band.
    pub(super) noise: [Vec<f32>; NOISE_BANDS],
}

impl Tracks {
    /// The tracks of a word's segments.
    pub(super) fn new(segments: &[Segment], speaker: &Speaker) -> Self {
        let track = |width: usize, value: &dyn Fn(&Segment, f32) -> f32| {
            let mut values = Vec::new();
            for segment in segments {
                let frames = frames(segment);
                for frame in 0..frames {
                    let place = frame as f32 / (frames - 1) as f32;
                    values.push(value(segment, ((place - DIPHTHONG.0) / DIPHTHONG.1).clamp(0.0, 1.0)));
                }
            }
            smooth(&values, width)
        };
        let width = (FORMANT_FRAMES * speaker.glide) as usize | 1;
        let mut voicing = track(VOICE_FRAMES, &|segment, _| segment.voicing);
        let count = voicing.len();
        for (frame, value) in voicing.iter_mut().enumerate() {
            let left = (count - 1 - frame) as f32 / FADE_FRAMES;
            *value *= FADED + (1.0 - FADED) * left.min(1.0);
        }
        if let Some(last) = voicing.last_mut() {
            *last = 0.0;
        }
        Self {
            formants: std::array::from_fn(|index| {
                track(width, &|segment, share| {
                    segment.start[index] + (segment.end[index] - segment.start[index]) * share
                })
            }),
            bandwidths: std::array::from_fn(|index| {
                track(BANDWIDTH_FRAMES, &|segment, _| segment.bandwidths[index])
            }),
            nasality: track(BANDWIDTH_FRAMES, &|segment, _| segment.nasality),
            voicing,
            aspiration: track(VOICE_FRAMES, &|segment, _| segment.aspiration),
            noise: std::array::from_fn(|band| track(NOISE_FRAMES, &|segment, _| segment.noise[band])),
        }
    }

    /// How many frames there are.
    pub(super) fn len(&self) -> usize {
        self.voicing.len()
    }
}

/// A track's value at a sample, interpolated between the adjacent frames.
pub(super) fn at(track: &[f32], sample: usize) -> f32 {
    let (frame, share) = (sample / FRAME, (sample % FRAME) as f32 / FRAME as f32);
    match (track.get(frame), track.get(frame + 1)) {
        (Some(one), Some(next)) => one + (next - one) * share,
        (Some(last), None) => last * (1.0 - share),
        _ => 0.0,
    }
}

/// Frames of a segment, at least two, so that it can move from one to the other.
fn frames(segment: &Segment) -> usize {
    ((segment.millis / 1000.0 * RATE_F / FRAME as f32).round() as usize).max(2)
}

/// Moving average over an odd number of frames, weighted by a Hann window.
fn smooth(values: &[f32], width: usize) -> Vec<f32> {
    let weights: Vec<f32> = (1..=width)
        .map(|index| 0.5 - 0.5 * (std::f32::consts::TAU * index as f32 / (width + 1) as f32).cos())
        .collect();
    let total: f32 = weights.iter().sum();
    let end = values.len().saturating_sub(1);
    let mean = |frame: usize| {
        let near = |index: usize| values[(frame + index).saturating_sub(width / 2).min(end)];
        weights.iter().enumerate().map(|(index, weight)| weight * near(index)).sum::<f32>() / total
    };
    (0..values.len()).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_what_is_level_and_rounds_what_is_not() {
        assert!(smooth(&[3.0; 20], 13).iter().all(|value| (value - 3.0).abs() < 1e-5));
        let step: Vec<f32> = (0..20).map(|frame| f32::from(u8::from(frame >= 10))).collect();
        let smoothed = smooth(&step, 5);
        assert!(smoothed.windows(2).all(|pair| pair[0] <= pair[1] + 1e-6));
        assert!(smoothed[9] > 0.1 && smoothed[9] < 0.5);
    }

    #[test]
    fn values_run_from_frame_to_frame() {
        assert_eq!(at(&[0.0, 1.0], FRAME / 2), 0.5);
        assert_eq!(at(&[0.0, 1.0], 2 * FRAME), 0.0);
    }
}
