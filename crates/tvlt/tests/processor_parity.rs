//! The processors against Hugging Face's (transformers 4.40.2), from inputs, settings and answers
//! that `fixtures/processor/make_fixtures.py` wrote; and streams against whole clips.

#[path = "processor/fixtures.rs"]
mod fixtures;
#[path = "processor/images.rs"]
mod images;
#[path = "processor/resampling.rs"]
mod resampling;
#[path = "processor/sounds.rs"]
mod sounds;
#[path = "processor/streaming.rs"]
mod streaming;
