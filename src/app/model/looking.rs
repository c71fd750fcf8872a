//! Looking up models on the hub, before anything is downloaded.

use super::order::Order;
use super::stage::{Chosen, Desk, Progress};
use super::way::ModelWay;
use crate::view::panel::HubCommand;
use bridge::hub::{Place, Repository};

impl<B: Clone> ModelWay<B> {
    /// Carries out the person's command about models of the hub.
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
                    let place = repository.place(file);
                    self.look(place)
                }
                _ => Vec::new(),
            },
            HubCommand::Download => match self.desk.clone() {
                Desk::Offered(offer) => {
                    // The person wants this model, so the browser should not evict it from its storage.
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

    /// Asks the hub for the description of a repository.
    pub(super) fn look(&mut self, place: Place) -> Vec<Order<B>> {
        let Some(index) = &self.index else {
            return self.say("The list of models is not there yet; try again.".into());
        };
        let (hub, repository) = (index.hub.clone(), place.repository.clone());
        let look = Order::Look { hub, repository, revision: place.revision.clone() };
        let mut orders = Vec::new();
        if self.kept.is_none() {
            // The answer shows whether this browser stores models at all.
            orders.push(Order::ListKept);
        }
        self.desk = Desk::Looking(place);
        orders.push(look);
        orders
    }

    /// The hub has described a repository.
    pub(super) fn looked(&mut self, asked: &str, repository: &Repository) -> Vec<Order<B>> {
        let Desk::Looking(place) = &self.desk else { return Vec::new() };
        if place.repository != asked {
            return Vec::new();
        }
        // The repository may have been renamed.
        let place = Place { repository: repository.name.clone(), ..place.clone() };
        if place.file.is_none() && repository.weights().len() > 1 {
            self.desk = Desk::Found(repository.clone());
            return Vec::new();
        }
        let index = self.index.as_ref();
        let address = index.map(|index| index.hub.clone()).unwrap_or_default();
        let listed = index.and_then(|index| index.of_place(&place));
        // For a model of the list, the configuration is inferred from the weights: TVLT-base was released with
        // a configuration that has too few decoder heads, an error that no shape shows.
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

    /// Closes the hub panel for something else. A running download is paused, and can be resumed from the list of
    /// stored models; the answer to a lookup in flight will be ignored.
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

    /// Runs a stored model, or resumes its download.
    pub(super) fn use_kept(&mut self, key: &str) -> Vec<Order<B>> {
        let kept = self.kept.iter().flatten().find(|kept| kept.offer.key() == key);
        match kept.filter(|kept| !kept.complete).map(|kept| kept.offer.clone()) {
            // Its download is running already.
            Some(_) if self.download_of(key) == Some(Progress::Running) => Vec::new(),
            Some(offer) => {
                // One download at a time.
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
            // The model keeps running for this visit.
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
