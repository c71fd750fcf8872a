//! The page's root: passes the person's commands and the news of source, model and crew to the parts they concern.
//!
//! Frames pass through a latest-value slot: a frame waits there until the worker is idle, and a newer frame
//! replaces it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use super::address::SourceChoice;
use super::answer::Showing;
use super::crew::news::News as CrewNews;
use super::crew::runner::CrewRunner;
use super::model::Event as ModelEvent;
use super::model::news::News as ModelNews;
use super::model::runner::ModelRunner;
use super::offline::keep_page;
use super::page_address::read_address;
use super::source::news::News as SourceNews;
use super::source::runner::SourceRunner;
use super::status::StatusRunner;
use super::teach::Event as TeachEvent;
use super::teach::news::News as TeachNews;
use super::teach::runner::TeachRunner;
use super::tools::moment::Moment;
use super::tools::news::News as ToolsNews;
use super::tools::runner::ToolsRunner;
use super::tools::surprising::{News as SurpriseNews, SurpriseRunner, clock};
use super::tools::touring::TourRunner;
use crate::capture::now_ms;
use crate::view::activity::Activity;
use crate::view::state::{Command, Commands, PageState, SourceCommand, Wait};
use crate::view::tools::command::ToolsCommand;
use crate::view::tools::hands;
use bridge::protocol::model::Request;
use bridge::protocol::teach::TaughtAnswer;
use bridge::protocol::teach_state::{Clip, SampleId};
use tvlt::live::{LoadedModel, PictureSize, Scale, Settings, Teach, Update, Wish};

/// The page's root, which exists as long as the page.
pub struct Conductor {
    state: PageState,
    source: Rc<SourceRunner>,
    model: Rc<ModelRunner>,
    crew: Rc<CrewRunner>,
    teach: Rc<TeachRunner>,
    tools: Rc<ToolsRunner>,
    surprise: Rc<SurpriseRunner>,
    tour: Rc<TourRunner>,
    showing: RefCell<Showing>,
    status: StatusRunner,
    /// Whether the sliders have been set to the mask ratios of a model's config; later loads do not change them.
    sliders_set: Cell<bool>,
    /// Whether the worker has to be connected to the source anew, once the moment that it holds is let go.
    to_connect: Cell<bool>,
}

impl Conductor {
    /// Starts to load the model at once, so that the first answer follows soon after a click, and opens the
    /// source that the address requests.
    pub fn start(state: PageState) -> Commands {
        let address = read_address();
        state.running.show_precision(address.precision);
        address.remarks.into_iter().for_each(|remark| state.status.remark(remark));
        let opens = address.source;
        let conductor = Rc::new_cyclic(|this: &Weak<Self>| {
            let shown = (state.model, state.hub, state.status);
            Self {
                state,
                source: SourceRunner::new(state.source, state.status, to(this, Self::source_tells)),
                model: ModelRunner::new(address.model, shown, to(this, Self::model_tells)),
                crew: CrewRunner::new(address.device, address.precision, to(this, Self::crew_tells)),
                teach: TeachRunner::new(state.teach, to(this, Self::teach_tells)),
                tools: ToolsRunner::new(state.tools, to(this, Self::tools_tell)),
                surprise: SurpriseRunner::new(state, to(this, Self::surprise_tells)),
                tour: TourRunner::new(state, to(this, Self::obey)),
                showing: RefCell::default(),
                status: StatusRunner::new(state.status),
                sliders_set: Cell::new(false),
                to_connect: Cell::new(false),
            }
        });
        conductor.model.begin();
        if let Some(zip) = address.teach {
            conductor.teach.take(TeachEvent::Address(zip));
        }
        match opens {
            Some(SourceChoice::Camera) => conductor.source.obey(SourceCommand::Start),
            Some(SourceChoice::Sample) => conductor.source.obey(SourceCommand::Sample),
            None => {}
        }
        Commands::new(move |command| conductor.obey(command))
    }

    /// Carries out the person's command.
    fn obey(&self, command: Command) {
        let state = &self.state;
        match command {
            Command::Source(command) => self.source.obey(command),
            Command::OpenModel(files) => self.model.open_own(files),
            Command::DefaultModel => self.model.take(ModelEvent::Default),
            Command::Hub(command) => self.model.take(ModelEvent::Asked(command)),
            Command::Precision(precision) => {
                // burn fixes the precision of a device at its first use, so another precision needs a new worker.
                state.running.show_precision(precision);
                self.crew.compute_with(precision);
                self.model.take(ModelEvent::Anew);
            }
            Command::Settings(settings) => {
                state.settings.show_settings(settings);
                self.send_settings();
            }
            Command::Wish(wish) => {
                state.settings.show_wish(wish);
                self.crew.send(Request::Budget(wish), Vec::new());
            }
            Command::Teach(command) => {
                self.tour.make_way(&command, self.source.playing());
                self.teach.obey(command);
            }
            Command::Tools(command) => self.obey_tools(command),
            Command::Retry => self.model.take(ModelEvent::Retry),
            Command::Dismiss(about) => state.status.dismiss(about),
        }
    }

