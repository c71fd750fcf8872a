//! The six pictures: frame and spectrogram, each as input, masked and reconstructed.

use leptos::prelude::*;

use super::{
    activity::Activity,
    axes::{Mark, frequency_marks, time_marks},
    state::{Commands, ModelState, PageState, SettingsState, Shown},
    tools::{
        PaintedPicture,
        brush::{Brush, share},
        grid::Modality,
        grids,
    },
};
use tvlt::live::PictureKind;

/// Two rows of three, with captions and, for the spectrograms, axes.
#[component]
pub fn Pictures(
    /// The canvases, whether the pictures are current, which of them the model gives, and what is hidden.
    state: PageState,
    /// Where a painted mask goes.
    commands: Commands,
    /// The brush that the masked pictures are painted with.
    brush: RwSignal<Brush>,
    /// Whether only what it sees and what it hears are shown.
    inputs_alone: Signal<bool>,
) -> impl IntoView {
    let PageState { canvases, source, model, settings, tools, .. } = state;
    let grids = grids(model, settings);
    // The share of the person's own mask, or of the random one.
    let hidden = move |modality| {
        let own = grids
            .get()
            .map(|grids| grids.of(modality))
            .and_then(|grid| tools.own_mask.with(|mask| mask.as_ref().map(|mask| share(mask, &grid))));
        let settings = settings.settings.get();
        let ratio = own.unwrap_or(match modality {
            Modality::Pixel => settings.pixel_mask_ratio,
            Modality::Audio => settings.audio_mask_ratio,
        });
        format!("{:.0} % hidden from the model", ratio * 100.0)
    };
    let canvas = move |kind, id, caption: &'static str, description| {
        view! {
            <PictureView caption=Signal::derive(move || caption.to_owned())>
                <canvas id=id node_ref=canvases.node(kind) role="img" aria-label=description></canvas>
            </PictureView>
        }
    };
    let masked = move |kind, id, modality, description| {
        let node = canvases.node(kind);
        view! {
            <PictureView caption=Signal::derive(move || hidden(modality))>
                <PaintedPicture node id description modality grids tools brush commands />
            </PictureView>
        }
    };
    // If a camera or microphone gives nothing at the moment, its last picture is outdated and shown dimmed.
    let rests = move |works: Shown<bool>| move || source.activity.get() == Activity::Running && !works.get();
    let held = move || tools.tools.with(|tools| tools.held);
    let blind = move || tools.tools.with(|tools| !tools.senses.sees());
    let deaf = move || tools.tools.with(|tools| !tools.senses.hears());
    view! {
        <div
            class="pictures"
            class:resting=move || source.activity.get() != Activity::Running
            class:inputs-alone=move || !model.reconstructs() || inputs_alone.get()
        >
            <p class="held" hidden=move || !held()>"Frozen"</p>
            <div class="row frames" class:resting=rests(source.has_picture) class:off=blind>
                {canvas(PictureKind::FrameInput, "frame-input", "What it sees", "The picture that the model gets")}
                {masked(PictureKind::FrameMasked, "frame-masked", Modality::Pixel, "The picture with hidden patches grey")}
                {canvas(PictureKind::FrameReconstruction, "frame-reconstruction", "Filled in by the model", "The picture with its hidden patches filled in")}
                <p class="switched-off" hidden=move || !blind()>"Sight is switched off"</p>
            </div>
            <div class="row spectrograms" class:resting=rests(source.has_sound) class:off=deaf>
                <FrequencyAxis />
                {canvas(PictureKind::SpectrogramInput, "spectrogram-input", "What it hears", "Log-mel spectrogram of the last seconds of sound: time to the right, frequency upwards")}
                {masked(PictureKind::SpectrogramMasked, "spectrogram-masked", Modality::Audio, "The spectrogram with hidden patches grey")}
                {canvas(PictureKind::SpectrogramReconstruction, "spectrogram-reconstruction", "Filled in by the model", "The spectrogram with its hidden patches filled in")}
                <p class="switched-off" hidden=move || !deaf()>"Sound is switched off"</p>
                <TimeAxis model settings />
                <TimeAxis model settings />
                <TimeAxis model settings />
            </div>
        </div>
    }
}

/// One picture with its caption. What is in it besides the canvas lies over it.
#[component]
fn PictureView(caption: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <figure>
            <div class="layers">{children()}</div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}

/// Frequencies beside the spectrograms, bottom to top, linear in mels.
#[component]
fn FrequencyAxis() -> impl IntoView {
    let marks = frequency_marks()
        .into_iter()
        .map(|Mark { at, label }| view! { <span style:bottom=format!("{:.1}%", at * 100.0)>{label}</span> })
        .collect_view();
    view! { <div class="axis frequency" aria-hidden="true">{marks}</div> }
}

/// Seconds under a spectrogram; the right end is now.
#[component]
fn TimeAxis(model: ModelState, settings: SettingsState) -> impl IntoView {
    let marks = move || {
        let rows = settings.budgeted.get()?.budget.rows;
        let rows_per_second = model.of_loaded(|model| model.rows_per_second)?;
        let marks = time_marks(rows, rows_per_second)
            .into_iter()
            .map(|Mark { at, label }| view! { <span style:left=format!("{:.1}%", at * 100.0)>{label}</span> })
            .collect_view();
        Some(marks)
    };
    view! { <div class="axis time" aria-hidden="true">{marks}</div> }
}
