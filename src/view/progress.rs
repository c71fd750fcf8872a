//! A progress bar.

use leptos::prelude::*;

/// A progress bar, which moves without an end while the share that is done is not known.
#[component]
pub fn ProgressBar(
    /// What it is the progress of.
    label: &'static str,
    /// The share that is done, 0 to 1; `None` where it is not known.
    share: impl Fn() -> Option<f64> + Send + 'static,
) -> impl IntoView {
    move || match share() {
        Some(share) => view! { <progress aria-label=label max="1" prop:value=share></progress> }.into_any(),
        None => view! { <progress aria-label=label></progress> }.into_any(),
    }
}
