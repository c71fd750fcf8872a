//! A picture whose patches can be asked where they look, by pointer and keyboard.

use leptos::{ev, prelude::*};

use super::drawing::MapCanvases;
use super::grid::{Grids, Modality};
use super::query::{patch, token};
use super::surface::{Outlines, by_keyboard, patch_under};
use tvlt::live::Token;

/// A copy of a picture with a map over it. A click on a patch asks about it.
#[component]
pub fn Looker(
    /// Its id.
    id: &'static str,
    /// Its caption.
    name: &'static str,
    /// Which picture it is.
    modality: Modality,
    /// Its patches.
    grids: Memo<Option<Grids>>,
    /// Where picture and map are drawn.
    canvases: MapCanvases,
    /// The token that is asked about.
    asked: Signal<Token>,
    /// Asks about another.
    ask: Callback<Token>,
) -> impl IntoView {
    let cursor = RwSignal::new(None::<usize>);
    let grid = move || grids.get().map(|grids| grids.of(modality));
    let grid_now = move || untrack(grid);
    let on_click = move |event: ev::MouseEvent| {
        if let Some(patch) = grid_now().and_then(|grid| patch_under(&event, &grid)) {
            ask.run(token(modality, patch));
        }
    };
    let start = move || untrack(|| patch(asked.get(), modality)).unwrap_or(0);
    let on_keydown = move |event: ev::KeyboardEvent| {
        let Some(grid) = grid_now() else { return };
        let (key, at) = (event.key(), cursor.get_untracked().unwrap_or_else(start).min(grid.patches() - 1));
        if let Some(next) = grid.beside(at, &key) {
            cursor.set(Some(next));
        } else if matches!(key.as_str(), " " | "Enter") {
            cursor.set(Some(at));
            ask.run(token(modality, at));
        } else {
            return;
        }
        // The page neither scrolls nor takes the key for one of its own.
        event.prevent_default();
        event.stop_propagation();
    };
    let outlined = Signal::derive(move || {
        let patches = patch(asked.get(), modality).into_iter().chain(cursor.get());
        grid().map(|grid| grid.path(patches)).unwrap_or_default()
    });
    let said = move || cursor.get().zip(grid()).map(|(at, grid)| grid.in_words(at));
    view! {
        <figure class="map">
            <figcaption>{name}</figcaption>
            <div
                id=id
                class="layers asking"
                tabindex="0"
                role="application"
                aria-label=format!("{name}. Arrow keys move the cursor; space or Enter asks where the patch under it looks.")
                on:click=on_click
                on:keydown=on_keydown
                on:focus=move |event| cursor.set(by_keyboard(&event).then(start))
                on:blur=move |_| cursor.set(None)
            >
                <canvas class="below" node_ref=canvases.below></canvas>
                <canvas class="above" node_ref=canvases.above></canvas>
                <Outlines modality grids outlined />
            </div>
            <span class="visually-hidden" role="status">{said}</span>
        </figure>
    }
}
