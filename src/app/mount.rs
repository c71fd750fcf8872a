//! Starts the page.

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;

use super::conductor::Conductor;
use crate::view::layout::Page;
use crate::view::state::PageState;

/// Id of the element of `index.html` that the app takes over.
const PLACE: &str = "app";

/// Replaces the static contents of `index.html` by the page, and starts it.
pub fn mount() {
    console_error_panic_hook::set_once();
    let place = document().get_element_by_id(PLACE).or_else(|| document().body().map(JsCast::unchecked_into));
    if let Some(place) = place {
        place.set_inner_html("");
        mount_to(place.unchecked_into(), App).forget();
    }
}

#[component]
fn App() -> impl IntoView {
    let state = PageState::default();
    let commands = Conductor::start(state);
    view! { <Page state commands /> }
}
