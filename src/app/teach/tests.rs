use super::*;
use crate::view::teach::command::{Taught, TeachCommand};
use bridge::protocol::teach::{Request, Response, Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{
    BurstId, BurstState, ClassId, ClassState, Clip, Kept, ReportState, RoomState, SampleId, Senses, Size,
    Thumbnail,
};
use tvlt::live::Teach as Carries;

mod failing;
mod reading;

type Told = Vec<Order<&'static str>>;

const BACKGROUND: ClassId = ClassId(1);
const CUP: ClassId = ClassId(2);
const BOTH: Senses = Senses { sight: true, sound: true };

fn class(id: ClassId, name: &str, count: usize) -> ClassState {
    ClassState {
        id,
        name: name.into(),
        is_background: id == BACKGROUND,
        count,
        bursts: if count > 0 { vec![BurstState { id: BurstId(count as u32), count }] } else { Vec::new() },
        on: true,
        learns: None,
        unreadable: 0,
        has_sight: count > 0,
        has_sound: count > 0,
        relies_on_sight: count > 0,
        relies_on_sound: count > 0,
    }
}

/// A room whose cup has this many samples.
fn room(count: usize) -> RoomState {
    RoomState {
        classes: vec![
            class(BACKGROUND, "background", 0),
            class(CUP, "Cup", count),
            class(ClassId(3), "Book", 0),
        ],
        can_undo: false,
        report: ReportState::default(),
        has_scene: false,
        unread: 0,
        samples: count,
        is_new: count == 0,
        kept: Kept::Here,
    }
}

fn model(prior: Option<&str>) -> Event<&'static str> {
    let prior = prior.map(str::to_owned);
    Event::Model(Some(TaughtModel { key: "digits 1".into(), layers: vec![2, 3, 4], prior }))
}

fn answered(asked: Asked, response: Response) -> Event<&'static str> {
    Event::Answered(asked, Ok((response, Vec::new())))
}

fn asked(command: TeachCommand<&'static str>, now_ms: f64) -> Event<&'static str> {
    Event::Asked(command, now_ms)
}

fn look(with_sample: bool) -> Look<&'static str> {
    let size = Size { width: 2, height: 1 };
    Look {
        sight: Some("sight"),
        sound: Some("sound"),
        picture: with_sample.then_some((size, "rgba")),
        pcm: with_sample.then_some((48_000, "pcm")),
    }
}

/// An update that was asked for just before it arrived.
fn update(with_sample: bool, now_ms: f64) -> Event<&'static str> {
    Event::Update { look: look(with_sample), asked_ms: now_ms - 20.0, now_ms }
}

/// Classes that are open, with a running source.
fn open() -> Teaching {
    let mut teaching = Teaching::default();
    take(&mut teaching, Event::Source(true));
    take(&mut teaching, model(None));
    take(&mut teaching, asked(TeachCommand::Open, 0.0));
    take(&mut teaching, answered(Asked::Open(1), Response::Room(room(0))));
    assert_eq!(teaching.carries(), Carries::Features);
    teaching
}

fn take(teaching: &mut Teaching, event: Event<&'static str>) -> Told {
    teaching.take(event)
}

fn requests(orders: &Told) -> Vec<Request> {
    let request = |order: &'_ Order<&'static str>| match order {
        Order::Ask { request, .. } => Some(request.clone()),
        _ => None,
    };
    orders.iter().filter_map(request).collect()
}

