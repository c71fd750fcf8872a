//! Pictures in memory.

use super::super::ProcessorError;

/// A picture as browsers and image files give it. The alpha channel is ignored, as PIL's
/// `convert("RGB")` does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RgbaFrame<'a> {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Red, green, blue and alpha of each pixel, row by row: `width * height * 4` bytes.
    pub data: &'a [u8],
}

impl RgbaFrame<'_> {
    /// # Errors
    /// [`ProcessorError::EmptyImage`] without pixels, [`ProcessorError::ImageBytes`] where the
    /// number of bytes does not fit the size.
    pub(super) fn check(&self) -> Result<(), ProcessorError> {
        let Self { width, height, data } = *self;
        if width == 0 || height == 0 {
            return Err(ProcessorError::EmptyImage { width, height });
        }
        let expected = width.saturating_mul(height).saturating_mul(4);
        if data.len() != expected {
            return Err(ProcessorError::ImageBytes { width, height, expected, given: data.len() });
        }
        Ok(())
    }
}

/// A picture between two processing steps: red, green and blue of each pixel, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RgbImage {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<u8>,
}
