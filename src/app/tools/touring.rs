//! Carries out the tour's orders, and remembers that it was offered.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::tour::{Arrangement, Order, Playing, Tour};
use crate::view::state::{Command, PageState, SourceCommand};
use crate::view::teach::command::TeachCommand;
use crate::view::tools::command::{Tool, ToolsCommand};
use tvlt::live::Settings;

/// Key in the browser's local storage that says whether the tour was offered.
const OFFERED: &str = "tvlt-tour";

/// The tour.
pub struct TourRunner {
    tour: RefCell<Tour>,
    state: PageState,
    give: Box<dyn Fn(Command)>,
}

impl TourRunner {
    /// Offers the tour, unless this browser has done so before. What the tour does to the page goes to `give`.
    pub fn new(state: PageState, give: impl Fn(Command) + 'static) -> Rc<Self> {
        state.tour.show_offer(is_first_visit());
        Rc::new(Self { tour: RefCell::default(), state, give: Box::new(give) })
    }

    /// Goes to a step, or ends the tour and takes the offer away. `playing` is what plays now.
    pub fn go(&self, step: Option<usize>, playing: Playing) {
        self.state.tour.show_offer(false);
        let orders = self.tour.borrow_mut().go(step, self.arrangement(), playing);
        for order in orders {
            (self.give)(self.command(order));
        }
        self.state.tour.show_step(self.tour.borrow().step());
    }

    /// Ends the tour where the person opens their own classes: its words are about the model's.
    pub fn make_way<F>(&self, command: &TeachCommand<F>, playing: Playing) {
        let is_on = self.tour.borrow().step().is_some();
        if is_on && matches!(command, TeachCommand::Open | TeachCommand::Import { .. }) {
            self.go(None, playing);
        }
    }

    fn arrangement(&self) -> Arrangement {
        let settings = self.state.settings.settings.get_untracked();
        let tools = self.state.tools.tools.get_untracked();
        Arrangement {
            mask_ratios: (settings.pixel_mask_ratio, settings.audio_mask_ratio),
            senses: tools.senses,
            relied_on: self.state.tools.opened.get_untracked().relied_on,
            held: tools.held,
        }
    }

    fn command(&self, order: Order) -> Command {
        match order {
            Order::OpenSample => Command::Source(SourceCommand::Sample),
            Order::OpenLive => Command::Source(SourceCommand::Start),
            Order::Hide(pixel_mask_ratio, audio_mask_ratio) => {
                let settings = self.state.settings.settings.get_untracked();
                Command::Settings(Settings { pixel_mask_ratio, audio_mask_ratio, ..settings })
            }
            Order::Senses(senses) => Command::Tools(ToolsCommand::Senses(senses)),
            Order::ReliedOn(open) => Command::Tools(ToolsCommand::Open(Tool::ReliedOn, open)),
            Order::Freeze(held) => Command::Tools(ToolsCommand::Freeze(held)),
        }
    }
}

/// Whether this browser was never offered the tour; it is from now on. Where the browser stores nothing, it is not
/// offered, as it would be at each visit.
fn is_first_visit() -> bool {
    let Ok(Some(storage)) = window().local_storage() else { return false };
    let is_first = matches!(storage.get_item(OFFERED), Ok(None));
    is_first && storage.set_item(OFFERED, "offered").is_ok()
}
