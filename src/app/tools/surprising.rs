//! Carries out the person's commands about surprise over time, and shows it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

use super::moment::{local_time, painted, png, recorded};
use super::surprise::History;
use super::surprise::moments::{MOST_BYTES, Moments};
use super::surprise::numbers::csv;
use crate::app::teach::saving::save;
use crate::capture::now_ms;
use crate::view::activity::Activity;
use crate::view::state::PageState;
use crate::view::tools::chart;
use crate::view::tools::command::{Tool, ToolsCommand};
use bridge::wire::describe;
use tvlt::live::{Budget, SampleSize, Settings, Teach, Tools, Update};

/// Least time between two drawings of the chart, in milliseconds.
const SHOW_EVERY_MS: f64 = 250.0;

/// A picture and a sound: their sizes and buffers.
type Clip = (SampleSize, Vec<JsValue>);

/// What surprise over time asks of the rest of the page.
pub enum News {
    /// Give the picture and the sound of the present moment to this function.
    Sample(Box<dyn FnOnce(Option<Clip>)>),
    /// Teach a new class with these files.
    Teach(Vec<File>),
}

/// A moment that can be seen again.
struct Moment {
    update: Update,
    pictures: Vec<JsValue>,
    sample: RefCell<Option<Clip>>,
}

/// Surprise over time.
pub struct SurpriseRunner {
    history: RefCell<History>,
    moments: RefCell<Moments<Rc<Moment>>>,
    /// The newest update, to go back to.
    latest: RefCell<Option<Rc<Moment>>>,
    /// The settings that the errors depend on; the others are off.
    scale: Cell<Settings>,
    /// Length of an update, which they depend on too.
    budget: Cell<Option<Budget>>,
    open: Cell<bool>,
    held: Cell<bool>,
    seen: Cell<Option<u32>>,
    shown_ms: Cell<f64>,
    state: PageState,
    tell: Box<dyn Fn(News)>,
}

impl SurpriseRunner {
    /// It is closed.
    pub fn new(state: PageState, tell: impl Fn(News) + 'static) -> Rc<Self> {
        Rc::new(Self {
            history: RefCell::default(),
            moments: RefCell::default(),
            latest: RefCell::default(),
            scale: Cell::default(),
            budget: Cell::default(),
            open: Cell::default(),
            held: Cell::default(),
            seen: Cell::default(),
            shown_ms: Cell::default(),
            state,
            tell: Box::new(tell),
        })
    }

    /// Whether an earlier moment is shown in place of the present.
    pub fn sees_past(&self) -> bool {
        self.seen.get().is_some()
    }

    /// Carries out the person's command, if it concerns surprise over time.
    pub fn obey(self: &Rc<Self>, command: &ToolsCommand) {
        match command {
            ToolsCommand::Open(Tool::Surprise, open) => self.opened(*open),
            // Other patches have other errors.
            ToolsCommand::Mask(_) => self.forget(),
            ToolsCommand::See(number) => self.see(*number),
            ToolsCommand::TeachMoment(number) => self.teach(*number),
            ToolsCommand::SurpriseNumbers => self.save_numbers(),
            ToolsCommand::SurprisePicture => self.save_picture(),
            _ => {}
        }
    }

    fn opened(&self, open: bool) {
        if self.open.replace(open) != open {
            self.forget();
        }
    }

    /// Updates are computed with these settings.
    pub fn settings(&self, settings: &Settings) {
        self.held.set(settings.tools.held);
        let scale = Settings {
            paste_visible: false,
            teach: Teach::Off,
            tools: Tools { held: false, keep: false, surprise: false, blinded: false, ..settings.tools },
            ..*settings
        };
        if self.scale.replace(scale) != scale {
            self.forget();
        }
    }

    /// Updates have this length.
    pub fn budget(&self, budget: Budget) {
        if self.budget.replace(Some(budget)) != Some(budget) {
            self.forget();
        }
    }

    /// What the page does with the source.
    pub fn source(&self, activity: Activity) {
        if activity == Activity::Opening {
            self.forget();
        }
    }

    /// Forgets everything, as errors are others from now on; the next update shows the present.
    pub fn forget(&self) {
        self.seen.set(None);
        self.state.surprise.show_seen(None);
        self.history.borrow_mut().forget(now_ms());
        self.moments.take();
        self.latest.take();
        self.state.surprise.show_note("");
        self.show();
    }

    /// Takes an update, with its pictures, which was asked for at `asked_ms`.
    pub fn update(self: &Rc<Self>, update: &Update, pictures: &[JsValue], asked_ms: f64) {
        let now = now_ms();
        if !self.open.get() || !self.history.borrow().is_of(asked_ms) {
            return;
        }
        let moment = Rc::new(Moment {
            update: update.clone(),
            pictures: pictures.to_vec(),
            sample: RefCell::default(),
        });
        self.latest.replace(Some(moment.clone()));
        // The same moment again and again says nothing new.
        let Some(error) = update.surprise.filter(|_| !self.held.get()) else { return };
        let mark = self.history.borrow_mut().take(error, now, clock);
        if let Some(number) = mark {
            self.keep(number, moment);
        }
        if mark.is_some() || now - self.shown_ms.get() >= SHOW_EVERY_MS {
            self.shown_ms.set(now);
            self.show();
        }
    }

