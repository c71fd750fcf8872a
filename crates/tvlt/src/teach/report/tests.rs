//! Tests of the report on made-up features.

use super::super::made_up::{World, prior, taught};
use super::super::prior::Prior;
use super::*;

fn report(room: &Classroom) -> Report {
    Report::new(room, &Examination::complete(room).unwrap())
}

#[test]
fn classes_that_are_told_apart_have_right_answers() {
    for prior in [prior(), Prior::without(vec![2])] {
        let (mut room, _) = taught(&prior);
        let found = report(&room);
        // The threshold may refuse one of the 32 samples of classes.
        assert!(found.classes.iter().all(|class| class.right >= 15 && class.wrong == 0), "{found}");
        assert!(
            found.confusion[0][0] + found.confusion[1][1] >= 31 && found.confusion[2] == [0, 0, 16],
            "{found}"
        );
        assert!(found.accuracy > Some(0.97));
        // Four bursts of classes.
        assert_eq!(found.sure, Some(0.2));
        let missing = Advice::MoreBursts { bursts: 15, first: "mug".into(), percent: 5 };
        assert_eq!(found.advice, [missing]);
        room.set_refusal(found.refusal);
        let heads = room.heads().unwrap().unwrap();
        assert_eq!(Some(heads.refusal), found.refusal);
        let mug = heads.scores(&World::new(8).both(Some(0), Some(0), 0.8)).unwrap();
        assert_eq!(heads.answer(&mug).winner.as_deref(), Some("mug"));
        // A thing with the sound of another.
        let pair = heads.scores(&World::new(8).both(Some(0), Some(1), 0.8)).unwrap();
        assert_eq!(heads.answer(&pair).winner, None);
    }
}

#[test]
fn things_shown_in_silence_are_not_refused_for_it_and_others_are() {
    let mut room = Classroom::new(&Prior::without(vec![2])).unwrap();
    let classes = ["mug", "book", "background"].map(|name| room.add_class(name).unwrap());
    let mut world = World::new(4);
    for _ in 0..3 {
        for (class, thing) in classes.into_iter().rev().zip([None, Some(1), Some(0)]) {
            let burst = room.begin_burst(class).unwrap();
            (0..8).for_each(|_| drop(room.add(burst, world.both(thing, None, 0.5)).unwrap()));
        }
    }
    let found = report(&room);
    assert!(found.accuracy > Some(0.9), "{found}");
    room.set_refusal(found.refusal);
    let heads = room.heads().unwrap().unwrap();
    for _ in 0..10 {
        let mut ask = |thing| heads.answer(&heads.scores(&world.both(thing, None, 0.5)).unwrap());
        assert_eq!(ask(Some(0)).winner.as_deref(), Some("mug"));
        assert!(ask(Some(4)).unknown && ask(None).unknown);
    }
}

#[test]
fn with_one_burst_of_a_class_nothing_is_known_of_it() {
    let mut room = Classroom::new(&prior()).unwrap();
    let [mug, book] = ["mug", "book"].map(|name| room.add_class(name).unwrap());
    room.add_class("pen").unwrap();
    let mut world = World::new(1);
    for (class, thing) in [(mug, Some(0)), (book, Some(1))] {
        world.record(&mut room, class, thing, 0.1, 5);
    }
    let found = report(&room);
    assert_eq!((found.accuracy, found.refusal, found.sure), (None, None, None));
    assert!(found.classes.iter().all(|class| class.accuracy.is_none()));
    let again = |class: &str| Advice::RecordAgain { class: class.into() };
    let first = Advice::RecordFirst { class: "pen".into() };
    assert_eq!(
        found.advice,
        [Advice::RecordBackground, again("mug"), again("book"), first],
        "how many would make it sure is said once each class has two"
    );
    assert!(found.to_string().contains("nobody can know"), "{found}");
}

#[test]
fn classes_that_look_the_same_are_said_to_be_mixed_up() {
    let (mut room, [mug, ..]) = taught(&prior());
    let cup = room.add_class("cup").unwrap();
    let mut world = World::new(21);
    for class in [cup, cup, mug, mug] {
        world.record(&mut room, class, Some(0), 0.8, 8);
    }
    let found = report(&room);
    let mixed = |advice: &Advice| matches!(advice, Advice::TakenFor { class, .. } if class == "cup" || class == "mug");
    assert!(found.advice.iter().any(mixed), "{found}");
    assert_eq!(found.confusion[1][1], 16, "{found}");
    assert_eq!(
        found.confusion.iter().map(|row| row.iter().sum::<usize>()).collect::<Vec<_>>(),
        [32, 16, 16, 16]
    );
}

#[test]
fn an_examination_begins_anew_where_something_is_taught_meanwhile() {
    let (mut room, [mug, ..]) = taught(&prior());
    let mut examination = Examination::new(&room);
    assert!(!examination.step(&room).unwrap());
    assert_eq!((examination.progress(), examination.asked().len()), ((1, 6), 1));
    World::new(1).record(&mut room, mug, Some(0), 0.8, 3);
    assert!(!examination.step(&room).unwrap());
    assert_eq!(examination.progress(), (1, 7));
    while !examination.step(&room).unwrap() {}
    assert_eq!(examination.asked().len(), 7);
}
