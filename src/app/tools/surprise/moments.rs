//! Keeps what belongs to marks, within a number of bytes.

use std::collections::BTreeMap;

/// The most bytes of all kept moments.
pub const MOST_BYTES: usize = 24_000_000;

/// Kept moments by their numbers. `M` is what is kept: browser objects on the page, a name in tests.
#[derive(Debug, Clone)]
pub struct Moments<M> {
    kept: BTreeMap<u32, Kept<M>>,
}

#[derive(Debug, Clone)]
struct Kept<M> {
    times: f32,
    bytes: usize,
    moment: M,
}

impl<M> Default for Moments<M> {
    fn default() -> Self {
        Self { kept: BTreeMap::new() }
    }
}

impl<M> Moments<M> {
    /// A kept moment.
    pub fn get(&self, number: u32) -> Option<&M> {
        self.kept.get(&number).map(|kept| &kept.moment)
    }

    /// Keeps a moment that was `times` as surprising as usual and takes `bytes`.
    pub fn keep(&mut self, number: u32, times: f32, bytes: usize, moment: M) {
        self.kept.insert(number, Kept { times, bytes, moment });
    }

    /// A moment takes this many bytes more.
    pub fn grow(&mut self, number: u32, bytes: usize) {
        self.kept.entry(number).and_modify(|kept| kept.bytes += bytes);
    }

    /// Drops moments until all of them take at most `most` bytes: the least surprising first, of equal ones the oldest.
    /// `seen` stays. Returns the numbers of the dropped ones.
    pub fn make_room(&mut self, most: usize, seen: Option<u32>) -> Vec<u32> {
        let mut dropped = Vec::new();
        while self.kept.values().map(|kept| kept.bytes).sum::<usize>() > most {
            let others = self.kept.iter().filter(|(number, _)| seen != Some(**number));
            let Some(least) = others.min_by(|(_, a), (_, b)| a.times.total_cmp(&b.times)) else { break };
            let number = *least.0;
            self.kept.remove(&number);
            dropped.push(number);
        }
        dropped
    }

    /// Keeps only the moments for which this is true.
    pub fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        self.kept.retain(|number, _| stays(*number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_surprising_go_first_and_of_equal_ones_the_oldest() {
        let mut moments = Moments::default();
        for (number, times) in [(1, 4.0), (2, 2.0), (3, 2.0), (4, 9.0)] {
            moments.keep(number, times, 10, number);
        }
        assert!(moments.make_room(40, None).is_empty());
        assert_eq!(moments.make_room(25, None), [2, 3]);
        moments.grow(4, 10);
        assert_eq!(moments.make_room(25, Some(1)), [4], "what is seen stays");
        assert_eq!((moments.get(1), moments.get(4)), (Some(&1), None));
        moments.retain(|number| number > 1);
        assert_eq!(moments.get(1), None);
    }

    #[test]
    fn one_that_is_too_large_is_not_waited_for() {
        let mut moments = Moments::default();
        moments.keep(1, 1.0, 100, ());
        assert!(moments.make_room(10, Some(1)).is_empty());
        assert_eq!(moments.make_room(10, None), [1]);
    }
}
