//! What pictures with patches have in common: their grids, the patch under a pointer, and outlines over them.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::grid::{Grid, Grids, Modality};
use crate::view::state::{ModelState, SettingsState};

/// The patches of the pictures of the model that runs; `None` until it is known.
pub fn grids(model: ModelState, settings: SettingsState) -> Memo<Option<Grids>> {
    Memo::new(move |_| {
        let rows = settings.budgeted.get()?.budget.rows;
        model.of_loaded(|model| Grids::new(model, rows)).flatten()
    })
}

/// The patch under a pointer, on the element that listens; `None` outside of it.
pub fn patch_under(event: &MouseEvent, grid: &Grid) -> Option<usize> {
    let surface = listener(event)?;
    let size = (f64::from(surface.client_width()), f64::from(surface.client_height()));
    grid.patch_at((f64::from(event.offset_x()), f64::from(event.offset_y())), size)
}

/// Lets the listening element hear of the pointer until it is released, wherever it goes.
pub fn capture(event: &ev::PointerEvent) {
    if let Some(surface) = listener(event) {
        // A browser refuses for a pointer that has just gone: then there is nothing more to hear.
        let _ = surface.set_pointer_capture(event.pointer_id());
    }
}

/// Whether the focus came by the keyboard, so that it should be visible.
pub fn by_keyboard(event: &ev::FocusEvent) -> bool {
    let surface = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    surface.is_some_and(|surface| surface.matches(":focus-visible").unwrap_or(false))
}

/// Whether a `<details>` has just been opened, or closed.
pub fn is_open(event: &ev::Event) -> bool {
    event_target::<Element>(event).has_attribute("open")
}

/// Patches over a picture: some covered, some outlined.
#[component]
pub fn Outlines(
    /// Which picture it lies over.
    modality: Modality,
    /// The patches.
    grids: Memo<Option<Grids>>,
    /// The covered patches, as a path; see [`Grid::path`].
    #[prop(optional)]
    covered: Option<Signal<String>>,
    /// The outlined patches, as a path.
    outlined: Signal<String>,
) -> impl IntoView {
    let view_box = move || {
        let (columns, rows) =
            grids.get().map(|grids| grids.of(modality)).map_or((1, 1), |grid| (grid.columns, grid.rows));
        format!("0 0 {columns} {rows}")
    };
    view! {
        <svg class="outlines" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
            {covered.map(|covered| view! { <path class="covered" d=covered /> })}
            <path class="under" d=outlined />
            <path class="outlined" d=outlined />
        </svg>
    }
}

fn listener(event: &MouseEvent) -> Option<Element> {
    event.current_target().and_then(|target| target.dyn_into::<Element>().ok())
}
