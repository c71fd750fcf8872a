//! Gives the focus to another control where the one that has it goes away.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// How often it is looked whether the control is gone, and how many times: it goes once a worker has answered.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// See [`LOOK_EVERY`].
const LOOKS: u32 = 80;

/// Once what was to go is `gone` and nothing has the focus any more, gives it to the first of these that can take it, by
/// their CSS selectors. `gone` is asked for some seconds: its signals have to live longer than the control, as it panics
/// where one of a component is gone that was closed meanwhile.
pub fn follow(gone: impl Fn() -> bool + 'static, selectors: Vec<String>) {
    when(move || gone() && nothing_has_it(), selectors);
}

/// Once `ready`, gives the focus to the first of these that can take it, by their CSS selectors. The text of a field is
/// selected.
pub fn when(ready: impl Fn() -> bool + 'static, selectors: Vec<String>) {
    look(LOOKS, ready, selectors);
}

fn look(looks: u32, ready: impl Fn() -> bool + 'static, selectors: Vec<String>) {
    if looks == 0 || ready() && selectors.iter().any(|selector| take(selector)) {
        return;
    }
    set_timeout(move || look(looks - 1, ready, selectors), LOOK_EVERY);
}

/// Whether no control has the focus, or one that can no longer be used: Firefox leaves it there.
fn nothing_has_it() -> bool {
    let active = document().active_element();
    active.is_none_or(|active| active.tag_name() == "BODY" || active.matches(":disabled").unwrap_or(false))
}

/// Gives it to this; returns whether that was possible.
fn take(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(control) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    if control.offset_parent().is_none() || control.matches(":disabled").unwrap_or(true) {
        return false;
    }
    if let Some(field) = control.dyn_ref::<HtmlInputElement>() {
        field.select();
    }
    control.focus().is_ok()
}
