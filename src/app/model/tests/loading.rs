//! Tests of the person's own files, and of workers that start anew.

use super::*;
use Order::{Fail, Forget, Load, Read, Remember, Restart, Settle};

const CONFIG: &str = r#"{"hidden_size": 32, "num_hidden_layers": 2}"#;

fn read(attempt: u32, texts: &[Option<&str>]) -> Event<&'static str> {
    let texts = texts.iter().map(|text| text.map(str::to_owned)).collect();
    Event::Read { attempt, texts: Ok(texts) }
}

#[test]
fn one_file_of_the_persons_own() {
    let mut way = running(&[]);
    let own = vec![picked("mine.ckpt", "weights")];
    let orders = way.take(Event::Own(own.clone()));
    assert_eq!(orders, [Forget, Settle, Restart, waits(), Read { attempt: 2, files: own }]);
    assert_eq!(name(&way), "mine.ckpt", "it is named at once");
    assert_eq!(way.take(read(2, &[None])), [Load]);
    assert_eq!(weights(&way), ["weights"]);
    assert_eq!(way.take(loaded()), [], "it is not remembered");
    assert!(way.entry().is_some_and(|entry| entry.is_own()));
}

#[test]
fn several_files_are_told_apart() {
    let mut way = running(&[]);
    way.take(Event::Own(vec![picked("config (1).json", "config"), picked("mine.bin", "weights")]));
    assert_eq!(way.take(read(2, &[Some(CONFIG), None])), [Load]);
    assert_eq!(way.files().and_then(|files| files.config.as_deref()), Some(CONFIG));
    assert_eq!((weights(&way), way.roles().len(), name(&way).as_str()), (&["weights"][..], 2, "mine.bin"));
    way.take(Event::Default);
    assert!(way.roles().is_empty());
}

#[test]
fn files_that_are_no_model_or_cannot_be_read_are_said() {
    let mut way = running(&[]);
    way.take(Event::Own(vec![picked("config.json", "config")]));
    let orders = way.take(read(2, &[Some(CONFIG)]));
    assert!(matches!(&orders[..], [Fail(sentence)] if sentence.contains("config.json")), "{orders:?}");
    assert_eq!(name(&way), "config.json", "the way back is offered where a name stands");
    let orders = way.take(Event::Retry);
    assert!(matches!(&orders[..], [Settle, Restart, _, Read { attempt: 3, .. }]), "{orders:?}");
    let orders = way.take(Event::Read { attempt: 3, texts: Err("It cannot be read.".into()) });
    assert_eq!(orders, [Fail("It cannot be read.".into())]);
}

#[test]
fn a_model_that_takes_the_page_down_is_not_remembered() {
    let mut way = downloading(EMOTION);
    let orders = way.take(arrived(EMOTION, "emotion"));
    let remembers = |order: &Order<_>| matches!(order, Remember(Some(_)));
    assert!(!orders.iter().any(remembers), "{orders:?}");
    assert_eq!(way.remembered, None);
    // Another try uses the files that have arrived, and the model is remembered if it loads.
    assert_eq!(way.take(Event::Retry), [Settle, Restart, waits(), Load]);
    assert_eq!(way.take(loaded()), [Remember(Some(EMOTION.into()))]);
}

#[test]
fn a_failed_fetch_is_said_and_tried_again() {
    let mut way = running(&[]);
    choose(&mut way, "letters");
    let failed = Event::Fetched { attempt: 2, files: Err("It is not there.".into()) };
    assert_eq!(way.take(failed), [Fail("It is not there.".into())]);
    let orders = way.take(Event::Retry);
    assert!(matches!(&orders[..], [Settle, Restart, _, Order::Fetch { attempt: 3, .. }]), "{orders:?}");
    assert_eq!(way.take(Event::Fetched { attempt: 3, files: Ok(files("letters")) }), [Load]);
}

#[test]
fn workers_that_start_anew_get_the_same_files() {
    let mut way = running(&[]);
    assert_eq!(way.take(Event::Anew), [Restart, waits(), Load]);
    assert_eq!((weights(&way), name(&way).as_str()), (&["digits"][..], "Digits"));
}

#[test]
fn workers_that_start_anew_wait_for_what_is_on_its_way() {
    let mut way = running(&[]);
    choose(&mut way, "letters");
    assert_eq!(way.take(Event::Anew), [Restart, waits()]);
    assert_eq!(way.take(Event::Fetched { attempt: 2, files: Ok(files("letters")) }), [Load]);
    // Where no files have arrived, everything is fetched again.
    choose(&mut way, "digits");
    way.take(Event::Fetched { attempt: 3, files: Err("It broke.".into()) });
    let orders = way.take(Event::Anew);
    assert!(matches!(&orders[..], [Restart, _, Order::Fetch { attempt: 4, .. }]), "{orders:?}");
}

#[test]
fn a_file_like_a_listed_model_is_known_by_its_classes() {
    let mut way = Way::new(None, None);
    way.begin();
    let list = LIST.replace(r#""id":"emotion","#, r#""id":"emotion","labels":["glad"],"warning":"Mind.","#);
    way.take(Event::Listed { attempt: 1, list: Ok(list) });
    way.take(Event::Own(vec![picked("mine.ckpt", "weights")]));
    way.take(read(2, &[None]));
    way.take(Event::Loaded { labels: vec!["glad".into()] });
    let entry = way.entry().unwrap();
    assert_eq!((entry.name.as_str(), entry.warning.as_deref()), ("mine.ckpt", Some("Mind.")));
}
