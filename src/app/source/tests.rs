use super::*;
use crate::capture::{Camera, Facing, LiveChoice, Microphone};
use crate::view::activity::Activity;
use Order::{ClearResults, DropFrame, Fail, LeadSound, ListDevices, NoSound, Open, Pause};
use Order::{Release, Reset, RestartPace, Resume, Settle};

const BOTH: Senses = Senses { sees: true, hears: true };
const NEITHER: Senses = Senses { sees: false, hears: false };

fn opened(turn: u32, senses: Senses) -> Event<&'static str> {
    let (camera, microphone) = (Some("front".to_owned()), Some("built in".to_owned()));
    Event::Opened { turn, senses, camera, microphone, visible: true }
}

fn running() -> Source<&'static str> {
    let mut source = Source::default();
    source.take(Event::Start);
    source.take(opened(1, BOTH));
    source
}

fn live(camera: Camera, microphone: &str) -> Kind<&'static str> {
    Kind::Live(LiveChoice { camera, microphone: Microphone::Device(microphone.into()) })
}

#[test]
fn camera_and_microphone_open_and_close() {
    let mut source = Source::default();
    let kind = live(Camera::Device(String::new()), "");
    assert_eq!(source.take(Event::Start), [Release, Settle, ClearResults, Open { turn: 1, kind }]);
    assert_eq!(source.activity(), Activity::Opening);
    assert_eq!(source.take(opened(1, BOTH)), [RestartPace, Reset, LeadSound, ListDevices]);
    assert_eq!(
        (source.activity(), source.camera(), source.microphone()),
        (Activity::Running, "front", "built in")
    );
    assert_eq!(source.sentence(), "Watching the camera and listening to the microphone.");
    assert_eq!(source.take(Event::Stop), [Settle, Release, NoSound, Reset, ClearResults]);
    assert_eq!((source.activity(), source.senses()), (Activity::Idle, NEITHER));
}

#[test]
fn what_cannot_be_opened_is_said() {
    let mut source = Source::default();
    source.take(Event::File { name: "film.mp4".into(), file: "film" });
    assert_eq!(source.sentence(), "Playing film.mp4.");
    let orders = source.take(Event::NotOpened { turn: 1, why: "No.".into() });
    assert_eq!(orders, [Release, NoSound, Reset, ClearResults, Fail("No.".into())]);
    assert_eq!(source.activity(), Activity::Idle);
}

#[test]
fn a_file_that_cannot_be_played_ends_nothing() {
    let mut source = running();
    let orders = source.take(Event::Unplayable("It is a picture.".into()));
    assert_eq!(orders, [Settle, Fail("It is a picture.".into())]);
    assert_eq!((source.activity(), source.senses()), (Activity::Running, BOTH));
}

#[test]
fn what_an_older_turn_brings_is_dropped() {
    let mut source = Source::default();
    source.take(Event::Start);
    source.take(Event::Sample);
    assert_eq!(source.take(opened(1, BOTH)), []);
    assert_eq!(source.take(Event::NotOpened { turn: 1, why: "No.".into() }), []);
    source.take(Event::Stop);
    assert_eq!(source.take(opened(2, BOTH)), [], "the person has stopped it meanwhile");
}

#[test]
fn pickers_change_what_runs_only_if_it_is_live() {
    let mut source: Source<&str> = Source::default();
    assert_eq!(source.take(Event::Camera("rear".into())), []);
    source.take(Event::Sample);
    assert_eq!(source.take(Event::Microphone("usb".into())), []);
    source.take(Event::Start);
    let orders = source.take(Event::Camera("side".into()));
    let kind = live(Camera::Device("side".into()), "usb");
    assert_eq!(orders.last(), Some(&Open { turn: 3, kind }));
}

#[test]
fn a_phone_flips_to_its_rear_camera_and_back() {
    let mut source = running();
    for side in [Facing::Rear, Facing::Front, Facing::Rear] {
        let orders = source.take(Event::Flip);
        let kind = live(Camera::Facing(side), "built in");
        assert!(matches!(orders.last(), Some(Open { kind: opens, .. }) if *opens == kind), "{orders:?}");
    }
    // A camera that was picked by name is the one that opens.
    let orders = source.take(Event::Camera("front".into()));
    assert!(
        matches!(orders.last(), Some(Open { kind, .. }) if *kind == live(Camera::Device("front".into()), "built in"))
    );
}

#[test]
fn sound_that_goes_and_comes_is_led_anew() {
    let mut source = running();
    let mute = Senses { hears: false, ..BOTH };
    assert_eq!(source.take(Event::Changed(mute)), [NoSound]);
    assert_eq!(source.take(Event::Changed(mute)), []);
    assert_eq!(source.sentence(), "Watching the camera.");
    assert_eq!(source.take(Event::Changed(BOTH)), [LeadSound]);
}

#[test]
fn blind_and_deaf_it_shows_nothing() {
    let mut source = running();
    assert_eq!(source.take(Event::Changed(NEITHER)), [NoSound, DropFrame, ClearResults]);
    assert_eq!(source.sentence(), "Nothing to see or hear for now.");
}

#[test]
fn a_device_that_is_gone_leaves_the_other() {
    let mut source = running();
    let deaf = Senses { hears: false, ..BOTH };
    assert_eq!(source.take(Event::Lost(deaf, "Gone.".into())), [Fail("Gone.".into()), NoSound]);
    assert_eq!(source.activity(), Activity::Running);
    let orders = source.take(Event::Ended("Both gone.".into()));
    assert_eq!(orders.last(), Some(&Fail("Both gone.".into())));
    assert_eq!(source.activity(), Activity::Idle);
}

#[test]
fn a_hidden_tab_rests() {
    let mut source = running();
    assert_eq!(source.take(Event::Visible(false)), [Pause, DropFrame]);
    assert_eq!(source.activity(), Activity::Paused);
    assert_eq!(source.take(Event::Visible(true)), [Reset, LeadSound, Resume]);
    assert_eq!(source.take(Event::Visible(true)), []);
    let mut hidden = Source::default();
    hidden.take(Event::Sample);
    let event = Event::Opened { turn: 1, senses: BOTH, camera: None, microphone: None, visible: false };
    let orders: Vec<Order<&str>> = hidden.take(event);
    assert_eq!(orders, [RestartPace, Reset, LeadSound, ListDevices, Pause, DropFrame]);
}

#[test]
fn another_worker_begins_with_the_source() {
    let mut source = running();
    assert_eq!(source.take(Event::Connect), [Reset, LeadSound]);
    let mut idle: Source<&str> = Source::default();
    assert_eq!(idle.take(Event::Connect), [Reset, NoSound]);
}
