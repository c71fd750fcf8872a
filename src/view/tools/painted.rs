//! A masked picture that the person can paint, by pointer, touch and keyboard.

use leptos::{ev, html, prelude::*};

use super::brush::{Brush, fitted, hidden, of, set};
use super::command::ToolsCommand;
use super::grid::{Grid, Grids, Modality};
use super::surface::{Outlines, by_keyboard, capture, patch_under};
use crate::view::state::{Command, Commands, ToolsState};
use tvlt::live::OwnMask;

/// How the picture is painted, for screen readers.
const HOW: &str =
    "Arrow keys move the cursor; with Shift they paint. Space or Enter hides or shows the patch under it.";

/// A masked picture, which can be painted while the tool for that is open.
#[component]
pub fn PaintedPicture(
    /// Its canvas.
    node: NodeRef<html::Canvas>,
    /// The canvas' id.
    id: &'static str,
    /// What it shows.
    description: &'static str,
    /// Which picture it is.
    modality: Modality,
    /// Its patches.
    grids: Memo<Option<Grids>>,
    /// The person's mask.
    tools: ToolsState,
    /// The brush.
    brush: RwSignal<Brush>,
    /// Where the painted mask goes.
    commands: Commands,
) -> impl IntoView {
    let painter = Painter {
        modality,
        grids,
        tools,
        brush,
        commands,
        strokes: StoredValue::new(Vec::new()),
        way: StoredValue::new(None),
        cursor: RwSignal::new(0),
        cursor_shown: RwSignal::new(false),
    };
    let open = move || painter.is_open();
    let covered = Signal::derive(move || {
        let grid = painter.grid().filter(|_| open());
        grid.map(|grid| {
            tools
                .own_mask
                .with(|mask| mask.as_ref().map(|mask| grid.path(hidden(mask, &grid))).unwrap_or_default())
        })
        .unwrap_or_default()
    });
    let cursor = move || painter.grid().filter(|_| open() && painter.cursor_shown.get());
    let outlined = Signal::derive(move || {
        cursor().map(|grid| grid.path(brush.get().under(&grid, painter.cursor.get()))).unwrap_or_default()
    });
    let said = move || cursor().map(|grid| painter.cursor_in_words(&grid));
    view! {
        <canvas
            id=id
            node_ref=node
            class:painted=open
            tabindex=move || open().then_some("0")
            role=move || if open() { "application" } else { "img" }
            aria-label=move || if open() { format!("{description}. {HOW}") } else { description.to_owned() }
            on:pointerdown=move |event| painter.press(&event)
            on:pointermove=move |event| painter.drag(&event)
            on:pointerup=move |_| painter.release()
            on:pointercancel=move |_| painter.release()
            on:lostpointercapture=move |_| painter.release()
            on:keydown=move |event| painter.key(&event)
            on:focus=move |event| painter.cursor_shown.set(by_keyboard(&event))
            on:blur=move |_| painter.cursor_shown.set(false)
        ></canvas>
        <Outlines modality grids covered outlined />
        <span class="visually-hidden" role="status">{said}</span>
    }
}

/// What happens to one picture. Strokes are collected, and become a command once a frame of the screen.
#[derive(Clone, Copy)]
struct Painter {
    modality: Modality,
    grids: Memo<Option<Grids>>,
    tools: ToolsState,
    brush: RwSignal<Brush>,
    commands: Commands,
    /// Patches that were touched since the last frame, and whether each is to be hidden.
    strokes: StoredValue<Vec<(usize, bool)>>,
    /// Where the pointer was while it is down: `Some(None)` outside of the picture.
    way: StoredValue<Option<Option<usize>>>,
    cursor: RwSignal<usize>,
    cursor_shown: RwSignal<bool>,
}

impl Painter {
    /// Whether the picture can be painted, tracked.
    fn is_open(&self) -> bool {
        self.tools.opened.get().hands
    }

    fn grid(&self) -> Option<Grid> {
        self.grids.get().map(|grids| grids.of(self.modality))
    }

    fn press(&self, event: &ev::PointerEvent) {
        if !untrack(|| self.is_open()) || event.button() != 0 {
            return;
        }
        capture(event);
        self.cursor_shown.set(false);
        self.way.set_value(Some(None));
        self.drag(event);
    }

    fn drag(&self, event: &ev::PointerEvent) {
        let grid = untrack(|| self.grid());
        let (Some(before), Some(grid)) = (self.way.get_value(), grid) else { return };
        let patch = patch_under(event, &grid);
        if patch.is_some() && patch == before {
            return;
        }
        self.way.set_value(Some(patch));
        if let Some(patch) = patch {
            self.cursor.set(patch);
            let brush = self.brush.get_untracked();
            self.paint(brush.stroke(&grid, before.unwrap_or(patch), patch), brush.hides);
        }
    }

    fn release(&self) {
        self.way.set_value(None);
    }

    fn key(&self, event: &ev::KeyboardEvent) {
        let brush = self.brush.get_untracked();
        let Some(grid) = untrack(|| self.grid().filter(|_| self.is_open())) else { return };
        let (key, at) = (event.key(), self.cursor.get_untracked().min(grid.patches() - 1));
        if let Some(next) = grid.beside(at, &key) {
            self.cursor.set(next);
            if event.shift_key() {
                self.paint(brush.stroke(&grid, at, next), brush.hides);
            }
        } else if matches!(key.as_str(), " " | "Enter") {
            self.paint(brush.under(&grid, at), !self.is_hidden(at));
        } else {
            return;
        }
        self.cursor_shown.set(true);
        // The page neither scrolls nor takes the key for one of its own.
        event.prevent_default();
        event.stop_propagation();
    }

    /// Whether a patch is hidden, tracked.
    fn is_hidden(&self, patch: usize) -> bool {
        let flag = |mask: &OwnMask| of(mask, self.modality).get(patch).copied().unwrap_or(false);
        self.tools.own_mask.with(|mask| mask.as_ref().is_some_and(flag))
    }

    fn cursor_in_words(&self, grid: &Grid) -> String {
        let at = self.cursor.get();
        let state = if self.is_hidden(at) { "hidden" } else { "shown" };
        format!("{}: {state}", grid.in_words(at))
    }

    fn paint(self, patches: Vec<usize>, hides: bool) {
        let mut is_first = false;
        self.strokes.update_value(|strokes| {
            is_first = strokes.is_empty();
            strokes.extend(patches.into_iter().map(|patch| (patch, hides)));
        });
        if is_first {
            request_animation_frame(move || self.finish());
        }
    }

    /// Puts the strokes since the last frame onto the mask.
    fn finish(&self) {
        let strokes = self.strokes.try_update_value(std::mem::take).unwrap_or_default();
        let Some(grids) = self.grids.get_untracked() else { return };
        let mut mask = self.tools.own_mask.with_untracked(|mask| fitted(mask.as_ref(), &grids));
        for (patch, hidden) in strokes {
            set(&mut mask, self.modality, patch, hidden);
        }
        self.commands.give(Command::Tools(ToolsCommand::Mask(Some(mask))));
    }
}
