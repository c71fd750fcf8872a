//! Carries out the person's commands about the tools, and shows their state.

use std::cell::RefCell;
use std::rc::Rc;

use super::exploring::Questions;
use super::news::News;
use super::settings::ToolSettings;
use crate::view::state::ToolsState;
use crate::view::tools::command::{Tool, ToolsCommand};
use tvlt::live::{Explored, Tools, Update};

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
            // When it is opened again, an old map would be of another moment.
            ToolsCommand::Open(Tool::ReliedOn, _) => self.state.show_relied_on(None),
            ToolsCommand::Open(Tool::Attention, _) => {
                self.state.show_attention(self.questions.borrow().query, None);
            }
            _ => {}
        }
        if self.settings.borrow_mut().obey(&command) {
            if let ToolsCommand::Mask(mask) = command {
                self.state.show_mask(mask.clone());
                (self.tell)(News::Mask(mask.unwrap_or_default()));
            }
            return self.changed();
        }
        match command {
            ToolsCommand::Attention(query) => {
                let mut questions = self.questions.borrow_mut();
                questions.query = query;
                questions.changed();
                self.state.show_attention(query, None);
            }
            ToolsCommand::SaveMoment => (self.tell)(News::Save),
            _ => {}
        }
    }

    /// Another worker has become active, and knows nothing of the person's own mask.
    pub fn activated(&self) {
        let mask = self.settings.borrow().mask().cloned();
        if let Some(mask) = mask {
            (self.tell)(News::Mask(mask));
        }
    }

    /// Another model runs, which has other patches, layers and heads.
    pub fn forget(&self) {
        if self.settings.borrow().mask().is_some() {
            self.obey(ToolsCommand::Mask(None));
        }
        self.obey(ToolsCommand::Attention(None));
        self.state.show_relied_on(None);
    }

    /// An update has been shown.
    pub fn update(&self, _update: &Update) {
        let settings = self.settings.borrow();
        let next = self.questions.borrow_mut().after_update(settings.opened(), settings.tools().held);
        drop(settings);
        if let Some(exploring) = next {
            (self.tell)(News::Explore(exploring));
        }
    }

    /// The model has done a part of the work, or could not.
    pub fn explored(&self, explored: Option<Explored>) {
        self.questions.borrow_mut().answered(explored.as_ref());
        let Some(Explored { relied_on, match_curve, attention, .. }) = explored else { return };
        if relied_on.is_some() {
            self.state.show_relied_on(relied_on);
        }
        if match_curve.is_some() {
            self.state.show_curve(match_curve);
        }
        let query = self.questions.borrow().query;
        if let Some(map) = attention.filter(|map| Some(map.query) == query) {
            self.state.show_attention(query, Some(map));
        }
    }

    fn changed(&self) {
        self.questions.borrow_mut().changed();
        let settings = self.settings.borrow();
        self.state.show_tools(settings.tools(), settings.opened());
        drop(settings);
        (self.tell)(News::Settings);
    }
}
