//! What the image network makes of the things that are cut out of their backgrounds.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;

use super::{ImageNetwork, Table, image_network::SIDE};
use crate::{TrainError, cutout::Cutout};

/// Things in one batch.
const BATCH: usize = 16;

/// Things between two lines of progress.
const REPORT_EVERY: usize = 1000;

/// Side of the thing in the picture, relative to the picture's.
const SHARE: f32 = 0.85;

/// Grey levels of the backgrounds; a thing's features are the mean over them.
const GREYS: [f32; 2] = [0.35, 0.75];

/// The features of all things, or those in `path` where they are already there.
///
/// # Errors
/// [`TrainError`], where the network's weights or the table cannot be read, or the table cannot be written.
pub(crate) fn features(
    things: &[Cutout],
    weights: &Path,
    path: &Path,
    device: &Device,
) -> Result<Table, TrainError> {
    let names: Vec<String> =
        things.par_iter().enumerate().map(|(number, thing)| name(number, thing)).collect();
    if let Some(table) = Table::read(path)?.filter(|table| table.is_of(&names)) {
        return Ok(table);
    }
    println!("looking at {} things with the image network", things.len());
    let network = ImageNetwork::load(weights, device)?;
    let mut values = Vec::new();
    let mut width = 0;
    for batch in things.chunks(BATCH) {
        let mean = GREYS
            .into_iter()
            .map(|grey| network.features(pictures(batch, grey, device)) / GREYS.len() as f32)
            .reduce(|sum, features| sum + features);
        let Some(mean) = mean else { continue };
        width = mean.dims()[1];
        let before = values.len() / width / REPORT_EVERY;
        values.extend(mean.into_data().iter::<f32>());
        let looked = values.len() / width;
        if looked / REPORT_EVERY > before {
            println!("looked at {looked} of {} things", things.len());
        }
    }
    let table = Table::new(&names, values, width);
    table.write(path)?;
    Ok(table)
}

/// A name of a thing that another thing in its place would not have.
fn name(number: usize, thing: &Cutout) -> String {
    let mut hasher = DefaultHasher::new();
    let sum = |plane: &[f32]| plane.iter().step_by(7).sum::<f32>();
    picture(thing, GREYS[0]).chunks(SIDE).for_each(|row| sum(row).to_bits().hash(&mut hasher));
    format!("{number} {:016x}", hasher.finish())
}

/// The things in the middle of a grey picture: `[things, 3, 224, 224]`, in [-1, 1].
fn pictures(things: &[Cutout], grey: f32, device: &Device) -> Tensor<4> {
    let pictures: Vec<Vec<f32>> = things.par_iter().map(|thing| picture(thing, grey)).collect();
    let shape = [things.len(), 3, SIDE, SIDE];
    Tensor::from_data(TensorData::new(pictures.concat(), shape), device)
}

fn picture(thing: &Cutout, grey: f32) -> Vec<f32> {
    let mut planes = vec![grey * 2.0 - 1.0; 3 * SIDE * SIDE];
    let step = 1.0 / (SIDE as f32 * SHARE);
    for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
        let [u, v] = [x, y].map(|at| ((at as f32 + 0.5) / SIDE as f32 - 0.5) / SHARE);
        let Some((colour, opacity)) = thing.at(u, v, step) else { continue };
        for (channel, value) in colour.into_iter().enumerate() {
            let mixed = grey * (1.0 - opacity) + value * opacity;
            planes[(channel * SIDE + y) * SIDE + x] = mixed * 2.0 - 1.0;
        }
    }
    planes
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn another_thing_has_another_name() {
        let thing = |green| Cutout::new(&RgbaImage::from_pixel(64, 32, Rgba([255, green, 0, 255]))).unwrap();
        assert_eq!(name(3, &thing(9)), name(3, &thing(9)));
        assert_ne!(name(3, &thing(9)), name(3, &thing(20)));
        assert_ne!(name(3, &thing(9)), name(4, &thing(9)));
    }

    #[test]
    fn a_thing_is_in_the_middle_of_grey() {
        let thing = Cutout::new(&RgbaImage::from_pixel(64, 32, Rgba([255, 0, 0, 255]))).unwrap();
        let planes = picture(&thing, 0.5);
        let at = |channel: usize, y: usize, x: usize| planes[(channel * SIDE + y) * SIDE + x];
        assert_eq!((at(0, 112, 112), at(1, 112, 112)), (1.0, -1.0));
        assert_eq!((at(0, 20, 112), at(0, 112, 4)), (0.0, 0.0));
        assert_eq!(at(0, 112, 40), 1.0);
    }
}
