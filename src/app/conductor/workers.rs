//! Carries the crew's orders out, and brings it what the workers say.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use super::{Conductor, hub::remember, now_ms};
use crate::app::adapter::webgpu_available;
use crate::app::address::DeviceChoice;
use crate::app::crew::{Adapter, Order};
use crate::app::offline::keep_page;
use crate::view::state::{Status, Wait};
use bridge::client::{WorkerClient, WorkerError};
use bridge::protocol::Backend;
use bridge::protocol::failure::{Failure, FailureKind};
use bridge::protocol::model::{Request, Response};
use bridge::protocol::progress::{Progress, Stage};
use tvlt::live::LoadedModel;

/// The workers that run.
#[derive(Default)]
pub struct Workers {
    cpu: Option<WorkerClient>,
    gpu: Option<WorkerClient>,
    /// Whether the sliders have been set to what a model's config says; later loads leave them.
    sliders_set: bool,
}

impl Workers {
    fn of(&mut self, backend: Backend) -> &mut Option<WorkerClient> {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::WebGpu => &mut self.gpu,
        }
    }

    fn get(&self, backend: Backend) -> Option<&WorkerClient> {
        match backend {
            Backend::Cpu => self.cpu.as_ref(),
            Backend::WebGpu => self.gpu.as_ref(),
        }
    }
}

