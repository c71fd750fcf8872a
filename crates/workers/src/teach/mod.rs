//! Learns a person's own classes, keeps their samples on the device, and packs them into a ZIP.
//!
//! `archive` is the ZIP; `picture`, `sound` and `thumbnail` are its files and their small pictures. These are portable.

pub mod archive;
pub mod media_error;
pub mod picture;
pub mod sound;
pub mod thumbnail;
