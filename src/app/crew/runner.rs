//! Carries the crew's orders out, and brings it what the workers say.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::adapter::webgpu_available;
use super::failure::{Asked, Failure};
use super::machine::{Adapter, Crew, Order};
use super::worker::Worker;
use crate::app::address::DeviceChoice;
use crate::app::model::ModelFiles;
use crate::capture::now_ms;
use bridge::client::{Answer, News as WorkerNews};
use bridge::fault::RequestError;
use bridge::protocol::Backend;
use bridge::protocol::model::{Event, Model, Request, Response};
use bridge::protocol::progress::Stage;
use bridge::wire::Objects;
use bridge::words::sentence;
use tvlt::live::{Budgeted, LoadedModel, Update};
use tvlt::precision::Precision;

/// What the crew tells that is not its own matter.
pub enum News {
    /// Who takes the frames, and why.
    Runs(Option<Backend>, String),
    /// This worker begins to take the frames.
    Activated,
    /// The person waits for this; with the share that is done, where that is known.
    Waits(&'static str, Option<f64>),
    /// A sentence about what goes on; all is well, or will be.
    Said(String),
    /// A sentence about what is broken, and whether another try may help.
    Failed(String, bool),
    /// What is known of a weights file that did not load.
    Report(String),
    /// A worker has loaded the model.
    Loaded(LoadedModel),
    /// How much an update takes from now on.
    Budget(Budgeted),
    /// An update with its pictures.
    Update(Update, Vec<JsValue>),
    /// The worker that runs can take a frame.
    Idle,
}

/// The crew with its workers.
pub struct CrewRunner {
    crew: RefCell<Crew>,
    choice: DeviceChoice,
    precision: Cell<Precision>,
    workers: RefCell<Workers>,
    /// The model's files, for workers that start later.
    files: RefCell<Option<ModelFiles<JsValue>>>,
    /// Rises with every restart; what the browser says of WebGPU to an older crew is dropped.
    turn: Cell<u32>,
    tell: Box<dyn Fn(News)>,
}

#[derive(Default)]
struct Workers {
    cpu: Option<Rc<Worker>>,
    gpu: Option<Rc<Worker>>,
}

impl Workers {
    fn place(&mut self, backend: Backend) -> &mut Option<Rc<Worker>> {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::WebGpu => &mut self.gpu,
        }
    }
}

impl CrewRunner {
    /// Nobody has started.
    pub fn new(choice: DeviceChoice, precision: Precision, tell: impl Fn(News) + 'static) -> Rc<Self> {
        Rc::new(Self {
            crew: RefCell::new(Crew::new(choice)),
            choice,
            precision: Cell::new(precision),
            workers: RefCell::default(),
            files: RefCell::default(),
            turn: Cell::new(0),
            tell: Box::new(tell),
        })
    }

    /// What a GPU worker that starts later computes with.
    pub fn compute_with(&self, precision: Precision) {
        self.precision.set(precision);
    }

    /// Stops all workers, and starts anew without a model.
    pub fn restart(self: &Rc<Self>) {
        self.turn.set(self.turn.get() + 1);
        let stopped = self.workers.take();
        drop(stopped);
        self.files.take();
        self.crew.replace(Crew::new(self.choice));
        let orders = self.crew.borrow_mut().begin();
        self.follow(orders);
        if self.choice == DeviceChoice::WebGpu {
            self.ask_for_adapter();
        }
    }

    /// Gives a model to every worker that waits for it, now or later.
    pub fn load(self: &Rc<Self>, files: ModelFiles<JsValue>) {
        self.files.replace(Some(files));
        for backend in [Backend::Cpu, Backend::WebGpu] {
            self.load_into(backend);
        }
    }

    /// Asks something of the worker that runs; without one it is dropped. The objects move there.
    pub fn send(self: &Rc<Self>, request: Request, objects: Vec<JsValue>) {
        if let Some(worker) = self.active_worker() {
            self.ask(&worker, request, Objects::moved(objects));
        }
    }

    /// Whether there is a worker that waits for a frame.
    pub fn is_idle(&self) -> bool {
        self.active_worker().is_some_and(|worker| worker.is_idle())
    }

    /// Whether a worker takes the frames.
    pub fn is_active(&self) -> bool {
        self.crew.borrow().active().is_some()
    }

    fn worker(&self, backend: Backend) -> Option<Rc<Worker>> {
        self.workers.borrow_mut().place(backend).clone()
    }

    fn active_worker(&self) -> Option<Rc<Worker>> {
        let active = self.crew.borrow().active()?;
        self.worker(active)
    }

