//! A picture and a sound without any digit, made by rule.

/// What a place of the picture, 0 to 1 from the left and from above, belongs to.
enum Part {
    Sky,
    FarHills,
    /// So far below the ridge.
    Meadow(f32),
}

fn wave(x: f32, pitch: f32, phase: f32) -> f32 {
    (x * pitch + phase).sin()
}

fn part(x: f32, y: f32) -> Part {
    let far = 0.52 + 0.05 * wave(x, 7.0, 0.4) + 0.03 * wave(x, 17.0, 1.9);
    let near = 0.72 + 0.08 * wave(x, 4.0, 2.6) + 0.02 * wave(x, 23.0, 0.7);
    if y > near {
        Part::Meadow(y - near)
    } else if y > far {
        Part::FarHills
    } else {
        Part::Sky
    }
}

/// The colours of [`hills`], as a film has them: a plane of blue against yellow and one of red against green, each half
/// as wide and half as high as the picture.
pub(super) fn colours((width, height): (usize, usize)) -> Vec<u8> {
    let (width, height) = (width / 2, height / 2);
    let mut planes = [Vec::with_capacity(width * height), Vec::with_capacity(width * height)];
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let colour = match part(x as f32 / width as f32, y as f32 / height as f32) {
            Part::Sky => [150, 112],
            Part::FarHills => [136, 118],
            Part::Meadow(_) => [102, 114],
        };
        planes.iter_mut().zip(colour).for_each(|(plane, value)| plane.push(value));
    }
    planes.concat()
}

/// Hills under a cloudy sky as a camera sees them: grey, row by row. `turn` (0 to 1) moves the clouds once
/// around.
pub(super) fn hills((width, height): (usize, usize), turn: f32) -> Vec<u8> {
    let phase = turn * std::f32::consts::TAU;
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
            let cloud = wave(x, 9.0, phase) * wave(y, 21.0, 0.3) + 0.5 * wave(x + y, 31.0, -phase);
            let grass = wave(x, 240.0, 9.0 * y) * wave(y, 170.0, 3.0 * x);
            let level = match part(x, y) {
                Part::Meadow(below) => 88.0 + 22.0 * grass - 50.0 * below,
                Part::FarHills => 128.0 + 9.0 * wave(x, 60.0, 40.0 * y),
                Part::Sky => 188.0 + 24.0 * cloud - 30.0 * y,
            };
            grey.push(level.clamp(0.0, 255.0) as u8);
        }
    }
    grey
}

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
