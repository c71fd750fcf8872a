//! Tests of replacing the model by another.

use super::*;
use Order::{Forget, ForgetAddress, Load, Look, Open, Pause, Remember, Restart, Settle};

#[test]
fn a_model_of_the_site_is_fetched_and_the_last_one_forgotten() {
    let mut way = running(&[]);
    let orders = choose(&mut way, "letters");
    let [Remember(None), ForgetAddress, Forget, Settle, Restart, waiting, Order::Fetch { attempt: 2, entry }] =
        &orders[..]
    else {
        panic!("{orders:?}")
    };
    assert_eq!((waiting, entry.id.as_str()), (&waits(), "letters"));
    assert!(weights(&way).is_empty());
}

#[test]
fn the_one_that_runs_is_not_fetched_again() {
    let mut way = running(&[]);
    assert_eq!(choose(&mut way, "digits"), []);
    assert_eq!(way.panel(), Panel::Closed);
}

#[test]
fn a_model_of_the_hub_that_is_kept_runs_at_once() {
    let mut way = running(&[kept(EMOTION, true), kept(OTHER, true)]);
    assert_eq!(choose(&mut way, "emotion"), [Open { key: EMOTION.into() }]);
    let orders = way.take(arrived(EMOTION, "emotion"));
    assert_eq!(orders, [Remember(None), ForgetAddress, Forget, Settle, Restart, waits(), Load]);
    assert_eq!(way.take(loaded()), [Remember(Some(EMOTION.into()))]);
    // A model that is not in the list is chosen by its key.
    assert_eq!(choose(&mut way, OTHER), [Open { key: OTHER.into() }]);
    way.take(arrived(OTHER, "other"));
    assert_eq!((name(&way).as_str(), weights(&way)), (OTHER, &["other"][..]));
}

#[test]
fn a_model_of_the_hub_that_is_not_wholly_kept_is_offered() {
    for all in [vec![], vec![kept(EMOTION, false)]] {
        let mut way = running(&all);
        let look = Look { hub: HUB.into(), repository: "some/models".into(), revision: None };
        assert_eq!(choose(&mut way, "emotion"), [look]);
        assert_eq!(way.panel(), Panel::Looking("some/models".into()));
        let repository = repository("some/models", &["E.ckpt", "S.ckpt"]);
        assert_eq!(way.take(Event::Looked { asked: "some/models".into(), repository }), []);
        assert!(matches!(way.panel(), Panel::Offer(offer) if offer.key() == EMOTION));
        assert_eq!(name(&way), "Digits", "it is only offered");
    }
}

#[test]
fn the_list_of_what_is_kept_goes_on_with_a_part_and_runs_a_whole() {
    let mut way = running(&[kept(EMOTION, false), kept(OTHER, true)]);
    assert_eq!(ask(&mut way, HubCommand::Use(EMOTION.into())), [get(1, EMOTION)]);
    assert_eq!(way.panel(), transfer(EMOTION, false));
    assert_eq!(ask(&mut way, HubCommand::Use(OTHER.into())), [Open { key: OTHER.into() }]);
}

#[test]
fn a_kept_model_that_cannot_be_opened_changes_nothing() {
    let mut way = running(&[kept(EMOTION, true)]);
    choose(&mut way, "emotion");
    assert_eq!(way.take(refused(EMOTION, true)), []);
    assert_eq!((name(&way).as_str(), way.note()), ("Digits", "It did not work."));
    assert_eq!(way.take(arrived(OTHER, "other")), [], "nobody asked for it");
}

#[test]
fn a_kept_model_that_comes_after_another_was_chosen_is_dropped() {
    let mut way = running(&[kept(EMOTION, true)]);
    choose(&mut way, "emotion");
    choose(&mut way, "letters");
    assert_eq!(way.take(arrived(EMOTION, "emotion")), []);
    assert_eq!(name(&way), "Letters");
}

#[test]
fn what_an_older_choice_brings_is_dropped() {
    let mut way = running(&[]);
    choose(&mut way, "letters");
    way.take(Event::Default);
    for late in [
        Event::Fetching { attempt: 2, done: 1.0, total: 2.0 },
        Event::Fetched { attempt: 2, files: Ok(files("letters")) },
        Event::Fetched { attempt: 2, files: Err("It broke.".into()) },
        Event::Read { attempt: 2, texts: Ok(Vec::new()) },
        Event::Listed { attempt: 2, list: Err("No list.".into()) },
    ] {
        assert_eq!(way.take(late), []);
    }
    assert_eq!(way.take(Event::Fetched { attempt: 3, files: Ok(files("digits")) }), [Load]);
    assert_eq!((name(&way).as_str(), weights(&way)), ("Digits", &["digits"][..]));
}

#[test]
fn another_choice_lets_a_download_stand_still() {
    let mut way = downloading(EMOTION);
    let orders = choose(&mut way, "letters");
    assert_eq!(orders.first(), Some(&Pause));
    assert_eq!(way.panel(), Panel::Closed);
    assert_eq!(way.take(Event::Halted { download: 1 }), []);
    assert_eq!(way.take(arrived(EMOTION, "emotion")), [], "it was done before it could stop");
    assert_eq!(name(&way), "Letters");
}

#[test]
fn a_removed_model_is_not_remembered_any_more_though_it_runs_on() {
    let mut way = running(&[kept(EMOTION, true)]);
    choose(&mut way, "emotion");
    way.take(arrived(EMOTION, "emotion"));
    way.take(loaded());
    let orders = ask(&mut way, HubCommand::Remove(EMOTION.into()));
    assert_eq!(orders, [Remember(None), Order::Remove { key: EMOTION.into() }]);
    assert_eq!(way.take(Event::Anew), [Restart, waits(), Load]);
    assert_eq!(way.take(loaded()), []);
}