    /// Carries out what the crew orders, then tells who runs and why.
    fn follow(self: &Rc<Self>, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Start(backend) => self.start(backend),
                Order::Dismiss(backend) => self.dismiss(backend),
                Order::Check(backend) => {
                    if let Some(worker) = self.worker(backend) {
                        self.ask(&worker, Request::Check, Objects::default());
                    }
                }
                Order::Activate(backend) => {
                    (self.tell)(News::Activated);
                    let asks = self.choice == DeviceChoice::Auto && self.crew.borrow().wants_adapter();
                    if backend == Backend::Cpu && asks {
                        self.ask_for_adapter();
                    }
                }
                Order::Say(sentence) => (self.tell)(News::Said(sentence)),
                Order::Fail { message, retry } => (self.tell)(News::Failed(message, retry)),
            }
        }
        self.tell_who_runs("");
    }

    fn tell_who_runs(&self, addition: &str) {
        let (active, reason) = {
            let crew = self.crew.borrow();
            (crew.active(), format!("{}{addition}", crew.reason()))
        };
        (self.tell)(News::Runs(active, reason));
    }

    fn dismiss(&self, backend: Backend) {
        let dismissed = self.workers.borrow_mut().place(backend).take();
        drop(dismissed);
    }

    fn start(self: &Rc<Self>, backend: Backend) {
        let (this, turn) = (Rc::downgrade(self), self.turn.get());
        let on_news = move |news| {
            if let Some(runner) = this.upgrade().filter(|runner| runner.turn.get() == turn) {
                runner.news(backend, news);
            }
        };
        match Worker::start(backend, on_news) {
            Ok(worker) => {
                self.workers.borrow_mut().place(backend).replace(Rc::new(worker));
                self.load_into(backend);
            }
            Err(error) => self.failed(backend, &Failure::stopped(backend, &error)),
        }
    }

    fn load_into(self: &Rc<Self>, backend: Backend) {
        let files = self.files.borrow().clone();
        if let (Some(files), Some(worker)) = (files, self.worker(backend)) {
            let request = Request::Load {
                config: files.config,
                preprocessor: files.preprocessor,
                shards: files.shards,
                weights_index: files.weights_index,
                precision: self.precision.get(),
            };
            // Both workers get the same.
            self.ask(&worker, request, Objects::shared(files.weights));
        }
    }

    /// Asks the browser for WebGPU.
    fn ask_for_adapter(self: &Rc<Self>) {
        let (runner, turn) = (self.clone(), self.turn.get());
        spawn_local(async move {
            let adapter = match webgpu_available().await {
                None => Adapter::Missing,
                Some(info) if info.is_fallback => Adapter::Emulated,
                Some(_) => Adapter::Real,
            };
            if runner.turn.get() == turn {
                let orders = runner.crew.borrow_mut().adapter(adapter);
                runner.follow(orders);
            }
        });
    }

    /// Asks a worker; what it answers is dropped if it is dismissed meanwhile.
    fn ask(self: &Rc<Self>, worker: &Rc<Worker>, request: Request, objects: Objects) {
        let asked = match request {
            Request::Load { .. } | Request::Check => Asked::Begin,
            Request::Frame | Request::Tick => Asked::Update,
            _ => Asked::Other,
        };
        let answer = worker.request(request, objects);
        let (runner, worker) = (Rc::downgrade(self), Rc::downgrade(worker));
        spawn_local(async move {
            let answer = answer.await;
            if let (Some(runner), Some(worker)) = (runner.upgrade(), worker.upgrade()) {
                if asked == Asked::Update {
                    worker.update_is_over();
                }
                runner.answered(&worker, asked, answer);
            }
        });
    }

    fn answered(self: &Rc<Self>, worker: &Rc<Worker>, asked: Asked, answer: Answer<Model>) {
        let backend = worker.backend;
        match answer {
            Ok((Response::Loaded { model, budget }, _)) => {
                worker.has_loaded();
                if backend == Backend::WebGpu {
                    self.crew.borrow_mut().gpu_computes_with(model.precision);
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
                    (self.tell)(News::Update(update, pictures));
                }
            }
            Ok((Response::Skipped | Response::Computed | Response::Done, _)) => {}
            Err(RequestError::Refused(error)) => self.failed(backend, &Failure::refused(asked, error)),
            // A stopped worker has said so itself.
            Err(RequestError::Worker(_) | RequestError::Aborted) => {}
            Err(error @ (RequestError::Wire(_) | RequestError::Unanswered)) => {
                let words = sentence(&format!("something did not reach the model: {error}"));
                (self.tell)(News::Said(words));
            }
        }
        if asked == Asked::Update {
            (self.tell)(News::Idle);
        }
    }

    fn news(self: &Rc<Self>, backend: Backend, news: WorkerNews<Event>) {
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
                self.failed(backend, &Failure::refused(Asked::Other, error));
            }
            WorkerNews::Event { event: Event::DeviceLost(words), .. } => {
                self.failed(backend, &Failure::device_lost(&words));
            }
            WorkerNews::Stopped(error) => {
                self.dismiss(backend);
                self.failed(backend, &Failure::stopped(backend, &error));
            }
        }
    }

    /// The CPU worker is what the person waits for; of the GPU worker's way only a word is shown.
    fn waits(&self, backend: Backend, sentence: &'static str, share: Option<f64>, of_module: bool) {
        if backend == Backend::WebGpu && self.is_active() {
            let percent = share.filter(|_| of_module).map(|share| format!(" ({:.0} %)", share * 100.0));
            return self.tell_who_runs(&percent.unwrap_or_default());
        }
        // The weights are on the way at the same time as the module, and their bar is the longer one.
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

    fn failed(self: &Rc<Self>, backend: Backend, failure: &Failure) {
        // What another worker could not load says nothing of the model that runs.
        if !failure.report.is_empty() && !self.is_active() {
            (self.tell)(News::Report(failure.report.clone()));
        }
        let orders = self.crew.borrow_mut().failed(backend, failure, now_ms());
        self.follow(orders);
    }
}
