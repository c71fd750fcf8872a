//! What the answer relied on: a map over picture and sound.

use leptos::{html, prelude::*};

use super::command::{Tool, ToolsCommand};
use super::drawing::{MapCanvases, copy};
use super::grid::Grid;
use super::heat::{heat, largest, listed};
use super::map_words;
use super::surface::{grids, is_open};
use crate::view::activity::Activity;
use crate::view::state::{Command, Commands, PageState};
use tvlt::live::{PictureKind, ReliedOn, Scale};

/// What the answer relied on.
#[component]
pub fn ReliedOnTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let map = state.tools.relied_on;
    let grids = grids(state.model, state.settings);
    let [pixel, audio] = [Kept::default(), Kept::default()];
    let answered = RwSignal::new(0_u32);
    // The work on a map begins with the first update after the last one, and takes several updates. Its moment's
    // pictures are kept meanwhile, so that the map lies over what it is about.
    let begins = StoredValue::new(true);
    Effect::new(move |_| {
        // They are set anew by each update.
        state.answer.predictions.with(|_| ());
        if !state.tools.opened.get().relied_on {
            begins.set_value(true);
        } else if begins.get_value() {
            begins.set_value(false);
            copy(state.canvases.node(PictureKind::FrameInput), pixel.moment);
            copy(state.canvases.node(PictureKind::SpectrogramInput), audio.moment);
        }
    });
    Effect::new(move |_| {
        map.with(|map| {
            let Some(map) = map else {
                // The room of the pictures stays, so that nothing below moves; the colours are of another answer.
                [pixel, audio].iter().for_each(|kept| kept.canvases.draw(None));
                return;
            };
            pixel.show(map, &map.pixel, grids.get_untracked().map(|grids| grids.pixel));
            audio.show(map, &map.audio, grids.get_untracked().map(|grids| grids.audio));
        });
        if map.with(Option::is_some) {
            begins.set_value(true);
            answered.update(|answered| *answered += 1);
        }
    });
    let of_map = move |read: fn(&ReliedOn) -> String| move || map.with(|map| map.as_ref().map(read));
    let is_clear = move || map.with(|map| map.as_ref().is_some_and(ReliedOn::is_clear));
    let is_empty = move |part: fn(&ReliedOn) -> bool| move || map.with(|map| map.as_ref().is_some_and(part));
    let words = move || match (map.with(Option::is_none), grids.get()) {
        (false, Some(grids)) => {
            let own = state.teach.open.get();
            map.with(|map| map.as_ref().map(|map| map_words::relied_on(map, &grids, own)).unwrap_or_default())
        }
        _ if state.source.activity.get() == Activity::Running => "Leaving out patch after patch…".into(),
        _ => "Start the camera or the sample clip to see a map.".into(),
    };
    let answers = move || {
        let model = state.model;
        model.matches() || model.classifies() && model.scale() != Scale::Number
    };
    view! {
        <details
            id="relied-on"
            class="tool"
            hidden=move || !answers()
            data-answered=answered
            data-label=of_map(|map| map.label.clone().unwrap_or_default())
            data-clear=of_map(|map| map.is_clear().to_string())
            data-pixel=of_map(|map| listed(&map.pixel))
            data-audio=of_map(|map| listed(&map.audio))
            open=move || state.tools.opened.get().relied_on
            on:toggle=move |event| {
                commands.give(Command::Tools(ToolsCommand::Open(Tool::ReliedOn, is_open(&event))));
            }
        >
            <summary>"What it relied on"</summary>
            <p class="about">
                "Patch after patch is left out, and the model answers again: the colours show how far its answer moves without each."
            </p>
            <p class="words">{words}</p>
            <div class="maps">
                <KeptMap kept=pixel name="Picture" empty=Signal::derive(is_empty(|map| map.pixel.is_empty())) />
                <KeptMap kept=audio name="Sound" empty=Signal::derive(is_empty(|map| map.audio.is_empty())) />
            </div>
            <ul class="legend" class:absent=move || !is_clear()>
                <li class="warm">"the answer falls without it"</li>
                <li class="cool">"the answer rises without it"</li>
            </ul>
        </details>
    }
}

/// A picture with a map over it, and the picture of the moment that the next map is about.
#[derive(Clone, Copy, Default)]
struct Kept {
    canvases: MapCanvases,
    moment: NodeRef<html::Canvas>,
}

impl Kept {
    /// Shows the moment's picture and, where it is clear, the map over it.
    fn show(&self, map: &ReliedOn, values: &[f32], grid: Option<Grid>) {
        copy(self.moment, self.canvases.below);
        let scale = largest(&map.pixel, &map.audio);
        let heat = grid.filter(|_| map.is_clear()).and_then(|grid| heat(values, &grid, scale));
        self.canvases.draw(heat.as_ref());
    }
}

/// The canvases of such a picture. The sentence above says in words what it shows.
#[component]
fn KeptMap(kept: Kept, name: &'static str, empty: Signal<bool>) -> impl IntoView {
    view! {
        <figure class="map" hidden=empty aria-hidden="true">
            <figcaption>{name}</figcaption>
            <div class="layers">
                <canvas class="below" node_ref=kept.canvases.below></canvas>
                <canvas class="above" node_ref=kept.canvases.above></canvas>
                <canvas hidden node_ref=kept.moment></canvas>
            </div>
        </figure>
    }
}
