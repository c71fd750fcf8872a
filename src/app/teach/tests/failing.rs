//! Tests of classes that are not open, of a worker that stops, and of what would be lost.

use super::*;

fn stopped(now_ms: f64) -> Event<&'static str> {
    Event::Stopped { why: "It fell.".into(), now_ms }
}

#[test]
fn a_worker_that_stops_is_started_again_but_not_twice_within_a_minute() {
    let mut teaching = open();
    let orders = take(&mut teaching, stopped(1000.0));
    assert!(orders.contains(&Order::Dismiss));
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]));
    take(&mut teaching, answered(Asked::Open(2), Response::Room(room(0))));
    assert_eq!(teaching.carries(), Carries::Features);
    let orders = take(&mut teaching, stopped(60_000.0));
    assert!(requests(&orders).is_empty() && teaching.shows().note.contains("reload the page"));
    assert!(teaching.has_failed());
    // The next command opens them again, and says so.
    let orders = take(&mut teaching, asked(TeachCommand::Add, 61_000.0));
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]), "{orders:?}");
    assert!(teaching.shows().note.starts_with("It fell. ") && !teaching.has_failed());
    take(&mut teaching, answered(Asked::Open(3), Response::Room(room(0))));
    let orders = take(&mut teaching, stopped(61_001.0));
    assert!(matches!(requests(&orders)[..], [Request::Open { .. }]), "the last time was a minute ago");
}

#[test]
fn a_command_before_the_classes_are_open_says_what_is_awaited() {
    let mut teaching = Teaching::default();
    let note = |teaching: &mut Teaching| {
        let orders = take(teaching, asked(TeachCommand::Add, 0.0));
        (teaching.shows().note.clone(), requests(&orders).len())
    };
    take(&mut teaching, asked(TeachCommand::Open, 0.0));
    let (said, sent) = note(&mut teaching);
    assert!(said.contains("once the model runs") && sent == 0, "{said}");
    take(&mut teaching, model(Some("p")));
    let fetching = note(&mut teaching);
    take(&mut teaching, Event::Prior { turn: 1, prior: Ok("bytes") });
    for (said, sent) in [fetching, note(&mut teaching)] {
        assert!(said.contains("still being opened") && sent == 0, "{said}");
    }
    take(&mut teaching, Event::Answered(Asked::Open(1), Err("The model’s file is damaged.".into())));
    assert_eq!(teaching.shows().note, "The model’s file is damaged.");
    let orders = take(&mut teaching, asked(TeachCommand::Add, 0.0));
    assert_eq!(orders, [Order::FetchPrior { turn: 2, address: "p".into() }]);
    let said = &teaching.shows().note;
    assert!(said.starts_with("The model’s file is damaged.") && said.contains("opened again"), "{said}");
}

#[test]
fn the_page_would_lose_samples_that_came_while_nothing_is_kept() {
    let elsewhere = |samples| RoomState { kept: Kept::InMemory(TeachError::OpenElsewhere), ..room(samples) };
    let mut teaching = Teaching::default();
    take(&mut teaching, model(None));
    take(&mut teaching, asked(TeachCommand::Open, 0.0));
    take(&mut teaching, answered(Asked::Open(1), Response::Room(elsewhere(5))));
    assert!(!teaching.would_lose(), "the other tab has them");
    take(&mut teaching, answered(Asked::Change, Response::Room(elsewhere(4))));
    assert!(!teaching.would_lose());
    take(&mut teaching, answered(Asked::Sample, Response::Room(elsewhere(5))));
    assert!(teaching.would_lose());
    take(&mut teaching, answered(Asked::Change, Response::Room(elsewhere(5))));
    assert!(teaching.would_lose(), "until they are deleted");
    take(&mut teaching, answered(Asked::Change, Response::Room(elsewhere(0))));
    assert!(!teaching.would_lose());

    let mut teaching = open();
    take(&mut teaching, answered(Asked::Sample, Response::Room(room(2))));
    assert!(!teaching.would_lose());
    let full = RoomState { kept: Kept::InMemory(TeachError::Full), ..room(2) };
    take(&mut teaching, Event::Told(bridge::protocol::teach::Event::Room(full)));
    assert!(teaching.would_lose(), "they were not written");
    take(&mut teaching, Event::Told(bridge::protocol::teach::Event::Room(room(2))));
    assert!(!teaching.would_lose(), "they are written by now");
}

#[test]
fn an_import_that_takes_nothing_says_why_and_shows_the_same_classes() {
    let mut teaching = open();
    take(&mut teaching, answered(Asked::Change, Response::Room(room(2))));
    take(&mut teaching, asked(TeachCommand::Import { zip: "zip", replace: true }, 0.0));
    let why = "Nothing of “cups.zip” was taken in, and your classes are as they were.".to_owned();
    assert_eq!(take(&mut teaching, Event::Answered(Asked::Import, Err(why.clone()))), []);
    assert_eq!((teaching.room(), &teaching.shows().note), (Some(&room(2)), &why));
    assert_eq!((teaching.shows().working.clone(), teaching.shows().done.as_str()), (None, ""));
}
