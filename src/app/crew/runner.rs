//! Carries out the crew's orders, and passes the workers' events to it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::adapter::webgpu_available;
use super::failure::{Failure, FailureKind};
use super::machine::{Adapter, Crew, Order};
use super::news::News;
use super::worker::Worker;
use crate::app::address::DeviceChoice;
use crate::app::model::ModelFiles;
use crate::capture::now_ms;
use bridge::protocol::Backend;
use bridge::protocol::model::Request;
use bridge::wire::Objects;
use tvlt::precision::Precision;

/// The crew with its workers.
pub struct CrewRunner {
    pub(super) crew: RefCell<Crew>,
    choice: DeviceChoice,
    precision: Cell<Precision>,
    workers: RefCell<Workers>,
    /// The model's files, for workers that start later.
    pub(super) files: RefCell<Option<ModelFiles<JsValue>>>,
    /// Rises with every restart, so that the browser's answer about WebGPU to an older crew is dropped.
    turn: Cell<u32>,
    pub(super) tell: Box<dyn Fn(News)>,
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
    /// A crew without started workers.
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

    /// Sets the precision for GPU workers that start later.
    pub fn compute_with(&self, precision: Precision) {
        self.precision.set(precision);
    }

    /// Stops all workers, and starts new ones without a model.
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

    /// Gives a model to all workers, including those that start later.
    pub fn load(self: &Rc<Self>, files: ModelFiles<JsValue>) {
        self.files.replace(Some(files));
        for backend in [Backend::Cpu, Backend::WebGpu] {
            self.load_into(backend);
        }
    }

    /// Sends a request to the active worker, transferring its objects; without an active worker it is dropped.
    pub fn send(self: &Rc<Self>, request: Request, objects: Vec<JsValue>) {
        if let Some(worker) = self.active_worker() {
            self.ask(&worker, request, Objects::moved(objects), FailureKind::Update);
        }
    }

    /// Lets the worker that runs answer the known input again.
    pub fn check_again(self: &Rc<Self>) {
        let orders = self.crew.borrow_mut().check_again();
        self.follow(orders);
    }

    /// Whether the active worker can take a frame.
    pub fn is_idle(&self) -> bool {
        self.active_worker().is_some_and(|worker| worker.is_idle())
    }

    /// Whether a worker is active.
    pub fn is_active(&self) -> bool {
        self.crew.borrow().active().is_some()
    }

    fn worker(&self, backend: Backend) -> Option<Rc<Worker>> {
        self.workers.borrow_mut().place(backend).clone()
    }

    pub(super) fn active_worker(&self) -> Option<Rc<Worker>> {
        let active = self.crew.borrow().active()?;
        self.worker(active)
    }

    /// Carries out the crew's orders, then reports the active backend and why.
    pub(super) fn follow(self: &Rc<Self>, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Start(backend) => self.start(backend),
                Order::Dismiss(backend) => self.dismiss(backend),
                Order::Check(backend) => {
                    if let Some(worker) = self.worker(backend) {
                        self.ask(&worker, Request::Check, Objects::default(), FailureKind::Device);
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

    pub(super) fn tell_who_runs(&self, addition: &str) {
        let (active, reason) = {
            let crew = self.crew.borrow();
            (crew.active(), format!("{}{addition}", crew.reason()))
        };
        (self.tell)(News::Runs(active, reason));
        let known = self.crew.borrow().known();
        (self.tell)(News::Known(known));
    }

    pub(super) fn dismiss(&self, backend: Backend) {
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
            Err(error) => self.failed(backend, &Failure::of_worker(backend, &error)),
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
                layers: None,
                precision: self.precision.get(),
            };
            // Cloned, as both workers get the same files.
            self.ask(&worker, request, Objects::shared(files.weights), FailureKind::Crashed);
        }
    }

    /// Asks the browser for a WebGPU adapter.
    fn ask_for_adapter(self: &Rc<Self>) {
        let (runner, turn) = (self.clone(), self.turn.get());
        spawn_local(async move {
            let adapter = match webgpu_available().await {
                None => Adapter::Missing,
                Some(info) if info.is_fallback => Adapter::Software,
                Some(_) => Adapter::Real,
            };
            if runner.turn.get() == turn {
                let orders = runner.crew.borrow_mut().adapter(adapter);
                runner.follow(orders);
            }
        });
    }

    /// Sends a request to a worker. Its answer is dropped if the worker is dismissed meanwhile. `lost` is the kind of
    /// failure for a request or an answer that cannot be sent or read.
    fn ask(self: &Rc<Self>, worker: &Rc<Worker>, request: Request, objects: Objects, lost: FailureKind) {
        let (is_update, asked_ms) = (request.is_of_the_moment(), now_ms());
        let answer = worker.request(request, objects);
        let (runner, worker) = (Rc::downgrade(self), Rc::downgrade(worker));
        spawn_local(async move {
            let answer = answer.await;
            let (Some(runner), Some(worker)) = (runner.upgrade(), worker.upgrade()) else { return };
            if is_update {
                worker.update_is_over();
            }
            runner.answered(&worker, answer, lost, asked_ms);
            if is_update {
                (runner.tell)(News::Idle);
            }
        });
    }
}
