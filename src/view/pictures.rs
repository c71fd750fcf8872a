//! The six pictures: frame and spectrogram, each as input, masked and reconstructed.

use leptos::{html, prelude::*};

use super::{
    activity::Activity,
    axes::{Mark, frequency_marks, time_marks},
    canvases::Canvases,
    state::{ModelState, SettingsState, Shown, SourceState, ToolsState},
};
use tvlt::live::PictureKind;

/// Two rows of three, with captions and, for the spectrograms, axes.
#[component]
pub fn Pictures(
    /// The canvases.
    canvases: Canvases,
    /// Whether the pictures are current.
    source: SourceState,
    /// Which of them the model gives.
    model: ModelState,
    /// The mask ratios, and the clip length.
    settings: SettingsState,
    /// Whether they are held, and which sense is switched off.
    tools: ToolsState,
    /// Whether only what it sees and what it hears are shown.
    inputs_alone: Signal<bool>,
) -> impl IntoView {
    let percent = |ratio: f64| format!("{:.0} % hidden from the model", ratio * 100.0);
    let pixels_hidden = Signal::derive(move || percent(settings.settings.get().pixel_mask_ratio));
    let sound_hidden = Signal::derive(move || percent(settings.settings.get().audio_mask_ratio));
    let canvas = move |kind, id, caption: Signal<String>, description| {
        view! { <PictureView node=canvases.node(kind) id caption description /> }
    };
    // If a camera or microphone gives nothing at the moment, its last picture is outdated and shown dimmed.
    let rests = move |works: Shown<bool>| move || source.activity.get() == Activity::Running && !works.get();
    let held = move || tools.tools.with(|tools| tools.held);
    let blind = move || tools.tools.with(|tools| !tools.senses.sees());
    let deaf = move || tools.tools.with(|tools| !tools.senses.hears());
    let words = |text: &'static str| Signal::derive(move || text.to_owned());
    view! {
        <div
            class="pictures"
            class:resting=move || source.activity.get() != Activity::Running
            class:inputs-alone=move || !model.reconstructs() || inputs_alone.get()
        >
            <p class="held" hidden=move || !held()>"Frozen"</p>
            <div class="row frames" class:resting=rests(source.has_picture) class:off=blind>
                {canvas(PictureKind::FrameInput, "frame-input", words("What it sees"), "The camera's picture")}
                {canvas(PictureKind::FrameMasked, "frame-masked", pixels_hidden, "The picture with hidden patches grey")}
                {canvas(PictureKind::FrameReconstruction, "frame-reconstruction", words("Filled in by the model"), "The picture with its hidden patches filled in")}
                <p class="switched-off" hidden=move || !blind()>"Sight is switched off"</p>
            </div>
            <div class="row spectrograms" class:resting=rests(source.has_sound) class:off=deaf>
                <FrequencyAxis />
                {canvas(PictureKind::SpectrogramInput, "spectrogram-input", words("What it hears"), "Log-mel spectrogram of the last seconds of sound: time to the right, frequency upwards")}
                {canvas(PictureKind::SpectrogramMasked, "spectrogram-masked", sound_hidden, "The spectrogram with hidden patches grey")}
                {canvas(PictureKind::SpectrogramReconstruction, "spectrogram-reconstruction", words("Filled in by the model"), "The spectrogram with its hidden patches filled in")}
                <p class="switched-off" hidden=move || !deaf()>"Sound is switched off"</p>
                <TimeAxis model settings />
                <TimeAxis model settings />
                <TimeAxis model settings />
            </div>
        </div>
    }
}

/// One canvas with its caption.
#[component]
fn PictureView(
    node: NodeRef<html::Canvas>,
    id: &'static str,
    caption: Signal<String>,
    description: &'static str,
) -> impl IntoView {
    view! {
        <figure>
            <canvas id=id node_ref=node role="img" aria-label=description></canvas>
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
