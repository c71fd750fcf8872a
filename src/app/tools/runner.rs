//! Carries out the person's commands about the tools, and shows their state.

use std::cell::RefCell;
use std::rc::Rc;

use super::exploring::Questions;
use super::news::News;
use super::settings::ToolSettings;
use crate::view::state::ToolsState;
use crate::view::tools::command::{Opened, Tool, ToolsCommand};
use tvlt::live::{Explored, Tools};

/// The tools.
pub struct ToolsRunner {
    settings: RefCell<ToolSettings>,
    questions: RefCell<Questions>,
    state: ToolsState,
    tell: Box<dyn Fn(News)>,
}

impl ToolsRunner {
    /// No tool is open.
    pub fn new(state: ToolsState, tell: impl Fn(News) + 'static) -> Rc<Self> {
        Rc::new(Self {
            settings: RefCell::default(),
            questions: RefCell::default(),
            state,
            tell: Box::new(tell),
        })
    }

    /// What the tools change about updates.
    pub fn tools(&self) -> Tools {
        self.settings.borrow().tools()
    }

    /// Carries out the person's command.
    pub fn obey(&self, command: ToolsCommand) {
        match &command {
            // What was done with the moment before is no news any more.
            ToolsCommand::Freeze(_) => self.say(""),
            // When it is opened again, an old map would be of another moment.
            ToolsCommand::Open(Tool::ReliedOn, _) => self.state.show_relied_on(None),
            ToolsCommand::Open(Tool::Attention, _) => {
                self.state.show_attention(self.questions.borrow().query(), None);
            }
            _ => {}
        }
        let before = self.settings.borrow().clone();
        if self.settings.borrow_mut().obey(&command) {
            let after = self.settings.borrow().clone();
            if before.is_shifted() && matches!(command, ToolsCommand::Open(_, false)) && !after.is_shifted() {
                self.say("The sound is back where it belongs.");
            }
            if before.tools().blinded
                && matches!(command, ToolsCommand::Open(_, false))
                && !after.tools().blinded
            {
                self.say("Recognition has all patches again.");
            }
            if let ToolsCommand::Mask(mask) = command {
                self.state.show_mask(mask.clone());
                (self.tell)(News::Mask(mask.unwrap_or_default()));
            }
            if before.tools().senses != after.tools().senses {
                self.forget_answers();
            }
            return self.changed_from(&before);
        }
        match command {
            ToolsCommand::Attention(query) => {
                self.questions.borrow_mut().ask(query);
                self.state.show_attention(query, None);
            }
            ToolsCommand::SaveMoment => (self.tell)(News::Save),
            _ => {}
        }
    }

    /// A source runs, also while its tab is hidden, or none does.
    pub fn source_runs(&self, runs: bool) {
        self.change(|settings| settings.source_runs(runs));
    }

    /// The results of the source are cleared: the moment is let go, and what was found out about it is cleared too.
    pub fn clear(&self) {
        self.forget_answers();
        self.change(|settings| {
            settings.let_go();
        });
    }

    /// Another model is being loaded.
    pub fn unload(&self) {
        self.questions.borrow_mut().ask(None);
        self.questions.borrow_mut().lose();
        self.forget_answers();
        self.change(ToolSettings::unload);
        self.state.show_mask(None);
    }

    /// Another worker has become active. It knows neither the moment that was held nor the person's own mask.
    pub fn activated(&self) {
        self.questions.borrow_mut().lose();
        if self.tools().held {
            self.say("The frozen moment is gone, as the model now runs elsewhere.");
        }
        self.change(|settings| {
            settings.let_go();
        });
        let mask = self.settings.borrow().mask().cloned();
        if let Some(mask) = mask {
            (self.tell)(News::Mask(mask));
        }
    }

    /// An update has been shown, of so many a second.
    pub fn update(&self, updates_per_second: Option<f64>) {
        let (opened, held): (Opened, bool) = {
            let settings = self.settings.borrow();
            (settings.opened(), settings.tools().held)
        };
        let next = self.questions.borrow_mut().after_update(opened, held, updates_per_second);
        if let Some((turn, exploring)) = next {
            (self.tell)(News::Explore(turn, exploring));
        }
    }

    /// The model has done a part of the work, or could not; `turn` is the number that it was asked with.
    pub fn explored(&self, turn: u32, explored: Option<Explored>) {
        let is_wanted = self.questions.borrow_mut().answered(turn, explored.as_ref());
        let Some(Explored { relied_on, match_curve, attention, .. }) = explored.filter(|_| is_wanted) else {
            return;
        };
        if relied_on.is_some() {
            self.state.show_relied_on(relied_on);
        }
        if match_curve.is_some() {
            self.state.show_curve(match_curve);
        }
        let query = self.questions.borrow().query();
        if let Some(map) = attention.filter(|map| Some(map.query) == query) {
            self.state.show_attention(query, Some(map));
        }
    }

    /// Says what has been done.
    pub fn say(&self, done: &str) {
        self.state.show_done(done);
    }

    /// Clears what was found out about moments that are gone.
    fn forget_answers(&self) {
        let mut questions = self.questions.borrow_mut();
        questions.outdate();
        self.state.show_relied_on(None);
        self.state.show_curve(None);
        self.state.show_attention(questions.query(), None);
    }

    fn change(&self, change: impl FnOnce(&mut ToolSettings)) {
        let before = self.settings.borrow().clone();
        change(&mut self.settings.borrow_mut());
        self.changed_from(&before);
    }

    /// Shows and sends the settings, if they are others than before.
    fn changed_from(&self, before: &ToolSettings) {
        let after = self.settings.borrow().clone();
        if after == *before {
            return;
        }
        self.questions.borrow_mut().changed();
        self.state.show_tools(after.tools(), after.opened());
        (self.tell)(News::Settings);
    }
}
