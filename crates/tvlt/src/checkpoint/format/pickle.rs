//! Pickles read, never run: a machine that knows how to put tensors, dictionaries and plain values
//! together, and stops at the name of anything else.
//!
//! Python's pickle is a list of instructions for a stack machine, among them "import this" and "call
//! that" (`pickletools.py` of Python's library lists them all). Here the only names are those in
//! [`Name::of`], and calling one of them makes a value of this module's. Whatever a checkpoint's tensors do
//! not need (a set, a date, a learning rate) is passed over: one value stands for all of these.
//!
//! Values lie in one list and point to each other by place, so that no nesting is too deep. What they take
//! is counted, and a pickle that asks for more than it is given is refused.

mod machine;
mod names;

use std::rc::Rc;

pub(super) use machine::read;
pub(super) use names::Name;

/// More dimensions than any tensor has.
const MAX_DIMENSIONS: usize = 8;

/// Why a pickle is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It wants to run this.
    Runs(String),
    /// It is broken, or has what no checkpoint needs; the end of a sentence.
    Unread(String),
}

impl Refusal {
    fn unread(words: impl Into<String>) -> Self {
        Self::Unread(words.into())
    }
}

/// Place of a value in [`Values`].
pub(super) type Place = u32;

/// Place of the value that stands for all of no account.
const PLAIN: Place = 0;

/// What a pickle makes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `None`, a truth value, a float, bytes or a number beyond 64 bits: nothing a checkpoint's tensors need.
    Plain,
    /// An object of a known class that is not needed either, and to which more may be added.
    Object,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Rc<str>),
    /// A tuple.
    Tuple(Vec<Place>),
    /// A list.
    List(Vec<Place>),
    /// A dictionary, in its order.
    Dict(Vec<(Place, Place)>),
    /// One of the known names.
    Name(Name),
    /// Numbers in a file of their own.
    Storage(Rc<Storage>),
    /// A tensor.
    Tensor(Rc<StridedTensor>),
}

/// Where a tensor's numbers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Storage {
    /// Type by PyTorch's name: "Float", "Half".
    pub(super) dtype: Rc<str>,
    /// Name of its file in the archive.
    pub(super) key: Rc<str>,
}

/// A tensor as PyTorch keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StridedTensor {
    /// Where.
    pub(super) storage: Rc<Storage>,
    /// Number of the storage's first number that is its own.
    pub(super) offset: u64,
    /// Shape.
    pub(super) shape: Vec<usize>,
    /// Numbers from one to the next, for each dimension.
    pub(super) strides: Vec<usize>,
}

impl StridedTensor {
    /// Whether it lies row by row, without a gap.
    pub(super) fn is_contiguous(&self) -> bool {
        let mut wanted = 1usize;
        for (&length, &stride) in self.shape.iter().zip(&self.strides).rev() {
            if length != 1 && stride != wanted {
                return false;
            }
            match wanted.checked_mul(length.max(1)) {
                Some(next) => wanted = next,
                None => return false,
            }
        }
        self.shape.len() == self.strides.len()
    }
}

/// All values of a pickle; at [`PLAIN`] is the one of no account.
#[derive(Debug)]
pub(super) struct Values(Vec<Value>);

impl Values {
    /// A value.
    pub(super) fn get(&self, place: Place) -> Option<&Value> {
        self.0.get(place as usize)
    }

    fn get_mut(&mut self, place: Place) -> Option<&mut Value> {
        self.0.get_mut(place as usize)
    }

    /// The text there.
    pub(super) fn text(&self, place: Place) -> Option<&str> {
        match self.get(place)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same, to be kept.
    fn shared_text(&self, place: Place) -> Option<Rc<str>> {
        match self.get(place)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The dictionary there.
    pub(super) fn dict(&self, place: Place) -> Option<&[(Place, Place)]> {
        match self.get(place)? {
            Value::Dict(pairs) => Some(pairs),
            _ => None,
        }
    }

    fn tuple(&self, place: Place) -> Option<&[Place]> {
        match self.get(place)? {
            Value::Tuple(parts) => Some(parts),
            _ => None,
        }
    }

    fn size(&self, place: Place) -> Option<usize> {
        match self.get(place)? {
            Value::Int(value) => usize::try_from(*value).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contiguous_is_row_by_row() {
        let tensor = |shape: &[usize], strides: &[usize]| StridedTensor {
            storage: Rc::new(Storage { dtype: "Float".into(), key: "0".into() }),
            offset: 0,
            shape: shape.into(),
            strides: strides.into(),
        };
        assert!(tensor(&[2, 3], &[3, 1]).is_contiguous());
        assert!(tensor(&[1, 3], &[99, 1]).is_contiguous());
        assert!(tensor(&[], &[]).is_contiguous());
        assert!(!tensor(&[2, 3], &[1, 2]).is_contiguous());
        assert!(!tensor(&[2, 3], &[0, 1]).is_contiguous());
        assert!(!tensor(&[2, 3], &[1]).is_contiguous());
        assert!(!tensor(&[usize::MAX, 3, 2], &[6, 2, 1]).is_contiguous());
    }
}
