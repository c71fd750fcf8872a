//! Carries out the orders of the page's model, passes the answers back as events, and shows its state.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::event::Event;
use super::fetch;
use super::fetch::FetchError;
use super::files::{ModelFiles, Picked};
use super::files_worker::FilesWorker;
use super::memory;
use super::news::News;
use super::order::Order;
use super::way::ModelWay;
use crate::models::entry::ModelEntry;
use crate::view::state::{HubState, ModelState, StatusState, Wait};
use bridge::hub::is_weights;
use bridge::protocol::files::{Request, Stop};
use bridge::words::sentence;

/// Limit on the bytes of a text file: a configuration, or the index of a large model's shards.
const MOST_TEXT_BYTES: f64 = 32e6;

/// The list of models, relative to the page.
const MODEL_INDEX: &str = "models/index.json";

/// The page's model, with everything that fetches its files.
pub struct ModelRunner {
    way: RefCell<ModelWay<JsValue>>,
    worker: Rc<FilesWorker>,
    model: ModelState,
    hub: HubState,
    status: StatusState,
    tell: Box<dyn Fn(News)>,
}

impl ModelRunner {
    /// Nothing happens until [`begin`](Self::begin). `asked` is the model that the page's address requests.
    pub fn new(
        asked: Option<String>,
        (model, hub, status): (ModelState, HubState, StatusState),
        tell: impl Fn(News) + 'static,
    ) -> Rc<Self> {
        Rc::new_cyclic(|this: &std::rc::Weak<Self>| {
            let this = this.clone();
            let worker = FilesWorker::new(move |event| {
                if let Some(runner) = this.upgrade() {
                    runner.take(event);
                }
            });
            let way = RefCell::new(ModelWay::new(asked, memory::remembered()));
            Self { way, worker, model, hub, status, tell: Box::new(tell) }
        })
    }

    /// Starts to fetch the model that the page opens with.
    pub fn begin(self: &Rc<Self>) {
        let orders = self.way.borrow_mut().begin();
        self.follow(orders);
    }

    /// The person has picked files of their own.
    pub fn open_own(self: &Rc<Self>, files: Vec<File>) {
        let picked = |file: File| Picked { name: file.name(), bytes: file.size(), file: file.into() };
        self.take(Event::Own(files.into_iter().map(picked).collect()));
    }

    /// The files of the model that the workers load, once they have arrived.
    pub fn files(&self) -> Option<ModelFiles<JsValue>> {
        self.way.borrow().files().cloned()
    }

    /// Handles an event.
    pub fn take(self: &Rc<Self>, event: Event<JsValue>) {
        let orders = self.way.borrow_mut().take(event);
        self.follow(orders);
    }

    fn follow(self: &Rc<Self>, orders: Vec<Order<JsValue>>) {
        self.show();
        for order in orders {
            self.carry_out(order);
        }
    }

    fn show(&self) {
        let way = self.way.borrow();
        self.hub.show_index(way.index());
        self.model.show_chosen(way.entry(), way.roles());
        self.hub.show_kept(way.kept(), way.keeps_models());
        self.hub.show_coming(way.coming());
        self.hub.show_panel(way.panel(), way.note());
    }

    fn carry_out(self: &Rc<Self>, order: Order<JsValue>) {
        match order {
            Order::List { attempt } => self.bring(async move {
                let list = fetch::fetch_text(MODEL_INDEX).await.map_err(|error| not_loaded(&error));
                Event::Listed { attempt, list }
            }),
            Order::Fetch { attempt, entry } => self.fetch(attempt, &entry),
            Order::Read { attempt, files } => {
                self.bring(async move { Event::Read { attempt, texts: read(&files).await } })
            }
            Order::Restart => (self.tell)(News::Restart),
            Order::Load => {
                let files = self.files();
                if let Some(files) = files {
                    (self.tell)(News::Load(files));
                }
            }
            Order::Look { hub, repository, revision } => {
                let look = Request::Look { hub, repository: repository.clone(), revision };
                self.worker.ask(look, Some(repository));
            }
            Order::ListKept => self.worker.ask(Request::List, None),
            Order::Get { download, offer } => self.worker.get(download, offer),
            Order::Pause => self.worker.stop(Stop::Pause),
            Order::Cancel => self.worker.stop(Stop::Cancel),
            Order::Open { key } => self.worker.ask(Request::Open { key: key.clone() }, Some(key)),
            Order::Remove { key } => self.worker.ask(Request::Remove { key: key.clone() }, Some(key)),
            Order::Persist => memory::persist(),
            Order::Remember(key) => memory::remember(key.as_deref()),
            Order::ForgetAddress => memory::forget_address("model"),
            Order::Forget => (self.tell)(News::Forget),
            Order::Settle => self.status.settle_model(),
            Order::Wait { sentence, share } => self.status.wait(sentence, Wait::of(share)),
            Order::Remark(sentence) => self.status.remark(sentence),
            Order::Fail(sentence) => (self.tell)(News::Failed(sentence)),
        }
    }

    fn fetch(self: &Rc<Self>, attempt: u32, entry: &ModelEntry) {
        let directory = entry.directory().unwrap_or_default();
        let runner = self.clone();
        self.bring(async move {
            let on_progress = |done, total| runner.take(Event::Fetching { attempt, done, total });
            let files = fetch::fetch_model(&directory, on_progress).await;
            Event::Fetched { attempt, files: files.map_err(|error| not_loaded(&error)) }
        });
    }

    /// Awaits a future and handles the event that it returns.
    fn bring(self: &Rc<Self>, wait: impl Future<Output = Event<JsValue>> + 'static) {
        let runner = self.clone();
        spawn_local(async move {
            let event = wait.await;
            runner.take(event);
        });
    }
}

/// Reads the text of each file that is small enough and does not have the name of weights.
///
/// # Errors
/// A sentence for the person.
async fn read(files: &[Picked<JsValue>]) -> Result<Vec<Option<String>>, String> {
    let mut texts = Vec::new();
    for picked in files {
        let is_text = !is_weights(&picked.name) && picked.bytes <= MOST_TEXT_BYTES;
        let text = match picked.file.dyn_ref::<File>().filter(|_| is_text) {
            Some(file) => Some(fetch::read_text(file).await.map_err(|error| sentence(&error))?),
            None => None,
        };
        texts.push(text);
    }
    Ok(texts)
}

fn not_loaded(error: &FetchError) -> String {
    sentence(&format!("the model could not be loaded: {error}"))
}
