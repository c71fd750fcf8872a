//! The state machine of the page's model. Events enter it through [`ModelWay::take`].

use super::event::Event;
use super::files::ModelFiles;
use super::order::Order;
use super::stage::{Chosen, Desk, Progress, Stage};
use crate::models::chosen_files::Role;
use crate::models::entry::ModelEntry;
use crate::models::index::ModelIndex;
use crate::view::panel::Panel;
use bridge::hub::Place;
use bridge::protocol::files::{DownloadProgress, Kept};

/// The state of the page's model. `B` holds a file's bytes, see [`ModelFiles`].
#[derive(Debug, Clone)]
pub struct ModelWay<B> {
    /// The model that the page's address requests.
    pub(super) address: Option<String>,
    /// The model of the hub that ran last, by its key.
    pub(super) remembered: Option<String>,
    /// The site's list of models, once it has arrived.
    pub(super) index: Option<ModelIndex>,
    pub(super) chosen: Chosen<B>,
    pub(super) stage: Stage,
    /// Rises with every try; answers to an older try are dropped.
    pub(super) attempt: u32,
    /// The model's description, once it is known.
    pub(super) entry: Option<ModelEntry>,
    /// The classes of the model, once a worker has loaded it.
    pub(super) labels: Vec<String>,
    /// The role of each of the person's files.
    pub(super) roles: Vec<(String, Role)>,
    /// The files that the workers load.
    pub(super) files: Option<ModelFiles<B>>,

    pub(super) desk: Desk,
    /// Number of the last download.
    pub(super) downloads: u32,
    /// The key, or the repository, of the model of the hub that is to run once it has arrived.
    pub(super) awaited: Option<String>,
    /// Progress of the download.
    pub(super) coming: Option<DownloadProgress>,
    /// A sentence on what failed with the hub; empty where nothing did.
    pub(super) note: String,
    /// The stored models; `None` until they are known.
    pub(super) kept: Option<Vec<Kept>>,
    /// Whether the browser stores models at all.
    pub(super) keeps: bool,
}

impl<B: Clone> ModelWay<B> {
    /// The state of a page that has just been opened: `address` is the model that its address requests, `remembered`
    /// the key of the model of the hub that ran last.
    pub fn new(address: Option<String>, remembered: Option<String>) -> Self {
        Self {
            address,
            remembered,
            index: None,
            chosen: Chosen::Opening,
            stage: Stage::Listing,
            attempt: 0,
            entry: None,
            labels: Vec::new(),
            roles: Vec::new(),
            files: None,
            desk: Desk::Closed,
            downloads: 0,
            awaited: None,
            coming: None,
            note: String::new(),
            kept: None,
            keeps: true,
        }
    }

    /// Handles an event. Returns the orders to carry out, in this order.
    pub fn take(&mut self, event: Event<B>) -> Vec<Order<B>> {
        match event {
            Event::Asked(command) => self.asked(command),
            Event::Own(files) => self.change(Chosen::Own(files)),
            Event::Default => self.change(Chosen::Site(None)),
            Event::Retry => self.retry(),
            Event::Anew => self.anew(),
            Event::Listed { attempt, list } => self.listed(attempt, list),
            Event::Fetching { attempt, done, total } => self.fetching(attempt, done, total),
            Event::Fetched { attempt, files } => self.fetched(attempt, files),
            Event::Read { attempt, texts } => self.read(attempt, texts),
            Event::Kept(kept) => self.keeps(kept),
            Event::Looked { asked, repository } => self.looked(&asked, &repository),
            Event::Coming { download, coming } => self.comes(download, coming),
            Event::Halted { download } => self.halted(download),
            Event::Arrived { offer, files, kept } => self.arrived(&offer, files, kept),
            Event::Refused { about, gone, message } => self.refused(about.as_deref(), gone, message),
            Event::Stopped(message) => self.stopped(message),
            Event::Loaded { labels } => self.loaded(labels),
        }
    }

    /// The model's description, once it is known.
    pub fn entry(&self) -> Option<ModelEntry> {
        let entry = self.entry.clone()?;
        Some(match &self.index {
            Some(index) => index.recognised(entry, &self.labels),
            None => entry,
        })
    }

    /// The name and the role of each of the person's files; empty for other models.
    pub fn roles(&self) -> &[(String, Role)] {
        &self.roles
    }

    /// The files that a worker loads, once they have arrived.
    pub fn files(&self) -> Option<&ModelFiles<B>> {
        self.files.as_ref()
    }

    /// The site's list of models, once it has arrived.
    pub fn index(&self) -> Option<&ModelIndex> {
        self.index.as_ref()
    }

    /// The panel under the picker.
    pub fn panel(&self) -> Panel {
        match &self.desk {
            Desk::Closed => Panel::Closed,
            Desk::Naming(first) => Panel::Name(first.clone()),
            Desk::Looking(place) => Panel::Looking(place.repository.clone()),
            Desk::Found(repository) => Panel::Found(repository.clone()),
            Desk::Offered(offer) => Panel::Offer(offer.clone()),
            Desk::Downloading { offer, progress, .. } => {
                Panel::Transfer { offer: offer.clone(), paused: *progress == Progress::Paused }
            }
        }
    }

    /// Progress of the download.
    pub fn coming(&self) -> Option<DownloadProgress> {
        self.coming
    }

    /// A sentence on what failed with the hub; empty where nothing did.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The stored models; `None` until they are known.
    pub fn kept(&self) -> Option<&[Kept]> {
        self.kept.as_deref()
    }

    /// Whether the browser stores models at all, as far as that is known.
    pub fn keeps_models(&self) -> bool {
        self.keeps
    }

    fn keeps(&mut self, kept: Option<Vec<Kept>>) -> Vec<Order<B>> {
        self.keeps = kept.is_some();
        self.kept = Some(kept.unwrap_or_default());
        Vec::new()
    }
}

/// The key of a place on the hub: a model's key, or a repository's name, which stands for any model in it.
pub(super) fn key(place: &Place) -> String {
    match &place.file {
        Some(file) => format!("{}/{file}", place.repository),
        None => place.repository.clone(),
    }
}
