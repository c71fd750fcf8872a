//! `cargo xtask clip --sources`: makes `tests/fixtures/digits/` anew, from the held-out data of `cargo xtask data`.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use image::GrayImage;

/// For each digit, the index of the held-out drawing that is used, chosen to be easy to read.
const CHOSEN: [usize; 10] = [1, 0, 0, 10, 0, 1, 0, 1, 8, 1];

/// The voice: ked of festival, a synthesiser that is held out as a whole.
const VOICE: &str = "festival-ked-1-105.wav";

/// Pixels of a drawing.
const SIDE: usize = 28;

/// Copies one drawing and one recording of each digit from `heldout` into `target`.
///
/// # Errors
/// Where the data is missing.
pub(super) fn make(heldout: &Path, target: &Path) -> Result<()> {
    fs::create_dir_all(target)?;
    for (digit, chosen) in CHOSEN.into_iter().enumerate() {
        let drawings = fs::read(heldout.join(format!("digits/{digit}.u8")))
            .context("there is no data: run `cargo xtask data` first")?;
        let pixels = drawings.get(chosen * SIDE * SIDE..(chosen + 1) * SIDE * SIDE).unwrap_or_default();
        let drawing = GrayImage::from_raw(SIDE as u32, SIDE as u32, pixels.to_vec())
            .with_context(|| format!("there are fewer than {chosen} held-out drawings of {digit}"))?;
        drawing.save(target.join(format!("{digit}.png")))?;

        let path = heldout.join(format!("speech/{digit}/{VOICE}"));
        let mut reader =
            hound::WavReader::open(&path).with_context(|| format!("{} is missing", path.display()))?;
        let spec = reader.spec();
        ensure!(spec.channels == 1 && spec.bits_per_sample == 16, "{} is not 16-bit mono", path.display());
        let samples: Vec<i16> = reader.samples().collect::<Result<_, _>>()?;
        let mut writer = hound::WavWriter::create(target.join(format!("{digit}.wav")), spec)?;
        for sample in trim(&samples, spec.sample_rate) {
            writer.write_sample(*sample)?;
        }
        writer.finalize()?;
    }
    Ok(())
}

/// Removes the silence at both ends as `tvlt evaluate` does: samples below a two-hundredth of the peak, except a
/// margin of 20 ms on both sides. An f may begin at a hundredth of the peak, and "five" is hard to recognise without.
pub(super) fn trim(samples: &[i16], rate: u32) -> &[i16] {
    let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    let heard = |sample: &i16| u32::from(sample.unsigned_abs()) * 200 > u32::from(peak);
    let breath = rate as usize / 50;
    match (samples.iter().position(heard), samples.iter().rposition(heard)) {
        (Some(first), Some(last)) => {
            &samples[first.saturating_sub(breath)..(last + breath).min(samples.len())]
        }
        _ => samples,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faint_beginning_stays() {
        let mut saying = vec![0; 1000];
        saying.extend(vec![100; 200]);
        saying.extend(vec![10_000; 500]);
        saying.extend(vec![3; 2000]);
        assert_eq!(trim(&saying, 16_000), &saying[680..2019]);
        assert_eq!(trim(&[0; 30], 16_000).len(), 30);
    }
}
