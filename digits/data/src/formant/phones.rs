//! The targets of each phone.
//!
//! They are an adult man's, close to those of Klatt 1980 for vowels and consonants, and adjusted until a speech
//! recogniser recognised the digits. The names are flite's.

/// Number of bands of frication noise.
pub(super) const NOISE_BANDS: usize = 8;

/// Levels of frication in decibels, 0 for none: through F2, F3, F4, F5 and F6, through bands about
/// 6.3 and 8.2 kHz, and past every resonator (Klatt's A2 to A6 and AB).
pub(super) type Noise = [f32; NOISE_BANDS];

/// No frication.
pub(super) const SILENT: Noise = [0.0; NOISE_BANDS];

/// F1 to F3 of a vocal tract that is a uniform tube, in hertz.
pub(super) const NEUTRAL: [f32; 3] = [500.0, 1500.0, 2500.0];

/// How a phone is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A vowel, which moves from its first targets to its second.
    Vowel,
    /// Voiced, with a nearly open mouth.
    Approximant,
    /// Voiced, through the nose.
    Nasal,
    /// Noise from a constriction.
    Fricative,
    /// Closed, then released.
    Stop,
    /// A stop released into a fricative.
    Affricate,
    /// Aspiration through the following vowel.
    Breath,
}

/// A phone's targets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Phone {
    /// flite's name.
    pub(super) name: &'static str,
    /// How it is made.
    pub(super) manner: Manner,
    /// F1 to F3 at its beginning, in hertz.
    pub(super) start: [f32; 3],
    /// F1 to F3 at its end, in hertz; they differ for diphthongs.
    pub(super) end: [f32; 3],
    /// Bandwidths of F1 to F3, in hertz.
    pub(super) bandwidths: [f32; 3],
    /// Its duration in milliseconds; for a stop, that of its closure.
    pub(super) millis: f32,
    /// Amplitude of voicing, 0 to 1.
    pub(super) voicing: f32,
    /// Frication.
    pub(super) noise: Noise,
}

impl Phone {
    /// Whether it is one of these.
    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name)
    }

    /// Whether it is a vowel.
    pub(super) fn is_vowel(&self) -> bool {
        self.manner == Manner::Vowel
    }

    /// Whether it shortens the vowel before it.
    pub(super) fn is_voiceless(&self) -> bool {
        self.voicing == 0.0 && self.manner != Manner::Breath
    }
}

/// The phone of this name.
pub(super) fn phone(name: &str) -> Option<Phone> {
    PHONES.iter().find(|phone| phone.name == name).copied()
}

const fn vowel(
    name: &'static str,
    start: [f32; 3],
    end: [f32; 3],
    bandwidths: [f32; 3],
    millis: f32,
) -> Phone {
    Phone { name, manner: Manner::Vowel, start, end, bandwidths, millis, voicing: 1.0, noise: SILENT }
}

const fn sonorant(
    name: &'static str,
    manner: Manner,
    targets: [f32; 3],
    bandwidths: [f32; 3],
    millis: f32,
    voicing: f32,
) -> Phone {
    Phone { name, manner, start: targets, end: targets, bandwidths, millis, voicing, noise: SILENT }
}

const fn fricative(
    name: &'static str,
    targets: [f32; 3],
    bandwidths: [f32; 3],
    millis: f32,
    voicing: f32,
    noise: Noise,
) -> Phone {
    Phone {
        name,
        manner: Manner::Fricative,
        start: targets,
        end: targets,
        bandwidths,
        millis,
        voicing,
        noise,
    }
}

/// A stop; `voicing` is that of the murmur while the mouth is closed.
const fn stop(name: &'static str, manner: Manner, targets: [f32; 3], voicing: f32, noise: Noise) -> Phone {
    let bandwidths = [100.0, 120.0, 200.0];
    Phone { name, manner, start: targets, end: targets, bandwidths, millis: 55.0, voicing, noise }
}

/// Amplitude of a voiced stop's murmur.
const MURMUR: f32 = 0.12;

use Manner::{Affricate, Approximant, Breath, Nasal, Stop};

