//! Watches whether the tab is visible, as a hidden tab pauses.

use gloo_events::EventListener;
use web_sys::VisibilityState;

/// Calls back whenever the tab is hidden or shown, until dropped.
pub struct VisibilityWatch {
    _listener: Option<EventListener>,
}

/// Whether the tab is visible now.
pub fn is_visible() -> bool {
    document().is_none_or(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Watches the tab; `on_change` gets whether it is visible.
pub fn watch(on_change: impl Fn(bool) + 'static) -> VisibilityWatch {
    let listener = document()
        .map(|document| EventListener::new(&document, "visibilitychange", move |_| on_change(is_visible())));
    VisibilityWatch { _listener: listener }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
