//! The choice of the model: the one that the page opens with, and every change.

use super::order::Order;
use super::stage::{Chosen, Desk, Stage};
use super::way::{ModelWay, key};
use crate::models::entry::ModelEntry;
use crate::models::index::{Asked, ModelIndex};
use crate::view::panel::OTHER;
use bridge::hub::Place;

/// Shown where a link requests a model that is not stored. A link alone must not cause a request to another host;
/// the person has to confirm it.
const ASK_FIRST: &str =
    "The address asks for this model of the hub, which is not in this browser. Look it up there?";

impl<B: Clone> ModelWay<B> {
    /// Starts to fetch the chosen model from the beginning. Must be called first.
    pub fn begin(&mut self) -> Vec<Order<B>> {
        self.attempt += 1;
        self.files = None;
        self.labels.clear();
        let wait = Order::Wait { sentence: "Loading the model…".into(), share: None };
        let mut orders = vec![Order::Restart, wait];
        let attempt = self.attempt;
        match self.chosen.clone() {
            // The download worker has been asked to open it already, and will answer.
            Chosen::Opening if matches!(self.stage, Stage::Opening { .. }) => {}
            Chosen::Opening | Chosen::Site(_) => match self.index.clone() {
                Some(index) => orders.extend(self.choose_of(&index)),
                None => {
                    self.stage = Stage::Listing;
                    orders.push(Order::List { attempt });
                }
            },
            Chosen::Own(files) => {
                // Named at once, so that the page offers the way back to its own model if the files do not load.
                self.entry = files.first().map(|file| ModelEntry::own(file.name.clone(), file.bytes));
                self.stage = Stage::Fetching;
                orders.push(Order::Read { attempt, files });
            }
            Chosen::Hub { entry, files, .. } => {
                self.entry = Some(*entry);
                orders.extend(self.load(files));
            }
        }
        orders
    }

    /// Replaces the model by another one.
    pub(super) fn change(&mut self, chosen: Chosen<B>) -> Vec<Order<B>> {
        if !matches!(chosen, Chosen::Hub { .. }) {
            self.awaited = None;
        }
        self.chosen = chosen;
        // The state of the old model no longer matters.
        self.stage = Stage::Failed;
        self.entry = None;
        self.roles.clear();
        let mut orders = vec![Order::Forget, Order::Settle];
        orders.extend(self.begin());
        orders
    }

    /// The person wants another try: everything is fetched again.
    pub(super) fn retry(&mut self) -> Vec<Order<B>> {
        let mut orders = vec![Order::Settle];
        orders.extend(self.begin());
        orders
    }

    /// The workers start anew, for instance for another precision. Files that have arrived are not fetched again, and
    /// those being fetched are still used.
    pub(super) fn anew(&mut self) -> Vec<Order<B>> {
        if self.stage == Stage::Failed {
            return self.begin();
        }
        self.labels.clear();
        let mut orders =
            vec![Order::Restart, Order::Wait { sentence: "Loading the model…".into(), share: None }];
        if let Some(files) = self.files.take() {
            orders.extend(self.load(files));
        }
        orders
    }

    /// The list of models has arrived, or an error.
    pub(super) fn listed(&mut self, attempt: u32, list: Result<String, String>) -> Vec<Order<B>> {
        let list = list.and_then(|json| ModelIndex::from_json(&json).map_err(|error| error.to_string()));
        match list {
            Ok(index) => {
                self.index = Some(index.clone());
                // A list from an earlier try is used too.
                if self.stage == Stage::Listing { self.choose_of(&index) } else { Vec::new() }
            }
            Err(sentence) if self.attempt == attempt && self.stage == Stage::Listing => self.fail(sentence),
            Err(_) => Vec::new(),
        }
    }

