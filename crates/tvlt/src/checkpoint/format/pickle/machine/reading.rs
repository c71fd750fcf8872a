//! Reads the pickle's bytes, one part after the other.

use super::{super::Refusal, Machine, broken, cut_off};

impl<'a> Machine<'a> {
    /// The next `length` bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// The next line, without its end.
    pub(super) fn line(&mut self) -> Result<&'a str, Refusal> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').ok_or_else(cut_off)?;
        let line = self.take(end)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| broken())
    }

    /// A length, stored in `N` bytes.
    pub(super) fn length<const N: usize>(&mut self) -> Result<usize, Refusal> {
        let mut whole = [0; 8];
        whole[..N].copy_from_slice(&self.array::<N>()?);
        usize::try_from(u64::from_le_bytes(whole)).map_err(|_| cut_off())
    }
}
