//! Tests that a person's classes are kept, also from one model to another, and that nothing is lost that can be kept.

use std::collections::BTreeMap;

use bridge::protocol::teach::{Request, Response, Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{Kept, SampleId, Senses};
use tvlt::teach::features::Features;

use super::made_up::*;
use crate::teach::opening::{self, Opened, Stored};
use crate::teach::room::Room;

#[test]
fn the_next_visit_finds_everything_again() {
    let mut first = taught();
    let book = class(&first, "book");
    changed(&mut first, &Request::Switch { class: book, on: false });
    let by_sight = Senses { sight: true, sound: false };
    changed(&mut first, &Request::Learn { class: book, senses: by_sight });
    let deleted = first.newest(book, 1).unwrap()[0].0;
    changed(&mut first, &Request::Delete(Target::Sample(deleted)));
    let (project, samples) = stored(&first);
    let mut second = Room::open(origin("digits"), &prior(), &project, samples).unwrap();
    let shape = |room: &Room| {
        let classes = room.state().classes.into_iter();
        let bursts = |bursts: Vec<bridge::protocol::teach_state::BurstState>| {
            bursts.into_iter().map(|burst| burst.count).collect::<Vec<_>>()
        };
        classes.map(|class| (class.name, class.on, class.learns, bursts(class.bursts))).collect::<Vec<_>>()
    };
    assert_eq!(first.state().classes.iter().filter(|class| class.learns == Some(by_sight)).count(), 1);
    assert_eq!(shape(&second), shape(&first));
    assert_eq!(second.state().unread, 0);
    assert_eq!(look(&mut second, 1, 1).scores, look(&mut first, 1, 1).scores);
    // New samples do not take the place of stored ones.
    let before: Vec<_> = second.project().bursts.into_iter().flat_map(|burst| burst.samples).collect();
    record(&mut second, "mug", 1, 1);
    let after: Vec<_> = second.project().bursts.into_iter().flat_map(|burst| burst.samples).collect();
    assert_eq!(after.iter().filter(|key| !before.contains(key)).count(), 5);
}

/// What the storage has of a room.
fn written(room: &Room) -> Stored {
    let (project, samples) = stored(room);
    Stored { project: Some(serde_json::to_string(&project).unwrap()), samples, unreadable: 0 }
}

fn opened(stored: Result<Stored, TeachError>, is_alone: bool) -> Opened {
    opening::open(stored, is_alone, origin("digits"), &prior()).unwrap()
}

#[test]
fn what_is_stored_is_opened_and_only_what_it_does_not_list_may_go() {
    let first = taught();
    let Opened { room, listed } = opened(Ok(written(&first)), true);
    assert_eq!((room.state().samples, room.kept.clone()), (30, Kept::Here));
    assert_eq!(listed, Some(first.project()));
    let Opened { room, listed } = opened(Ok(Stored::default()), true);
    assert_eq!((room.state().samples, room.kept.clone(), listed), (0, Kept::Here, None));
    let Opened { room, listed } = opened(Ok(written(&first)), false);
    assert_eq!((room.state().samples, listed), (30, None), "it is another tab's");
    assert_eq!(room.kept, Kept::InMemory(TeachError::OpenElsewhere));
    let broken = TeachError::Storage("it is locked".into());
    let Opened { room, listed } = opened(Err(broken.clone()), true);
    assert_eq!((room.kept, listed), (Kept::InMemory(broken), None));
}

#[test]
fn what_another_version_has_written_is_left_alone() {
    let first = taught();
    let whole = written(&first);
    let text = whole.project.clone().unwrap();
    let newer = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        Stored { project: Some(text.replace(from, to)), ..whole.clone() }
    };
    for (case, stored, readable) in [
        ("no list of classes", newer("classes", "kinds"), 0),
        ("no text", Stored { project: Some(String::new()), ..whole.clone() }, 0),
        ("a name that is refused", newer("mug", "a/mug"), 20),
        ("samples that cannot be read", Stored { unreadable: 3, ..whole.clone() }, 30),
    ] {
        let Opened { room, listed } = opened(Ok(stored), true);
        assert_eq!(room.kept, Kept::InMemory(TeachError::OtherVersion), "{case}");
        assert_eq!((room.state().samples, listed), (readable, None), "{case}");
    }
    assert!(TeachError::OtherVersion.to_string().contains("left as they are"));
}

#[test]
fn another_model_reads_all_samples_anew() {
    let mut room = taught().with_model(origin("another"), &prior()).unwrap();
    assert_eq!((room.state().unread, room.state().samples), (30, 30));
    assert_eq!(look(&mut room, 1, 1), TaughtAnswer::default());
    let (unreadable, of) = room.next_unread().unwrap();
    assert_eq!(of, clip());
    let none = Request::Features { sample: unreadable, senses: Senses::default() };
    assert_eq!(changed(&mut room, &none).unread, 29);
    let mut read = 0;
    let things: BTreeMap<SampleId, usize> = room
        .bursts()
        .flat_map(|(class, ids)| ids.into_iter().map(move |id| (id, class.0 as usize + 3)))
        .collect();
    while let Some((sample, _)) = room.next_unread() {
        let request = Request::Features { sample, senses: BOTH };
        ask(&mut room, &request, seen_and_heard(things[&sample], things[&sample], read)).unwrap();
        read += 1;
    }
    assert_eq!((read, room.state().unread, room.state().samples), (29, 0, 30));
    let mug = class(&room, "mug").0 as usize + 3;
    assert_eq!(look(&mut room, mug, mug).winner.as_deref(), Some("mug"));
    // What could not be read is not asked for at each visit, and the report is not disturbed by it.
    let (project, samples) = stored(&room);
    let again = Room::open(origin("another"), &prior(), &project, samples).unwrap();
    assert_eq!((again.state().unread, again.next_unread()), (0, None));
    while !room.step().unwrap() {}
    assert_eq!(room.state().report.accuracy, Some(1.0));
}

#[test]
fn another_model_leaves_all_numbers_and_what_can_be_undone() {
    let mut room = taught();
    // A class that is added after the first samples has a higher number than these.
    changed(&mut room, &Request::AddClass { name: "cup".into() });
    record(&mut room, "cup", 3, 1);
    let (mug, cup) = (class(&room, "mug"), class(&room, "cup"));
    let Ok(Response::Burst(begun)) = ask(&mut room, &Request::Begin { class: cup }, Features::default())
    else {
        panic!("no burst")
    };
    let deleted = room.newest(mug, 1).unwrap()[0].0;
    changed(&mut room, &Request::Delete(Target::Sample(deleted)));
    let places = |room: &Room| {
        let classes = room.state().classes.into_iter().map(|class| class.id);
        classes.map(|class| (class, room.newest(class, 99).unwrap())).collect::<Vec<_>>()
    };
    let key = room.key(deleted);
    let mut other = room.with_model(origin("another"), &prior()).unwrap();
    assert_eq!(places(&other), places(&room));
    other.add_unread(begun, clip()).unwrap();
    assert_eq!(other.newest(cup, 99).unwrap().len(), 6, "an import under way goes on");
    let state = changed(&mut other, &Request::Undo);
    assert_eq!((state.samples, state.unread), (36, 36));
    assert_eq!((other.newest(mug, 1).unwrap()[0].0, other.key(deleted)), (deleted, key));
}
