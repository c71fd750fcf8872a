//! A download from the hub: it runs, is paused, is cancelled, fails, or completes.

use super::files::ModelFiles;
use super::order::Order;
use super::stage::{Chosen, Desk, Progress, Stage};
use super::way::ModelWay;
use crate::models::entry::ModelEntry;
use bridge::hub::Offer;
use bridge::protocol::files::DownloadProgress;

impl<B: Clone> ModelWay<B> {
    /// Downloads a model, or resumes its download.
    pub(super) fn download(&mut self, offer: Offer) -> Vec<Order<B>> {
        self.coming = None;
        self.awaited = Some(offer.key());
        self.downloads += 1;
        let download = self.downloads;
        self.desk = Desk::Downloading { offer: offer.clone(), download, progress: Progress::Running };
        vec![Order::Get { download, offer }]
    }

    /// The person cancels it.
    pub(super) fn cancel(&mut self) -> Vec<Order<B>> {
        let Desk::Downloading { offer, progress, .. } = &mut self.desk else { return Vec::new() };
        self.awaited = None;
        match *progress {
            Progress::Running => {
                *progress = Progress::Cancelled;
                vec![Order::Cancel]
            }
            Progress::Cancelled => Vec::new(),
            Progress::Paused => {
                let key = offer.key();
                self.desk = Desk::Closed;
                vec![Order::Remove { key }]
            }
        }
    }

    /// Bytes have arrived.
    pub(super) fn comes(&mut self, download: u32, coming: DownloadProgress) -> Vec<Order<B>> {
        if self.progress_of(download).is_some() {
            self.coming = Some(coming);
        }
        Vec::new()
    }

    /// It has stopped, as the person wanted.
    pub(super) fn halted(&mut self, download: u32) -> Vec<Order<B>> {
        match self.progress_of(download) {
            Some(Progress::Cancelled) => self.desk = Desk::Closed,
            Some(_) => self.stand_still(),
            None => {}
        }
        Vec::new()
    }

    /// A model has arrived, downloaded or opened from storage.
    pub(super) fn arrived(&mut self, offer: &Offer, files: ModelFiles<B>, kept: bool) -> Vec<Order<B>> {
        let key = offer.key();
        if self.download_of(&key).is_some() || !matches!(self.desk, Desk::Downloading { .. }) {
            self.desk = Desk::Closed;
        }
        let wanted = |asked: &str| asked == key || asked == offer.repository;
        let opens = matches!(&self.stage, Stage::Opening { key, .. } if wanted(key));
        // The person may have chosen something else since.
        let awaited = self.awaited.take_if(|awaited| wanted(awaited)).is_some();
        if !opens && !awaited {
            return Vec::new();
        }
        let entry = self.index.as_ref().map_or_else(
            || ModelEntry { id: key.clone(), name: key.clone(), ..ModelEntry::default() },
            |index| index.describe(offer),
        );
        let chosen =
            Chosen::Hub { entry: Box::new(entry.clone()), files: files.clone(), kept: kept.then_some(key) };
        let mut orders = vec![self.remember(None)];
        if opens {
            // The workers are waiting for it already.
            self.chosen = chosen;
            self.entry = Some(entry);
            orders.extend(self.load(files));
        } else {
            orders.push(self.forget_address());
            orders.extend(self.change(chosen));
        }
        orders
    }

    /// A request to the download worker failed. `about` is the model or the repository that it concerned, if any.
    pub(super) fn refused(&mut self, about: Option<&str>, gone: bool, message: String) -> Vec<Order<B>> {
        match &self.desk {
            Desk::Downloading { offer, .. } if about == Some(&offer.key()) => self.stand_still(),
            Desk::Looking(place) if about == Some(&place.repository) => self.desk = Desk::Closed,
            _ => {}
        }
        if matches!(&self.stage, Stage::Opening { key, .. } if about == Some(key)) {
            return self.not_kept(gone, message);
        }
        self.say(message)
    }

    /// The download worker has stopped, and all its requests with it.
    pub(super) fn stopped(&mut self, message: String) -> Vec<Order<B>> {
        match self.desk {
            Desk::Downloading { .. } => self.stand_still(),
            Desk::Looking(_) => self.desk = Desk::Closed,
            _ => {}
        }
        if matches!(self.stage, Stage::Opening { .. }) {
            return self.not_kept(false, message);
        }
        self.say(message)
    }

    /// Marks the download as paused.
    fn stand_still(&mut self) {
        if let Desk::Downloading { progress, .. } = &mut self.desk {
            *progress = Progress::Paused;
        }
    }

    /// State of the download of this model, if it is the one that is shown.
    pub(super) fn download_of(&self, key: &str) -> Option<Progress> {
        match &self.desk {
            Desk::Downloading { offer, progress, .. } if offer.key() == key => Some(*progress),
            _ => None,
        }
    }

    /// State of the download with this number, if it is the one that is shown.
    fn progress_of(&self, download: u32) -> Option<Progress> {
        match &self.desk {
            Desk::Downloading { download: shown, progress, .. } if *shown == download => Some(*progress),
            _ => None,
        }
    }
}
