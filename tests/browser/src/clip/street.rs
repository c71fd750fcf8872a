//! A sound without any digit, made by rule.

/// Fills a sound with what a street is like from a window: low noise that swells and fades.
pub(super) fn street(sound: &mut [f32]) {
    let (mut state, mut low) = (0x9e37_79b9_u32, 0.0f32);
    let whole = sound.len().max(1) as f32;
    for (at, value) in sound.iter_mut().enumerate() {
        // xorshift32
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        low += 0.03 * (state as f32 / u32::MAX as f32 - 0.5 - low);
        // Three cars pass in the time, so that it joins up when it is repeated.
        let swell = 0.6 - 0.4 * (at as f32 / whole * 3.0 * std::f32::consts::TAU).cos();
        *value = low * swell;
    }
}
