//! What each update is used for: an answer, and while a class is being recorded a sample of it.

use super::event::{Asked, Look, Order};
use super::teaching::{Stage, Teaching, ask};
use crate::view::teach::command::Taught;
use crate::view::teach::words;
use bridge::protocol::teach::Request;
use bridge::protocol::teach_state::{ClassId, Clip, Senses};

impl Teaching {
    /// An update has arrived at `now_ms`, which was asked for at `asked_ms`.
    pub(super) fn updated<P: Clone>(&mut self, look: Look<P>, asked_ms: f64, now_ms: f64) -> Vec<Order<P>> {
        self.updated_ms = now_ms;
        let senses = Senses { sight: look.sight.is_some(), sound: look.sound.is_some() };
        if !self.wanted || self.stage != Stage::Open || senses == Senses::default() {
            return Vec::new();
        }
        let mut orders = Vec::new();
        // The latest update counts: while one is unanswered, others are not asked about.
        if !self.looks {
            self.looks = true;
            let payload = look.sight.iter().chain(&look.sound).cloned().collect();
            let request = Request::Look(senses);
            orders.push(Order::Ask { asked: Asked::Look, request, payload, moved: false });
        }
        orders.extend(self.sample(look, asked_ms));
        orders.extend(self.ticked(now_ms));
        orders.extend(self.try_again());
        orders
    }

    /// Makes an update a sample of the class that is being recorded, if it is time for one.
    fn sample<P: Clone>(&mut self, look: Look<P>, asked_ms: f64) -> Option<Order<P>> {
        let (burst, class) = (self.burst?, self.class(ClassId(self.recorder.class()?))?);
        let taught = Taught::of(class).senses();
        // An update that was asked for before anything was recorded has no picture and no sound with it.
        let picture = look.picture.filter(|_| taught.sight && look.sight.is_some());
        let pcm = look.pcm.filter(|_| taught.sound && look.sound.is_some());
        let senses = Senses { sight: picture.is_some(), sound: pcm.is_some() };
        if senses == Senses::default() || !self.recorder.takes(asked_ms) {
            return None;
        }
        let clip = Clip {
            picture: picture.as_ref().map(|(size, _)| *size),
            sample_rate: pcm.as_ref().map(|(rate, _)| *rate),
        };
        let sight = look.sight.filter(|_| senses.sight);
        let sound = look.sound.filter(|_| senses.sound);
        let itself = [picture.map(|(_, rgba)| rgba), pcm.map(|(_, pcm)| pcm)];
        let payload = [sight, sound].into_iter().chain(itself).flatten().collect();
        Some(ask(Asked::Sample, Request::Sample { burst, senses, clip }, payload))
    }

    /// Time passes while a class is being recorded.
    pub(super) fn ticked<P: Clone>(&mut self, now_ms: f64) -> Vec<Order<P>> {
        let class = self.recorder.class().map(ClassId);
        match class.filter(|_| self.recorder.tick(now_ms)) {
            Some(class) => self.recorded(class),
            None => Vec::new(),
        }
    }

    /// The recording of a class has ended.
    pub(super) fn recorded<P: Clone>(&mut self, class: ClassId) -> Vec<Order<P>> {
        self.burst = None;
        self.ended = Some(class);
        self.count();
        self.catch_up()
    }

    /// Says how many samples the class has whose recording has ended.
    pub(super) fn count(&mut self) {
        if let Some(class) = self.ended.and_then(|class| self.class(class)) {
            let recordings = if class.bursts.len() == 1 { "recording" } else { "recordings" };
            let samples = words::samples(class.count);
            self.shows.done = format!("{}: {samples} in {} {recordings}.", class.name, class.bursts.len());
        }
    }

    /// Whether the source gives pictures or sound.
    pub(super) fn source_works<P: Clone>(&mut self, works: bool) -> Vec<Order<P>> {
        self.source = works;
        let class = self.recorder.class().map(ClassId);
        match class.filter(|_| !works && self.recorder.stop()) {
            Some(class) => self.recorded(class),
            None => Vec::new(),
        }
    }

    /// The source starts anew.
    pub(super) fn reset<P: Clone>(&mut self) -> Vec<Order<P>> {
        let mut orders = vec![Order::ShowAnswer(None)];
        if self.stage == Stage::Open {
            orders.push(ask(Asked::Change, Request::Reset, Vec::new()));
        }
        orders
    }

    /// Asks for what the page does not have yet: small pictures of classes that are not being recorded, and the next
    /// sample that the model has to read.
    pub(super) fn catch_up<P: Clone>(&mut self) -> Vec<Order<P>> {
        let mut orders = Vec::new();
        let Some(room) = self.room.as_ref().filter(|_| self.stage == Stage::Open) else { return orders };
        self.strips.retain(|id, _| room.classes.iter().any(|class| class.id == *id));
        let recording = self.recorder.class().map(ClassId);
        for class in room.classes.iter().filter(|class| recording != Some(class.id)) {
            let strip = self.strips.entry(class.id).or_default();
            if strip.asked != class.bursts {
                strip.asked.clone_from(&class.bursts);
                let request = Request::Thumbnails { class: class.id, have: strip.have.clone() };
                orders.push(ask(Asked::Strip(class.id), request, Vec::new()));
            }
        }
        // Reading would slow the recording down.
        if room.unread > 0 && !self.reading.busy && recording.is_none() {
            self.reading.busy = true;
            orders.push(ask(Asked::Unread, Request::NextUnread, Vec::new()));
        }
        orders
    }
}
