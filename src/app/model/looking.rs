//! What the person asks of the hub before anything is downloaded.

use super::order::Order;
use super::stage::{Chosen, Desk, Progress};
use super::way::ModelWay;
use crate::view::panel::HubCommand;
use bridge::hub::{Place, Repository};

impl<B: Clone> ModelWay<B> {
    /// Does what the person asks of the hub.
    pub(super) fn asked(&mut self, command: HubCommand) -> Vec<Order<B>> {
        self.note.clear();
        match command {
            HubCommand::Choose(value) => self.choose(&value),
            HubCommand::Look(words) => match Place::parse(&words) {
                Ok(place) => self.look(place),
                Err(error) => self.say(error.to_string()),
            },
            HubCommand::Pick(file) => match &self.desk {
                Desk::Found(repository) => {
                    let place = Place { repository: repository.name.clone(), file: Some(file) };
                    self.look(place)
                }
                _ => Vec::new(),
            },
            HubCommand::Download => match self.desk.clone() {
                Desk::Offered(offer) => {
                    // What a person chose to keep, the browser shall not clear away by itself.
                    let mut orders = vec![Order::Persist];
                    orders.extend(self.download(offer));
                    orders
                }
                _ => Vec::new(),
            },
            HubCommand::Resume => match self.desk.clone() {
                Desk::Downloading { offer, progress: Progress::Paused, .. } => self.download(offer),
                _ => Vec::new(),
            },
            HubCommand::Pause => match &self.desk {
                Desk::Downloading { progress: Progress::Running, .. } => vec![Order::Pause],
                _ => Vec::new(),
            },
            HubCommand::Cancel => self.cancel(),
            HubCommand::Close => {
                let orders = self.leave_desk();
                self.desk = Desk::Closed;
                orders
            }
            HubCommand::Use(key) => self.use_kept(&key),
            HubCommand::Remove(key) => self.remove(key),
            HubCommand::List if self.kept.is_none() => vec![Order::ListKept],
            HubCommand::List => Vec::new(),
        }
    }

    /// Asks the hub what there is.
    pub(super) fn look(&mut self, place: Place) -> Vec<Order<B>> {
        let Some(index) = &self.index else {
            return self.say("The list of models is not there yet; try again.".into());
        };
        let look = Order::Look { hub: index.hub.clone(), repository: place.repository.clone() };
        let mut orders = Vec::new();
        if self.kept.is_none() {
            // It tells whether this browser keeps models at all.
            orders.push(Order::ListKept);
        }
        self.desk = Desk::Looking(place);
        orders.push(look);
        orders
    }

    /// The hub has said what there is.
    pub(super) fn looked(&mut self, asked: &str, repository: &Repository) -> Vec<Order<B>> {
        let Desk::Looking(place) = &self.desk else { return Vec::new() };
        if place.repository != asked {
            return Vec::new();
        }
        // The hub may know it by another name now.
        let place = Place { repository: repository.name.clone(), file: place.file.clone() };
        if place.file.is_none() && repository.weights().len() > 1 {
            self.desk = Desk::Found(repository.clone());
            return Vec::new();
        }
        let index = self.index.as_ref();
        let address = index.map(|index| index.hub.clone()).unwrap_or_default();
        let listed = index.and_then(|index| index.of_place(&place));
        // Of a model of the list the weights themselves say what it is: TVLT-base was released with a
        // configuration of fewer decoder heads than its weights have, which no shape tells.
        let own_config = listed.is_none();
        let file = place.file.or_else(|| listed.and_then(|entry| entry.file.clone()));
        match repository.offer(&address, file.as_deref(), own_config) {
            Ok(offer) => {
                self.desk = Desk::Offered(offer);
                Vec::new()
            }
            Err(error) => self.refused(Some(asked), false, error.to_string()),
        }
    }

    /// The desk makes way for something else: a download stands still, to go on from the list of what is kept, and no
    /// answer to a question is waited for.
    pub(super) fn leave_desk(&mut self) -> Vec<Order<B>> {
        match &mut self.desk {
            Desk::Downloading { progress: progress @ Progress::Running, .. } => {
                *progress = Progress::Paused;
                self.awaited = None;
                vec![Order::Pause]
            }
            Desk::Looking(_) => {
                self.desk = Desk::Closed;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Runs a kept model, or goes on with its download.
    pub(super) fn use_kept(&mut self, key: &str) -> Vec<Order<B>> {
        let kept = self.kept.iter().flatten().find(|kept| kept.offer.key() == key);
        match kept.filter(|kept| !kept.complete).map(|kept| kept.offer.clone()) {
            // It runs already.
            Some(_) if self.download_of(key) == Some(Progress::Running) => Vec::new(),
            Some(offer) => {
                // One at a time.
                let mut orders = self.leave_desk();
                orders.extend(self.download(offer));
                orders
            }
            None => {
                self.awaited = Some(key.to_owned());
                vec![Order::Open { key: key.to_owned() }]
            }
        }
    }

    fn remove(&mut self, key: String) -> Vec<Order<B>> {
        let mut orders = Vec::new();
        if let Chosen::Hub { kept, .. } = &mut self.chosen {
            // It runs on for this visit.
            kept.take_if(|kept| *kept == key);
        }
        if self.remembered.as_ref() == Some(&key) {
            orders.push(self.remember(None));
        }
        orders.push(Order::Remove { key });
        orders
    }

    pub(super) fn say(&mut self, sentence: String) -> Vec<Order<B>> {
        self.note = sentence;
        Vec::new()
    }
}
