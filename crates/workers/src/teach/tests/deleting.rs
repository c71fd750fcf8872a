//! Tests that deletions can be undone, and that what cannot be brought back takes no memory.

use bridge::protocol::teach::{BACKGROUND, Request, Target};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::ClassId;
use tvlt::teach::features::Features;
use tvlt::teach::record::MOST_SAMPLES;

use super::made_up::*;
use crate::teach::room::Room;

#[test]
fn deletions_can_be_undone_and_the_background_stays() {
    let mut room = taught();
    let (mug, background) = (class(&room, "mug"), class(&room, BACKGROUND));
    let sample = room.newest(mug, 1).unwrap()[0].0;
    assert_eq!(changed(&mut room, &Request::Delete(Target::Sample(sample))).samples, 29);
    assert_eq!(changed(&mut room, &Request::Delete(Target::Class(mug))).classes.len(), 2);
    let without = changed(&mut room, &Request::Delete(Target::Class(background)));
    assert_eq!((without.samples, without.has_scene, without.classes[0].count), (10, false, 0));
    for samples in [20, 29, 30] {
        let state = changed(&mut room, &Request::Undo);
        assert_eq!(state.samples, samples);
        assert_eq!(state.can_undo, samples < 30);
    }
    assert_eq!(look(&mut room, 1, 1).winner.as_deref(), Some("mug"));
    for request in [
        Request::Switch { class: ClassId(999), on: true },
        Request::Learn { class: ClassId(999), senses: BOTH },
    ] {
        let gone = ask(&mut room, &request, Features::default());
        assert_eq!(gone, Err(TeachError::Gone("class".into())));
    }
    for name in ["", "book", BACKGROUND] {
        let refused = ask(&mut room, &Request::Rename { class: mug, name: name.into() }, Features::default());
        assert!(matches!(refused, Err(TeachError::Name { .. })), "{name} {refused:?}");
    }
}

#[test]
fn one_undo_brings_the_whole_background_back() {
    let mut room = taught();
    record(&mut room, BACKGROUND, 0, 25);
    let background = class(&room, BACKGROUND);
    let before = room.state().samples;
    assert_eq!(changed(&mut room, &Request::Delete(Target::Class(background))).samples, 20);
    let state = changed(&mut room, &Request::Undo);
    assert_eq!((state.samples, state.can_undo), (before, false));
}

#[test]
fn samples_that_nothing_brings_back_are_let_go() {
    let mut room = taught();
    let mug = class(&room, "mug");
    let first = room.newest(mug, 1).unwrap()[0].0;
    let key = room.key(first).unwrap();
    changed(&mut room, &Request::Delete(Target::Sample(first)));
    assert_eq!(room.forget_lost(), [], "undo brings it back");
    record(&mut room, "mug", 1, 4);
    for _ in 0..20 {
        let sample = room.newest(mug, 1).unwrap()[0].0;
        changed(&mut room, &Request::Delete(Target::Sample(sample)));
    }
    assert_eq!(room.forget_lost(), [key]);
    assert_eq!((room.key(first), room.forget_lost()), (None, vec![]));
    for _ in 0..20 {
        changed(&mut room, &Request::Undo);
    }
    assert!(!room.state().can_undo);
    assert!(room.bursts().flat_map(|(_, ids)| ids).all(|id| room.key(id).is_some()));
}

#[test]
fn samples_that_are_dropped_as_there_are_too_many_are_let_go() {
    let mut room = taught();
    let mug = class(&room, "mug");
    let burst = room.begin(mug).unwrap();
    while room.sample_count() < MOST_SAMPLES {
        room.add_unread(burst, clip()).unwrap();
    }
    assert_eq!(room.forget_lost(), []);
    let added = room.add(burst, seen_and_heard(1, 1, 3), clip()).unwrap();
    assert!(added.dropped.len() > 1_000);
    assert_eq!(room.forget_lost().len(), added.dropped.len());
}

#[test]
fn a_replaced_project_comes_back_and_gives_up_none_of_its_numbers() {
    let mut room = taught();
    while !room.step().unwrap() {}
    let before: Vec<_> = room.project().bursts.into_iter().flat_map(|burst| burst.samples).collect();
    let (old, sample) = (class(&room, "mug"), room.newest(class(&room, "mug"), 1).unwrap()[0].0);
    room.make_way(&prior(), false).unwrap();
    assert_eq!(room.state().samples, 30, "an import that is added deletes nothing");
    room.make_way(&prior(), true).unwrap();
    let names = |room: &Room| room.state().classes.into_iter().map(|class| class.name).collect::<Vec<_>>();
    assert_eq!(names(&room), [BACKGROUND]);
    assert_eq!((room.state().samples, room.state().report.accuracy), (0, None));
    let mug = room.class_named("mug").unwrap();
    assert_eq!(room.class_named(" mug ").unwrap(), mug);
    let burst = room.begin(mug).unwrap();
    let new = room.add_unread(burst, clip()).unwrap();
    assert!(before.iter().all(|key| Some(*key) != room.key(new)));
    assert_eq!((room.state().samples, room.state().unread, room.clip(new)), (1, 1, Some(clip())));
    assert!(room.newest(old, 1).is_err(), "a number is never given twice");
    assert_eq!(room.forget_lost(), [], "the deletion can be undone");

    let state = changed(&mut room, &Request::Undo);
    assert_eq!((state.samples, state.unread, state.can_undo), (31, 1, false));
    assert_eq!(names(&room), [BACKGROUND, "mug", "book"]);
    assert_eq!(room.newest(mug, 99).unwrap().len(), 11, "both are of the class with this name");
    let key = room.key(sample).unwrap();
    assert!(before.contains(&key) && room.project().lists(key));
    assert_eq!(look(&mut room, 1, 1).winner.as_deref(), Some("mug"));
}

#[test]
fn only_a_new_project_makes_way_for_an_import_by_itself() {
    let mut untouched = room();
    let class_1 = class(&untouched, "Class 1");
    untouched.make_way(&prior(), false).unwrap();
    assert_eq!((untouched.state().classes.len(), untouched.state().can_undo), (1, false));
    assert!(untouched.class_named("mug").unwrap() > class_1);
    for touch in [
        Request::Rename { class: ClassId(2), name: "mug".into() },
        Request::AddClass { name: "mug".into() },
        Request::Switch { class: ClassId(2), on: false },
        Request::Delete(Target::Class(ClassId(3))),
    ] {
        let mut room = room();
        let before = changed(&mut room, &touch);
        room.make_way(&prior(), false).unwrap();
        assert_eq!(room.state(), before, "{touch:?}");
    }
}

#[test]
fn what_is_forgotten_leaves_a_new_project_with_new_numbers() {
    let before = taught();
    let forgotten = before.forgotten(&prior()).unwrap();
    let (state, old) = (forgotten.state(), before.state());
    assert_eq!((state.samples, state.classes.len(), state.can_undo), (0, 3, false));
    let last = old.classes.iter().flat_map(|class| &class.bursts).map(|burst| burst.id.0).max().unwrap();
    assert!(state.classes.iter().all(|class| class.id.0 > last));
}
