//! The person's commands about their own classes.

use super::event::{Asked, Order};
use super::recorder::Pressed;
use super::teaching::{Stage, Teaching, ask};
use crate::view::teach::command::TeachCommand;
use crate::view::teach::naming;
use bridge::protocol::teach::Request;
use bridge::protocol::teach_state::ClassId;

impl Teaching {
    /// Handles a command of the person, given at `now_ms`.
    pub(super) fn asked<P: Clone>(&mut self, command: TeachCommand<P>, now_ms: f64) -> Vec<Order<P>> {
        if !matches!(command, TeachCommand::Release) {
            self.shows.note.clear();
            self.shows.done.clear();
        }
        match command {
            TeachCommand::Open => self.open(),
            TeachCommand::Close => {
                self.wanted = false;
                self.recorder.stop();
                self.address = None;
                vec![Order::ShowAnswer(None)]
            }
            TeachCommand::Dismiss => Vec::new(),
            TeachCommand::Release => {
                self.recorder.release(now_ms);
                self.ticked(now_ms)
            }
            _ if self.stage != Stage::Open => {
                self.shows.note = "Your own classes are still being opened. Try again in a moment.".into();
                Vec::new()
            }
            TeachCommand::Press(class) => self.press(class, now_ms),
            TeachCommand::Tap(class) => {
                let orders = self.press(class, now_ms);
                self.recorder.release(now_ms);
                orders
            }
            other => self.change(other),
        }
    }

    /// Commands that the worker carries out.
    fn change<P: Clone>(&mut self, command: TeachCommand<P>) -> Vec<Order<P>> {
        let change = |request| vec![ask(Asked::Change, request, Vec::new())];
        match command {
            TeachCommand::Add => {
                let classes = self.room.iter().flat_map(|room| &room.classes);
                let names: Vec<&str> = classes.map(|class| class.name.as_str()).collect();
                change(Request::AddClass { name: naming::fresh(&names) })
            }
            TeachCommand::Rename(class, name) => change(Request::Rename { class, name }),
            TeachCommand::Learn(class, taught) => change(Request::Learn { class, senses: taught.senses() }),
            TeachCommand::Switch(class, on) => change(Request::Switch { class, on }),
            TeachCommand::Delete(target, words) => {
                self.shows.done = format!("Deleted: {words}.");
                change(Request::Delete(target))
            }
            TeachCommand::Undo => {
                self.shows.done = "It is there again.".into();
                change(Request::Undo)
            }
            TeachCommand::Forget => {
                self.recorder.stop();
                self.strips.clear();
                self.shows.done = "Everything that you taught is deleted, on this device too.".into();
                change(Request::Forget)
            }
            TeachCommand::Export => {
                self.works("Packing your classes…", None);
                vec![ask(Asked::Export, Request::Export, Vec::new())]
            }
            TeachCommand::Import(file) => self.import(file),
            TeachCommand::AddFiles(class, files) => {
                self.works("Reading the files…", None);
                vec![keep(Request::AddFiles { class }, files)]
            }
            _ => Vec::new(),
        }
    }

    /// Takes in a ZIP. It replaces a project in which nothing has been taught, and is added to any other.
    pub(super) fn import<P: Clone>(&mut self, file: P) -> Vec<Order<P>> {
        self.works("Opening the ZIP…", None);
        let replace = self.room.as_ref().is_none_or(|room| room.samples == 0);
        vec![keep(Request::Import { replace }, vec![file])]
    }

    fn press<P: Clone>(&mut self, class: ClassId, now_ms: f64) -> Vec<Order<P>> {
        let Some(is_background) = self.class(class).map(|class| class.is_background) else {
            return Vec::new();
        };
        if !self.source && self.recorder.class().is_none() {
            self.shows.note =
                "There is nothing to record yet: start the camera and the microphone first.".into();
            return Vec::new();
        }
        let before = self.recorder.class().map(ClassId);
        let pressed = self.recorder.press(class.0, is_background, now_ms);
        if pressed == Pressed::Again {
            return Vec::new();
        }
        let mut orders = before.map(|before| self.recorded(before)).unwrap_or_default();
        if pressed == Pressed::Begins {
            self.burst = None;
            // What was shown and said before does not belong to this class.
            orders.push(Order::ForgetSenses);
            orders.push(ask(Asked::Begin(class), Request::Begin { class }, Vec::new()));
        }
        orders
    }

    /// Shows what goes on.
    pub(super) fn works(&mut self, words: &str, share: Option<f64>) {
        self.shows.working = Some((words.to_owned(), share));
    }
}

/// A request about files, which stay with the page.
fn keep<P>(request: Request, payload: Vec<P>) -> Order<P> {
    Order::Ask { asked: Asked::Import, request, payload, moved: false }
}
