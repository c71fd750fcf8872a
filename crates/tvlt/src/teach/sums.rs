//! Sums over samples: all that a ridge regression needs to know of them.

/// Weight, sum and products of samples. Their size does not grow with the samples, and samples can be taken out again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sums {
    /// How many samples there are, or the sum of their weights.
    weight: f64,
    /// Sum of the features: `[width]`
    sum: Vec<f64>,
    /// Sums of the products of two features: the lower triangle of `[width, width]`, row after row.
    products: Vec<f64>,
}

impl Sums {
    /// Sums without samples.
    pub(super) fn new(width: usize) -> Self {
        Self { weight: 0.0, sum: vec![0.0; width], products: vec![0.0; width * (width + 1) / 2] }
    }

    pub(super) fn weight(&self) -> f64 {
        self.weight
    }

    pub(super) fn sum(&self) -> &[f64] {
        &self.sum
    }

    /// The lower triangle of the products, row after row.
    pub(super) fn products(&self) -> &[f64] {
        &self.products
    }

    /// Takes in a sample of `width` features with this weight; a negative weight takes it out.
    pub(super) fn add(&mut self, features: &[f32], weight: f64) {
        let features: Vec<f64> = features.iter().map(|value| f64::from(*value)).collect();
        self.weight += weight;
        self.sum.iter_mut().zip(&features).for_each(|(sum, value)| *sum += weight * value);
        let mut rest = self.products.as_mut_slice();
        for (row, value) in features.iter().enumerate() {
            let (own, below) = rest.split_at_mut(row + 1);
            let factor = weight * value;
            own.iter_mut().zip(&features).for_each(|(product, other)| *product += factor * other);
            rest = below;
        }
    }

    /// Takes in the samples of other sums: each of them less `shift`, `[width]`, and with its weight times `weight`.
    pub(super) fn merge(&mut self, other: &Self, shift: Option<&[f64]>, weight: f64) {
        let none = vec![0.0; self.sum.len()];
        let shift = shift.unwrap_or(&none);
        let count = other.weight;
        let (mut own, mut theirs) = (self.products.as_mut_slice(), other.products.as_slice());
        for (row, sum) in other.sum.iter().enumerate() {
            let (own_row, own_below) = own.split_at_mut(row + 1);
            let (their_row, their_below) = theirs.split_at(row + 1);
            // The products of x - s and y - t add up to XY - t X - s Y + count s t.
            let (crossed, shifted) = (sum - count * shift[row], shift[row]);
            for (((product, theirs), sum), shift) in
                own_row.iter_mut().zip(their_row).zip(&other.sum).zip(shift)
            {
                *product += weight * (theirs - crossed * shift - shifted * sum);
            }
            (own, theirs) = (own_below, their_below);
        }
        for ((own, sum), shift) in self.sum.iter_mut().zip(&other.sum).zip(shift) {
            *own += weight * (sum - count * shift);
        }
        self.weight += weight * count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_sums_are_those_of_the_shifted_samples() {
        let samples = [[1.0, 5.0, -2.0], [0.5, 4.0, 3.0], [2.0, 6.0, 0.0]];
        let shift = [0.5, 5.0, -1.0];
        let (mut sums, mut expected) = (Sums::new(3), Sums::new(3));
        for sample in samples {
            sums.add(&sample, 1.0);
            let shifted: Vec<f32> =
                sample.iter().zip(shift).map(|(value, shift)| value - shift as f32).collect();
            expected.add(&shifted, 2.0);
        }
        let mut merged = Sums::new(3);
        merged.merge(&sums, Some(&shift), 2.0);
        assert_eq!(merged.weight, 6.0);
        let pairs =
            merged.sum.iter().zip(&expected.sum).chain(merged.products.iter().zip(&expected.products));
        pairs.for_each(|(a, b)| assert!((a - b).abs() < 1e-9, "{merged:?} {expected:?}"));
        samples.iter().for_each(|sample| sums.add(sample, -1.0));
        assert_eq!(sums, Sums::new(3));
    }
}
