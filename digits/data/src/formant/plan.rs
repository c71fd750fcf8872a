//! Turns phones into segments, by a speaker's rules.
//!
//! Durations roughly follow D. Klatt, "Synthesis by rule of segmental durations in English sentences" (1979):
//! longer at the word's end and before voiced consonants, shorter before voiceless ones.

use super::{
    blend,
    phones::{Manner, NEUTRAL, NOISE_BANDS, Phone, SILENT},
    pronounce::pronounce,
    speaker::Speaker,
};

/// A segment of sound with one set of targets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    /// Its duration in milliseconds.
    pub(super) millis: f32,
    /// F1 to F3 at its beginning, in hertz.
    pub(super) start: [f32; 3],
    /// F1 to F3 at its end, in hertz.
    pub(super) end: [f32; 3],
    /// Bandwidths of F1 to F3, in hertz.
    pub(super) bandwidths: [f32; 3],
    /// Opening of the nasal tract, 0 to 1.
    pub(super) nasality: f32,
    /// Amplitude of voicing.
    pub(super) voicing: f32,
    /// Amplitude of aspiration.
    pub(super) aspiration: f32,
    /// Amplitude of frication in each band.
    pub(super) noise: [f32; NOISE_BANDS],
}

/// F2 in hertz towards which dental consonants pull a following back vowel.
const TEETH_F2: f32 = 1750.0;

/// Level of frication in decibels for an amplitude of 1.
const NOISE_REFERENCE: f32 = 62.0;

/// Segments of a word.
pub(super) fn plan(phones: &[Phone], speaker: &Speaker) -> Vec<Segment> {
    let phones = pronounce(phones, speaker);
    let mut segments = Vec::new();
    for index in 0..phones.len() {
        let word = Word { phones: &phones, index, speaker };
        match word.phone().manner {
            Manner::Vowel => segments.push(word.vowel()),
            Manner::Breath => segments.push(word.breath()),
            Manner::Stop | Manner::Affricate => word.stop(&mut segments),
            Manner::Approximant | Manner::Nasal | Manner::Fricative => segments.push(word.consonant()),
        }
    }
    for segment in &mut segments {
        let throat = |targets: [f32; 3]| std::array::from_fn(|index| targets[index] * speaker.throat[index]);
        (segment.start, segment.end) = (throat(segment.start), throat(segment.end));
        segment.bandwidths = segment.bandwidths.map(|hertz| hertz * speaker.bandwidth);
    }
    segments
}

/// One phone among its neighbours.
struct Word<'a> {
    phones: &'a [Phone],
    index: usize,
    speaker: &'a Speaker,
}

