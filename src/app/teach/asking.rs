//! The person's commands about their own classes.

use super::event::{Asked, Order};
use super::recorder::Pressed;
use super::teaching::{Stage, Teaching, ask};
use crate::view::teach::command::TeachCommand;
use crate::view::teach::naming;
use bridge::protocol::teach::Request;
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ClassId, Kept, RoomState};
use tvlt::teach::scene_change::SceneWatch;

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
            TeachCommand::DropBeside => {
                self.shows.note =
                    "Drop pictures and WAV files on a class, or choose “Add files” there: they become its samples."
                        .into();
                Vec::new()
            }
            TeachCommand::Release => {
                self.recorder.release(now_ms);
                self.ticked(now_ms)
            }
            _ if self.stage != Stage::Open => self.not_open(),
            TeachCommand::Press(class) => self.press(class, now_ms),
            TeachCommand::Tap(class) => {
                let orders = self.press(class, now_ms);
                self.recorder.release(now_ms);
                orders
            }
            other => self.change(other),
        }
    }

    /// A command has come while the classes are not open. Where they could not be opened, or the worker has stopped, they
    /// are opened again.
    fn not_open<P: Clone>(&mut self) -> Vec<Order<P>> {
        let has_failed = self.has_failed();
        self.shows.note = if has_failed {
            format!("{} Your own classes are being opened again. Try again in a moment.", self.failed)
        } else if self.model.is_none() {
            "Your own classes are open once the model runs. Try again then.".into()
        } else {
            "Your own classes are still being opened. Try again in a moment.".into()
        };
        if has_failed { self.open() } else { Vec::new() }
    }

    /// Commands that the worker carries out.
    fn change<P: Clone>(&mut self, command: TeachCommand<P>) -> Vec<Order<P>> {
        let change = |request| vec![ask(Asked::Change, request, Vec::new())];
        match command {
            TeachCommand::Add => {
                let classes = self.room.iter().flat_map(|room| &room.classes);
                let names: Vec<&str> = classes.map(|class| class.name.as_str()).collect();
                vec![ask(Asked::Add, Request::AddClass { name: naming::fresh(&names) }, Vec::new())]
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
                let is_others = |room: &RoomState| room.kept == Kept::InMemory(TeachError::OpenElsewhere);
                self.shows.done = if self.room.as_ref().is_some_and(is_others) {
                    "Everything that you taught in this tab is deleted. The other tab has its own.".into()
                } else {
                    "Everything that you taught is deleted, on this device too.".into()
                };
                change(Request::Forget)
            }
            TeachCommand::Export => {
                self.works("Packing your classes…", None);
                vec![ask(Asked::Export, Request::Export, Vec::new())]
            }
            TeachCommand::Import { zip, replace } => self.import(zip, replace),
            TeachCommand::AddFiles(class, files) => {
                self.works("Reading the files…", None);
                vec![keep(Request::AddFiles { class }, files)]
            }
            _ => Vec::new(),
        }
    }

    /// Takes in a ZIP, in place of what is there or beside it.
    pub(super) fn import<P: Clone>(&mut self, zip: P, replace: bool) -> Vec<Order<P>> {
        self.works("Opening the ZIP…", None);
        vec![keep(Request::Import { replace }, vec![zip])]
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
            self.scene = SceneWatch::default();
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
