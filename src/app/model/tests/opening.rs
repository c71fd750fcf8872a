//! Tests of the model that the page opens with.

use super::*;
use Order::{Fail, Load, Open, Remark, Remember, Restart};

fn fetched(way: &Way, orders: &[Order<&'static str>]) -> bool {
    matches!(orders, [Order::Fetch { attempt, .. }] if *attempt == way.attempt)
}

#[test]
fn the_default_is_fetched_and_nothing_is_remembered() {
    let mut way = Way::new(None, None);
    assert_eq!(way.begin(), [Restart, waits(), Order::List { attempt: 1 }]);
    let orders = way.take(list(1));
    assert!(fetched(&way, &orders), "{orders:?}");
    assert_eq!(name(&way), "Digits");
    let coming = way.take(Event::Fetching { attempt: 1, done: 1e6, total: 0.0 });
    assert_eq!(coming, [Order::Wait { sentence: "Loading Digits (4.0 MB)…".into(), share: Some(0.25) }]);
    assert_eq!(way.take(Event::Fetched { attempt: 1, files: Ok(files("digits")) }), [Load]);
    assert_eq!(weights(&way), ["digits"]);
    assert_eq!(way.take(loaded()), []);
}

#[test]
fn the_address_names_a_model_of_the_site_or_one_that_nobody_knows() {
    let mut way = Way::new(Some("letters".into()), Some(EMOTION.into()));
    way.begin();
    way.take(list(1));
    assert_eq!(name(&way), "Letters");
    let mut unknown = Way::new(Some("huge".into()), None);
    unknown.begin();
    let orders = unknown.take(list(1));
    assert!(matches!(&orders[..], [Remark(_), Order::Fetch { .. }]), "{orders:?}");
    assert_eq!(name(&unknown), "Digits");
}

#[test]
fn what_ran_last_is_opened_and_remembered_again_once_it_has_loaded() {
    let mut way = Way::new(None, Some(EMOTION.into()));
    way.begin();
    // It is forgotten until it has loaded, in case it crashes the page.
    assert_eq!(way.take(list(1)), [Remember(None), Open { key: EMOTION.into() }]);
    // The workers are waiting already, so they are not restarted.
    assert_eq!(way.take(arrived(EMOTION, "emotion")), [Remember(None), Load]);
    assert_eq!((name(&way).as_str(), weights(&way)), ("Emotion", &["emotion"][..]));
    assert_eq!(way.take(loaded()), [Remember(Some(EMOTION.into()))]);
    assert_eq!(way.take(loaded()), [], "the second worker brings no news");
}

#[test]
fn what_ran_last_and_is_gone_makes_way_for_the_default() {
    for (gone, again) in [(true, None), (false, Some(EMOTION.to_owned()))] {
        let mut way = Way::new(None, Some(EMOTION.into()));
        way.begin();
        way.take(list(1));
        let orders = way.take(refused(EMOTION, gone));
        let remembers = orders.iter().any(|order| *order == Remember(Some(EMOTION.into())));
        assert_eq!(remembers, !gone, "{orders:?}");
        assert!(matches!(orders.last(), Some(Order::Fetch { attempt: 2, .. })), "{orders:?}");
        assert_eq!(
            (name(&way).as_str(), way.note(), way.panel()),
            ("Digits", "It did not work.", Panel::Closed)
        );
        assert_eq!(way.remembered, again);
    }
}

#[test]
fn a_link_to_a_model_that_is_not_kept_asks_first() {
    let mut way = Way::new(Some("a/b".into()), None);
    way.begin();
    assert_eq!(way.take(list(1)), [Open { key: "a/b".into() }]);
    way.take(refused("a/b", true));
    assert_eq!((name(&way).as_str(), way.panel()), ("Digits", Panel::Name("a/b".into())));
    assert!(way.note().contains("Look it up there?"));
}

#[test]
fn a_link_to_a_repository_opens_any_kept_model_of_it() {
    let mut way = Way::new(Some("an/other".into()), None);
    way.begin();
    way.take(list(1));
    assert_eq!(way.take(arrived(OTHER, "other")), [Remember(None), Load]);
    assert_eq!(way.take(loaded()), [Remember(Some(OTHER.into()))]);
}

#[test]
fn a_worker_that_downloads_and_crashes_leaves_the_default() {
    let mut way = Way::new(None, Some(EMOTION.into()));
    way.begin();
    way.take(list(1));
    let orders = way.take(Event::Stopped("It stopped.".into()));
    assert!(orders.contains(&Remember(Some(EMOTION.into()))), "{orders:?}");
    assert_eq!((name(&way).as_str(), way.note()), ("Digits", "It stopped."));
}

#[test]
fn a_list_that_does_not_come_is_said_and_can_be_tried_again() {
    let mut way = Way::new(None, None);
    way.begin();
    let orders = way.take(Event::Listed { attempt: 1, list: Err("No list.".into()) });
    assert_eq!(orders, [Fail("No list.".into())]);
    assert_eq!(way.take(Event::Retry), [Order::Settle, Restart, waits(), Order::List { attempt: 2 }]);
    let broken = way.take(Event::Listed { attempt: 2, list: Ok("<html>".into()) });
    assert!(matches!(&broken[..], [Fail(_)]), "{broken:?}");
}

#[test]
fn another_try_while_a_kept_model_is_opened_waits_for_the_same() {
    let mut way = Way::new(None, Some(EMOTION.into()));
    way.begin();
    way.take(list(1));
    assert_eq!(way.take(Event::Retry), [Order::Settle, Restart, waits()]);
    assert_eq!(way.take(arrived(EMOTION, "emotion")), [Remember(None), Load]);
}
