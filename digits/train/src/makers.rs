//! Threads that make samples while the model is trained on earlier ones.

use std::{
    num::NonZero,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{Scope, ScopedJoinHandle, available_parallelism},
};

use super::{TrainError, batch::Batch, material::Material, sample::Sampler, schedule::Schedule};

/// Batches that all threads together make ahead, or one for each thread where there are more threads.
const AHEAD: usize = 3;

/// What the threads need to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan<'a> {
    /// The material for samples.
    pub(super) material: &'a Material,
    /// The plan of the run.
    pub(super) schedule: Schedule,
    /// Seed of the run.
    pub(super) seed: u64,
    /// The first step.
    pub(super) first: usize,
}

/// The batches of a run in the order of its steps, from all threads.
#[derive(Debug)]
pub(super) struct Batches {
    queues: Vec<Receiver<Batch>>,
    /// The thread that makes the next batch.
    next: usize,
}

impl Batches {
    /// The batch of the next step.
    ///
    /// # Errors
    /// [`TrainError::SamplesEnded`] where its thread has failed, or there are no more batches.
    pub(super) fn take(&mut self) -> Result<Batch, TrainError> {
        let batch = self.queues[self.next].recv().map_err(|_| TrainError::SamplesEnded)?;
        self.next = (self.next + 1) % self.queues.len();
        Ok(batch)
    }
}

/// Number of threads for samples beside `parts` threads for training: the machine's remaining ones, and at least one.
pub(super) fn how_many(parts: usize) -> usize {
    available_parallelism().map_or(1, NonZero::get).saturating_sub(parts).max(1)
}

/// Starts `makers` threads, which take turns to make the batches until the plan or the queue ends. A batch depends
/// only on the seed and its step.
pub(super) fn start<'scope, 'a: 'scope>(
    scope: &'scope Scope<'scope, '_>,
    plan: Plan<'a>,
    makers: usize,
) -> (Batches, Vec<ScopedJoinHandle<'scope, Result<(), TrainError>>>) {
    let (queues, threads) = (0..makers)
        .map(|number| {
            let (sender, queue) = sync_channel(AHEAD.div_ceil(makers));
            (queue, scope.spawn(move || make(plan, number, makers, &sender)))
        })
        .unzip();
    (Batches { queues, next: 0 }, threads)
}

fn make(plan: Plan<'_>, number: usize, makers: usize, queue: &SyncSender<Batch>) -> Result<(), TrainError> {
    let Plan { schedule, seed, .. } = plan;
    let mut sampler = Sampler::new(plan.material)?;
    for step in (plan.first + number..schedule.steps).step_by(makers) {
        let (lesson, clips, level) = (schedule.lesson(step), schedule.clips(step), schedule.level(step));
        let batch = sampler.batch(seed, step as u64, lesson.senses(), clips, level, lesson.choice());
        if queue.send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::tests::small;

    #[test]
    fn many_makers_make_what_one_does() {
        let material = small();
        let schedule =
            Schedule { steps: 7, learning_rate: 1.0, batch: 2, easy_start: true, decoder_only: false };
        let all = |makers| {
            std::thread::scope(|scope| {
                let plan = Plan { material: &material, schedule, seed: 9, first: 1 };
                let (mut batches, threads) = start(scope, plan, makers);
                let made: Vec<Batch> = std::iter::from_fn(|| batches.take().ok()).collect();
                assert!(threads.into_iter().all(|thread| thread.join().unwrap().is_ok()));
                made
            })
        };
        let (one, many) = (all(1), all(4));
        assert_eq!((one.len(), many.len()), (6, 6));
        for (one, other) in one.iter().zip(&many) {
            assert_eq!(
                (&one.content, &one.pixels, &one.audio),
                (&other.content, &other.pixels, &other.audio)
            );
        }
    }

    #[test]
    fn makers_end_with_their_queue() {
        let material = small();
        // More steps than the test takes.
        let schedule = Schedule {
            steps: usize::MAX,
            learning_rate: 1.0,
            batch: 1,
            easy_start: true,
            decoder_only: false,
        };
        std::thread::scope(|scope| {
            let (batches, threads) =
                start(scope, Plan { material: &material, schedule, seed: 9, first: 0 }, 2);
            drop(batches);
            assert_eq!(threads.len(), 2);
            assert!(threads.into_iter().all(|thread| thread.join().unwrap().is_ok()));
        });
    }
}
