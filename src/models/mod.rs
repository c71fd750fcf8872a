//! Descriptions of models: those that the site lists, and the files that a person chooses.

pub mod chosen_files;
pub mod entry;
pub mod gauge;
pub mod index;
pub mod quantity;
