//! A synthetic street noise, without any digit.

/// Fills a sound with the noise of a street as heard from a window: low noise that swells and fades.
pub(super) fn street(sound: &mut [f32]) {
    let (mut state, mut low) = (0x9e37_79b9_u32, 0.0f32);
    let whole = sound.len().max(1) as f32;
    for (at, value) in sound.iter_mut().enumerate() {
        // xorshift32
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        low += 0.03 * (state as f32 / u32::MAX as f32 - 0.5 - low);
        // A whole number of cars (three) passes in the time, so that it loops smoothly.
        let swell = 0.6 - 0.4 * (at as f32 / whole * 3.0 * std::f32::consts::TAU).cos();
        *value = low * swell;
    }
}
