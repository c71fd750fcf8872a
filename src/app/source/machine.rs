//! The state machine of the source: which one is open, and what its events lead to. Events in, orders out; it does not
//! touch the browser.

use super::event::{Event, Kind, Order, Senses};
use crate::app::tools::tour::Playing;
use crate::capture::{Camera, Facing, LiveChoice, Microphone};
use crate::view::activity::Activity;

/// The page's source. `F` as in [`Kind`].
#[derive(Debug, Clone)]
pub struct Source<F> {
    kind: Option<Kind<F>>,
    activity: Activity,
    senses: Senses,
    /// Whether the source's sound is connected to the active worker.
    leads_sound: bool,
    /// Id of the camera that runs or is to run; empty for the browser's choice.
    camera: String,
    /// Id of the microphone that runs or is to run; empty for the browser's choice.
    microphone: String,
    /// The side of a phone that was requested last.
    facing: Option<Facing>,
    /// Rises whenever a source is opened or closed; answers to an older order are dropped.
    turn: u32,
}

impl<F> Default for Source<F> {
    fn default() -> Self {
        Self {
            kind: None,
            activity: Activity::Idle,
            senses: Senses::default(),
            leads_sound: false,
            camera: String::new(),
            microphone: String::new(),
            facing: None,
            turn: 0,
        }
    }
}

impl<F: Clone> Source<F> {
    /// Handles an event. Returns the orders to carry out, in this order.
    pub fn take(&mut self, event: Event<F>) -> Vec<Order<F>> {
        match event {
            Event::Start => self.open(Kind::Live(self.live_choice())),
            Event::Sample => self.open(Kind::Sample),
            Event::File { name, file } => self.open(Kind::File { name, file }),
            // What plays goes on.
            Event::Unplayable(why) => vec![Order::Settle, Order::Fail(why)],
            Event::Camera(id) => {
                self.facing = None;
                self.camera = id;
                self.reopen_live()
            }
            Event::Microphone(id) => {
                self.microphone = id;
                self.reopen_live()
            }
            Event::Flip => {
                self.facing = Some(match self.facing {
                    Some(Facing::Rear) => Facing::Front,
                    // Phones start with the front camera.
                    Some(Facing::Front) | None => Facing::Rear,
                });
                self.open(Kind::Live(self.live_choice()))
            }
            Event::Stop => {
                let mut orders = vec![Order::Settle];
                orders.extend(self.close());
                orders
            }
            Event::Opened { turn, senses, camera, microphone, visible } if turn == self.turn => {
                self.camera = camera.unwrap_or_else(|| self.camera.clone());
                self.microphone = microphone.unwrap_or_else(|| self.microphone.clone());
                self.opened(senses, visible)
            }
            Event::NotOpened { turn, why } if turn == self.turn => self.end(why),
            Event::Opened { .. } | Event::NotOpened { .. } => Vec::new(),
            Event::Changed(senses) => self.changed(senses),
            Event::Lost(senses, why) => {
                let mut orders = vec![Order::Fail(why)];
                orders.extend(self.changed(senses));
                orders
            }
            Event::Ended(why) => self.end(why),
            Event::Visible(visible) => self.visible(visible),
            Event::Connect => self.connect(),
        }
    }

    /// Whether the source that this order opens is still wanted.
    pub fn is_opening(&self, turn: u32) -> bool {
        self.turn == turn && self.activity == Activity::Opening
    }

    /// What the page does with the source.
    pub fn activity(&self) -> Activity {
        self.activity
    }

    /// Whether the source gives pictures and sound now.
    pub fn senses(&self) -> Senses {
        self.senses
    }

    /// Id of the camera that runs or is to run; empty for the browser's choice.
    pub fn camera(&self) -> &str {
        &self.camera
    }

    /// Id of the microphone that runs or is to run; empty for the browser's choice.
    pub fn microphone(&self) -> &str {
        &self.microphone
    }

