use super::*;
use crate::view::teach::command::{Taught, TeachCommand};
use bridge::protocol::teach::{Request, Response, Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{
    BurstId, BurstState, ClassId, ClassState, Clip, Kept, ReportState, RoomState, SampleId, Senses, Size,
    Thumbnail,
};
use tvlt::live::Teach as Carries;

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
    assert_eq!(take(&mut teaching, Event::Update(look(false), 0.0)), []);
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
    let orders = take(&mut teaching, Event::Update(look(false), 0.0));
    assert_eq!(requests(&orders), [Request::Look(BOTH)]);
    assert_eq!(take(&mut teaching, Event::Update(look(false), 50.0)), []);
    let answer = TaughtAnswer { unknown: true, ..TaughtAnswer::default() };
    let orders = take(&mut teaching, answered(Asked::Look, Response::Answer(answer.clone())));
    assert_eq!(orders, [Order::ShowAnswer(Some(answer))]);
    assert_eq!(requests(&take(&mut teaching, Event::Update(look(false), 100.0))).len(), 1);
}

#[test]
fn a_recording_takes_samples_of_its_burst_alone() {
    let mut teaching = open();
    let orders = take(&mut teaching, asked(TeachCommand::Press(CUP), 1000.0));
    assert_eq!(requests(&orders), [Request::Begin { class: CUP }]);
    assert!(orders.contains(&Order::ForgetSenses) && orders.contains(&Order::Carry(Carries::Samples)));
    let is_sample =
        |orders: &Told| requests(orders).iter().any(|request| matches!(request, Request::Sample { .. }));
    assert!(!is_sample(&take(&mut teaching, Event::Update(look(true), 2000.0))), "the burst has no name yet");
    take(&mut teaching, answered(Asked::Begin(CUP), Response::Burst(BurstId(9))));
    assert!(!is_sample(&take(&mut teaching, Event::Update(look(false), 2100.0))), "it was asked for before");
    let orders = take(&mut teaching, Event::Update(look(true), 2200.0));
    let Some(Order::Ask { request, payload, moved: true, .. }) = orders.last() else { panic!("{orders:?}") };
    let clip = Clip { picture: Some(Size { width: 2, height: 1 }), sample_rate: Some(48_000) };
    assert_eq!(*request, Request::Sample { burst: BurstId(9), senses: BOTH, clip });
    assert_eq!(*payload, ["sight", "sound", "rgba", "pcm"]);
    let orders = take(&mut teaching, asked(TeachCommand::Release, 2500.0));
    assert_eq!(orders, [Order::Carry(Carries::Features)]);
    assert!(!is_sample(&take(&mut teaching, Event::Update(look(true), 2600.0))));
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
        let orders = take(&mut teaching, Event::Update(look(true), 1000.0));
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
    take(&mut teaching, Event::Update(look(true), 1000.0));
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
fn unread_samples_are_read_one_after_the_other() {
    let mut teaching = open();
    let unread = |unread| RoomState { unread, ..room(0) };
    let orders = take(&mut teaching, answered(Asked::Change, Response::Room(unread(2))));
    assert_eq!(requests(&orders), [Request::NextUnread]);
    assert_eq!(
        take(&mut teaching, answered(Asked::Change, Response::Room(unread(2)))),
        [],
        "it has been asked"
    );
    let (sample, clip) = (SampleId(5), Clip { picture: None, sample_rate: Some(16_000) });
    let response = Response::Unread { sample, clip };
    let orders = take(&mut teaching, Event::Answered(Asked::Unread, Ok((response, vec!["pcm"]))));
    assert_eq!(orders, [Order::Read { sample, clip, payload: vec!["pcm"] }]);
    let senses = Senses { sight: false, sound: true };
    let orders = take(&mut teaching, Event::Read(sample, Reading::Features(senses, vec!["numbers"])));
    assert_eq!(requests(&orders), [Request::Features { sample, senses }]);
    let orders = take(&mut teaching, answered(Asked::Features, Response::Room(unread(1))));
    assert_eq!(requests(&orders), [Request::NextUnread]);
    // Without a model it waits, and goes on with the next news.
    take(&mut teaching, Event::Answered(Asked::Unread, Ok((Response::Unread { sample, clip }, vec!["pcm"]))));
    assert_eq!(take(&mut teaching, Event::Read(sample, Reading::NotNow)), []);
    let orders = take(&mut teaching, answered(Asked::Change, Response::Room(unread(1))));
    assert_eq!(requests(&orders), [Request::NextUnread]);
    let orders = take(&mut teaching, Event::Read(sample, Reading::Unreadable));
    assert_eq!(requests(&orders), [Request::Features { sample, senses: Senses::default() }]);
}

#[test]
fn another_model_opens_the_classes_again() {
    let mut teaching = open();
    assert_eq!(take(&mut teaching, Event::Model(None)), [Order::Carry(Carries::Off)]);
    take(&mut teaching, asked(TeachCommand::Delete(Target::Class(CUP), "Cup".into()), 0.0));
    assert!(teaching.shows().note.contains("still being opened"));
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

#[test]
fn a_worker_that_stops_is_started_again_once() {
    let mut teaching = open();
    let orders = take(&mut teaching, Event::Stopped("It fell.".into()));
    assert!(orders.contains(&Order::Dismiss));
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]));
    take(&mut teaching, answered(Asked::Open(2), Response::Room(room(0))));
    assert_eq!(teaching.carries(), Carries::Features);
    let orders = take(&mut teaching, Event::Stopped("It fell.".into()));
    assert!(requests(&orders).is_empty() && teaching.shows().note.contains("Reload the page"));
}
