//! The training loop: trains the model on samples from other threads, and writes checkpoints.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use burn::{module::Module, optim::ModuleOptimizer, tensor::Device};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    TrainError,
    batch::{Batch, Senses},
    curves::{Curves, Row},
    gradients::{Asked, Computed, gradients},
    makers::{self, Batches, Plan},
    material::Material,
    optimizer::optimizer,
    progress::{Means, report},
    resume::{Checkpoints, RunState},
    schedule::Schedule,
    snapshots::Snapshots,
    start::{deepened, new_model, processor_config},
    student::{Student, TeacherRows},
    teacher::{Table, objects},
    write,
};
use tvlt::checkpoint::{Checkpoint, CheckpointError, save_to_dir};
use tvlt::config::TvltConfig;
use tvlt::model::{Heads, TvltAudioVisual};
use tvlt::precision::Precision;

/// Options of a run.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Folder with `train/`.
    pub data: PathBuf,
    /// Folder the model is written to.
    pub out: PathBuf,
    /// The model.
    pub config: TvltConfig,
    /// Steps, learning rate and batch.
    pub schedule: Schedule,
    /// Parts of a batch that are computed in parallel, each by one thread.
    pub parts: usize,
    /// Time after which to stop; the run can be resumed.
    pub at_most: Option<Duration>,
    /// Resume from the checkpoint in `out`, with that run's schedule, parts and seed.
    pub resume: bool,
    /// Start from the weights in this folder, which has all heads of `config`, and may have fewer layers.
    pub from: Option<PathBuf>,
    /// Seed of weights and samples.
    pub seed: u64,
}

/// Parts of each photograph that are shown as things.
const PARTS_OF_PHOTOS: usize = 3;

/// Time between two checkpoints.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(240);

/// Steps between two printed lines.
const REPORT_EVERY: usize = 25;

/// Trains on `device`, and writes the model to `out` in Hugging Face's layout, with curves.
///
/// # Errors
/// [`TrainError`], as a sentence for the person who started the run.
pub fn train(options: &TrainOptions, device: &Device) -> Result<RunState, TrainError> {
    let device = &device.clone().autodiff();
    let checkpoints = Checkpoints::of(&options.out);
    let mut state = if options.resume {
        checkpoints.state()?
    } else {
        RunState::new(options.schedule, options.parts, options.seed)
    };
    let schedule = state.schedule;
    device.seed(state.seed);
    let material = Material::load(&options.data.join("train"))?
        .with_parts_of_photos(PARTS_OF_PHOTOS, &mut ChaCha8Rng::seed_from_u64(state.seed));
    let seen = seen(options, &material, device)?;
    let teachers = TeacherRows::new(seen.as_ref(), material.speech_features(), device);
    let model = match &options.from {
        Some(folder) => deepened(weights_of(folder, device)?, options.config.num_hidden_layers),
        None => new_model(&options.config, device),
    };
    println!("{} parameters; {}", model.num_params(), material.summary());
    let mut student = Student::new(model, &options.config, &teachers, device);
    let mut optimizer = optimizer(&student);
    if options.resume {
        (student, optimizer) = checkpoints.load(state, student)?;
        println!("going on from step {} of {}", state.step, schedule.steps);
    }
    if schedule.decoder_only {
        student = student.with_fixed_encoder();
    }

    let run = Run { options, checkpoints, snapshots: Snapshots::of(&options.out), teachers, device };
    std::thread::scope(|scope| {
        let plan = Plan { material: &material, schedule, seed: state.seed, first: state.step };
        let (mut batches, threads) = makers::start(scope, plan, makers::how_many(state.parts));
        let result = run.train(&mut student, &mut optimizer, &mut state, &mut batches);
        // Dropping the queue ends the threads.
        drop(batches);
        let made: Vec<_> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or(Err(TrainError::SamplesEnded)))
            .collect();
        match made.into_iter().collect::<Result<(), _>>() {
            // A thread's own error is more informative than that its samples ended.
            Err(why) if matches!(result, Ok(()) | Err(TrainError::SamplesEnded)) => Err(why),
            _ => result,
        }
    })?;

    run.checkpoints.save(state, &student, &optimizer)?;
    match run.snapshots.mean(state.step, device)? {
        Some(mean) => run.write_model(&mean)?,
        None => run.write_model(&student.model)?,
    }
    println!(
        "{} of {} steps, {} clips, {:.0} minutes",
        state.step,
        schedule.steps,
        state.clips,
        state.seconds / 60.0
    );
    if state.step < schedule.steps {
        println!("stopped early: --resume goes on");
    }
    Ok(state)
}

/// What the image network makes of the things; `None` without things or without the network's weights.
fn seen(options: &TrainOptions, material: &Material, device: &Device) -> Result<Option<Table>, TrainError> {
    let weights = options.data.join("teachers/efficientnet-lite0.pth");
    if material.objects().is_empty() || !weights.exists() {
        return Ok(None);
    }
    let path = options.out.join("objects.safetensors");
    objects::features(material.objects(), &weights, &path, &device.clone().inner()).map(Some)
}

