//! The middle of a picture.

use std::ops::Range;

/// How a centre crop treats one axis: which places it keeps, and how many zeros it puts around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CropAxis {
    /// Places of the picture that stay.
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
    /// A picture that is too short is padded with zeros, the odd one after it. Where it lacks an
    /// odd number of pixels HF rounds twice and gives one pixel less than `crop`; so does this,
    /// as shapes must agree.
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
