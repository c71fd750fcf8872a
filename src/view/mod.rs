//! What a person sees: Leptos components, and the state that they show.
//!
//! What the page shows is a function of `state::PageState`; what a person does becomes a `state::Command`. Decisions
//! that need no browser are in modules of their own, which are tested natively: [`axes`], [`clip_length`],
//! [`winner`], [`problems`], the words and names of [`teach`], and the patches, brushes, colours and words of [`tools`]; [`activity`] and [`panel`] are plain types.

pub mod activity;
pub mod axes;
pub mod clip_length;
pub mod dropped;
pub mod panel;
pub mod problems;
pub mod teach;
pub mod tools;
pub mod winner;

#[cfg(target_arch = "wasm32")]
pub mod answer;
#[cfg(target_arch = "wasm32")]
pub mod budget;
#[cfg(target_arch = "wasm32")]
pub mod canvases;
#[cfg(target_arch = "wasm32")]
pub mod controls;
#[cfg(target_arch = "wasm32")]
pub mod facts;
#[cfg(target_arch = "wasm32")]
mod file_button;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
pub mod hub;
#[cfg(target_arch = "wasm32")]
pub mod layout;
#[cfg(target_arch = "wasm32")]
pub mod mask_settings;
#[cfg(target_arch = "wasm32")]
pub mod match_gauge;
#[cfg(target_arch = "wasm32")]
pub mod model;
#[cfg(target_arch = "wasm32")]
pub mod number_gauge;
#[cfg(target_arch = "wasm32")]
pub mod pictures;
#[cfg(target_arch = "wasm32")]
mod progress;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod status;