fn weights_of(folder: &Path, device: &Device) -> Result<TvltAudioVisual, TrainError> {
    let wrong = |error: CheckpointError| TrainError::Checkpoint {
        path: folder.to_owned(),
        message: error.to_string(),
    };
    let loaded = Checkpoint::from_path(folder).and_then(|checkpoint| checkpoint.load(Heads::ALL, device));
    Ok(loaded.map_err(wrong)?.model)
}

struct Run<'a> {
    options: &'a TrainOptions,
    checkpoints: Checkpoints,
    snapshots: Snapshots,
    teachers: TeacherRows,
    device: &'a Device,
}

impl Run<'_> {
    fn train(
        &self,
        student: &mut Student,
        optimizer: &mut ModuleOptimizer,
        state: &mut RunState,
        batches: &mut Batches,
    ) -> Result<(), TrainError> {
        let mut curves = Curves::open(&self.options.out, state.step)?;
        let mut means = [Means::default(), Means::default(), Means::default()];
        let (start, mut last, mut last_checkpoint) = (Instant::now(), Instant::now(), Instant::now());
        let mut line_start = (state.clips, state.seconds);
        while state.step < state.schedule.steps
            && self.options.at_most.is_none_or(|most| start.elapsed() < most)
        {
            let batch = batches.take()?;
            self.step(student, optimizer, state, &batch, &mut means[batch.senses as usize])?;
            state.seconds += last.elapsed().as_secs_f64();
            last = Instant::now();
            state.step += 1;
            state.clips += batch.content.len();
            if state.step.is_multiple_of(REPORT_EVERY) {
                let row = self.row(state, &means);
                let clips = (state.clips - line_start.0) as f64;
                let seconds = state.seconds - line_start.1;
                report(&row, state.schedule.steps, clips / seconds, seconds / REPORT_EVERY as f64);
                curves.push(row);
                means = Default::default();
                line_start = (state.clips, state.seconds);
            }
            if Snapshots::is_due(&state.schedule, state.step) {
                self.snapshots.keep(state.step, &student.model.valid(), &self.options.config)?;
            }
            if last_checkpoint.elapsed() > CHECKPOINT_EVERY {
                self.checkpoints.save(*state, student, optimizer)?;
                self.write_model(&student.model)?;
                curves.write()?;
                last_checkpoint = Instant::now();
            }
        }
        curves.write()
    }

    /// One training step: forward, backward, and the update of the weights.
    fn step(
        &self,
        student: &mut Student,
        optimizer: &mut ModuleOptimizer,
        state: &RunState,
        batch: &Batch,
        means: &mut Means,
    ) -> Result<(), TrainError> {
        let asked = Asked {
            config: &self.options.config,
            lesson: state.schedule.lesson(state.step),
            noise_seed: state.seed.wrapping_mul(1_000_003).wrapping_add(state.step as u64),
            teachers: &self.teachers,
            device: self.device,
        };
        let Computed { gradients, losses } = gradients(student, batch, asked, state.parts)?;
        for (index, value) in
            losses.iter().enumerate().flat_map(|(index, list)| list.iter().map(move |v| (index, *v)))
        {
            if !value.is_finite() {
                return Err(TrainError::Diverged { step: state.step });
            }
            means.add(index, value);
        }
        // `step` takes the module by value and returns it.
        *student = optimizer.step(state.schedule.learning_rate(state.step), student.clone(), gradients);
        Ok(())
    }

    fn row(&self, state: &RunState, means: &[Means; 3]) -> Row {
        let of = |senses: Senses| &means[senses as usize];
        Row {
            step: state.step,
            clips: state.clips,
            seconds: state.seconds.round(),
            learning_rate: state.schedule.learning_rate(state.step),
            level: state.schedule.hardest(state.step),
            class_seen: of(Senses::Sight).mean(0),
            class_heard: of(Senses::Hearing).mean(0),
            class_both: of(Senses::Both).mean(0),
            matching: of(Senses::Both).mean(1),
            hidden: of(Senses::Both).mean(2),
            guided_seen: of(Senses::Sight).mean(3),
            guided_heard: of(Senses::Hearing).mean(3),
        }
    }

    /// Writes `config.json`, `preprocessor_config.json` and `model.safetensors`.
    fn write_model(&self, model: &TvltAudioVisual) -> Result<(), TrainError> {
        let (config, out) = (&self.options.config, &self.options.out);
        save_to_dir(&model.valid(), config, Precision::F16, out)
            .map_err(|error| TrainError::Checkpoint { path: out.clone(), message: error.to_string() })?;
        write(&out.join("preprocessor_config.json"), processor_config(config).to_json()?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Content, Rows};
    use crate::objective::{answer, reconstruction_loss};
    use crate::start::default_config;
    use crate::{ROWS, SIZE};
    use tvlt::checkpoint::save_to_bytes;

    /// Waves that are another batch at each step; both senses, so that every loss takes part.
    fn batch(step: usize) -> Batch {
        let wave = |length: usize, pitch: f32| -> Vec<f32> {
            (0..length).map(|at| (at as f32 * pitch + step as f32).sin()).collect()
        };
        Batch {
            senses: Senses::Both,
            pixels: wave(2 * 3 * SIZE * SIZE, 0.013),
            audio: wave(2 * ROWS * 128, 0.021),
            content: vec![
                Content { seen: Some(step % 10), heard: Some(step % 10), other_words: false },
                Content { seen: Some(1), heard: Some(7), other_words: false },
            ],
            rows: vec![Rows::default(); 2],
        }
    }

    /// A small model's run that writes to `out`.
    fn options(out: &Path, schedule: Schedule) -> TrainOptions {
        let config = TvltConfig {
            hidden_size: 32,
            num_hidden_layers: 1,
            intermediate_size: 64,
            decoder_hidden_size: 32,
            decoder_num_hidden_layers: 1,
            decoder_intermediate_size: 64,
            ..default_config()
        };
        let out = out.to_owned();
        let data = PathBuf::new();
        TrainOptions {
            data,
            out,
            config,
            schedule,
            parts: 2,
            at_most: None,
            resume: false,
            from: None,
            seed: 3,
        }
    }

    const SCHEDULE: Schedule =
        Schedule { steps: 4, learning_rate: 1e-2, batch: 4, easy_start: true, decoder_only: false };

    #[test]
    fn a_decoder_is_trained_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::flex().autodiff();
        let options = options(folder.path(), Schedule { decoder_only: true, ..SCHEDULE });
        let (checkpoints, snapshots) = (Checkpoints::of(&options.out), Snapshots::of(&options.out));
        let teachers = TeacherRows::default();
        let new = Student::new(new_model(&options.config, &device), &options.config, &teachers, &device);
        let run = Run { options: &options, checkpoints, snapshots, teachers, device: &device };
        let mut student = new.with_fixed_encoder();
        let look = |student: &Student| {
            let logits = answer(&student.model, &batch(9), &device).unwrap().class_logits.unwrap();
            let hidden = reconstruction_loss(&student.model, &options.config, &batch(9), 5, &device).unwrap();
            (logits.into_data().iter::<f32>().collect::<Vec<_>>(), hidden.unwrap().into_scalar::<f32>())
        };
        let before = look(&student);
        let mut rules = optimizer(&student);
        let mut state = RunState::new(options.schedule, options.parts, options.seed);
        while state.step < 4 {
            run.step(&mut student, &mut rules, &state, &batch(state.step), &mut Means::default()).unwrap();
            state.step += 1;
        }
        let after = look(&student);
        assert_eq!(before.0, after.0, "the encoder or a head has changed");
        assert!(after.1 < before.1, "{} before, {} after", before.1, after.1);
    }

    #[test]
    fn a_run_that_was_cut_off_goes_on_as_if_it_had_not_been() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::flex().autodiff();
        let options = options(folder.path(), SCHEDULE);
        let config = options.config.clone();
        let checkpoints = Checkpoints::of(&options.out);
        let (snapshots, teachers) = (Snapshots::of(&options.out), TeacherRows::default());
        let run =
            Run { options: &options, checkpoints, snapshots, teachers: teachers.clone(), device: &device };
        let new_student = || Student::new(new_model(&config, &device), &config, &teachers, &device);
        let steps = |student: &mut Student, optimizer: &mut ModuleOptimizer, state: &mut RunState, to| {
            while state.step < to {
                run.step(student, optimizer, state, &batch(state.step), &mut Means::default()).unwrap();
                state.step += 1;
            }
        };
        let bytes = |student: &Student| {
            save_to_bytes(&student.model.valid(), &config, Precision::F32).unwrap().weights
        };

        let mut state = RunState::new(options.schedule, options.parts, options.seed);
        let mut model = new_student();
        let mut rules = optimizer(&model);
        steps(&mut model, &mut rules, &mut state, 2);
        run.checkpoints.save(state, &model, &rules).unwrap();
        let half = bytes(&model);
        steps(&mut model, &mut rules, &mut state, 4);
        let whole = bytes(&model);

        let mut state = run.checkpoints.state().unwrap();
        assert_eq!((state.step, state.seed, state.parts), (2, 3, 2));
        assert_eq!(state.schedule, options.schedule);
        // Different initial weights, as in a new process.
        let other = new_student();
        let (mut again, mut rules) = run.checkpoints.load(state, other).unwrap();
        assert!(bytes(&again) == half, "the weights came back changed");
        steps(&mut again, &mut rules, &mut state, 4);
        assert!(bytes(&again) == whole, "the resumed run went another way");
        assert!(whole != half, "nothing was learnt");
    }
}
