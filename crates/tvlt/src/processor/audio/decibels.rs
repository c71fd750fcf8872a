//! Converts power to decibels, and decibels to the model's range.

/// Values further than this below the loudest one are raised to this distance.
pub const DYNAMIC_RANGE_DB: f64 = 80.0;

/// Least power, -100 dB, so that the logarithm of silence is finite.
const POWER_FLOOR: f64 = 1e-10;

/// Decibels of a power, relative to 1 and at least -100 dB.
pub fn power_to_db(power: f64) -> f64 {
    10.0 * power.max(POWER_FLOOR).log10()
}

/// A spectrogram value from its decibels: -1 at -60 dB and below, 1 at 20 dB and above.
///
/// Computed in f32, as HF does from the decibels on (`_np_extract_fbank_features`).
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