#[test]
fn nothing_starts_before_the_person_opens_the_classes() {
    let mut teaching = Teaching::default();
    assert_eq!(take(&mut teaching, model(Some("models/digits/teach.safetensors"))), []);
    assert_eq!(take(&mut teaching, update(false, 0.0)), []);
    assert_eq!(teaching.carries(), Carries::Off);
    let orders = take(&mut teaching, asked(TeachCommand::Open, 0.0));
    let address = "models/digits/teach.safetensors".to_owned();
    assert_eq!(orders, [Order::ShowAnswer(None), Order::FetchPrior { turn: 1, address }]);
    let orders = take(&mut teaching, Event::Prior { turn: 1, prior: Ok("bytes") });
    let [Order::Ask { asked: Asked::Open(1), request, payload, .. }] = &orders[..] else {
        panic!("{orders:?}")
    };
    assert_eq!(*request, Request::Open { model: "digits 1".into(), layers: vec![2, 3, 4] });
    assert_eq!(*payload, ["bytes"]);
    let orders = take(&mut teaching, answered(Asked::Open(1), Response::Room(room(0))));
    assert_eq!(orders, [Order::Carry(Carries::Features)]);
    let orders = take(&mut teaching, asked(TeachCommand::Close, 0.0));
    assert_eq!(orders, [Order::ShowAnswer(None), Order::Carry(Carries::Off)]);
}

#[test]
fn a_missing_prior_is_said_and_does_without() {
    let mut teaching = Teaching::default();
    take(&mut teaching, asked(TeachCommand::Open, 0.0));
    take(&mut teaching, model(Some("p")));
    let orders = take(&mut teaching, Event::Prior { turn: 1, prior: Err("It is not there.".into()) });
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]));
    assert!(teaching.shows().note.starts_with("It is not there."));
}

#[test]
fn while_one_look_is_unanswered_no_other_is_asked() {
    let mut teaching = open();
    let orders = take(&mut teaching, update(false, 0.0));
    assert_eq!(requests(&orders), [Request::Look(BOTH)]);
    assert_eq!(take(&mut teaching, update(false, 50.0)), []);
    let answer = TaughtAnswer { unknown: true, ..TaughtAnswer::default() };
    let orders = take(&mut teaching, answered(Asked::Look, Response::Answer(answer.clone())));
    assert_eq!(orders, [Order::ShowAnswer(Some(answer))]);
    assert_eq!(requests(&take(&mut teaching, update(false, 100.0))).len(), 1);
}

#[test]
fn a_recording_takes_samples_of_its_burst_alone() {
    let mut teaching = open();
    let orders = take(&mut teaching, asked(TeachCommand::Press(CUP), 1000.0));
    assert_eq!(requests(&orders), [Request::Begin { class: CUP }]);
    assert!(orders.contains(&Order::ForgetSenses) && orders.contains(&Order::Carry(Carries::Samples)));
    let is_sample =
        |orders: &Told| requests(orders).iter().any(|request| matches!(request, Request::Sample { .. }));
    assert!(!is_sample(&take(&mut teaching, update(true, 2000.0))), "the burst has no name yet");
    take(&mut teaching, answered(Asked::Begin(CUP), Response::Burst(BurstId(9))));
    assert!(!is_sample(&take(&mut teaching, update(false, 2100.0))), "it was asked for before");
    let orders = take(&mut teaching, update(true, 2200.0));
    let Some(Order::Ask { request, payload, moved: true, .. }) = orders.last() else { panic!("{orders:?}") };
    let clip = Clip { picture: Some(Size { width: 2, height: 1 }), sample_rate: Some(48_000) };
    assert_eq!(*request, Request::Sample { burst: BurstId(9), senses: BOTH, clip });
    assert_eq!(*payload, ["sight", "sound", "rgba", "pcm"]);
    let orders = take(&mut teaching, asked(TeachCommand::Release, 2500.0));
    assert_eq!(orders, [Order::Carry(Carries::Features)]);
    assert!(!is_sample(&take(&mut teaching, update(true, 2600.0))));
}

