//! The part of the crew's runner that handles the workers' answers and events.

use std::rc::Rc;

use super::failure::{Failure, FailureKind};
use super::news::News;
use super::runner::CrewRunner;
use super::worker::Worker;
use crate::capture::now_ms;
use bridge::client::{Answer, News as WorkerNews};
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Response};
use bridge::protocol::progress::Stage;
use tvlt::live::Budgeted;

impl CrewRunner {
    /// A worker has answered a request of the time `asked_ms`.
    pub(super) fn answered(
        self: &Rc<Self>,
        worker: &Rc<Worker>,
        answer: Answer<Model>,
        lost: FailureKind,
        asked_ms: f64,
    ) {
        let backend = worker.backend;
        match answer {
            Ok((Response::Loaded { model, budget }, _)) => {
                worker.has_loaded();
                if backend == Backend::WebGpu {
                    self.crew.borrow_mut().gpu_computes_with(model.precision);
                } else {
                    self.crew.borrow_mut().cpu_warmed_up(model.warm_up_ms);
                }
                (self.tell)(News::Loaded(model));
                let orders = self.crew.borrow_mut().loaded(backend);
                self.follow(orders);
                self.budget(backend, budget);
            }
            Ok((Response::Budget(budget), _)) => self.budget(backend, budget),
            Ok((Response::Checked(checked), _)) => {
                let orders = self.crew.borrow_mut().checked(backend, checked);
                self.follow(orders);
            }
            Ok((Response::Update(update), pictures)) => {
                if self.crew.borrow().active() == Some(backend) {
                    (self.tell)(News::Update { update, payload: pictures, asked_ms });
                }
            }
            Ok((
                Response::Features(_)
                | Response::Explored(_)
                | Response::Moment(_)
                | Response::Skipped
                | Response::Computed
                | Response::Done,
                _,
            )) => {}
            Err(error) => {
                if let Some(failure) = Failure::of_request(&error, lost) {
                    self.failed(backend, &failure);
                }
            }
        }
    }

    pub(super) fn news(self: &Rc<Self>, backend: Backend, news: WorkerNews<Event>) {
        match news {
            WorkerNews::Loading { done, total } => {
                let share = (total > 0.0).then(|| (done / total).clamp(0.0, 1.0));
                self.waits(backend, "Loading the program that runs the model…", share, true);
            }
            WorkerNews::Event { event: Event::Progress(progress), .. } => {
                let sentence = match progress.stage {
                    Stage::Build => "Building the model…",
                    Stage::WarmUp => "Warming up…",
                };
                if !progress.done {
                    self.waits(backend, sentence, None, false);
                }
            }
            WorkerNews::Event { event: Event::Budget(budget), .. } => self.budget(backend, budget),
            WorkerNews::Event { event: Event::Notice(error), .. } => {
                self.failed(backend, &Failure::from(&error));
            }
            WorkerNews::Event { event: Event::DeviceLost(words), .. } => {
                self.failed(backend, &Failure::device_lost(&words));
            }
            WorkerNews::Stopped(error) => {
                self.dismiss(backend);
                self.failed(backend, &Failure::of_worker(backend, &error));
            }
        }
    }

    /// Shows the progress of a worker. The person waits for the CPU worker; while that is active, only a sentence is
    /// shown about the GPU worker.
    fn waits(&self, backend: Backend, sentence: &'static str, share: Option<f64>, of_module: bool) {
        if backend == Backend::WebGpu && self.is_active() {
            let percent = share.filter(|_| of_module).map(|share| format!(" ({:.0} %)", share * 100.0));
            return self.tell_who_runs(&percent.unwrap_or_default());
        }
        // The weights are fetched at the same time as the module and take longer, so their progress is shown.
        if !of_module || self.files.borrow().is_some() {
            (self.tell)(News::Waits(sentence, share));
        }
    }

    fn budget(&self, backend: Backend, budget: Budgeted) {
        let active = self.crew.borrow().active();
        if active.is_none_or(|active| active == backend) {
            (self.tell)(News::Budget(budget));
        }
    }

    pub(super) fn failed(self: &Rc<Self>, backend: Backend, failure: &Failure) {
        // If a worker is active, the model runs there, and another worker's report is not shown.
        if !failure.report.is_empty() && !self.is_active() {
            (self.tell)(News::Report(failure.report.clone()));
        }
        let orders = self.crew.borrow_mut().failed(backend, failure, now_ms());
        self.follow(orders);
    }
}
