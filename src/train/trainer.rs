//! The loop: samples made on one thread, the model trained on the rest; checkpoints on the way.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{Receiver, sync_channel},
    },
    time::{Duration, Instant},
};

use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    tensor::Device,
};
use serde::{Deserialize, Serialize};

use super::{
    TrainError,
    evaluation::evaluate,
    material::Material,
    objective::losses,
    optimizer::optimizer,
    sample::{Batch, Choice, Sampler, Senses},
    start::{new_model, processor_config},
};
use crate::{
    checkpoint::{Checkpoint, CheckpointError, Precision, save_to_dir},
    config::TvltConfig,
    model::{Heads, TvltAudioVisual},
};

/// What a run needs to know.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Folder with `train/` and `heldout/`.
    pub data: PathBuf,
    /// Folder the model is written to.
    pub out: PathBuf,
    /// The model.
    pub config: TvltConfig,
    /// How long to train.
    pub length: Length,
    /// Go on from the checkpoint in `out`.
    pub resume: bool,
    /// Start from the weights in this folder, which has all heads of `config`.
    pub from: Option<PathBuf>,
    /// Seed of weights and samples.
    pub seed: u64,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Clips of a batch with one sense; one with both has half as many.
    pub batch: usize,
    /// Clips a question in the evaluation at the end.
    pub evaluation_clips: usize,
}

/// How long a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// This many steps.
    Steps(usize),
    /// This many minutes of wall time, pauses between resumed runs left out.
    Minutes(f64),
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct State {
    step: usize,
    seconds: f64,
    clips: usize,
}

/// Time between two checkpoints.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(240);

/// Steps between two lines.
const REPORT_EVERY: usize = 25;

/// Share of the run after which samples are as hard as they get.
const EASY_SHARE: f32 = 0.5;

/// Share of the run in which most batches have one sense.
const APART_SHARE: f32 = 0.5;

/// Steps in which the learning rate rises.
const WARM_UP: f64 = 150.0;