#[test]
fn what_was_shown_before_a_recording_is_no_sample_of_it() {
    let mut teaching = open();
    let sample = |orders: Told| {
        requests(&orders).into_iter().find_map(|request| match request {
            Request::Sample { burst, .. } => Some(burst.0),
            _ => None,
        })
    };
    let slow = |asked_ms, now_ms| Event::Update { look: look(true), asked_ms, now_ms };
    take(&mut teaching, asked(TeachCommand::Press(CUP), 0.0));
    take(&mut teaching, answered(Asked::Begin(CUP), Response::Burst(BurstId(8))));
    assert_eq!(sample(take(&mut teaching, slow(900.0, 2900.0))), Some(8));
    // The next class is recorded while an update of the first one is under way: the page records all the time, so it has a
    // picture and a sound with it.
    let book = ClassId(3);
    take(&mut teaching, asked(TeachCommand::Press(book), 3000.0));
    take(&mut teaching, answered(Asked::Begin(book), Response::Burst(BurstId(9))));
    assert_eq!(sample(take(&mut teaching, slow(2900.0, 4900.0))), None, "it shows the cup");
    assert_eq!(sample(take(&mut teaching, slow(4900.0, 6900.0))), Some(9));
}

#[test]
fn a_changed_scene_is_noticed_while_nothing_is_recorded() {
    let mut teaching = open();
    let look_elsewhere = |teaching: &mut Teaching, seconds: std::ops::Range<u32>| {
        for second in seconds {
            take(teaching, update(false, f64::from(second) * 1000.0));
            let answer = TaughtAnswer { is_elsewhere: true, ..TaughtAnswer::default() };
            take(teaching, answered(Asked::Look, Response::Answer(answer)));
        }
        teaching.scene_has_changed()
    };
    assert!(!look_elsewhere(&mut teaching, 10..14));
    assert!(look_elsewhere(&mut teaching, 14..20));
    take(&mut teaching, asked(TeachCommand::Press(BACKGROUND), 20_000.0));
    assert!(!teaching.scene_has_changed() && !look_elsewhere(&mut teaching, 20..30));
}

#[test]
fn a_class_is_learnt_from_what_the_person_chooses() {
    for (taught, senses, sent) in [
        (Taught::Sight, Senses { sight: true, sound: false }, ["sight", "rgba"]),
        (Taught::Sound, Senses { sight: false, sound: true }, ["sound", "pcm"]),
    ] {
        let mut teaching = open();
        let orders = take(&mut teaching, asked(TeachCommand::Learn(CUP, taught), 0.0));
        assert_eq!(requests(&orders), [Request::Learn { class: CUP, senses }]);
        let mut chosen = room(0);
        chosen.classes[1].learns = Some(senses);
        take(&mut teaching, answered(Asked::Change, Response::Room(chosen)));
        take(&mut teaching, asked(TeachCommand::Press(CUP), 0.0));
        take(&mut teaching, answered(Asked::Begin(CUP), Response::Burst(BurstId(9))));
        let orders = take(&mut teaching, update(true, 1000.0));
        let Some(Order::Ask { request: Request::Sample { senses: given, clip, .. }, payload, .. }) =
            orders.last()
        else {
            panic!("{orders:?}")
        };
        assert_eq!((*given, &payload[..]), (senses, &sent[..]));
        assert_eq!((clip.picture.is_some(), clip.sample_rate.is_some()), (senses.sight, senses.sound));
    }
}

#[test]
fn the_browser_is_asked_once_not_to_evict_samples_that_are_kept() {
    let mut teaching = open();
    let asks = |teaching: &mut Teaching, room| {
        take(teaching, answered(Asked::Sample, Response::Room(room))).contains(&Order::Persist)
    };
    let in_memory = RoomState { kept: Kept::InMemory(TeachError::Full), ..room(1) };
    let asked = [in_memory, room(1), room(2)].map(|room| asks(&mut teaching, room));
    assert_eq!(asked, [false, true, false]);
}

