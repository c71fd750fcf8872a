//! Hugging Face's `TvltImageProcessor`.

use super::{
    super::{Array, ProcessorError},
    RgbaFrame,
    crop::CropAxis,
    normalize::Levels,
    resize::resize,
};
use crate::config::TvltImageProcessorConfig;

/// PIL's number of the bilinear filter.
const BILINEAR: u8 = 2;

/// Limit on the pixels of a resized or cropped frame, above any camera's. It keeps a picture that is one
/// pixel wide, or a broken config, from asking for all memory.
const MOST_PIXELS: usize = 1 << 27;

/// Output of [`TvltImageProcessor`] for a batch of clips.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageFeatures {
    /// Normalised pixels, `[batch, frames, 3, height, width]`; shorter clips are padded with frames of zeros.
    pub pixel_values: Array,
    /// 1 for each patch of a real frame, 0 for those of a missing one, `[batch, patches]`, where
    /// `patches` is `frames * (height / patch_size[0]) * (width / patch_size[1])`.
    ///
    /// HF counts the patches from `size` instead. The result differs only if `size` and `crop_size` do, and then
    /// HF's mask does not fit its pixels.
    pub pixel_mask: Array,
}

/// Hugging Face's `TvltImageProcessor` (`image_processing_tvlt.py`): resizes, crops, rescales and
/// normalises, with exactly the same numbers.
#[derive(Clone)]
pub struct TvltImageProcessor {
    config: TvltImageProcessorConfig,
    levels: std::sync::Arc<Levels>,
}

impl std::fmt::Debug for TvltImageProcessor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TvltImageProcessor").field("config", &self.config).finish_non_exhaustive()
    }
}

impl TvltImageProcessor {
    /// A processor with the given settings.
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where a length or a standard deviation is 0 or the filter is not the bilinear one.
    pub fn new(config: TvltImageProcessorConfig) -> Result<Self, ProcessorError> {
        let wrong = |text: String| Err(ProcessorError::Config(text));
        if config.do_resize && config.resample != BILINEAR {
            return wrong(format!(
                "resample is {}, but only bilinear ({BILINEAR}) is there",
                config.resample
            ));
        }
        if config.do_resize && config.size.shortest_edge == 0 {
            return wrong("size is 0".into());
        }
        if config.do_center_crop && (config.crop_size.height == 0 || config.crop_size.width == 0) {
            return wrong(format!("crop_size is {} by {}", config.crop_size.height, config.crop_size.width));
        }
        if config.patch_size.contains(&0) {
            return wrong("patch_size is 0".into());
        }
        let levels = Levels::new(&config);
        if !levels.are_finite() {
            return wrong(format!(
                "rescale_factor {}, image_mean {:?} and image_std {:?} make values of pixels that are no numbers",
                config.rescale_factor, config.image_mean, config.image_std
            ));
        }
        Ok(Self { levels: levels.into(), config })
    }

    /// The settings.
    pub fn config(&self) -> &TvltImageProcessorConfig {
        &self.config
    }

    /// One frame: `[3, height, width]`.
    ///
    /// # Errors
    /// [`ProcessorError::EmptyImage`], [`ProcessorError::ImageBytes`],
    /// [`ProcessorError::ImageTooLarge`].
    pub fn frame(&self, frame: &RgbaFrame<'_>) -> Result<Array, ProcessorError> {
        frame.check()?;
        let (width, height) = self.resized(frame);
        let (columns, rows) = if self.config.do_center_crop {
            let crop = self.config.crop_size;
            (CropAxis::centre(width, crop.width), CropAxis::centre(height, crop.height))
        } else {
            (CropAxis::whole(width), CropAxis::whole(height))
        };
        let (out_width, out_height) = (columns.length(), rows.length());
        // Columns are resized before rows, so the picture in between has to be within the limit too.
        for (width, height) in [(out_width, out_height), (columns.kept.len(), frame.height)] {
            if width.saturating_mul(height) > MOST_PIXELS {
                return Err(ProcessorError::ImageTooLarge { width, height });
            }
        }
        let resized = resize(frame, (width, height), columns.kept.clone(), rows.kept.clone());

        let plane = out_width * out_height;
        let mut values = Vec::with_capacity(3 * plane);
        for channel in 0..3 {
            values.resize((channel + 1) * plane, self.levels.value(channel, 0));
            let plane = &mut values[channel * plane..];
            let lines = plane[rows.before * out_width..].chunks_exact_mut(out_width);
            for (line, pixels) in lines.zip(resized.data.chunks_exact(resized.width * 3)) {
                for (value, pixel) in line[columns.before..].iter_mut().zip(pixels.chunks_exact(3)) {
                    *value = self.levels.value(channel, pixel[channel]);
                }
            }
        }
        Ok(Array::new([3, out_height, out_width], values))
    }

    /// Processes a batch of clips, each a slice of frames. Shorter clips are padded with frames of zeros,
    /// which the mask excludes.
    ///
    /// # Errors
    /// - [`ProcessorError::NoInput`] without a single frame
    /// - [`ProcessorError::TooManyFrames`] for a clip longer than `num_frames`
    /// - [`ProcessorError::FrameSizes`] where frames have different sizes after processing, which can happen
    ///   only without a crop
    /// - those of [`frame`](Self::frame)
    pub fn preprocess(&self, clips: &[&[RgbaFrame<'_>]]) -> Result<ImageFeatures, ProcessorError> {
        let max = self.config.num_frames;
        if let Some(given) = clips.iter().map(|clip| clip.len()).find(|&given| given > max) {
            return Err(ProcessorError::TooManyFrames { max, given });
        }
        let frames = clips.iter().map(|clip| clip.len()).max().unwrap_or(0);
        let first = clips.iter().find_map(|clip| clip.first()).ok_or(ProcessorError::NoInput)?;
        let shape = self.frame(first)?.shape;
        let (height, width) = (shape[1], shape[2]);
        let patches = (height / self.config.patch_size[0]) * (width / self.config.patch_size[1]);

        let frame_len = 3 * height * width;
        let mut values = Vec::with_capacity(clips.len() * frames * frame_len);
        let mut mask = Vec::with_capacity(clips.len() * frames * patches);
        for (done, clip) in clips.iter().enumerate() {
            for frame in clip.iter() {
                let pixels = self.frame(frame)?;
                if pixels.shape != shape {
                    return Err(ProcessorError::FrameSizes {
                        first_width: width,
                        first_height: height,
                        width: pixels.shape[2],
                        height: pixels.shape[1],
                    });
                }
                values.extend_from_slice(&pixels.values);
            }
            values.resize((done + 1) * frames * frame_len, 0.0);
            mask.resize((done * frames + clip.len()) * patches, 1.0);
            mask.resize((done + 1) * frames * patches, 0.0);
        }
        let batch = clips.len();
        Ok(ImageFeatures {
            pixel_values: Array::new([batch, frames, 3, height, width], values),
            pixel_mask: Array::new([batch, frames * patches], mask),
        })
    }

    /// Width and height after the resize: the shortest edge becomes `size`, and the other edge keeps the aspect
    /// ratio, rounded down to whole pixels (`get_resize_output_image_size`).
    fn resized(&self, frame: &RgbaFrame<'_>) -> (usize, usize) {
        let (width, height) = (frame.width, frame.height);
        if !self.config.do_resize {
            return (width, height);
        }
        let short = self.config.size.shortest_edge;
        let long = (short as u128 * width.max(height) as u128 / width.min(height) as u128) as usize;
        if width <= height { (short, long) } else { (long, short) }
    }
}