    fn choose_of(&mut self, index: &ModelIndex) -> Vec<Order<B>> {
        let asked = match &self.chosen {
            Chosen::Site(id) => id.clone(),
            _ => self.address.clone().or_else(|| self.remembered.clone()),
        };
        match index.choose(asked.as_deref()) {
            Ok(Asked::Here(model)) => self.fetch(model),
            Ok(Asked::Unknown(model, remark)) => {
                let mut orders = vec![Order::Remark(remark)];
                orders.extend(self.fetch(model));
                orders
            }
            Ok(Asked::OnHub(place)) => self.open(key(&place)),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn fetch(&mut self, entry: ModelEntry) -> Vec<Order<B>> {
        self.entry = Some(entry.clone());
        self.stage = Stage::Fetching;
        vec![Order::Fetch { attempt: self.attempt, entry }]
    }

    /// Opens the page with a model of the hub, if it is stored.
    fn open(&mut self, key: String) -> Vec<Order<B>> {
        let remembered = self.remembered.as_ref() == Some(&key);
        let mut orders = Vec::new();
        if remembered {
            // Forgotten until it has loaded: a model that crashes the page should not crash the next visit too.
            orders.push(self.remember(None));
        }
        self.stage = Stage::Opening { key: key.clone(), remembered };
        orders.push(Order::Open { key });
        orders
    }

    /// The model that the page was to open with is not stored, or cannot be read: the default runs instead, and the
    /// other one is offered if the address requested it.
    pub(super) fn not_kept(&mut self, gone: bool, sentence: String) -> Vec<Order<B>> {
        let mut orders = Vec::new();
        if let Stage::Opening { key, remembered: true } = self.stage.clone()
            && !gone
        {
            // It could not be read this time, but may be readable at the next visit.
            orders.push(self.remember(Some(key)));
        }
        orders.extend(self.change(Chosen::Site(None)));
        let asked = self.address.clone().zip(self.index.as_ref());
        let place = asked.and_then(|(asked, index)| match index.choose(Some(&asked)) {
            Ok(Asked::OnHub(place)) => Some(place),
            _ => None,
        });
        self.note = match place {
            Some(place) => {
                self.desk = Desk::Naming(key(&place));
                ASK_FIRST.into()
            }
            None => sentence,
        };
        orders
    }

    /// Carries out the person's choice in the picker.
    pub(super) fn choose(&mut self, value: &str) -> Vec<Order<B>> {
        let mut orders = self.leave_desk();
        if self.entry.as_ref().is_some_and(|entry| entry.id == value) {
            self.desk = Desk::Closed;
            return orders;
        }
        let listed = |index: &ModelIndex| index.models.iter().find(|model| model.id == value).cloned();
        let entry = self.index.as_ref().and_then(listed);
        orders.extend(match entry.map(|entry| (entry.place(), entry)) {
            Some((Some(place), _)) => self.choose_of_hub(place),
            Some((None, entry)) => {
                self.desk = Desk::Closed;
                let mut orders = vec![self.remember(None), self.forget_address()];
                orders.extend(self.change(Chosen::Site(Some(entry.id))));
                orders
            }
            None if value == OTHER => {
                self.desk = Desk::Naming(String::new());
                Vec::new()
            }
            None => self.use_kept(value),
        });
        orders
    }

    fn choose_of_hub(&mut self, place: Place) -> Vec<Order<B>> {
        let key = key(&place);
        let whole = self.kept.iter().flatten().any(|kept| kept.complete && kept.offer.key() == key);
        if whole { self.use_kept(&key) } else { self.look(place) }
    }

    /// The person has chosen a model, so the address's request no longer counts, not even at the next visit.
    pub(super) fn forget_address(&mut self) -> Order<B> {
        self.address = None;
        Order::ForgetAddress
    }

    pub(super) fn remember(&mut self, key: Option<String>) -> Order<B> {
        self.remembered.clone_from(&key);
        Order::Remember(key)
    }

    pub(super) fn fail(&mut self, sentence: String) -> Vec<Order<B>> {
        self.stage = Stage::Failed;
        vec![Order::Fail(sentence)]
    }
}
