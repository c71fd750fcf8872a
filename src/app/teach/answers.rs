//! The worker's answers and events.

use super::event::{Asked, Order};
use super::reading::ReadingOn;
use super::teaching::{Stage, Teaching};
use crate::view::teach::words;
use bridge::protocol::teach::{Event as WorkerEvent, Response};
use bridge::protocol::teach_error::in_words;
use bridge::protocol::teach_state::{ClassId, Kept, RoomState, Thumbnail};

/// A worker that stops again within this time after it was started again is not started once more by itself, in
/// milliseconds.
const CRASH_WINDOW_MS: f64 = 60_000.0;

impl Teaching {
    /// The worker has answered a request, or a sentence on why it has not.
    pub(super) fn answered<P: Clone>(
        &mut self,
        asked: Asked,
        answer: Result<(Response, Vec<P>), String>,
    ) -> Vec<Order<P>> {
        match asked {
            Asked::Open(turn) if turn != self.turn || self.stage != Stage::Opening => return Vec::new(),
            Asked::Look => self.looks = false,
            Asked::Features => self.reading.busy = false,
            Asked::Export | Asked::Import => self.shows.working = None,
            _ => {}
        }
        match answer {
            Ok((response, payload)) => self.responded(asked, response, payload),
            Err(why) => self.refused(asked, why),
        }
    }

    fn responded<P: Clone>(&mut self, asked: Asked, response: Response, payload: Vec<P>) -> Vec<Order<P>> {
        match response {
            Response::Room(room) => {
                let opens = matches!(asked, Asked::Open(_));
                if opens {
                    self.stage = Stage::Open;
                    self.reading = ReadingOn::default();
                }
                let mut orders = self.room_is(room);
                if asked == Asked::Sample {
                    orders.extend(self.persist());
                    if self.burst.is_none() {
                        self.count();
                    }
                }
                if let Some(address) = self.address.clone().filter(|_| opens) {
                    self.works("Fetching the ZIP that the address names…", None);
                    orders.push(Order::FetchArchive(address));
                }
                orders
            }
            Response::Answer(answer) if self.wanted && self.source => {
                let is_elsewhere = answer.is_elsewhere && self.recorder.class().is_none();
                self.scene.take(is_elsewhere, self.updated_ms);
                vec![Order::ShowAnswer(Some(answer))]
            }
            Response::Burst(burst) => {
                if let Asked::Begin(class) = asked
                    && self.recorder.class() == Some(class.0)
                {
                    self.burst = Some(burst);
                }
                Vec::new()
            }
            Response::Thumbnails(thumbnails) => self.strip(asked, thumbnails, payload),
            Response::Exported { file_name, samples } => {
                self.shows.done = format!("Saved {} as {file_name}.", words::samples(samples));
                payload
                    .into_iter()
                    .next()
                    .map(|file| Order::Save { name: file_name, file })
                    .into_iter()
                    .collect()
            }
            Response::Imported { room, samples, already, left_out } => {
                self.shows.done = match already {
                    0 => format!("Took in {}.", words::samples(samples)),
                    _ => format!("Took in {}; {already} were there already.", words::samples(samples)),
                };
                self.shows.note = in_words(&left_out);
                let mut orders = self.room_is(room);
                orders.extend(self.persist());
                if self.address.take().is_some() {
                    orders.push(Order::ForgetAddress);
                }
                orders
            }
            Response::Unread { sample, clip } => self.unread(sample, clip, payload),
            Response::AllRead => {
                self.reading.busy = false;
                Vec::new()
            }
            // The page does not ask for heads alone.
            Response::Answer(_) | Response::Heads(_) | Response::Skipped | Response::Done => Vec::new(),
        }
    }

