//! Learns a person's own classes, keeps their samples on the device, and packs them into a ZIP.
//!
//! [`room`] has the classes with what is needed to keep them ([`room_kept`], [`project`]) and to show them
//! ([`room_state`]), and computes the report step by step ([`standing`]); [`desk`] answers requests by it, [`opening`]
//! makes it of what is stored. [`taught`] answers by heads that were taught before. [`archive`] is the ZIP, [`inventory`]
//! says what goes into it, [`intake`] what becomes of files that come in, [`arrival`] in which classes, [`duplicates`] which
//! of them are there already.
//! [`files`], [`picture`], [`sound`] and [`thumbnail`] are a sample's files and small pictures; [`unstored`] holds files
//! in memory. All of these are portable. The browser code is in `browser`.

pub mod archive;
pub mod arrival;
pub mod desk;
pub mod duplicates;
pub mod files;
pub mod intake;
pub mod inventory;
pub mod media_error;
pub mod opening;
pub mod picture;
pub mod project;
pub mod refused;
pub mod room;
pub mod room_kept;
pub mod room_state;
pub mod said;
mod scenery;
pub mod sound;
pub mod standing;
pub mod taught;
pub mod thumbnail;
pub mod unstored;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_state;

#[cfg(target_arch = "wasm32")]
pub use browser::run;
