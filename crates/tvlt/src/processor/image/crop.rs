//! The centre crop.

use std::ops::Range;

/// A centre crop along one axis: the pixels it keeps, and the zeros it pads with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CropAxis {
    /// Pixels of the picture that are kept.
    pub(super) kept: Range<usize>,
    /// Zeros before them.
    pub(super) before: usize,
    /// Zeros after them.
    pub(super) after: usize,
}

impl CropAxis {
    /// No crop.
    pub(super) fn whole(length: usize) -> Self {
        Self { kept: 0..length, before: 0, after: 0 }
    }

    /// HF's `center_crop` (`image_transforms.py`) of one axis.
    ///
    /// A picture that is too short is padded with zeros on both sides. Where it lacks an odd number of
    /// pixels, HF rounds twice and gives one pixel less than `crop`; this does the same, as shapes must
    /// agree.
    pub(super) fn centre(length: usize, crop: usize) -> Self {
        if length >= crop {
            let start = (length - crop) / 2;
            return Self { kept: start..start + crop, before: 0, after: 0 };
        }
        let missing = crop - length;
        Self { kept: 0..length, before: missing / 2, after: missing / 2 }
    }

    /// Length of the axis after the crop.
    pub(super) fn length(&self) -> usize {
        self.before + self.kept.len() + self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_centre_and_pads_what_is_too_short() {
        assert_eq!(CropAxis::centre(10, 4).kept, 3..7);
        assert_eq!(CropAxis::centre(11, 4).kept, 3..7);
        assert_eq!(CropAxis::centre(4, 10), CropAxis { kept: 0..4, before: 3, after: 3 });
        let odd = CropAxis::centre(5, 10);
        assert_eq!((odd.before, odd.after, odd.length()), (2, 2, 9));
    }
}
