//! Made-up features, and a room that was taught by them.

use std::collections::BTreeMap;

use bridge::protocol::teach::{BACKGROUND, Request, Response, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ClassId, Clip, RoomState, SampleId, Senses, Size};
use tvlt::teach::features::Features;
use tvlt::teach::prior::Prior;

use crate::teach::desk::serve;
use crate::teach::project::{KeptSample, Key, Origin, Project};
use crate::teach::room::Room;

pub const WIDTH: usize = 16;
pub const BOTH: Senses = Senses { sight: true, sound: true };

pub fn origin(model: &str) -> Origin {
    Origin { model: model.to_owned(), layers: vec![2, 3] }
}

pub fn prior() -> Prior {
    Prior::without(vec![2, 3])
}

pub fn room() -> Room {
    Room::new(origin("digits"), &prior()).unwrap()
}

/// Features of a thing: large at its place, with a little that differs from sample to sample.
pub fn numbers(thing: usize, sample: usize) -> Vec<f32> {
    let noise = |at: usize| ((at * 7 + sample * 13) % 11) as f32 * 0.02;
    (0..WIDTH).map(|at| noise(at) + if at == thing { 1.0 } else { 0.0 }).collect()
}

pub fn seen_and_heard(sight: usize, sound: usize, sample: usize) -> Features {
    Features { sight: Some(numbers(sight, sample)), sound: Some(numbers(sound, sample)) }
}

pub fn clip() -> Clip {
    Clip { picture: Some(Size { width: 4, height: 3 }), sample_rate: Some(16_000) }
}

pub fn ask(room: &mut Room, request: &Request, features: Features) -> Result<Response, TeachError> {
    serve(room, request, features).unwrap()
}

pub fn changed(room: &mut Room, request: &Request) -> RoomState {
    match ask(room, request, Features::default()) {
        Ok(Response::Room(state)) => state,
        other => panic!("{other:?}"),
    }
}

pub fn class(room: &Room, name: &str) -> ClassId {
    room.state().classes.into_iter().find(|class| class.name == name).unwrap().id
}

pub fn record(room: &mut Room, name: &str, thing: usize, bursts: usize) {
    let id = class(room, name);
    for burst in 0..bursts {
        let Ok(Response::Burst(begun)) = ask(room, &Request::Begin { class: id }, Features::default()) else {
            panic!("no burst")
        };
        for sample in 0..5 {
            room.add(begun, seen_and_heard(thing, thing, burst * 5 + sample), clip()).unwrap();
        }
    }
}

/// The background and two classes, two bursts each.
pub fn taught() -> Room {
    let mut room = room();
    let (one, two) = (class(&room, "Class 1"), class(&room, "Class 2"));
    changed(&mut room, &Request::Rename { class: one, name: " mug ".into() });
    changed(&mut room, &Request::Rename { class: two, name: "book".into() });
    for (name, thing) in [(BACKGROUND, 0), ("mug", 1), ("book", 2)] {
        record(&mut room, name, thing, 2);
    }
    room
}

pub fn look(room: &mut Room, sight: usize, sound: usize) -> TaughtAnswer {
    changed_nothing(ask(room, &Request::Reset, Features::default()));
    match ask(room, &Request::Look(BOTH), seen_and_heard(sight, sound, 77)) {
        Ok(Response::Answer(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

pub fn changed_nothing(response: Result<Response, TeachError>) {
    assert_eq!(response, Ok(Response::Done));
}

/// What a restart keeps.
pub fn stored(room: &Room) -> (Project, BTreeMap<Key, KeptSample>) {
    let project = room.project();
    let ids: Vec<SampleId> = room.bursts().flat_map(|(_, ids)| ids).collect();
    let samples = ids.into_iter().map(|id| (room.key(id).unwrap(), room.kept_sample(id).unwrap()));
    let samples: BTreeMap<_, _> = samples.collect();
    assert!(samples.keys().all(|key| project.lists(*key)));
    // As the storage writes and reads it.
    let text = serde_json::to_string(&project).unwrap();
    (serde_json::from_str(&text).unwrap(), samples)
}
