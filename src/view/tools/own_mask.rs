//! The person's own mask: patches that are hidden or shown by hand.

use leptos::prelude::*;

use super::brush::{Brush, filled, fitted, inverted};
use super::command::{Tool, ToolsCommand};
use super::grid::Grids;
use super::surface::{grids, is_open};
use crate::view::state::{Command, Commands, PageState};
use tvlt::live::OwnMask;

/// The controls of the brush. What is painted are the masked pictures themselves; see
/// [`PaintedPicture`](super::painted::PaintedPicture).
#[component]
pub fn OwnMaskTool(
    /// The page's state.
    state: PageState,
    /// Where clicks go.
    commands: Commands,
    /// The brush.
    brush: RwSignal<Brush>,
) -> impl IntoView {
    let tools = state.tools;
    let grids = grids(state.model, state.settings);
    let give = move |command| commands.give(Command::Tools(command));
    // Strokes wait for the next frame of the screen. So does a button, as they would undo it otherwise.
    let change = move |change: fn(OwnMask, &Grids) -> OwnMask| {
        request_animation_frame(move || {
            if let Some(grids) = grids.get_untracked() {
                let mask = tools.own_mask.with_untracked(|mask| fitted(mask.as_ref(), &grids));
                give(ToolsCommand::Mask(Some(change(mask, &grids))));
            }
        });
    };
    let randomise = move |_| request_animation_frame(move || give(ToolsCommand::Mask(None)));
    let choice =
        move |name: &'static str, words: &'static str, chosen: fn(Brush) -> bool, set: fn(&mut Brush)| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=name
                        prop:checked=move || chosen(brush.get())
                        on:change=move |_| brush.update(set)
                    />
                    <span>{words}</span>
                </label>
            }
        };
    let button = move |id: &'static str, words: &'static str, changed: fn(OwnMask, &Grids) -> OwnMask| {
        view! { <button id=id class="small" on:click=move |_| change(changed)>{words}</button> }
    };
    view! {
        <details
            id="own-mask"
            class="tool"
            hidden=move || !state.model.reconstructs() || state.teach.open.get()
            open=move || tools.opened.get().hands
            on:toggle=move |event| give(ToolsCommand::Open(Tool::Hands, is_open(&event)))
        >
            <summary>"Paint your own mask"</summary>
            <p class="about">
                "Picture and sound are cut into small pieces, the patches. Paint over the two masked pictures above: you decide which patches the model does not get, and it fills them in."
            </p>
            <div class="brush">
                <fieldset id="brush-does">
                    <legend>"The brush"</legend>
                    {choice("brush-does", "hides", |brush| brush.hides, |brush| brush.hides = true)}
                    {choice("brush-does", "shows", |brush| !brush.hides, |brush| brush.hides = false)}
                </fieldset>
                <fieldset id="brush-size">
                    <legend>"Its size"</legend>
                    {choice("brush-size", "one patch", |brush| !brush.wide, |brush| brush.wide = false)}
                    {choice("brush-size", "three by three", |brush| brush.wide, |brush| brush.wide = true)}
                </fieldset>
            </div>
            <div class="buttons">
                {button("mask-clear", "Hide nothing", |_, grids| filled(grids, false))}
                {button("mask-all", "Hide all", |_, grids| filled(grids, true))}
                {button("mask-invert", "Invert", |mask, _| inverted(mask))}
                <button
                    id="mask-random"
                    class="small"
                    disabled=move || tools.own_mask.with(Option::is_none)
                    on:click=randomise
                >
                    "Random mask again"
                </button>
            </div>
            <p class="about">
                {move || if tools.own_mask.with(Option::is_some) {
                    "Your own mask is used: sliders and pattern above have no effect until “Random mask again”."
                } else {
                    "Until you paint, the sliders above say how many patches are hidden, and the pattern which."
                }}
            </p>
            <label class="toggle">
                <input
                    id="mask-blind"
                    type="checkbox"
                    prop:checked=move || tools.tools.get().blinded
                    on:change=move |event| give(ToolsCommand::Blind(event_target_checked(&event)))
                />
                <span>"Recognise without the hidden patches too"</span>
            </label>
            <p class="about">
                "The model was trained with patches left out, so it understands this question; grey boxes over the picture it would not."
            </p>
        </details>
    }
}