    fn refused<P: Clone>(&mut self, asked: Asked, why: String) -> Vec<Order<P>> {
        // The sample was deleted while the model read it: that is what the person wanted.
        if asked == Asked::Features {
            return self.features_refused();
        }
        self.shows.note.clone_from(&why);
        self.shows.done.clear();
        match asked {
            Asked::Open(_) => (self.stage, self.failed) = (Stage::Closed, why),
            Asked::Begin(_) => {
                self.recorder.stop();
            }
            Asked::Unread => self.reading.busy = false,
            Asked::Import => self.address = None,
            Asked::Strip(class) => {
                self.strips.remove(&class);
            }
            Asked::Features | Asked::Look | Asked::Sample | Asked::Add | Asked::Change | Asked::Export => {}
        }
        Vec::new()
    }

    /// The classes are now as `room` says.
    fn room_is<P: Clone>(&mut self, room: RoomState) -> Vec<Order<P>> {
        let gone = |class: u32| room.classes.iter().all(|other| other.id != ClassId(class));
        if self.recorder.class().is_some_and(gone) {
            self.recorder.stop();
        }
        self.unkept = match room.kept {
            Kept::Here => false,
            // What another tab has stored is in the room, too, and is not lost.
            Kept::InMemory(_) => {
                let is_more = |before: &RoomState| before.kept == Kept::Here || room.samples > before.samples;
                room.samples > 0 && (self.unkept || self.room.as_ref().is_some_and(is_more))
            }
        };
        self.room = Some(room);
        self.catch_up()
    }

    /// Asks the browser once to keep what is stored on the device; it may ask the person, so there must be something.
    fn persist<P: Clone>(&mut self) -> Option<Order<P>> {
        let stored = self.room.as_ref().is_some_and(|room| room.samples > 0 && room.kept == Kept::Here);
        (stored && !std::mem::replace(&mut self.persists, true)).then_some(Order::Persist)
    }

    fn strip<P: Clone>(
        &mut self,
        asked: Asked,
        thumbnails: Vec<Thumbnail>,
        payload: Vec<P>,
    ) -> Vec<Order<P>> {
        let Asked::Strip(class) = asked else { return Vec::new() };
        let Some(strip) = self.strips.get_mut(&class) else { return Vec::new() };
        strip.have = thumbnails.iter().map(|thumbnail| thumbnail.sample).collect();
        vec![Order::ShowStrip(class, thumbnails, payload)]
    }

    /// The ZIP of the page's address has arrived, or a sentence on why it has not.
    pub(super) fn archive<P: Clone>(&mut self, zip: Result<P, String>) -> Vec<Order<P>> {
        match zip {
            // A page that is opened again has the samples already; the worker leaves those out.
            Ok(zip) => self.import(zip, false),
            Err(why) => {
                self.shows.working = None;
                self.refused(Asked::Import, why)
            }
        }
    }

    /// An event of the worker.
    pub(super) fn told<P: Clone>(&mut self, event: WorkerEvent) -> Vec<Order<P>> {
        match event {
            WorkerEvent::Room(room) => self.room_is(room),
            WorkerEvent::Progress { done, total } => {
                let share = (total > 0).then(|| done as f64 / total as f64);
                self.works(&format!("Taking in {total} files…"), share);
                Vec::new()
            }
            WorkerEvent::Notice(error) => {
                self.shows.note = error.to_string();
                Vec::new()
            }
        }
    }

    /// The worker has stopped. It is started again, unless that was done shortly before: what is kept on the device is found
    /// again.
    pub(super) fn stopped<P: Clone>(&mut self, why: &str, now_ms: f64) -> Vec<Order<P>> {
        self.recorder.stop();
        self.stage = Stage::Closed;
        self.looks = false;
        self.reading = ReadingOn::default();
        self.shows.working = None;
        self.strips.clear();
        let mut orders = vec![Order::Dismiss, Order::ShowAnswer(None)];
        (self.unkept, self.failed) = (false, why.to_owned());
        if self.restarted_ms.is_some_and(|last_ms| now_ms - last_ms < CRASH_WINDOW_MS) {
            self.shows.note = format!(
                "{why} Press a button of your own classes to start it again. If it stops once more, reload the page."
            );
        } else {
            self.restarted_ms = Some(now_ms);
            self.shows.note = format!("{why} It is started again.");
            if self.wanted {
                orders.extend(self.open());
            }
        }
        orders
    }
}
