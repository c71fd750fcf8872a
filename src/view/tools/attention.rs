//! What a patch looked at, not why.

use leptos::prelude::*;

use super::command::{Tool, ToolsCommand};
use super::drawing::{MapCanvases, copy};
use super::grid::{Grids, Modality};
use super::heat::{heat, largest, listed};
use super::looker::Looker;
use super::map_words;
use super::query::{ALL, head_name, layer_name, parsed, token_name, valid, with_layer};
use super::surface::{grids, is_open};
use crate::view::state::{Command, Commands, PageState};
use tvlt::live::{AttentionMap, AttentionQuery, PictureKind, Token};

/// What a patch looked at, not why.
#[component]
pub fn AttentionTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
) -> impl IntoView {
    let (tools, model) = (state.tools, state.model);
    let (query, map) = (tools.query, tools.attention);
    let grids = grids(model, state.settings);
    let give = move |command| commands.give(Command::Tools(command));
    let [pixel, audio] = [MapCanvases::default(), MapCanvases::default()];
    let open = move || tools.opened.get().attention;
    let layers = move || model.of_loaded(|model| model.layers).unwrap_or(0);
    let heads = move || model.of_loaded(|model| model.heads).unwrap_or(0);
    // What is asked at first: where the class token looks in the last layer.
    let first = move || AttentionQuery { from: Token::Class, layer: layers().checked_sub(1), head: None };
    let asked = move || query.get().unwrap_or_else(first);
    let ask = move |change: &dyn Fn(AttentionQuery) -> AttentionQuery| {
        give(ToolsCommand::Attention(Some(change(untrack(asked)))));
    };
    let ask_from = move |from| ask(&|query| AttentionQuery { from, ..query });
    // Another model or another length of the clip may not have what was asked about.
    Effect::new(move |_| {
        let Some(grids) = grids.get().filter(|_| open()) else { return };
        let sizes = (layers(), heads());
        if query.with(|query| query.is_none_or(|query| !valid(&query, &grids, sizes))) {
            give(ToolsCommand::Attention(Some(first())));
        }
    });
    Effect::new(move |_| {
        // They are set anew by each update.
        state.answer.predictions.with(|_| ());
        if open() {
            copy(state.canvases.node(PictureKind::FrameInput), pixel.below);
            copy(state.canvases.node(PictureKind::SpectrogramInput), audio.below);
        }
    });
    Effect::new(move |_| draw(&map.get(), grids.get(), pixel, audio));
    let of_map = move |read: fn(&AttentionMap) -> String| move || map.with(|map| map.as_ref().map(read));
    let words = move || {
        let grids = grids.get()?;
        map.with(|map| {
            let map = map.as_ref()?;
            Some(map_words::looks(map.query.from, &map.pixel, &map.audio, &grids))
        })
    };
    let looker = |modality, canvases, name, id| {
        view! { <Looker id name modality grids canvases asked=Signal::derive(move || asked().from) ask=Callback::new(ask_from) /> }
    };
    view! {
        <details
            id="attention"
            class="tool"
            data-from=move || token_name(asked().from)
            data-layer=move || layer_name(asked().layer)
            data-head=move || head_name(asked().head)
            data-pixel=of_map(|map| listed(&map.pixel))
            data-audio=of_map(|map| listed(&map.audio))
            open=open
            on:toggle=move |event| give(ToolsCommand::Open(Tool::Attention, is_open(&event)))
        >
            <summary>"What it looked at, not why"</summary>
            <p class="about">
                "Choose one of the small pieces (patches) of picture or sound: the colour shows from which others the model takes its next state. What an answer relied on is another question."
            </p>
            <p class="about">
                "The model computes in layers, one after another, and in each of them several heads look at once. The class token belongs to no patch: it gathers what the answer is read from."
            </p>
            <div class="pickers">
                <button
                    id="attention-class"
                    class="small"
                    aria-pressed=move || (asked().from == Token::Class).to_string()
                    on:click=move |_| ask_from(Token::Class)
                >
                    "Ask the clip as a whole (class token)"
                </button>
                <label class="picker" title="The model computes in layers, one after another">
                    <span>"Layer"</span>
                    <select
                        id="attention-layer"
                        on:change=move |event| {
                            let layer = parsed(&event_target_value(&event));
                            ask(&|query| with_layer(query, layer));
                        }
                    >
                        {move || options("All layers together (rollout)", layers(), asked().layer)}
                    </select>
                </label>
                <label class="picker" title="In each layer several heads look at once, each in its own way">
                    <span>"Head"</span>
                    <select
                        id="attention-head"
                        disabled=move || asked().layer.is_none()
                        on:change=move |event| {
                            let head = parsed(&event_target_value(&event));
                            ask(&|query| AttentionQuery { head, ..query });
                        }
                    >
                        {move || options("Mean of all", heads(), asked().head)}
                    </select>
                </label>
            </div>
            <div class="maps">
                {looker(Modality::Pixel, pixel, "Picture", "attention-pixel")}
                {looker(Modality::Audio, audio, "Sound", "attention-audio")}
            </div>
            <p class="words">{words}</p>
            <p class="about">{of_map(|map| map_words::sinks(map.sinks))}</p>
        </details>
    }
}

/// The entries of a picker: one for all, then each by its number.
fn options(all: &'static str, count: usize, chosen: Option<usize>) -> impl IntoView {
    let entry = |value: String, label: String, selected: bool| {
        view! { <option value=value prop:selected=selected>{label}</option> }
    };
    let mut entries = vec![entry(ALL.into(), all.into(), chosen.is_none())];
    entries.extend(
        (0..count).map(|index| entry(index.to_string(), (index + 1).to_string(), chosen == Some(index))),
    );
    entries
}

/// Draws where the token looks; without a map, nothing.
fn draw(map: &Option<AttentionMap>, grids: Option<Grids>, pixel: MapCanvases, audio: MapCanvases) {
    let scale = map.as_ref().map_or(0.0, |map| largest(&map.pixel, &map.audio));
    let drawn = map.as_ref().zip(grids);
    let seen = drawn.and_then(|(map, grids)| heat(&map.pixel, &grids.pixel, scale));
    let heard = drawn.and_then(|(map, grids)| heat(&map.audio, &grids.audio, scale));
    pixel.draw(seen.as_ref());
    audio.draw(heard.as_ref());
}
