//! A place where sounds are heard: its echo, its noise and its microphone stay the same from sound to sound.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    augment::equalise,
    microphone::{Noise, band, line},
};

/// A place with a microphone.
pub(super) struct Room<'a> {
    /// Seeds of what is the same at each sound.
    echo: Option<u64>,
    equaliser: Option<u64>,
    channel: Option<(Channel, u64)>,
    noise: Noise,
    /// Mean loudness, by which a sound's peak of 0.7 is multiplied.
    loudness: f32,
    /// A sound that goes on in the background, and the peak of its loudest part.
    pub(super) behind: Option<(&'a [i16], f32)>,
    level: f32,
}

/// What a sound goes through.
#[derive(Debug, Clone, Copy)]
enum Channel {
    Band,
    Line,
}

impl<'a> Room<'a> {
    /// A random room, in which `behind` may be heard. At a `level` of 0 it is quiet and has no echo, at 1 anything goes.
    pub(super) fn random(rng: &mut impl Rng, behind: Option<&'a [i16]>, level: f32) -> Self {
        let loudness = 10f32.powf(-level * rng.random_range(0.0..1.0));
        let mut seed = |share: f32| (rng.random::<f32>() < share * level).then(|| rng.random::<u64>());
        let (echo, equaliser) = (seed(0.7), seed(0.9));
        let channel = seed(0.8);
        let channel = channel.map(|seed| (if seed % 2 == 0 { Channel::Band } else { Channel::Line }, seed));
        // 40 to 12 dB below the peak.
        let below = 40.0 - 28.0 * level * rng.random::<f32>();
        let behind = behind.map(|sound| (sound, 0.7 * 10f32.powf(-below / 20.0)));
        Self {
            echo,
            equaliser,
            channel,
            noise: Noise::random(rng, loudness, true, level),
            loudness,
            behind,
            level,
        }
    }

    /// Carries a sound to the page: changes the window as this room and its microphone do, with noise of its own.
    pub(super) fn carry(&self, rng: &mut impl Rng, pcm: &mut [f32]) {
        let again = ChaCha8Rng::seed_from_u64;
        if let Some(seed) = self.echo {
            echo(&mut again(seed), pcm);
        }
        if let Some(seed) = self.equaliser {
            equalise(&mut again(seed), pcm, self.level);
        }
        let loudness = self.loudness * 10f32.powf(self.level * rng.random_range(-0.3..0.3));
        self.noise.add(rng, pcm, loudness);
        match self.channel {
            Some((Channel::Band, seed)) => band(&mut again(seed), pcm),
            Some((Channel::Line, seed)) => line(&mut again(seed), pcm),
            None => {}
        }
    }
}

/// A room: a few delayed, quieter copies.
pub(super) fn echo(rng: &mut impl Rng, pcm: &mut [f32]) {
    let decay = rng.random_range(0.02..0.15f32);
    let wet = rng.random_range(0.1..0.5f32);
    let taps: Vec<(usize, f32)> = (0..8)
        .map(|_| {
            let seconds = rng.random_range(0.003..0.2f32);
            let sign = if rng.random_bool(0.5) { 1.0 } else { -1.0 };
            ((seconds * 44_100.0) as usize, sign * wet * (-seconds / decay).exp())
        })
        .collect();
    let dry = pcm.to_vec();
    for (delay, gain) in taps {
        for (out, value) in pcm[delay..].iter_mut().zip(&dry) {
            *out += gain * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_sounds_the_same_again_and_another_does_not() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let tone: Vec<f32> = (0..12_000).map(|at| 0.7 * (at as f32 * 0.2).sin()).collect();
        let mut differ = 0;
        for _ in 0..20 {
            let room = Room::random(&mut rng, None, 1.0);
            let other = Room::random(&mut rng, None, 1.0);
            let heard = |room: &Room<'_>| {
                let mut pcm = tone.clone();
                // The same noise.
                room.carry(&mut ChaCha8Rng::seed_from_u64(3), &mut pcm);
                pcm
            };
            assert_eq!(heard(&room), heard(&room));
            assert!(heard(&room).iter().all(|value| value.is_finite()));
            differ += usize::from(heard(&room) != heard(&other));
        }
        assert_eq!(differ, 20);
    }
}
