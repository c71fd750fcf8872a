//! Carries the crew's orders out, and brings it what the workers say.

use std::cell::Cell;
use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use super::{Conductor, hub::remember, now_ms};
use crate::app::adapter::webgpu_available;
use crate::app::address::DeviceChoice;
use crate::app::crew::{Adapter, Order};
use crate::app::failure::{Failure, FailureKind};
use crate::app::offline::keep_page;
use crate::app::under_way::UnderWay;
use crate::view::state::{Status, Wait};
use bridge::client::{Answer, Client, News};
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Request, Response};
use bridge::protocol::progress::{Progress, Stage};
use bridge::wire::Objects;
use tvlt::live::{Budgeted, LoadedModel};

/// The workers that run.
#[derive(Default)]
pub struct Workers {
    cpu: Option<Worker>,
    gpu: Option<Worker>,
    /// Whether the sliders have been set to what a model's config says; later loads leave them.
    sliders_set: bool,
}

/// A worker, and the frames that it computes.
struct Worker {
    client: Client<Model>,
    under_way: Rc<Cell<UnderWay>>,
}

impl Workers {
    fn of(&mut self, backend: Backend) -> &mut Option<Worker> {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::WebGpu => &mut self.gpu,
        }
    }

    fn get(&self, backend: Backend) -> Option<&Worker> {
        match backend {
            Backend::Cpu => self.cpu.as_ref(),
            Backend::WebGpu => self.gpu.as_ref(),
        }
    }
}

