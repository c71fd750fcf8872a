//! Tests of downloads, and of what can interrupt them.

use super::*;
use Order::{Cancel, Load, Open, Pause, Remember, Remove, Restart};
use bridge::protocol::files::{DownloadProgress, DownloadStage};

fn coming(download: u32) -> Event<&'static str> {
    let coming = DownloadProgress {
        bytes: 500,
        total: Some(1000),
        bytes_per_second: None,
        seconds_left: None,
        stage: DownloadStage::Arriving,
    };
    Event::Coming { download, coming }
}

fn halted(way: &mut Way) -> Orders {
    way.take(Event::Halted { download: 1 })
}

#[test]
fn it_comes_and_runs_and_is_remembered() {
    let mut way = downloading(EMOTION);
    way.take(coming(0));
    assert_eq!(way.coming(), None, "another download is not shown");
    way.take(coming(1));
    assert_eq!(way.coming().map(|coming| coming.bytes), Some(500));
    let orders = way.take(arrived(EMOTION, "emotion"));
    assert!(orders.ends_with(&[Restart, waits(), Load]), "{orders:?}");
    assert_eq!((way.panel(), name(&way).as_str()), (Panel::Closed, "Emotion"));
    assert_eq!(way.take(loaded()), [Remember(Some(EMOTION.into()))]);
}

#[test]
fn one_that_the_browser_cannot_keep_runs_and_is_not_remembered() {
    let mut way = downloading(EMOTION);
    way.take(Event::Arrived { offer: offer(EMOTION), files: files("emotion"), kept: false });
    assert_eq!(way.take(loaded()), []);
}

#[test]
fn it_pauses_and_goes_on() {
    let mut way = downloading(EMOTION);
    assert_eq!(ask(&mut way, HubCommand::Pause), [Pause]);
    assert_eq!(way.panel(), transfer(EMOTION, false), "it has not stopped yet");
    halted(&mut way);
    assert_eq!(way.panel(), transfer(EMOTION, true));
    assert_eq!(ask(&mut way, HubCommand::Resume), [get(2, EMOTION)]);
    assert_eq!(way.panel(), transfer(EMOTION, false));
    assert!(!way.take(arrived(EMOTION, "emotion")).is_empty());
}

#[test]
fn cancelled_while_it_runs_it_is_thrown_away() {
    let mut way = downloading(EMOTION);
    assert_eq!(ask(&mut way, HubCommand::Cancel), [Cancel]);
    assert_eq!(ask(&mut way, HubCommand::Cancel), [], "once is enough");
    halted(&mut way);
    assert_eq!(way.panel(), Panel::Closed);
}

#[test]
fn begun_again_the_end_of_the_first_says_nothing_of_the_second() {
    let mut way = downloading(EMOTION);
    ask(&mut way, HubCommand::Cancel);
    assert_eq!(ask(&mut way, HubCommand::Use(EMOTION.into())), [get(2, EMOTION)]);
    halted(&mut way);
    assert_eq!(way.panel(), transfer(EMOTION, false));
}

#[test]
fn cancelled_too_late_it_is_not_run() {
    let mut way = downloading(EMOTION);
    ask(&mut way, HubCommand::Cancel);
    assert_eq!(way.take(arrived(EMOTION, "emotion")), []);
    assert_eq!((way.panel(), name(&way).as_str()), (Panel::Closed, "Digits"));
}

#[test]
fn cancelled_while_it_stands_still_what_has_arrived_is_removed() {
    let mut way = downloading(EMOTION);
    ask(&mut way, HubCommand::Pause);
    halted(&mut way);
    assert_eq!(ask(&mut way, HubCommand::Cancel), [Remove { key: EMOTION.into() }]);
    assert_eq!(way.panel(), Panel::Closed);
}

#[test]
fn a_failure_lets_it_stand_still_and_it_can_go_on() {
    let mut way = downloading(EMOTION);
    way.take(refused(EMOTION, false));
    assert_eq!((way.panel(), way.note()), (transfer(EMOTION, true), "It did not work."));
    assert_eq!(ask(&mut way, HubCommand::Resume), [get(2, EMOTION)]);
    assert_eq!(way.note(), "");
    let orders = way.take(arrived(EMOTION, "emotion"));
    assert!(orders.contains(&Load), "{orders:?}");
}

#[test]
fn a_failure_while_it_is_being_cancelled_leaves_it_to_the_person() {
    let mut way = downloading(EMOTION);
    ask(&mut way, HubCommand::Cancel);
    way.take(refused(EMOTION, false));
    assert_eq!(way.panel(), transfer(EMOTION, true));
}

#[test]
fn a_worker_that_crashes_lets_it_stand_still() {
    let mut way = downloading(EMOTION);
    way.take(Event::Stopped("It stopped.".into()));
    assert_eq!((way.panel(), way.note()), (transfer(EMOTION, true), "It stopped."));
    assert_eq!(ask(&mut way, HubCommand::Resume), [get(2, EMOTION)]);
}

#[test]
fn a_kept_model_can_run_meanwhile() {
    let mut way = downloading(EMOTION);
    way.take(Event::Kept(Some(vec![kept(EMOTION, false), kept(OTHER, true)])));
    assert_eq!(ask(&mut way, HubCommand::Use(OTHER.into())), [Open { key: OTHER.into() }]);
    way.take(arrived(OTHER, "other"));
    assert_eq!((name(&way).as_str(), way.panel()), (OTHER, transfer(EMOTION, false)));
    // The model chosen later keeps running; the download is only stored.
    assert_eq!(way.take(arrived(EMOTION, "emotion")), []);
    assert_eq!((name(&way).as_str(), way.panel()), (OTHER, Panel::Closed));
}

#[test]
fn one_download_makes_way_for_another() {
    let mut way = downloading(EMOTION);
    way.take(Event::Kept(Some(vec![kept(EMOTION, false), kept(OTHER, false)])));
    assert_eq!(ask(&mut way, HubCommand::Use(EMOTION.into())), [], "it runs already");
    assert_eq!(ask(&mut way, HubCommand::Use(OTHER.into())), [Pause, get(2, OTHER)]);
    halted(&mut way);
    assert_eq!(way.panel(), transfer(OTHER, false), "the end of the first says nothing of the second");
}

#[test]
fn closing_the_panel_lets_it_stand_still() {
    let mut way = downloading(EMOTION);
    assert_eq!(ask(&mut way, HubCommand::Close), [Pause]);
    assert_eq!(way.panel(), Panel::Closed);
}
