//! Tests that an import changes nothing before a sample of it has been accepted.

use bridge::protocol::teach::{BACKGROUND, Request};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{RoomState, Senses};
use tvlt::teach::record::{MOST_CLASSES, MOST_SAMPLES};

use super::made_up::*;
use crate::teach::archive::unpack::PackedClass;
use crate::teach::arrival::Arrival;
use crate::teach::room::Room;

const BY_SOUND: Senses = Senses { sight: false, sound: true };

fn packed(name: &str, is_listed: bool) -> PackedClass {
    PackedClass { name: name.into(), on: !is_listed, learns: is_listed.then_some(BY_SOUND), is_listed }
}

fn names(room: &Room) -> Vec<String> {
    room.state().classes.into_iter().map(|class| class.name).collect()
}

/// Adds a sample to a burst of its own.
fn add(arrival: &mut Arrival, room: &mut Room, class: usize) -> Result<(), TeachError> {
    arrival.add(room, &prior(), (class, &mut None), clip()).map(drop)
}

#[test]
fn the_first_sample_brings_the_listed_classes_and_every_other_brings_its_own() {
    for is_new in [true, false] {
        let mut room = if is_new { room() } else { taught() };
        let before = names(&room);
        let classes = vec![packed("folder", false), packed("cup", true), packed("plate", true)];
        let mut arrival = Arrival::of_zip(classes, false);
        assert_eq!((names(&room), arrival.has_begun()), (before.clone(), false));
        add(&mut arrival, &mut room, 1).unwrap();
        let old = if is_new { vec![BACKGROUND.to_owned()] } else { before };
        assert_eq!(names(&room), [old.clone(), vec!["cup".into(), "plate".into()]].concat());
        let cup = room.state().classes.into_iter().find(|class| class.name == "cup").unwrap();
        assert_eq!((cup.on, cup.learns, cup.count), (false, Some(BY_SOUND), 1));
        add(&mut arrival, &mut room, 0).unwrap();
        assert_eq!(names(&room), [old, vec!["cup".into(), "plate".into(), "folder".into()]].concat());
        assert_eq!(arrival.left_out(), []);
    }
}

#[test]
fn a_replacing_import_deletes_nothing_for_samples_that_are_refused() {
    let mut room = taught();
    let before = (room.state(), room.project());
    let mut arrival = Arrival::of_zip(vec![packed("cup", true), packed("unknown", false)], true);
    assert_eq!(arrival.known(&room, 0), None, "what is there is to be deleted");
    let refused = add(&mut arrival, &mut room, 1);
    assert!(matches!(refused, Err(TeachError::Name { .. })), "{refused:?}");
    assert_eq!((room.state(), room.project()), before);
    assert!(arrival.is_refused(1) && !arrival.is_refused(0) && !arrival.has_begun());
    arrival.leave_out(1, 4);
    let said = arrival.left_out();
    assert!(said[0].to_string().starts_with("The samples of “unknown” (4) were left out. A class cannot"));

    add(&mut arrival, &mut room, 0).unwrap();
    assert_eq!((names(&room), room.state().samples), (vec![BACKGROUND.to_owned(), "cup".into()], 1));
    assert_eq!(arrival.known(&room, 0), Some(class(&room, "cup")));
    let state = changed(&mut room, &Request::Undo);
    assert_eq!((state.samples, state.classes.len()), (31, 4));
}

#[test]
fn where_no_class_or_sample_fits_in_the_room_stays_as_it_is() {
    let mut room = room();
    for number in room.state().classes.len()..MOST_CLASSES {
        changed(&mut room, &Request::AddClass { name: format!("thing {number}") });
    }
    let before: RoomState = room.state();
    let mut arrival = Arrival::of_zip(vec![packed("cup", true)], false);
    let refused = [(); 2].map(|()| add(&mut arrival, &mut room, 0));
    assert_eq!(refused, [(); 2].map(|()| Err(TeachError::TooManyClasses(MOST_CLASSES))));
    assert_eq!(room.state(), before);

    let first = class(&room, "thing 3");
    let burst = room.begin(first).unwrap();
    while !room.is_full() {
        room.add_unread(burst, clip()).unwrap();
    }
    let before = room.state();
    let mut arrival = Arrival::of_zip(vec![packed(BACKGROUND, true)], false);
    assert_eq!(add(&mut arrival, &mut room, 0), Err(TeachError::TooManySamples(MOST_SAMPLES)));
    assert_eq!(room.state(), before);
    let mut arrival = Arrival::of_zip(vec![packed("cup", false)], true);
    assert_eq!(add(&mut arrival, &mut room, 0), Ok(()), "it takes the place of all others");
    assert_eq!((room.state().samples, names(&room)), (1, vec![BACKGROUND.to_owned(), "cup".into()]));
}

#[test]
fn files_are_added_to_a_class_as_long_as_it_is_there() {
    let mut room = taught();
    let mug = class(&room, "mug");
    let mut arrival = Arrival::into_class(mug);
    let mut burst = None;
    let bursts = room.bursts().count();
    for _ in 0..2 {
        arrival.add(&mut room, &prior(), (0, &mut burst), clip()).unwrap();
    }
    assert_eq!((room.bursts().count(), room.newest(mug, 99).unwrap().len()), (bursts + 1, 12));
    room.delete(bridge::protocol::teach::Target::Class(mug)).unwrap();
    let gone = arrival.add(&mut room, &prior(), (0, &mut burst), clip());
    assert!(matches!(gone, Err(TeachError::Gone(_))), "{gone:?}");
    assert!(!arrival.is_refused(0));
}