/// Trains, evaluates and writes the model to `out`, in Hugging Face's layout.
///
/// # Errors
/// [`TrainError`], as a sentence for the person who started the run.
pub fn train(options: &TrainOptions) -> Result<(), TrainError> {
    let device = Device::flex().autodiff();
    device.seed(options.seed);
    let checkpoint = options.out.join("checkpoint");
    let mut model = new_model(&options.config, &device);
    if let Some(folder) = &options.from {
        let wrong = |error: CheckpointError| TrainError::Checkpoint {
            path: folder.clone(),
            message: error.to_string(),
        };
        let loaded =
            Checkpoint::from_path(folder).and_then(|checkpoint| checkpoint.load(Heads::ALL, &device));
        model = loaded.map_err(wrong)?.model;
    }
    let mut optimizer = optimizer(&model);
    let mut state = State::default();
    if options.resume {
        (model, optimizer, state) = load(&checkpoint, model, optimizer)?;
        println!("going on from step {}", state.step);
    }
    let material = Material::load(&options.data.join("train"))?;
    println!("{} parameters; {}", model.num_params(), material.summary());

    let progress = AtomicU32::new(progress(options.length, state).to_bits());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel(3);
        let (material, progress, ended, first) = (&material, &progress, &ended, state.step);
        let maker = scope.spawn(move || -> Result<(), TrainError> {
            let mut sampler = Sampler::new(material)?;
            for step in first.. {
                let progress = f32::from_bits(progress.load(Ordering::Relaxed));
                let (level, senses) = (level(progress, step), senses(progress, step));
                let clips = if senses == Senses::Both { options.batch / 2 } else { options.batch };
                let batch = sampler.batch(options.seed, step as u64, senses, clips, level, Choice::default());
                if ended.load(Ordering::Relaxed) || sender.send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let result = run(options, &mut model, &mut optimizer, &mut state, &batches, progress, &device);
        ended.store(true, Ordering::Relaxed);
        drop(batches);
        let made = maker.join().unwrap_or(Err(TrainError::SamplesEnded));
        result.and(made)
    })?;

    save(&checkpoint, &model, &optimizer, state)?;
    finish(options, &model, state)
}

/// Which senses the batch of `step` has. At first mostly one, which costs half as many tokens; then
/// half of the batches have both.
fn senses(progress: f32, step: usize) -> Senses {
    // Sight takes longest to learn.
    let order: &[Senses] = if progress < APART_SHARE {
        &[Senses::Sight, Senses::Sight, Senses::Hearing, Senses::Sight, Senses::Sight, Senses::Both]
    } else {
        &[Senses::Sight, Senses::Both, Senses::Sight, Senses::Hearing, Senses::Both]
    };
    order[step % order.len()]
}

/// How hard the samples of `step` are: ever harder at first, and then every kind.
fn level(progress: f32, step: usize) -> f32 {
    // The golden ratio spreads the steps evenly over all levels up to the hardest.
    let spread = (step as f32 * 0.618_034).fract();
    hardest(progress) * (0.25 + 0.75 * spread)
}

fn hardest(progress: f32) -> f32 {
    0.1 + 0.9 * (progress / EASY_SHARE).min(1.0)
}

/// Share of the run that is done.
fn progress(length: Length, state: State) -> f32 {
    match length {
        Length::Steps(steps) => state.step as f32 / steps.max(1) as f32,
        Length::Minutes(minutes) => (state.seconds / (60.0 * minutes)) as f32,
    }
}

/// Warm-up, then half a cosine down to a hundredth.
fn learning_rate(highest: f64, progress: f64, step: usize) -> f64 {
    let warm = ((step + 1) as f64 / WARM_UP).min(1.0);
    highest * warm * (0.01 + 0.99 * 0.5 * (1.0 + (std::f64::consts::PI * progress.min(1.0)).cos()))
}

/// Running means of what the line shows.
#[derive(Default)]
struct Means {
    values: [f64; 3],
    counts: [f64; 3],
}

impl Means {
    fn add(&mut self, index: usize, value: f64) {
        self.values[index] += value;
        self.counts[index] += 1.0;
    }

    fn mean(&self, index: usize) -> f64 {
        self.values[index] / self.counts[index].max(1.0)
    }
}

fn run(
    options: &TrainOptions,
    model: &mut TvltAudioVisual,
    optimizer: &mut ModuleOptimizer,
    state: &mut State,
    batches: &Receiver<Batch>,
    shared_progress: &AtomicU32,
    device: &Device,
) -> Result<(), TrainError> {
    let mut means = [Means::default(), Means::default(), Means::default()];
    let mut last = Instant::now();
    let mut last_checkpoint = Instant::now();
    let (mut line_clips, mut line_seconds) = (0, 0.0);
    while progress(options.length, *state) < 1.0 {
        let batch = batches.recv().map_err(|_| TrainError::SamplesEnded)?;
        let step = state.step;
        let noise = Some(options.seed.wrapping_mul(1_000_003).wrapping_add(step as u64));
        let losses = losses(model, &options.config, &batch, noise, device)?;
        let Some(total) = losses.total() else { continue };
        let mean = &mut means[batch.senses as usize];
        for (index, loss) in [&losses.class, &losses.matching, &losses.reconstruction].into_iter().enumerate()
        {
            if let Some(loss) = loss {
                let value = loss.clone().into_scalar::<f32>();
                if !value.is_finite() {
                    return Err(TrainError::Diverged { step });
                }
                mean.add(index, f64::from(value));
            }
        }
        let gradients = GradientsParams::from_grads(total.backward(), model);
        let done = f64::from(progress(options.length, *state));
        // `step` takes the module by value and gives it back.
        let updated =
            optimizer.step(learning_rate(options.learning_rate, done, step), model.clone(), gradients);
        *model = updated;

        let seconds = last.elapsed().as_secs_f64();
        last = Instant::now();
        state.step += 1;
        state.clips += batch.content.len();
        state.seconds += seconds;
        line_clips += batch.content.len();
        line_seconds += seconds;
        let done = progress(options.length, *state);
        shared_progress.store(done.to_bits(), Ordering::Relaxed);
        if state.step.is_multiple_of(REPORT_EVERY) {
            let [sight, hearing, both] = &means;
            let left = state.seconds * (1.0 / f64::from(done.max(1e-6)) - 1.0);
            println!(
                "step {:5}  class: seen {:.3} heard {:.3} both {:.3}  match {:.3}  hidden {:.3}  level {:.2}  {:.0} clips/s  {:.0} min left",
                state.step,
                sight.mean(0),
                hearing.mean(0),
                both.mean(0),
                both.mean(1),
                both.mean(2),
                hardest(done),
                f64::from(line_clips as u32) / line_seconds,
                left / 60.0
            );
            means = Default::default();
            (line_clips, line_seconds) = (0, 0.0);
        }
        if last_checkpoint.elapsed() > CHECKPOINT_EVERY {
            save(&options.out.join("checkpoint"), model, optimizer, *state)?;
            write_model(options, model, Precision::F16)?;
            last_checkpoint = Instant::now();
        }
    }
    Ok(())
}

/// Evaluates and writes what others need: the model and its report.
fn finish(options: &TrainOptions, model: &TvltAudioVisual, state: State) -> Result<(), TrainError> {
    write_model(options, model, Precision::F16)?;
    println!("{} steps, {} clips, {:.0} minutes", state.step, state.clips, state.seconds / 60.0);
    let device = Device::flex();
    let report = evaluate(
        &model.valid(),
        &options.config,
        &options.data.join("heldout"),
        options.evaluation_clips,
        options.seed,
        &device,
    )?;
    print!("{report}");
    let text = format!(
        "| held out | clips | share |\n|---|---|---|\n{report}\n{} steps, {} clips, {:.0} minutes\n",
        state.step,
        state.clips,
        state.seconds / 60.0
    );
    write(&options.out.join("report.md"), text.as_bytes())
}

/// `config.json`, `preprocessor_config.json` and `model.safetensors`.
fn write_model(
    options: &TrainOptions,
    model: &TvltAudioVisual,
    precision: Precision,
) -> Result<(), TrainError> {
    save_to_dir(&model.valid(), &options.config, precision, &options.out)
        .map_err(|error| TrainError::Checkpoint { path: options.out.clone(), message: error.to_string() })?;
    let processor = processor_config(&options.config).to_json()?;
    write(&options.out.join("preprocessor_config.json"), processor.as_bytes())
}

/// Writes weights, the optimizer's state and the place in the run. The state comes last, so that a
/// run that stops in between goes on from files that are whole.
fn save(
    folder: &Path,
    model: &TvltAudioVisual,
    optimizer: &ModuleOptimizer,
    state: State,
) -> Result<(), TrainError> {
    let wrong = |error: &dyn std::fmt::Display| TrainError::Checkpoint {
        path: folder.to_owned(),
        message: error.to_string(),
    };
    fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
    let name = |name: &str| folder.join(format!("{}-{name}.bpk", state.step));
    model.clone().save_file(name("weights")).map_err(|error| wrong(&error))?;
    optimizer.save(name("optimizer")).map_err(|error| wrong(&error))?;
    let text = serde_json::to_string(&state).map_err(|error| wrong(&error))?;
    write(&folder.join("state.json"), text.as_bytes())?;
    // What an earlier state pointed to.
    for entry in fs::read_dir(folder).map_err(|error| wrong(&error))?.flatten() {
        let old = entry.file_name().to_string_lossy().into_owned();
        if old.ends_with(".bpk") && !old.starts_with(&format!("{}-", state.step)) {
            fs::remove_file(entry.path()).map_err(|error| wrong(&error))?;
        }
    }
    Ok(())
}

fn load(
    folder: &Path,
    model: TvltAudioVisual,
    optimizer: ModuleOptimizer,
) -> Result<(TvltAudioVisual, ModuleOptimizer, State), TrainError> {
    let wrong = |error: &dyn std::fmt::Display| TrainError::Checkpoint {
        path: folder.to_owned(),
        message: error.to_string(),
    };
    let text = fs::read_to_string(folder.join("state.json")).map_err(|error| wrong(&error))?;
    let state: State = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
    let name = |name: &str| folder.join(format!("{}-{name}.bpk", state.step));
    let model = model.try_load_file(name("weights")).map_err(|error| wrong(&error))?;
    let optimizer = optimizer.load(name("optimizer")).map_err(|error| wrong(&error))?;
    Ok((model, optimizer, state))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let wrong = |source| TrainError::File { path: path.to_owned(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(wrong)?;
    }
    fs::write(path, bytes).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_learning_rate_rises_and_falls() {
        assert!(learning_rate(1.0, 0.0, 0) < 0.01);
        assert!(learning_rate(1.0, 0.05, 200) > 0.95);
        assert!((learning_rate(1.0, 1.0, 5000) - 0.01).abs() < 1e-9);
    }

    #[test]
    fn samples_get_harder_and_stay_in_range() {
        assert!((0..50).all(|step| level(0.0, step) <= 0.1));
        assert!((0..50).any(|step| level(0.6, step) > 0.9));
        assert!((0..50).all(|step| (0.0..=1.0).contains(&level(1.0, step))));
    }
}