impl Word<'_> {
    fn phone(&self) -> &Phone {
        &self.phones[self.index]
    }

    fn before(&self) -> Option<&Phone> {
        self.phones[..self.index].last()
    }

    fn after(&self) -> Option<&Phone> {
        self.phones.get(self.index + 1)
    }

    fn is_last(&self) -> bool {
        self.after().is_none()
    }

    /// Formants of the next vowel, or of the last one if none follows.
    fn nearby_vowel(&self) -> [f32; 3] {
        let next = self.phones[self.index..].iter().skip(1).find(|phone| phone.is_vowel());
        let last = self.phones[..self.index].iter().rev().find(|phone| phone.is_vowel());
        next.map(|phone| phone.start).or(last.map(|phone| phone.end)).unwrap_or(NEUTRAL)
    }

    /// The phone's duration at its position; at the end of the word, consonants are lengthened less.
    fn millis(&self, share_of_lengthening: f32) -> f32 {
        let last = if self.is_last() { 1.0 + (self.speaker.last - 1.0) * share_of_lengthening } else { 1.0 };
        self.phone().millis * last * self.speaker.tempo
    }

    /// Whether it is an r that no vowel follows.
    fn is_late_r(&self) -> bool {
        self.phone().name == "r" && !self.after().is_some_and(Phone::is_vowel)
    }

    fn vowel(&self) -> Segment {
        let phone = self.phone();
        let (mut start, mut end, mut bandwidths) = (phone.start, phone.end, phone.bandwidths);
        let mut millis = self.millis(1.0);
        let teeth = ["t", "d", "n", "s", "z", "th", "ch", "jh", "y"];
        if self.before().is_some_and(|before| before.is(&teeth)) && phone.is(&["uw", "uh", "ow", "ax", "ah"])
        {
            start[1] += (TEETH_F2 - start[1]) * 0.45;
        }
        if phone.name == "er" {
            let plain = [start[0], 1400.0, 2400.0];
            (start, end) = (
                blend(plain, start, self.speaker.rhoticity.min(1.0)),
                blend(plain, end, self.speaker.rhoticity.min(1.0)),
            );
        }
        let mut nasality = 0.0;
        if let Some(after) = self.after() {
            millis *= match after.manner {
                _ if after.is_voiceless() => 0.78,
                Manner::Approximant | Manner::Breath | Manner::Vowel => 1.0,
                _ => 1.12,
            };
            if after.name == "r" {
                let late = !self.phones.get(self.index + 2).is_some_and(Phone::is_vowel);
                let heard = if late { self.speaker.rhoticity } else { 1.0 };
                end[1] += (1200.0 - end[1]) * 0.3 * heard;
                end[2] += (1600.0 - end[2]) * 0.4 * heard;
            }
            if after.manner == Manner::Nasal {
                let wider = self.speaker.nasal_bandwidth;
                bandwidths = [
                    bandwidths[0] * (1.7 * wider).max(1.0),
                    bandwidths[1] * (1.3 * wider).max(1.0),
                    bandwidths[2] * 1.3,
                ];
                nasality = 0.25 * wider;
            }
        }
        Segment { millis, start, end, bandwidths, nasality, voicing: phone.voicing, ..CLOSED }
    }

    fn breath(&self) -> Segment {
        let vowel = self.nearby_vowel();
        Segment {
            millis: self.millis(1.0),
            start: vowel,
            end: vowel,
            bandwidths: self.phone().bandwidths,
            aspiration: 0.5,
            ..CLOSED
        }
    }

    fn consonant(&self) -> Segment {
        let phone = self.phone();
        let drawn = match (phone.manner, phone.name) {
            (_, "w" | "y" | "r") => 0.0,
            (Manner::Nasal, _) => 0.05,
            _ => 0.15,
        };
        let mut targets = blend(phone.start, self.nearby_vowel(), drawn);
        let mut bandwidths = phone.bandwidths;
        if self.is_late_r() {
            let vowel = self.before().map_or(NEUTRAL, |before| before.end);
            // The tongue stays closer to the vowel's position than in an r before a vowel.
            targets[1] += (vowel[1] - targets[1]) * 0.35;
            targets = blend(vowel, targets, self.speaker.rhoticity);
        }
        let mut voicing = phone.voicing;
        let nasal = phone.manner == Manner::Nasal;
        if nasal {
            bandwidths = bandwidths.map(|hertz| hertz * self.speaker.nasal_bandwidth);
        }
        if phone.manner == Manner::Fricative && self.is_last() {
            voicing *= self.speaker.final_voice;
        }
        Segment {
            millis: self.millis(0.7),
            start: targets,
            end: targets,
            bandwidths,
            nasality: f32::from(u8::from(nasal)),
            voicing,
            aspiration: 0.0,
            noise: loudness(&phone.noise, self.speaker.frication),
        }
    }

    /// Adds closure, release, and aspiration before the next voiced sound.
    fn stop(&self, segments: &mut Vec<Segment>) {
        let phone = self.phone();
        let vowel = self.nearby_vowel();
        let mut targets = blend(phone.start, vowel, 0.3);
        targets[0] = phone.start[0];
        let closed = Segment {
            millis: self.millis(0.0) * if self.index == 0 { 0.55 } else { 1.0 },
            start: targets,
            end: targets,
            bandwidths: phone.bandwidths,
            voicing: phone.voicing,
            ..CLOSED
        };
        segments.push(closed.clone());
        let (affricate, voiceless) = (phone.manner == Manner::Affricate, phone.is_voiceless());
        if self.is_last() && !affricate && !self.speaker.releases {
            return;
        }
        segments.push(Segment {
            millis: match (affricate, voiceless) {
                (true, _) => 90.0 * self.speaker.tempo,
                (false, true) => 22.0,
                (false, false) => 14.0,
            },
            bandwidths: [150.0, 120.0, 200.0],
            noise: loudness(&phone.noise, self.speaker.frication),
            ..closed
        });
        let after_s = self.before().is_some_and(|before| before.name == "s");
        if voiceless && !affricate && !after_s {
            segments.push(Segment {
                millis: if self.is_last() { 25.0 } else { 45.0 * self.speaker.aspiration }
                    * self.speaker.tempo,
                start: blend(targets, vowel, 0.6),
                end: blend(targets, vowel, 0.8),
                bandwidths: [250.0, 150.0, 200.0],
                aspiration: 0.35,
                ..CLOSED
            });
        }
    }
}

/// Silence.
const CLOSED: Segment = Segment {
    millis: 0.0,
    start: NEUTRAL,
    end: NEUTRAL,
    bandwidths: [60.0, 90.0, 150.0],
    nasality: 0.0,
    voicing: 0.0,
    aspiration: 0.0,
    noise: SILENT,
};

/// Turns decibels into factors; 0 dB means silence.
fn loudness(noise: &[f32; NOISE_BANDS], factor: f32) -> [f32; NOISE_BANDS] {
    noise.map(|level| if level > 0.0 { factor * 10f32.powf((level - NOISE_REFERENCE) / 20.0) } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::{super::phones::phone, *};

    fn phones(names: &[&str]) -> Vec<Phone> {
        names.iter().map(|name| phone(name).expect("a phone")).collect()
    }

    #[test]
    fn a_last_stop_may_stay_closed() {
        let eight = phones(&["ey", "t"]);
        let released = plan(&eight, &Speaker::plain());
        let held = plan(&eight, &Speaker { releases: false, ..Speaker::plain() });
        assert_eq!((released.len(), held.len()), (4, 2));
    }

    #[test]
    fn an_r_may_be_silent() {
        let four = phones(&["f", "ao", "r"]);
        let f3 = |rhoticity: f32| plan(&four, &Speaker { rhoticity, ..Speaker::plain() })[2].end[2];
        assert!(f3(1.0) < 1700.0);
        assert!(f3(0.0) > 2300.0);
    }

    #[test]
    fn vowels_are_longer_before_voiced_consonants() {
        let millis = |last: &str| plan(&phones(&["s", "iy", last]), &Speaker::plain())[1].millis;
        assert!(millis("d") > millis("t"));
    }
}
