//! The processors against Hugging Face's (transformers 4.40.2), from inputs, settings and answers
//! that `fixtures/processor/make_fixtures.py` wrote; streams against whole clips; and
//! `tvlt preprocess` on files.

#[path = "processor/fixtures.rs"]
mod fixtures;
#[path = "processor/images.rs"]
mod images;
// The native tool's own part needs its feature; the rest is tested without.
#[cfg(feature = "cli")]
#[path = "processor/preprocess.rs"]
mod preprocess;
#[path = "processor/resampling.rs"]
mod resampling;
#[path = "processor/sounds.rs"]
mod sounds;
#[path = "processor/streaming.rs"]
mod streaming;