#[rustfmt::skip]
const PHONES: [Phone; 40] = [
    vowel("iy", [310., 2020., 2960.], [290., 2070., 2960.], [55., 170., 300.], 150.),
    vowel("ih", [400., 1800., 2570.], [440., 1650., 2600.], [50., 100., 140.], 110.),
    vowel("ey", [480., 1720., 2520.], [330., 2050., 2650.], [70., 100., 200.], 170.),
    vowel("eh", [530., 1680., 2500.], [600., 1560., 2530.], [60., 90., 200.], 130.),
    vowel("ae", [620., 1660., 2430.], [650., 1520., 2470.], [70., 130., 250.], 180.),
    vowel("aa", [700., 1220., 2600.], [700., 1220., 2600.], [110., 70., 160.], 180.),
    vowel("ao", [540., 860., 2500.], [540., 930., 2500.], [80., 80., 90.], 180.),
    vowel("ah", [620., 1220., 2550.], [620., 1220., 2550.], [80., 60., 140.], 130.),
    vowel("ow", [540., 1080., 2300.], [400., 850., 2300.], [80., 70., 70.], 190.),
    vowel("uh", [450., 1100., 2350.], [480., 1150., 2390.], [80., 100., 80.], 120.),
    vowel("uw", [350., 1200., 2200.], [310., 900., 2200.], [65., 100., 140.], 170.),
    vowel("er", [470., 1270., 1540.], [430., 1310., 1560.], [100., 60., 110.], 170.),
    vowel("ay", [690., 1200., 2550.], [380., 1950., 2600.], [90., 70., 180.], 220.),
    vowel("aw", [680., 1230., 2550.], [420., 900., 2350.], [80., 70., 140.], 230.),
    vowel("oy", [550., 900., 2400.], [360., 1850., 2500.], [80., 60., 130.], 240.),
    vowel("ax", [500., 1400., 2500.], [500., 1400., 2500.], [80., 80., 140.], 70.),
    sonorant("w", Approximant, [290., 650., 2150.], [50., 80., 60.], 75., 0.75),
    sonorant("y", Approximant, [270., 2070., 3020.], [50., 200., 400.], 70., 0.7),
    sonorant("r", Approximant, [430., 1220., 1580.], [70., 90., 110.], 105., 0.75),
    sonorant("l", Approximant, [340., 1050., 2800.], [50., 100., 250.], 80., 0.75),
    sonorant("m", Nasal, [260., 1100., 2130.], [60., 350., 350.], 100., 0.6),
    sonorant("n", Nasal, [260., 1450., 2470.], [60., 220., 250.], 100., 0.6),
    sonorant("ng", Nasal, [280., 2000., 2800.], [70., 250., 250.], 90., 0.45),
    sonorant("hh", Breath, [500., 1500., 2500.], [250., 150., 200.], 75., 0.0),
    fricative("f", [340., 1000., 2080.], [200., 120., 150.], 115., 0.0, [0., 0., 0., 0., 48., 50., 48., 60.]),
    fricative("v", [240., 1050., 2080.], [70., 100., 150.], 65., 0.45, [0., 0., 0., 0., 36., 0., 0., 50.]),
    fricative("th", [320., 1290., 2540.], [200., 100., 200.], 115., 0.0, [0., 0., 0., 46., 56., 54., 54., 54.]),
    fricative("dh", [270., 1290., 2540.], [70., 100., 170.], 55., 0.45, [0., 0., 0., 0., 36., 0., 0., 38.]),
    fricative("s", [320., 1450., 2530.], [200., 100., 200.], 140., 0.0, [0., 0., 0., 50., 65., 65., 60., 0.]),
    fricative("z", [250., 1450., 2530.], [70., 80., 180.], 90., 0.35, [0., 0., 0., 45., 60., 60., 55., 0.]),
    fricative("sh", [300., 1840., 2750.], [200., 100., 300.], 140., 0.0, [0., 60., 60., 56., 52., 44., 0., 0.]),
    fricative("zh", [260., 1840., 2750.], [60., 100., 270.], 90., 0.35, [0., 54., 54., 50., 46., 38., 0., 0.]),
    stop("p", Stop, [350., 800., 2150.], 0.0, [40., 0., 0., 0., 0., 0., 0., 62.]),
    stop("b", Stop, [220., 850., 2150.], MURMUR, [0., 0., 0., 0., 0., 0., 0., 58.]),
    stop("t", Stop, [350., 1750., 2650.], 0.0, [0., 0., 52., 62., 66., 60., 54., 0.]),
    stop("d", Stop, [220., 1700., 2650.], MURMUR, [0., 0., 52., 58., 60., 50., 0., 0.]),
    stop("k", Stop, [320., 1990., 2600.], 0.0, [62., 60., 48., 45., 0., 0., 0., 0.]),
    stop("g", Stop, [220., 1990., 2600.], MURMUR, [58., 56., 44., 0., 0., 0., 0., 0.]),
    stop("ch", Affricate, [330., 1800., 2750.], 0.0, [0., 60., 62., 58., 54., 46., 0., 0.]),
    stop("jh", Affricate, [250., 1800., 2750.], MURMUR, [0., 54., 56., 52., 48., 40., 0., 0.]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formants_are_in_order_and_names_are_their_own() {
        for phone in &PHONES {
            for targets in [phone.start, phone.end] {
                assert!(targets[0] < targets[1] && targets[1] < targets[2], "{}", phone.name);
            }
            assert_eq!(PHONES.iter().filter(|other| other.name == phone.name).count(), 1);
        }
    }
}
