//! Simulated sound from a microphone: a word somewhere in the window, from any distance, in any room, with any
//! background; and windows without speech.

use rand::Rng;

use super::{
    PCM_LEN, TrainError,
    augment::{equalise, mask_time_and_frequency, time_warp, vtlp},
    gate::gated,
    microphone::{Noise, band, coarse, line},
    pitch::shift_pitch,
    room::{Room, echo},
};
use tvlt::config::TvltFeatureExtractorConfig;
use tvlt::processor::audio::StreamingLogMel;

/// Share of augmented words whose quiet sounds are weakened or cut.
const GATED: f32 = 0.5;

/// The sound to be heard, at 44.1 kHz.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heard<'a> {
    /// A spoken word.
    Word(&'a [i16]),
    /// A part of continuous speech.
    Talk(&'a [i16]),
    /// A sound that is not speech.
    Sound(&'a [i16]),
    /// Only the microphone's own noise.
    Nothing,
}

/// Makes spectrogram windows with the same code as the page.
pub struct Listener {
    spectrogram: StreamingLogMel,
    rows: usize,
    pcm: Vec<f32>,
    values: Vec<f32>,
}

impl Listener {
    /// A listener for windows of `rows` rows.
    ///
    /// # Errors
    /// [`TrainError::Processor`] where no spectrogram can have these settings.
    pub fn new(config: &TvltFeatureExtractorConfig, rows: usize) -> Result<Self, TrainError> {
        let spectrogram = StreamingLogMel::new(config, rows)?;
        Ok(Self { spectrogram, rows, pcm: vec![0.0; PCM_LEN], values: Vec::new() })
    }

    /// A window with `heard`, and the background sound `behind`, if any: `[rows, mels]`, in [-1, 1].
    /// `level` (0 to 1) is the difficulty: at 0 a word is complete, close and clear. `varied` words are augmented:
    /// partly weakened or masked, with changed pitch and pace, perhaps from a poor device.
    pub(super) fn listen(
        &mut self,
        rng: &mut impl Rng,
        heard: Heard<'_>,
        behind: Option<&[i16]>,
        level: f32,
        varied: bool,
    ) -> &[f32] {
        self.pcm.fill(0.0);
        let gated = match heard {
            Heard::Word(word) if varied && rng.random::<f32>() < GATED => Some(gated(rng, word)),
            _ => None,
        };
        let heard = gated.as_deref().map_or(heard, Heard::Word);
        match heard {
            Heard::Word(word) if varied && rng.random::<f32>() < 0.5 * level => {
                let word = soft_onset(rng, word);
                place(rng, &word, &mut self.pcm, level);
            }
            Heard::Word(word) => place(rng, word, &mut self.pcm, level),
            Heard::Talk(sound) | Heard::Sound(sound) => play(rng, sound, &mut self.pcm, 0.7),
            Heard::Nothing => {}
        }
        if let Some(sound) = behind {
            // 40 to 8 dB below the word's peak.
            let below = 40.0 - 32.0 * level * rng.random::<f32>();
            play(rng, sound, &mut self.pcm, 0.7 * 10f32.powf(-below / 20.0));
        }
        let something = !matches!(heard, Heard::Nothing);
        if something && rng.random::<f32>() < 0.5 * level {
            echo(rng, &mut self.pcm);
        }
        if something && rng.random::<f32>() < 0.8 * level {
            equalise(rng, &mut self.pcm, level);
        }
        let loudness = if something { 10f32.powf(-level * rng.random_range(0.0..1.3)) } else { 0.5 };
        Noise::random(rng, loudness, something, level).add(rng, &mut self.pcm, loudness);
        let channel = rng.random::<f32>();
        if channel < 0.4 * level {
            band(rng, &mut self.pcm);
        } else if channel < 0.7 * level {
            line(rng, &mut self.pcm);
            if varied && rng.random::<f32>() < 0.4 {
                coarse(rng, &mut self.pcm);
            }
        }
        self.show();
        let (mels, is_speech) = (self.spectrogram.mels(), matches!(heard, Heard::Word(_) | Heard::Talk(_)));
        if is_speech && rng.random::<f32>() < 0.8 * level {
            vtlp(rng, &mut self.values, mels, level);
        }
        let varied = varied && is_speech;
        if varied && rng.random::<f32>() < 0.6 * level {
            shift_pitch(rng, &mut self.values, mels);
        }
        if varied && rng.random::<f32>() < 0.7 * level {
            time_warp(rng, &mut self.values, mels, level);
        }
        if varied && rng.random::<f32>() < 0.6 * level {
            mask_time_and_frequency(rng, &mut self.values, mels);
        }
        &self.values
    }

    /// A window of `room` in which `sound` is heard, whole and anywhere, or nothing but the room itself: `[rows, mels]`,
    /// in [-1, 1]. `level` (0 to 1) is how much its pace and its place in the window vary.
    pub(super) fn listen_in(
        &mut self,
        rng: &mut impl Rng,
        room: &Room<'_>,
        sound: Option<&[i16]>,
        level: f32,
    ) -> &[f32] {
        self.pcm.fill(0.0);
        if let Some(sound) = sound {
            place(rng, sound, &mut self.pcm, level);
        }
        if let Some((sound, peak)) = room.behind {
            play(rng, sound, &mut self.pcm, peak);
        }
        room.carry(rng, &mut self.pcm);
        self.show();
        &self.values
    }

    /// The last window once more, as it might have been recorded just as well: up to 0.15 s earlier or later, up to
    /// 6 dB louder or quieter, and with noise 45 to 65 dB below its loudest moment: `[rows, mels]`, in [-1, 1].
    pub(super) fn listen_again(&mut self, rng: &mut impl Rng) -> &[f32] {
        let before = self.pcm.clone();
        let longest = (0.15 * 44_100.0) as usize;
        let earlier = (before.len() + rng.random_range(0..=2 * longest) - longest) % before.len();
        self.pcm.rotate_left(earlier);
        let gain = 10f32.powf(rng.random_range(-0.3..0.3));
        let peak = before.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
        let noise = peak * 10f32.powf(-rng.random_range(45.0..65.0f32) / 20.0);
        for value in &mut self.pcm {
            *value = (gain * (*value + noise * (rng.random::<f32>() * 2.0 - 1.0))).clamp(-1.0, 1.0);
        }
        self.show();
        self.pcm = before;
        &self.values
    }

    /// The spectrogram of the window.
    fn show(&mut self) {
        self.spectrogram.reset();
        self.spectrogram.push(&self.pcm);
        let rows = self.spectrogram.window(&mut self.values);
        debug_assert_eq!(rows, self.rows);
    }
}

/// Adds a random part of a sound, with its peak at `peak`; a short one begins anywhere.
fn play(rng: &mut impl Rng, sound: &[i16], pcm: &mut [f32], peak: f32) {
    let room = sound.len() as i64 - pcm.len() as i64;
    let start = if room > 0 { -rng.random_range(0..=room) } else { rng.random_range(0..=-room) };
    let (skipped, start) = ((-start).max(0) as usize, start.max(0) as usize);
    let part = &sound[skipped..];
    let loudest = part.iter().take(pcm.len() - start).map(|value| value.unsigned_abs()).max().unwrap_or(0);
    let gain = peak / f32::from(loudest.max(1));
    for (out, value) in pcm[start..].iter_mut().zip(part) {
        *out += gain * f32::from(*value);
    }
}

/// The word with a weakened first sound, as from poor microphones and some voices: "four" with hardly an f.
fn soft_onset(rng: &mut impl Rng, word: &[i16]) -> Vec<i16> {
    let onset = word.len() as f32 * rng.random_range(0.1..0.25f32);
    let gain = 10f32.powf(-rng.random_range(6.0..26.0f32) / 20.0);
    let loudness = |at: usize| {
        // Rises over the last third of the onset.
        let risen = (3.0 * at as f32 / onset - 2.0).clamp(0.0, 1.0);
        gain + (1.0 - gain) * risen
    };
    word.iter().enumerate().map(|(at, value)| (f32::from(*value) * loudness(at)) as i16).collect()
}

/// Puts the word into the window: once, or repeatedly like a looped recording. At most a fifth of one
/// repetition is cut off.
fn place(rng: &mut impl Rng, word: &[i16], pcm: &mut [f32], level: f32) {
    let speed = (level * rng.random_range(-0.2..0.2f32)).exp();
    let length = (word.len() as f32 / speed) as isize;
    let window = pcm.len() as isize;
    let cut = (length as f32 * 0.2 * level) as isize;
    let (first, last) = (-cut, window - length + cut);
    let start =
        if first < last { rng.random_range(first as i64..=last as i64) as isize } else { (first + last) / 2 };
    add(word, speed, pcm, start);
    if rng.random::<f32>() < 0.4 * level {
        let period = length + (rng.random_range(0.15..1.2f32) * 44_100.0) as isize;
        for again in [start - period, start + period] {
            add(word, speed, pcm, again);
        }
    }
    let peak = pcm.iter().fold(1e-3f32, |peak, value| peak.max(value.abs()));
    pcm.iter_mut().for_each(|value| *value *= 0.7 / peak);
}

/// Adds the word from sample `start` on, played `speed` times as fast.
fn add(word: &[i16], speed: f32, pcm: &mut [f32], start: isize) {
    let from = start.max(0) as usize;
    for (offset, out) in pcm.iter_mut().skip(from).enumerate() {
        let at = (from as isize - start + offset as isize) as f32 * speed;
        let index = at as usize;
        let fraction = at - index as f32;
        // Cubic interpolation of the four nearest samples.
        let Some(around) = index.checked_sub(1).and_then(|left| word.get(left..left + 4)) else {
            if index + 2 >= word.len() {
                break;
            }
            continue;
        };
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| f32::from(around[i]) / 32_768.0);
        *out += b + 0.5
            * fraction
            * (c - a + fraction * (2.0 * a - 5.0 * b + 4.0 * c - d + fraction * (3.0 * (b - c) + d - a)));
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_soft_onset_leaves_the_rest_as_it_is() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let word = vec![10_000i16; 1000];
        for _ in 0..20 {
            let soft = soft_onset(&mut rng, &word);
            assert!(soft[0] < 5100 && soft[0] > 400, "{}", soft[0]);
            assert!(soft.is_sorted());
            assert_eq!(soft[250..], word[250..]);
        }
    }

    #[test]
    fn windows_are_whole_and_in_range() {
        let mut listener =
            Listener::new(&TvltFeatureExtractorConfig::default(), 128).expect("default settings");
        let word: Vec<i16> = (0..20_000).map(|i| ((i as f32 * 0.1).sin() * 20_000.0) as i16).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for round in 0..20 {
            let kinds = [
                Heard::Word(&word),
                Heard::Talk(&word),
                Heard::Sound(&word),
                Heard::Sound(&word[..900]),
                Heard::Nothing,
            ];
            let behind = (round % 3 == 0).then_some(word.as_slice());
            let values =
                listener.listen(&mut rng, kinds[round % 5], behind, round as f32 / 20.0, round % 2 == 0);
            assert_eq!(values.len(), 128 * 128);
            assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
    }

    #[test]
    fn a_window_heard_again_is_another_one_of_the_same_sound() {
        let mut listener =
            Listener::new(&TvltFeatureExtractorConfig::default(), 128).expect("default settings");
        let mut rng = ChaCha8Rng::seed_from_u64(8);
        let tone = |pitch: f32| -> Vec<i16> {
            (0..40_000).map(|at| ((at as f32 * pitch).sin() * 20_000.0) as i16).collect()
        };
        let room = Room::random(&mut rng, None, 0.2);
        let [other, first] =
            [0.4, 0.05].map(|pitch| listener.listen_in(&mut rng, &room, Some(&tone(pitch)), 0.0).to_vec());
        let copies = [(); 3].map(|()| listener.listen_again(&mut rng).to_vec());
        // The band of the tone.
        let loudest = |values: &[f32]| {
            let sum = |mel: usize| values.iter().skip(mel).step_by(128).sum::<f32>();
            (0..128).max_by(|one, other| sum(*one).total_cmp(&sum(*other))).unwrap()
        };
        assert!(copies.iter().all(|copy| loudest(copy).abs_diff(loudest(&first)) <= 1));
        assert!(loudest(&other) > loudest(&first) + 10);
        assert!(copies[0] != first && copies[0] != copies[1] && copies[1] != copies[2]);
    }
}
