//! The page: Leptos components, and the conductor that joins capture, workers and pictures.
//!
//! What a person sees is a function of [`state::PageState`]; what a person does becomes a
//! [`state::Command`]. Decisions that need no browser live in modules of their own that are tested
//! natively: [`address`], [`axes`], [`chosen_files`], [`clip_length`], [`crew`], [`model_index`],
//! [`pace`], [`quantity`], [`sentiment`] and [`winner`].

pub mod address;
pub mod axes;
pub mod chosen_files;
pub mod clip_length;
pub mod crew;
pub mod model_index;
pub mod pace;
pub mod quantity;
pub mod sentiment;
pub mod winner;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod answer;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod app;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod budget;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod conductor;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod controls;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod facts;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod hub;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod layout;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod mask_settings;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod match_gauge;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod model;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod number_gauge;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod offline;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod pictures;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod state;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod status;
