//! Tests of samples whose features the model has to compute.

use super::*;

const CLIP: Clip = Clip { picture: None, sample_rate: Some(16_000) };
const HEARD: Senses = Senses { sight: false, sound: true };

fn unread(unread: usize) -> RoomState {
    RoomState { unread, ..room(0) }
}

/// The worker gives this sample to be read.
fn given(sample: SampleId) -> Event<&'static str> {
    Event::Answered(Asked::Unread, Ok((Response::Unread { sample, clip: CLIP }, vec!["pcm"])))
}

/// Classes of which some samples are unread, and the first of them was given.
fn reading(sample: SampleId) -> Teaching {
    let mut teaching = open();
    take(&mut teaching, answered(Asked::Change, Response::Room(unread(2))));
    take(&mut teaching, given(sample));
    teaching
}

#[test]
fn unread_samples_are_read_one_after_the_other() {
    let mut teaching = open();
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
fn after_refused_features_the_next_sample_is_read() {
    let (gone, next) = (SampleId(5), SampleId(6));
    let features = || Reading::Features(HEARD, vec!["numbers"]);
    let refused = || Event::Answered(Asked::Features, Err("The class is gone.".into()));
    let mut teaching = reading(gone);
    take(&mut teaching, Event::Read(gone, features()));
    assert_eq!(requests(&take(&mut teaching, refused())), [Request::NextUnread]);
    assert!(matches!(take(&mut teaching, given(next))[..], [Order::Read { .. }]));
    take(&mut teaching, Event::Read(next, features()));
    // Features that do not fit are not computed again and again.
    take(&mut teaching, refused());
    let passed_over = Request::Features { sample: next, senses: Senses::default() };
    assert_eq!(requests(&take(&mut teaching, given(next))), [passed_over]);
    assert_eq!(take(&mut teaching, refused()), [], "something else is wrong");
}

#[test]
fn reading_goes_on_when_a_worker_becomes_active() {
    let sample = SampleId(5);
    let mut teaching = reading(sample);
    assert_eq!(take(&mut teaching, Event::Read(sample, Reading::NotNow)), []);
    assert_eq!(requests(&take(&mut teaching, Event::Activated)), [Request::NextUnread]);
    assert_eq!(take(&mut teaching, Event::Activated), [], "it has been asked");
}

#[test]
fn a_failed_reading_is_tried_again_while_updates_show_that_the_model_runs() {
    let sample = SampleId(5);
    let mut teaching = reading(sample);
    for second in 1..4 {
        assert_eq!(take(&mut teaching, Event::Read(sample, Reading::NotNow)), []);
        let orders = take(&mut teaching, update(false, f64::from(second) * 1000.0));
        assert!(requests(&orders).contains(&Request::NextUnread), "{orders:?}");
        take(&mut teaching, given(sample));
        take(&mut teaching, answered(Asked::Look, Response::Answer(TaughtAnswer::default())));
    }
    let orders = take(&mut teaching, Event::Read(sample, Reading::NotNow));
    assert_eq!(
        requests(&orders),
        [Request::Features { sample, senses: Senses::default() }],
        "others come next"
    );
}