fn change(under_way: &Cell<UnderWay>, change: impl FnOnce(&mut UnderWay)) {
    let mut changed = under_way.get();
    change(&mut changed);
    under_way.set(changed);
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
                Order::Check(backend) => {
                    self.ask(backend, Request::Check, Objects::default(), FailureKind::Device);
                }
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
    pub(super) fn send(self: &Rc<Self>, request: Request, payload: Vec<JsValue>) {
        let active = self.crew.borrow().active();
        if let Some(active) = active {
            self.ask(active, request, Objects::moved(payload), FailureKind::Update);
        }
    }

    /// Whether there is a worker that waits for a frame.
    pub(super) fn is_idle(&self) -> bool {
        let Some(active) = self.crew.borrow().active() else { return false };
        self.workers.borrow().get(active).is_some_and(|worker| worker.under_way.get().has_room())
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
        let on_news = move |news| {
            let current = conductor.upgrade().filter(|conductor| conductor.attempt.get() == attempt);
            if let Some(conductor) = current {
                conductor.on_news(backend, news);
            }
        };
        match Client::start(backend.module(), on_news) {
            Ok(client) => {
                let under_way = Rc::new(Cell::new(UnderWay::new(backend)));
                self.workers.borrow_mut().of(backend).replace(Worker { client, under_way });
                self.load_into(backend);
            }
            Err(error) => self.failed(backend, &Failure::of_worker(backend, &error)),
        }
    }

    fn load_into(self: &Rc<Self>, backend: Backend) {
        let Some(files) = self.files.borrow().clone() else { return };
        let request = Request::Load {
            config: files.config,
            preprocessor: files.preprocessor,
            shards: files.shards,
            weights_index: files.weights_index,
            precision: self.state.precision.get_untracked(),
        };
        if let Some(worker) = self.workers.borrow().get(backend) {
            change(&worker.under_way, |under_way| under_way.set_loaded(false));
        }
        // Not moved: the other worker, or one that replaces this, needs the weights too.
        self.ask(backend, request, Objects::shared(files.weights), FailureKind::Crashed);
    }

    /// Asks a worker, and does what follows from its answer. `lost` says what it means where that does not get
    /// through.
    fn ask(self: &Rc<Self>, backend: Backend, request: Request, objects: Objects, lost: FailureKind) {
        let is_frame = request.is_of_the_moment();
        let (answer, under_way) = {
            let workers = self.workers.borrow();
            let Some(Worker { client, under_way }) = workers.get(backend) else { return };
            if is_frame {
                if !under_way.get().has_room() {
                    return;
                }
                change(under_way, UnderWay::sent);
            }
            (client.request(request, objects, None), under_way.clone())
        };
        let conductor = Rc::downgrade(self);
        let attempt = self.attempt.get();
        spawn_local(async move {
            let answer = answer.await;
            if is_frame {
                change(&under_way, UnderWay::answered);
            }
            if let Ok((Response::Loaded { .. }, _)) = &answer {
                change(&under_way, |under_way| under_way.set_loaded(true));
            }
            let current = conductor.upgrade().filter(|conductor| conductor.attempt.get() == attempt);
            if let Some(conductor) = current {
                conductor.answered(backend, answer, lost);
                if is_frame {
                    conductor.send_waiting_frame();
                }
            }
        });
    }

    fn activate(self: &Rc<Self>, backend: Backend) {
        self.state.backend.set(Some(backend));
        self.showing.borrow_mut().restart_pace();
        self.send(Request::Settings(self.state.settings.get_untracked()), Vec::new());
        self.send(Request::Budget(self.state.wish.get_untracked()), Vec::new());
        self.connect_source();
        self.say_standing();
        keep_page();
        let asks = self.address.borrow().device == DeviceChoice::Auto && self.crew.borrow().wants_adapter();
        if backend == Backend::Cpu && asks {
            self.ask_for_adapter();
        }
    }

    fn answered(self: &Rc<Self>, backend: Backend, answer: Answer<Model>, lost: FailureKind) {
        let (response, payload) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                if let Some(failure) = Failure::of_request(&error, lost) {
                    self.failed(backend, &failure);
                }
                return;
            }
        };
        match response {
            Response::Loaded { model, budget } => {
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
                self.budgeted(backend, budget);
            }
            Response::Budget(budget) => self.budgeted(backend, budget),
            Response::Checked(checked) => {
                let orders = self.crew.borrow_mut().checked(backend, checked);
                self.carry_out(orders);
            }
            Response::Update(update) => {
                if self.crew.borrow().active() == Some(backend) {
                    self.show(&update, &payload);
                }
            }
            Response::Skipped | Response::Computed | Response::Done => {}
        }
    }

    fn on_news(self: &Rc<Self>, backend: Backend, news: News<Event>) {
        match news {
            News::Loading { done, total } => {
                let share = (total > 0.0).then(|| (done / total).clamp(0.0, 1.0));
                self.loading(backend, share);
            }
            News::Event { event: Event::Progress(progress), .. } => self.progress(backend, progress),
            News::Event { event: Event::Budget(budget), .. } => self.budgeted(backend, budget),
            News::Event { event: Event::Notice(error), .. } => self.failed(backend, &Failure::from(&error)),
            News::Event { event: Event::DeviceLost(words), .. } => {
                self.failed(backend, &Failure::device_lost(&words));
            }
            News::Stopped(error) => self.failed(backend, &Failure::of_worker(backend, &error)),
        }
    }

    fn budgeted(&self, backend: Backend, budget: Budgeted) {
        let active = self.crew.borrow().active();
        if active.is_none_or(|active| active == backend) {
            self.showing.borrow_mut().restart_pace();
            self.state.budgeted.set(Some(budget));
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

    /// The bytes of a worker's module arrive.
    fn loading(&self, backend: Backend, share: Option<f64>) {
        if self.is_behind(backend) {
            let percent = share.map(|share| format!(" ({:.0} %)", share * 100.0)).unwrap_or_default();
            let reason = format!("{}{percent}", self.crew.borrow().reason());
            return self.state.reason.set(reason);
        }
        // The weights are on the way at the same time, and their bar is the longer one.
        if self.files.borrow().is_some() {
            let sentence = "Loading the program that runs the model…".into();
            self.state.status.set(Status { sentence, wait: Some(share.map_or(Wait::Unknown, Wait::Share)) });
        }
    }

    /// A worker has come a step further with its model.
    fn progress(&self, backend: Backend, progress: Progress) {
        if self.is_behind(backend) {
            return self.state.reason.set(self.crew.borrow().reason().to_owned());
        }
        let sentence = match progress.stage {
            Stage::Build => "Building the model…".into(),
            Stage::WarmUp => "Warming up…".into(),
        };
        self.state.status.set(Status { sentence, wait: Some(Wait::Unknown) });
    }

    /// The CPU worker is what the person waits for; of the GPU worker's way only a word is shown, once another
    /// one runs.
    fn is_behind(&self, backend: Backend) -> bool {
        backend == Backend::WebGpu && self.crew.borrow().active().is_some()
    }
}