impl Conductor {
    /// Carries out what the crew orders, then shows who runs and why.
    pub(super) fn carry_out(self: &Rc<Self>, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Start(backend) => self.start_worker(backend),
                Order::Dismiss(backend) => {
                    let dismissed = self.workers.borrow_mut().of(backend).take();
                    drop(dismissed);
                }
                Order::Check(backend) => self.send_to(backend, &Request::Check),
                Order::Activate(backend) => self.activate(backend),
                Order::Say(sentence) => self.say_note(sentence),
                Order::Fail { message, retry } => {
                    self.state.fail(message, retry);
                    if retry {
                        self.state.clear_results();
                        self.state.say("The model does not run.");
                    }
                }
            }
        }
        let crew = self.crew.borrow();
        self.state.backend.set(crew.active());
        self.state.reason.set(crew.reason().to_owned());
    }

    /// Sends a request to the worker that runs; without one it is dropped. The payload moves there.
    pub(super) fn send(&self, request: &Request, payload: &[JsValue]) {
        let Some(active) = self.crew.borrow().active() else { return };
        let workers = self.workers.borrow();
        match workers.get(active).map(|worker| worker.send(request, payload, payload)) {
            // A stopped worker has said so itself.
            None | Some(Ok(()) | Err(WorkerError::Busy | WorkerError::Gone)) => {}
            Some(Err(error)) => self.state.say(format!("Something did not reach the model: {error}.")),
        }
    }

    /// Whether there is a worker that waits for a frame.
    pub(super) fn is_idle(&self) -> bool {
        let Some(active) = self.crew.borrow().active() else { return false };
        self.workers.borrow().get(active).is_some_and(WorkerClient::is_idle)
    }

    /// Gives the model to every worker that waits for it.
    pub(super) fn load_started_workers(self: &Rc<Self>) {
        for backend in [Backend::Cpu, Backend::WebGpu] {
            self.load_into(backend);
        }
    }

    /// Asks the browser for WebGPU.
    pub(super) fn ask_for_adapter(self: &Rc<Self>) {
        let conductor = self.clone();
        let attempt = self.attempt.get();
        spawn_local(async move {
            let adapter = match webgpu_available().await {
                None => Adapter::Missing,
                Some(info) if info.is_fallback => Adapter::Emulated,
                Some(_) => Adapter::Real,
            };
            if conductor.attempt.get() == attempt {
                let orders = conductor.crew.borrow_mut().adapter(adapter);
                conductor.carry_out(orders);
            }
        });
    }

    fn start_worker(self: &Rc<Self>, backend: Backend) {
        let conductor = Rc::downgrade(self);
        let attempt = self.attempt.get();
        let on_response = move |response, payload: Vec<JsValue>| {
            let current = conductor.upgrade().filter(|conductor| conductor.attempt.get() == attempt);
            if let Some(conductor) = current {
                conductor.on_response(backend, response, &payload);
            }
        };
        match WorkerClient::start(backend, on_response) {
            Ok(worker) => {
                self.workers.borrow_mut().of(backend).replace(worker);
                self.load_into(backend);
            }
            Err(error) => {
                self.failed(backend, &Failure::new(FailureKind::Module, error.to_string()));
            }
        }
    }

    fn load_into(self: &Rc<Self>, backend: Backend) {
        let files = self.files.borrow();
        let workers = self.workers.borrow();
        if let (Some(files), Some(worker)) = (files.as_ref(), workers.get(backend)) {
            let request = Request::Load {
                config: files.config.clone(),
                preprocessor: files.preprocessor.clone(),
                shards: files.shards.clone(),
                weights_index: files.weights_index.clone(),
                precision: self.state.precision.get_untracked(),
            };
            // Not transferred: the other worker, or one that replaces this, needs the weights too.
            if let Err(error) = worker.send(&request, &files.weights, &[]) {
                let failure = Failure::new(FailureKind::Crashed, error.to_string());
                drop((files, workers));
                self.failed(backend, &failure);
            }
        }
    }

    fn send_to(self: &Rc<Self>, backend: Backend, request: &Request) {
        if let Some(worker) = self.workers.borrow().get(backend) {
            // As in `send`: its failure arrives by itself.
            let _ = worker.send(request, &[], &[]);
        }
    }

    fn activate(self: &Rc<Self>, backend: Backend) {
        self.state.backend.set(Some(backend));
        self.showing.borrow_mut().restart_pace();
        self.send(&Request::Settings(self.state.settings.get_untracked()), &[]);
        self.send(&Request::Budget(self.state.wish.get_untracked()), &[]);
        self.connect_source();
        self.say_standing();
        keep_page();
        let asks = self.address.borrow().device == DeviceChoice::Auto && self.crew.borrow().wants_adapter();
        if backend == Backend::Cpu && asks {
            self.ask_for_adapter();
        }
    }

    fn on_response(self: &Rc<Self>, backend: Backend, response: Response, payload: &[JsValue]) {
        match response {
            Response::Progress(progress) => self.progress(backend, &progress),
            Response::Loaded(model) => {
                if backend == Backend::WebGpu {
                    self.crew.borrow_mut().gpu_computes_with(model.precision);
                }
                self.describe(model);
                // Not before: one that takes the page down with it shall not do so at the next visit, too.
                if let Some(key) = self.proving.take() {
                    remember(Some(&key));
                }
                let orders = self.crew.borrow_mut().loaded(backend);
                self.carry_out(orders);
            }
            Response::Budget(budgeted) => {
                let active = self.crew.borrow().active();
                if active.is_none_or(|active| active == backend) {
                    self.showing.borrow_mut().restart_pace();
                    self.state.budgeted.set(Some(budgeted));
                }
            }
            Response::Checked(checked) => {
                let orders = self.crew.borrow_mut().checked(backend, checked);
                self.carry_out(orders);
            }
            Response::Update(update) => {
                if self.crew.borrow().active() == Some(backend) {
                    self.show(&update, payload);
                }
                self.send_waiting_frame();
            }
            Response::Skipped { .. } => self.send_waiting_frame(),
            Response::Failed(failure) => self.failed(backend, &failure),
            Response::Hello { .. } | Response::Computed => {}
        }
    }

    fn failed(self: &Rc<Self>, backend: Backend, failure: &Failure) {
        // What another worker could not load says nothing of the model that runs.
        if !failure.report.is_empty() && self.crew.borrow().active().is_none() {
            self.state.report.set(failure.report.clone());
        }
        let orders = self.crew.borrow_mut().failed(backend, failure, now_ms());
        self.carry_out(orders);
    }

    fn describe(&self, model: LoadedModel) {
        let mut workers = self.workers.borrow_mut();
        if !workers.sliders_set {
            workers.sliders_set = true;
            let (pixels, sound) = (model.pixel_mask_ratio, model.audio_mask_ratio);
            drop(workers);
            self.state.settings.update(|settings| {
                settings.pixel_mask_ratio = pixels;
                settings.audio_mask_ratio = sound;
            });
        }
        self.state.loaded.set(Some(model));
    }

    /// The CPU worker is what the person waits for; of the GPU worker's way only a word is shown.
    fn progress(&self, backend: Backend, progress: &Progress) {
        let share = (progress.total > 0.0).then(|| (progress.done / progress.total).clamp(0.0, 1.0));
        if backend == Backend::WebGpu && self.crew.borrow().active().is_some() {
            let reason = self.crew.borrow().reason().to_owned();
            let percent = share.filter(|_| progress.stage == Stage::Module);
            let percent = percent.map(|share| format!(" ({:.0} %)", share * 100.0)).unwrap_or_default();
            return self.state.reason.set(format!("{reason}{percent}"));
        }
        let sentence = match progress.stage {
            // The weights are on the way at the same time, and their bar is the longer one.
            Stage::Module if self.files.borrow().is_none() => return,
            Stage::Module => "Loading the program that runs the model…",
            Stage::Weights => "Loading the model…",
            Stage::Build => "Building the model…",
            Stage::WarmUp => "Warming up…",
        };
        let wait = match progress.stage {
            Stage::Module | Stage::Weights => share.map_or(Wait::Unknown, Wait::Share),
            Stage::Build | Stage::WarmUp => Wait::Unknown,
        };
        self.state.status.set(Status { sentence: sentence.into(), wait: Some(wait) });
    }
}
