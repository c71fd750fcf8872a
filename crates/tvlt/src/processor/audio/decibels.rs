//! Power to decibels, and decibels to the range that the model takes.

/// What is quieter than the loudest value by more than this is raised to that distance.
pub const DYNAMIC_RANGE_DB: f64 = 80.0;

/// The least power, -100 dB: silence has a finite logarithm.
const POWER_FLOOR: f64 = 1e-10;

/// Decibels of a power, relative to 1, not below -100 dB.
pub fn power_to_db(power: f64) -> f64 {
    10.0 * power.max(POWER_FLOOR).log10()
}

/// A spectrogram value from its decibels: -60 dB and less is -1, 20 dB and more is 1.
///
/// In f32 throughout, as HF does after its decibels (`_np_extract_fbank_features`).
pub fn scale_db(db: f32) -> f32 {
    ((db - 20.0) / 40.0).clamp(-2.0, 0.0) + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_minus_100_db_and_scales_to_minus_one() {
        assert_eq!(power_to_db(0.0), -100.0);
        assert_eq!(scale_db(-100.0), -1.0);
        assert_eq!(scale_db(-60.0), -1.0);
        assert_eq!(scale_db(20.0), 1.0);
        assert_eq!(scale_db(35.0), 1.0);
        assert_eq!(scale_db(-20.0), 0.0);
    }
}