    /// The picture and the sound of a mark have arrived.
    fn sample(&self, number: u32, size: SampleSize, payload: Vec<JsValue>) {
        let picture = size.picture.map_or(0, |size| size.width as usize * size.height as usize * 4);
        let sound = size.sound.map_or(0, |size| size.samples * 4);
        if picture + sound == 0 {
            return;
        }
        if let Some(moment) = self.moments.borrow().get(number) {
            moment.sample.replace(Some((size, payload)));
            self.history.borrow_mut().has_sample(number);
        }
        self.moments.borrow_mut().grow(number, picture + sound);
        self.make_room();
        self.show();
    }

    /// Keeps a marked moment, and asks for its picture and sound.
    fn keep(self: &Rc<Self>, number: u32, moment: Rc<Moment>) {
        let size = |picture: &tvlt::live::Picture| picture.width as usize * picture.height as usize * 4;
        let bytes = moment.update.pictures.iter().map(size).sum();
        let marks = self.history.borrow().marks().to_vec();
        let times = marks.iter().find(|mark| mark.number == number).map_or(0.0, |mark| mark.times);
        let mut moments = self.moments.borrow_mut();
        moments.retain(|number| marks.iter().any(|mark| mark.number == number));
        moments.keep(number, times, bytes, moment);
        drop(moments);
        self.make_room();
        let this = Rc::downgrade(self);
        (self.tell)(News::Sample(Box::new(move |clip| {
            if let (Some(runner), Some((size, payload))) = (this.upgrade(), clip) {
                runner.sample(number, size, payload);
            }
        })));
    }

    fn make_room(&self) {
        let dropped = self.moments.borrow_mut().make_room(MOST_BYTES, self.seen.get());
        if !dropped.is_empty() {
            self.history.borrow_mut().drop_marks(&dropped);
            self.state.surprise.show_note("The least surprising moments have made room for others.");
        }
    }

    /// Shows an earlier moment, or the present.
    fn see(&self, number: Option<u32>) {
        let moment = match number {
            Some(number) => self.moments.borrow().get(number).cloned(),
            None if self.sees_past() => self.latest.borrow().clone(),
            None => None,
        };
        let number = number.filter(|_| moment.is_some());
        self.seen.set(number);
        let mut history = self.history.borrow_mut();
        history.see(number);
        let mark = history.marks().iter().find(|mark| Some(mark.number) == number).cloned();
        drop(history);
        self.state.surprise.show_seen(mark);
        if let Some(moment) = moment {
            for (picture, rgba) in moment.update.pictures.iter().zip(&moment.pictures) {
                self.state.canvases.draw(picture, rgba);
            }
            self.state.answer.show(&moment.update, self.state.teach.open.get_untracked());
        }
    }

    /// Hands a moment's picture and sound to a new class, as files.
    fn teach(self: &Rc<Self>, number: u32) {
        let Some(moment) = self.moments.borrow().get(number).cloned() else { return };
        let this = self.clone();
        spawn_local(async move {
            let sample = moment.sample.borrow().clone();
            let Some((size, payload)) = sample else { return };
            match files(number, size, payload).await {
                Ok(files) => {
                    this.see(None);
                    (this.tell)(News::Teach(files));
                }
                Err(error) => this.fail("This moment could not be taught", &error),
            }
        });
    }

    fn save_numbers(&self) {
        let table = csv(&self.history.borrow().strip(now_ms()));
        let saved = Blob::new_with_str_sequence(&Array::of1(&table.into()))
            .and_then(|file| save(&file_name("csv"), &file));
        if let Err(error) = saved {
            self.fail("The numbers could not be saved", &error);
        }
    }

    fn save_picture(self: &Rc<Self>) {
        let drawn = chart::printed(&self.history.borrow().strip(now_ms()));
        let this = self.clone();
        spawn_local(async move {
            let saved = match drawn {
                Ok(canvas) => png(&canvas).await.and_then(|file| save(&file_name("png"), &file)),
                Err(error) => Err(error),
            };
            if let Err(error) = saved {
                this.fail("The chart could not be saved", &error);
            }
        });
    }

    fn fail(&self, what: &str, error: &JsValue) {
        self.state.surprise.show_note(&format!("{what}: {}.", describe(error)));
    }

    fn show(&self) {
        let history = self.history.borrow();
        self.state.surprise.show_strip(history.strip(now_ms()), history.marks());
    }
}

/// A sample's picture and sound as files of one name, so that they become one sample.
async fn files(number: u32, size: SampleSize, payload: Vec<JsValue>) -> Result<Vec<File>, JsValue> {
    let mut payload = payload.into_iter();
    let picture = size.picture.and_then(|size| Some((size, payload.next()?)));
    let sound = size.sound.and_then(|size| Some((size, payload.next()?)));
    let named = |file: JsValue, ending: &str| {
        File::new_with_blob_sequence(&Array::of1(&file), &format!("moment-{number}.{ending}"))
    };
    let mut files = Vec::new();
    if let Some((size, rgba)) = picture {
        files.push(named(png(&painted(size, &rgba)?).await?, "png")?);
    }
    if let Some((size, pcm)) = sound {
        files.push(named(recorded(size, &pcm)?, "wav")?);
    }
    Ok(files)
}

/// The present time for people: hours, minutes and seconds.
pub fn clock() -> String {
    local_time().chars().skip(11).collect()
}

fn file_name(ending: &str) -> String {
    format!("surprise-{}.{ending}", local_time().replace(':', "-"))
}