    /// Carries out a command about the tools.
    fn obey_tools(&self, command: ToolsCommand) {
        self.surprise.obey(&command);
        match command {
            ToolsCommand::CheckAgain => self.crew.check_again(),
            ToolsCommand::Tour(step) => self.tour.go(step, self.source.playing()),
            command => self.tools.obey(command),
        }
    }

    fn model_tells(&self, news: ModelNews) {
        match news {
            ModelNews::Restart => {
                self.state.model.unload();
                self.state.settings.show_budgeted(None);
                self.showing.take();
                self.status.model_loads();
                self.teach.unload();
                self.tools.unload();
                self.surprise.forget();
                self.crew.restart();
            }
            ModelNews::Load(files) => self.crew.load(files),
            ModelNews::Forget => {
                // The chosen clip length does not carry over to another model.
                self.state.settings.show_wish(Wish::default());
                self.state.clear_results();
            }
            ModelNews::Failed(why) => self.no_model(why),
        }
    }

    fn source_tells(&self, news: SourceNews) {
        match news {
            SourceNews::Changed => {
                let works = self.source.activity() == Activity::Running && self.source.uses_any_sense();
                self.teach.take(TeachEvent::Source(works));
                self.tools
                    .source_runs(matches!(self.source.activity(), Activity::Running | Activity::Paused));
                self.surprise.source(self.source.activity());
                self.say_standing();
            }
            SourceNews::Picture => self.send_waiting_frame(),
            SourceNews::SoundOnly => {
                if self.crew.is_idle() {
                    self.crew.send(Request::Tick, Vec::new());
                }
            }
            // What is held must not be forgotten, for instance when the tab is shown again.
            SourceNews::Reset | SourceNews::Sound(..) | SourceNews::NoSound if self.tools.tools().held => {
                self.to_connect.set(true);
            }
            SourceNews::Reset => self.crew.send(Request::Reset, Vec::new()),
            SourceNews::Sound(port, sample_rate) => {
                self.crew.send(Request::Audio { sample_rate }, vec![port.into()]);
            }
            SourceNews::NoSound => self.crew.send(Request::NoAudio, Vec::new()),
            SourceNews::ClearResults => {
                self.state.clear_results();
                self.teach.take(TeachEvent::Reset);
                self.tools.clear();
            }
            SourceNews::RestartPace => self.showing.borrow_mut().restart_pace(),
        }
    }

    fn crew_tells(&self, news: CrewNews) {
        let state = &self.state;
        match news {
            CrewNews::Runs(backend, reason) => state.running.show_backend(backend, reason),
            CrewNews::Known(known) => state.running.show_known(known, clock),
            CrewNews::Activated => self.activated(),
            CrewNews::Waits(sentence, share) => state.status.wait(sentence, Wait::of(share)),
            CrewNews::Said(sentence) => self.status.note(sentence),
            CrewNews::Failed(message, true) => self.no_model(message),
            CrewNews::Failed(message, false) => state.status.remark(message),
            CrewNews::Report(report) => state.model.show_report(report),
            CrewNews::Loaded(model) => self.loaded(model),
            CrewNews::Budget(budget) => {
                self.showing.borrow_mut().restart_pace();
                self.surprise.budget(budget.budget);
                state.settings.show_budgeted(Some(budget));
            }
            CrewNews::Update { update, payload, asked_ms } => self.show(&update, payload, asked_ms),
            CrewNews::Idle => self.send_waiting_frame(),
        }
    }

    fn loaded(&self, model: LoadedModel) {
        if !self.sliders_set.replace(true) {
            let mut settings = self.state.settings.settings.get_untracked();
            settings.pixel_mask_ratio = model.pixel_mask_ratio;
            settings.audio_mask_ratio = model.audio_mask_ratio;
            self.state.settings.show_settings(settings);
        }
        let (labels, layers) = (model.labels.clone(), model.taught_layers.clone());
        self.state.model.show_loaded(model);
        self.model.take(ModelEvent::Loaded { labels });
        let entry = self.state.model.entry.get_untracked();
        if let (Some(entry), Some(files)) = (entry, self.model.files()) {
            self.teach.loaded(&entry, files, layers);
        }
    }

    /// A worker becomes active: it gets the person's settings and the source.
    fn activated(&self) {
        self.showing.borrow_mut().restart_pace();
        self.tools.activated();
        self.send_settings();
        self.crew.send(Request::Budget(self.state.settings.wish.get_untracked()), Vec::new());
        self.source.connect();
        self.teach.take(TeachEvent::Activated);
        keep_page();
    }

    /// Sends the person's settings, with what updates carry for the person's own classes.
    fn send_settings(&self) {
        let settings = self.state.settings.settings.get_untracked();
        let settings = Settings { teach: self.teach.carries(), tools: self.tools.tools(), ..settings };
        self.surprise.settings(&settings);
        self.crew.send(Request::Settings(settings), Vec::new());
    }

