//! Loads a model from its files and warms it up.

use super::device::Device;
use super::given::Given;
use crate::scope::now_ms;
use bridge::protocol::model_error::ModelError;
use bridge::protocol::progress::{Progress, Stage};
use tvlt::checkpoint::inspect::Report;
use tvlt::inference::InferenceError;
use tvlt::live::engine::{LiveEngine, known_input};
use tvlt::live::{LoadedModel, Settings, Wish};
use tvlt::precision::Precision;

/// What to load, and how.
pub struct Loading {
    /// Text of `config.json`, where there is one.
    pub config: Option<String>,
    /// Text of `preprocessor_config.json`, where there is one.
    pub preprocessor: Option<String>,
    /// The weights.
    pub weights: Given,
    /// The layers that features are taken from; `None` for the model's usual ones.
    pub layers: Option<Vec<usize>>,
    /// The precision to compute in, where the device has it.
    pub precision: Precision,
    /// The settings of its updates.
    pub settings: Settings,
    /// The chosen clip length.
    pub wish: Wish,
}

/// Builds the model and runs the known input once, as a warm-up.
///
/// # Errors
/// [`ModelError::Missing`], [`ModelError::Device`] and [`ModelError::Weights`].
pub async fn load(
    device: &mut Device,
    loading: Loading,
    on_progress: impl Fn(Progress),
) -> Result<(LiveEngine, LoadedModel), ModelError> {
    let missing = || ModelError::Missing("the model's weights".into());
    let Loading { config, preprocessor, weights: given, layers, precision, settings, wish } = loading;
    let weights = given.files().ok_or_else(missing)?;
    let progress = |stage, done| on_progress(Progress { stage, done });
    progress(Stage::Build, false);
    let ready = device.ready(precision).await?;
    let built = LiveEngine::new(
        config.as_deref(),
        preprocessor.as_deref(),
        weights,
        &ready.device,
        ready.buffer_limit,
    );
    let mut engine = match built {
        Ok(engine) => engine,
        Err(error) => {
            let at_fault = matches!(error, InferenceError::Checkpoint(_));
            let again = given.files().filter(|_| at_fault);
            let report =
                again.and_then(|weights| Report::new(config.as_deref(), weights, &ready.device).ok());
            let report = report.map(|report| report.to_string()).unwrap_or_default();
            return Err(ModelError::Weights { why: error.to_string(), report });
        }
    };
    let refused =
        |error: InferenceError| ModelError::Weights { why: error.to_string(), report: String::new() };
    engine.set_settings(settings).map_err(refused)?;
    if let Some(layers) = layers {
        engine.set_taught_layers(layers).map_err(refused)?;
    }
    progress(Stage::Build, true);
    progress(Stage::WarmUp, false);
    let start = now_ms();
    known_input::known_answer(&engine).await.map_err(|error| ModelError::Device(error.to_string()))?;
    progress(Stage::WarmUp, true);
    let warm_up_ms = now_ms() - start;
    engine.warmed_up(warm_up_ms);
    engine.wish(wish).map_err(refused)?;
    let (precision, half_precision) = (ready.precision, ready.half_precision);
    let described = engine.describe(ready.description.clone());
    Ok((engine, LoadedModel { warm_up_ms, precision, half_precision, ..described }))
}