#[test]
fn small_pictures_are_asked_for_after_the_recording() {
    let mut teaching = open();
    take(&mut teaching, asked(TeachCommand::Tap(CUP), 0.0));
    take(&mut teaching, answered(Asked::Begin(CUP), Response::Burst(BurstId(9))));
    take(&mut teaching, update(true, 1000.0));
    assert_eq!(take(&mut teaching, answered(Asked::Sample, Response::Room(room(1)))), [Order::Persist]);
    let orders = take(&mut teaching, Event::Tick(3000.0));
    assert_eq!(requests(&orders), [Request::Thumbnails { class: CUP, have: Vec::new() }]);
    assert!(teaching.shows().done.starts_with("Cup: 1 sample"), "{}", teaching.shows().done);
    let thumbnail = Thumbnail { sample: SampleId(5), burst: BurstId(9), picture: None, spectrogram: None };
    let orders = take(&mut teaching, answered(Asked::Strip(CUP), Response::Thumbnails(vec![thumbnail])));
    assert_eq!(orders, [Order::ShowStrip(CUP, vec![thumbnail], Vec::new())]);
    let orders = take(&mut teaching, answered(Asked::Change, Response::Room(room(2))));
    assert_eq!(requests(&orders), [Request::Thumbnails { class: CUP, have: vec![SampleId(5)] }]);
    assert_eq!(take(&mut teaching, answered(Asked::Change, Response::Room(room(2)))), []);
}

#[test]
fn nothing_is_recorded_without_a_source() {
    let mut teaching = open();
    take(&mut teaching, asked(TeachCommand::Press(CUP), 0.0));
    let orders = take(&mut teaching, Event::Source(false));
    assert_eq!(orders, [Order::Carry(Carries::Features)]);
    assert_eq!(take(&mut teaching, asked(TeachCommand::Press(CUP), 100.0)), []);
    assert!(teaching.shows().note.contains("start the camera"));
}

#[test]
fn another_model_opens_the_classes_again() {
    let mut teaching = open();
    assert_eq!(take(&mut teaching, Event::Model(None)), [Order::Carry(Carries::Off)]);
    take(&mut teaching, asked(TeachCommand::Delete(Target::Class(CUP), "Cup".into()), 0.0));
    assert!(teaching.shows().note.contains("open once the model runs"));
    let orders = take(&mut teaching, model(None));
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]), "{orders:?}");
    assert_eq!(
        take(&mut teaching, answered(Asked::Open(1), Response::Room(room(0)))),
        [],
        "of the model before"
    );
}

#[test]
fn the_addresss_zip_replaces_nothing() {
    for samples in [0, 4] {
        let mut teaching = Teaching::default();
        take(&mut teaching, Event::Address("classes.zip".into()));
        take(&mut teaching, model(None));
        let orders = take(&mut teaching, answered(Asked::Open(1), Response::Room(room(samples))));
        assert!(orders.contains(&Order::FetchArchive("classes.zip".into())));
        let orders = take(&mut teaching, Event::Archive(Ok("zip")));
        assert_eq!(requests(&orders), [Request::Import { replace: false }]);
        let imported = Response::Imported { room: room(3), samples: 3, already: 2, left_out: Vec::new() };
        let orders = take(&mut teaching, answered(Asked::Import, imported));
        assert!(orders.contains(&Order::ForgetAddress));
        assert_eq!(teaching.shows().working, None);
        assert_eq!(teaching.shows().done, "Took in 3 samples; 2 were there already.");
    }
}

#[test]
fn an_import_replaces_what_is_there_where_the_person_wants_it() {
    for replace in [false, true] {
        let mut teaching = open();
        let orders = take(&mut teaching, asked(TeachCommand::Import { zip: "zip", replace }, 0.0));
        assert_eq!(requests(&orders), [Request::Import { replace }]);
    }
}

#[test]
fn pictures_that_the_page_has_are_not_sent_again_after_another_model_was_loaded() {
    let mut teaching = open();
    take(&mut teaching, answered(Asked::Change, Response::Room(room(2))));
    let thumbnail = Thumbnail { sample: SampleId(7), burst: BurstId(2), picture: None, spectrogram: None };
    take(&mut teaching, answered(Asked::Strip(CUP), Response::Thumbnails(vec![thumbnail])));
    take(&mut teaching, Event::Model(None));
    take(&mut teaching, model(None));
    let turn = teaching.turn;
    let orders = take(&mut teaching, answered(Asked::Open(turn), Response::Room(room(3))));
    let thumbnails = Request::Thumbnails { class: CUP, have: vec![SampleId(7)] };
    assert_eq!(requests(&orders), [thumbnails], "numbers stay");
}