    /// Sends the waiting frame, if the worker is idle.
    fn send_waiting_frame(&self) {
        if self.crew.is_idle()
            && let Some(frame) = self.source.waiting_frame()
        {
            self.crew.send(Request::Frame, vec![frame.js().clone()]);
        }
    }

    /// Shows an update, unless the source was closed, or lost both picture and sound, while it was computed.
    fn show(&self, update: &Update, mut payload: Vec<JsValue>, asked_ms: f64) {
        let state = &self.state;
        if self.source.activity() != Activity::Running || !self.source.uses_any_sense() {
            return;
        }
        let now = now_ms();
        if self.status.expires(now) {
            self.say_standing();
        }
        let rest = payload.split_off(update.pictures.len().min(payload.len()));
        let (own, sees_past) = (self.teach.is_open(), self.surprise.sees_past());
        if !sees_past {
            for (picture, rgba) in update.pictures.iter().zip(&payload) {
                state.canvases.draw(picture, rgba);
            }
            state.answer.show(update, own);
        }
        self.surprise.update(update, &payload, asked_ms);
        self.teach.update(update, rest, asked_ms);
        self.tools.update(state.running.updates_per_second.get_untracked());
        let mut showing = self.showing.borrow_mut();
        if let Some(numbers) = showing.count(update.latency_ms, now) {
            state.running.show_pace(numbers.latency_ms, numbers.updates_per_second);
        }
        if !own && !sees_past && untrack(|| state.model.scale()) == Scale::Shares {
            let nothing = untrack(|| state.model.nothing());
            if let Some(label) = showing.announce(&update.predictions, nothing.as_deref(), now) {
                state.answer.announce(label);
            }
        }
    }

    fn teach_tells(&self, news: TeachNews) {
        match news {
            TeachNews::Carry => {
                self.tools.records(self.teach.carries() == Teach::Samples);
                self.send_settings();
            }
            TeachNews::ForgetSenses => {
                self.tools.begin_recording();
                self.crew.send(Request::Reset, Vec::new());
            }
            TeachNews::Answer(answer) => self.show_taught(answer.unwrap_or_default()),
            TeachNews::Read(sample, clip, payload) => self.read(sample, clip, payload),
        }
    }

    fn tools_tell(&self, news: ToolsNews) {
        match news {
            ToolsNews::Settings => {
                self.send_settings();
                self.say_standing();
                if !self.tools.tools().held && self.to_connect.take() {
                    self.source.connect();
                }
            }
            ToolsNews::Mask(mask) => self.crew.send(Request::Mask(mask), Vec::new()),
            ToolsNews::Explore(turn, exploring) => {
                let tools = Rc::downgrade(&self.tools);
                self.crew.explore(exploring, move |explored| {
                    if let Some(tools) = tools.upgrade() {
                        tools.explored(turn, explored);
                    }
                });
            }
            ToolsNews::Save => self.save_moment(),
        }
    }

    fn surprise_tells(&self, news: SurpriseNews) {
        match news {
            SurpriseNews::Sample(done) => self.crew.moment(done),
            SurpriseNews::Teach(files) => self.teach.teach_files(files),
        }
    }

    /// Saves what the page shows now, with the clip that it is about.
    fn save_moment(&self) {
        let moment = Moment::of(&self.state);
        let tools = self.tools.clone();
        self.crew.moment(move |clip| {
            spawn_local(async move {
                let saved = moment.save(clip).await;
                tools.say(&saved);
            });
        });
    }

    /// Shows what an update shows among the person's own classes.
    fn show_taught(&self, answer: TaughtAnswer) {
        let announced = self.showing.borrow_mut().announce_taught(answer.winner.as_deref(), now_ms());
        if let Some(label) = announced {
            self.state.answer.announce(label);
        }
        self.state.answer.show_taught(answer);
    }

    /// Lets the model compute the features of a sample.
    fn read(&self, sample: SampleId, clip: Clip, payload: Vec<JsValue>) {
        let teach = Rc::downgrade(&self.teach);
        let picture = clip.picture.map(|size| PictureSize { width: size.width, height: size.height });
        self.crew.read(picture, clip.sample_rate, payload, move |reading| {
            if let Some(teach) = teach.upgrade() {
                teach.read(sample, reading);
            }
        });
    }

    /// No model runs; `why` says what happened and what to do.
    fn no_model(&self, why: String) {
        self.state.status.no_model(why);
        self.state.clear_results();
        self.say_standing();
    }

    /// Shows the usual status sentence, unless the page is waiting for a model.
    fn say_standing(&self) {
        let playing = hands::status(&self.source.sentence(), self.tools.tools());
        self.status.say(self.source.activity(), &playing, self.crew.is_active());
    }
}

/// A callback that passes news to the conductor as long as it exists.
fn to<N>(conductor: &Weak<Conductor>, tell: fn(&Conductor, N)) -> impl Fn(N) + 'static
where
    N: 'static,
{
    let conductor = conductor.clone();
    move |news| {
        if let Some(conductor) = conductor.upgrade() {
            tell(&conductor, news);
        }
    }
}