    /// What plays, or is being opened.
    pub fn playing(&self) -> Playing {
        match self.kind {
            None => Playing::Nothing,
            Some(Kind::Live(_)) => Playing::Live,
            Some(Kind::Sample) => Playing::Sample,
            Some(Kind::File { .. }) => Playing::Own,
        }
    }

    /// A sentence on what plays.
    pub fn sentence(&self) -> String {
        match (&self.kind, self.senses.sees, self.senses.hears) {
            (Some(Kind::Sample), ..) => "Playing the sample clip.".into(),
            (Some(Kind::File { name, .. }), ..) => format!("Playing {name}."),
            (_, true, true) => "Watching the camera and listening to the microphone.".into(),
            (_, true, false) => "Watching the camera.".into(),
            (_, false, true) => "Listening to the microphone.".into(),
            (_, false, false) => "Nothing to see or hear for now.".into(),
        }
    }

    fn open(&mut self, kind: Kind<F>) -> Vec<Order<F>> {
        self.kind = Some(kind.clone());
        self.turn += 1;
        self.activity = Activity::Opening;
        self.senses = Senses::default();
        vec![
            // Before the next one is opened, as some systems allow a camera to be open only once.
            Order::Release,
            Order::Settle,
            Order::ClearResults,
            Order::Open { turn: self.turn, kind },
        ]
    }

    /// Opens the chosen devices, if the open source is a live one.
    fn reopen_live(&mut self) -> Vec<Order<F>> {
        match self.kind {
            Some(Kind::Live(_)) => self.open(Kind::Live(self.live_choice())),
            _ => Vec::new(),
        }
    }

    fn live_choice(&self) -> LiveChoice {
        let camera = match self.facing {
            Some(facing) => Camera::Facing(facing),
            None => Camera::Device(self.camera.clone()),
        };
        LiveChoice { camera, microphone: Microphone::Device(self.microphone.clone()) }
    }

    fn opened(&mut self, senses: Senses, visible: bool) -> Vec<Order<F>> {
        self.senses = senses;
        self.activity = Activity::Running;
        let mut orders = vec![Order::RestartPace];
        orders.extend(self.connect());
        orders.push(Order::ListDevices);
        if !visible {
            orders.extend(self.visible(false));
        }
        orders
    }

    /// Closes the source. The last pictures stay on the page.
    fn close(&mut self) -> Vec<Order<F>> {
        self.turn += 1;
        self.kind = None;
        self.activity = Activity::Idle;
        self.senses = Senses::default();
        self.leads_sound = false;
        vec![Order::Release, Order::NoSound, Order::Reset, Order::ClearResults]
    }

    fn end(&mut self, why: String) -> Vec<Order<F>> {
        let mut orders = self.close();
        orders.push(Order::Fail(why));
        orders
    }

    fn changed(&mut self, senses: Senses) -> Vec<Order<F>> {
        self.senses = senses;
        let mut orders = Vec::new();
        if senses.hears != self.leads_sound {
            orders.push(self.lead_sound());
        }
        if !senses.sees {
            orders.push(Order::DropFrame);
        }
        if senses == Senses::default() {
            orders.push(Order::ClearResults);
        }
        orders
    }

    fn visible(&mut self, visible: bool) -> Vec<Order<F>> {
        match (self.activity, visible) {
            (Activity::Running, false) => {
                self.activity = Activity::Paused;
                vec![Order::Pause, Order::DropFrame]
            }
            (Activity::Paused, true) => {
                self.activity = Activity::Running;
                // Frames and sound from before the pause are outdated.
                let mut orders = self.connect();
                orders.push(Order::Resume);
                orders
            }
            _ => Vec::new(),
        }
    }

    /// Connects the active worker to this source, with an empty clip.
    fn connect(&mut self) -> Vec<Order<F>> {
        vec![Order::Reset, self.lead_sound()]
    }

    fn lead_sound(&mut self) -> Order<F> {
        self.leads_sound = self.senses.hears;
        if self.leads_sound { Order::LeadSound } else { Order::NoSound }
    }
}
