//! The ZIP of a person's own classes.
//!
//! ```text
//! head.safetensors               what was learnt, for `tvlt recognise`
//! classes.json                   names, counts, model, versions, figures of the report: [`manifest`]
//! samples/CLASS/BURST/NAME.png   pictures and sounds of the samples; one name is one sample: [`layout`]
//! samples/CLASS/BURST/NAME.wav
//! README.txt
//! ```
//!
//! [`pack`] writes it piece by piece, [`unpack`] reads it, and also other ZIPs with a folder for each class. [`heads`]
//! reads `head.safetensors` alone.

pub mod error;
pub mod folders;
pub mod heads;
pub mod layout;
pub mod manifest;
pub mod pack;
pub mod unpack;

#[cfg(test)]
mod tests;
