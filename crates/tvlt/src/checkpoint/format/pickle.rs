//! Reads pickles without running them: a machine that can build tensors, dictionaries and plain values, and
//! knows nothing else.
//!
//! Python's pickle is a list of instructions for a stack machine, among them "import this" and "call
//! that" (`pickletools.py` of Python's library lists them all). Here an import makes a [`Name`], which is a word
//! and nothing more, and a call makes one of this module's own values: a tensor or a dictionary where the name is
//! known to make one, and otherwise an [`Object`](Value::Object) that nothing is known of. Whatever a checkpoint's
//! tensors do not need (a set, a date, a learning rate) is skipped: one placeholder value stands for all of these.
//!
//! Values lie in one list and refer to each other by index, so that deep nesting needs no recursion. Their
//! memory is counted, and a pickle that needs more than its limit is refused.

mod machine;
mod names;

use std::rc::Rc;

pub(super) use machine::read;
pub(super) use names::Name;

/// Limit on a tensor's dimensions, above any real tensor's.
const MAX_DIMENSIONS: usize = 8;

/// Limit on the unknown names that are reported.
const MAX_UNKNOWN: usize = 8;

/// Why a pickle is not read: it is broken, or holds something that no checkpoint needs. The text is the end of a
/// sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) String);

impl Refusal {
    fn unread(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Index of a value in [`Values`].
pub(super) type Place = u32;

/// Index of the placeholder for every value that is not needed.
const PLAIN: Place = 0;

/// A value built by a pickle.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `None`, a truth value, a float, bytes or a number beyond 64 bits: nothing a checkpoint's tensors need.
    Plain,
    /// An object whose class makes no tensor, known or not. Where the pickle gives it keys, it becomes a dictionary.
    Object,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Rc<str>),
    /// A tuple.
    Tuple(Vec<Place>),
    /// A list.
    List(Vec<Place>),
    /// A dictionary, in insertion order.
    Dict(Vec<(Place, Place)>),
    /// The name of a class or a function.
    Name(Name),
    /// A storage: a tensor's numbers, in a file of their own.
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

/// A tensor as PyTorch stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StridedTensor {
    /// The storage that its numbers lie in.
    pub(super) storage: Rc<Storage>,
    /// Index of its first number in the storage.
    pub(super) offset: u64,
    /// Shape.
    pub(super) shape: Vec<usize>,
    /// Stride of each dimension, in numbers.
    pub(super) strides: Vec<usize>,
}

impl StridedTensor {
    /// How many numbers of the storage lie between its first and its last, both included. `None` where there are
    /// more than can be counted, or where shape and strides differ in length.
    pub(super) fn span(&self) -> Option<u64> {
        if self.shape.contains(&0) {
            return Some(0);
        }
        let mut last = 0u64;
        for (&length, &stride) in self.shape.iter().zip(&self.strides) {
            last = last.checked_add((length as u64 - 1).checked_mul(stride as u64)?)?;
        }
        (self.shape.len() == self.strides.len()).then(|| last.checked_add(1))?
    }

    /// Whether its numbers lie row by row, without a gap.
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

/// All values of a pickle; the placeholder is at [`PLAIN`].
#[derive(Debug)]
pub(super) struct Values(Vec<Value>);

impl Values {
    /// The value at an index.
    pub(super) fn get(&self, place: Place) -> Option<&Value> {
        self.0.get(place as usize)
    }

    /// The names of classes and functions that are not known, each once, at most [`MAX_UNKNOWN`]. Characters that do not
    /// show are escaped.
    pub(super) fn unknown(&self) -> Vec<String> {
        let mut names: Vec<&str> = Vec::new();
        for value in &self.0 {
            if let Value::Name(Name::Unknown(name)) = value
                && !names.contains(&&**name)
            {
                names.push(name);
                if names.len() == MAX_UNKNOWN {
                    break;
                }
            }
        }
        names.into_iter().map(|name| name.escape_debug().to_string()).collect()
    }

    fn get_mut(&mut self, place: Place) -> Option<&mut Value> {
        self.0.get_mut(place as usize)
    }

    /// The text at an index.
    pub(super) fn text(&self, place: Place) -> Option<&str> {
        match self.get(place)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As [`text`](Self::text), shared instead of borrowed.
    fn shared_text(&self, place: Place) -> Option<Rc<str>> {
        match self.get(place)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The dictionary at an index.
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
