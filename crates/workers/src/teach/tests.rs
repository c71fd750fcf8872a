//! Tests that a person's classes are learnt, reported, kept, and read anew after a change of the model.

use std::collections::BTreeMap;
use std::io::Cursor;

use bridge::protocol::teach::{BACKGROUND, Request, Response, Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{ClassId, Clip, ReportRow, RoomState, SampleId, Senses, Size};
use tvlt::teach::features::Features;
use tvlt::teach::head_file::HeadFile;
use tvlt::teach::prior::Prior;

use super::archive::error::ArchiveError;
use super::archive::heads;
use super::archive::manifest::Manifest;
use super::archive::pack::Packer;
use super::desk::serve;
use super::inventory;
use super::project::{Origin, Project};
use super::room::Room;
use super::taught::Taught;

const WIDTH: usize = 16;
const BOTH: Senses = Senses { sight: true, sound: true };

fn origin(model: &str) -> Origin {
    Origin { model: model.to_owned(), layers: vec![2, 3] }
}

fn prior() -> Prior {
    Prior::without(vec![2, 3])
}

fn room() -> Room {
    Room::new(origin("digits"), &prior()).unwrap()
}

/// Features of a thing: large at its place, with a little that differs from sample to sample.
fn numbers(thing: usize, sample: usize) -> Vec<f32> {
    let noise = |at: usize| ((at * 7 + sample * 13) % 11) as f32 * 0.02;
    (0..WIDTH).map(|at| noise(at) + if at == thing { 1.0 } else { 0.0 }).collect()
}

fn seen_and_heard(sight: usize, sound: usize, sample: usize) -> Features {
    Features { sight: Some(numbers(sight, sample)), sound: Some(numbers(sound, sample)) }
}

fn clip() -> Clip {
    Clip { picture: Some(Size { width: 4, height: 3 }), sample_rate: Some(16_000) }
}

fn ask(room: &mut Room, request: &Request, features: Features) -> Result<Response, TeachError> {
    serve(room, request, features).unwrap()
}

fn changed(room: &mut Room, request: &Request) -> RoomState {
    match ask(room, request, Features::default()) {
        Ok(Response::Room(state)) => state,
        other => panic!("{other:?}"),
    }
}

fn class(room: &Room, name: &str) -> ClassId {
    room.state().classes.into_iter().find(|class| class.name == name).unwrap().id
}

fn record(room: &mut Room, name: &str, thing: usize, bursts: usize) {
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
fn taught() -> Room {
    let mut room = room();
    let (one, two) = (class(&room, "Class 1"), class(&room, "Class 2"));
    changed(&mut room, &Request::Rename { class: one, name: " mug ".into() });
    changed(&mut room, &Request::Rename { class: two, name: "book".into() });
    for (name, thing) in [(BACKGROUND, 0), ("mug", 1), ("book", 2)] {
        record(&mut room, name, thing, 2);
    }
    room
}

fn look(room: &mut Room, sight: usize, sound: usize) -> TaughtAnswer {
    changed_nothing(ask(room, &Request::Reset, Features::default()));
    match ask(room, &Request::Look(BOTH), seen_and_heard(sight, sound, 77)) {
        Ok(Response::Answer(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

fn changed_nothing(response: Result<Response, TeachError>) {
    assert_eq!(response, Ok(Response::Done));
}

/// What a restart keeps.
fn stored(room: &Room) -> (Project, BTreeMap<super::project::Key, super::project::KeptSample>) {
    let project = room.project();
    let ids: Vec<SampleId> = room.bursts().flat_map(|(_, ids)| ids).collect();
    let samples = ids.into_iter().map(|id| (room.key(id).unwrap(), room.kept_sample(id).unwrap()));
    let samples: BTreeMap<_, _> = samples.collect();
    assert!(samples.keys().all(|key| project.lists(*key)));
    // As the storage writes and reads it.
    let text = serde_json::to_string(&project).unwrap();
    (serde_json::from_str(&text).unwrap(), samples)
}

#[test]
fn two_classes_and_nothing_are_told_apart() {
    let mut room = taught();
    let mug = look(&mut room, 1, 1);
    assert_eq!((mug.winner.as_deref(), mug.unknown), (Some("mug"), false));
    assert_eq!((mug.sees.as_deref(), mug.hears.as_deref()), (Some("mug"), Some("mug")));
    assert_eq!(mug.scores.iter().map(|score| score.label.as_str()).collect::<Vec<_>>(), ["mug", "book"]);
    assert_eq!(look(&mut room, 2, 2).winner.as_deref(), Some("book"));
    // What was never shown is refused by what the report finds usual.
    while !room.step().unwrap() {}
    for (sight, sound) in [(0, 0), (9, 9)] {
        let nothing = look(&mut room, sight, sound);
        assert_eq!((nothing.winner, nothing.unknown), (None, true), "{sight}");
        assert!(nothing.unknown_score > mug.unknown_score);
    }
    let state = room.state();
    assert!(
        state.has_scene && state.classes.iter().all(|class| class.relies_on_sight && class.relies_on_sound)
    );
    assert_eq!((state.samples, state.unread), (30, 0));
    assert_eq!(room.newest(class(&room, "mug"), 7).unwrap().len(), 7);

    let book = class(&room, "book");
    changed(&mut room, &Request::Switch { class: book, on: false });
    assert!(look(&mut room, 2, 2).scores.iter().all(|score| score.label != "book"));
}

#[test]
fn nothing_is_said_before_there_are_two_things() {
    let mut room = room();
    assert_eq!(look(&mut room, 1, 1), TaughtAnswer::default());
    record(&mut room, "Class 1", 1, 1);
    assert!(look(&mut room, 1, 1).winner.is_none());
    record(&mut room, "Class 2", 2, 1);
    assert_eq!(look(&mut room, 1, 1).winner.as_deref(), Some("Class 1"));
}

#[test]
fn the_report_comes_in_steps_and_goes_stale() {
    let mut room = taught();
    assert!(room.is_report_due() && room.state().report.is_stale);
    let mut steps = 1;
    while !room.step().unwrap() {
        steps += 1;
    }
    assert_eq!(steps, 6, "one for each burst");
    let report = room.state().report;
    assert_eq!((report.accuracy, report.is_stale), (Some(1.0), false));
    let mug =
        ReportRow { name: "mug".into(), asked: 10, right: 10, wrong: 0, unknown: 0, named: vec![10, 0] };
    assert_eq!(report.rows[0], mug);
    assert_eq!(report.rows[2].name, BACKGROUND);
    record(&mut room, "mug", 1, 1);
    assert!(room.state().report.is_stale && room.is_report_due());
}

#[test]
fn deletions_can_be_undone_and_the_background_stays() {
    let mut room = taught();
    let (mug, background) = (class(&room, "mug"), class(&room, BACKGROUND));
    let sample = room.newest(mug, 1).unwrap()[0].0;
    assert_eq!(changed(&mut room, &Request::Delete(Target::Sample(sample))).samples, 29);
    assert_eq!(changed(&mut room, &Request::Delete(Target::Class(mug))).classes.len(), 2);
    let without = changed(&mut room, &Request::Delete(Target::Class(background)));
    assert_eq!((without.samples, without.has_scene, without.classes[0].count), (10, false, 0));
    for samples in [15, 20, 29, 30] {
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
fn a_cleared_project_takes_no_places_of_the_one_before() {
    let mut room = taught();
    let before: Vec<_> = room.project().bursts.into_iter().flat_map(|burst| burst.samples).collect();
    let old = class(&room, "mug");
    room = room.cleared(&prior()).unwrap();
    let names: Vec<_> = room.state().classes.into_iter().map(|class| class.name).collect();
    assert_eq!(names, [BACKGROUND]);
    let mug = room.class_named("mug").unwrap();
    assert_eq!(room.class_named(" mug ").unwrap(), mug);
    let burst = room.begin(mug).unwrap();
    let sample = room.add_unread(burst, clip()).unwrap();
    assert!(before.iter().all(|key| Some(*key) != room.key(sample)));
    assert_eq!((room.state().samples, room.state().unread, room.clip(sample)), (1, 1, Some(clip())));
    assert!(room.newest(old, 1).is_err() || old == mug);
}

#[test]
fn features_of_another_width_are_refused_with_a_sentence() {
    let mut room = taught();
    let strange = Features { sight: Some(vec![1.0; WIDTH + 1]), sound: None };
    let error = ask(&mut room, &Request::Look(BOTH), strange.clone()).unwrap_err();
    assert!(error.to_string().contains("of another model"), "{error}");
    let mug = class(&room, "mug");
    let burst = room.begin(mug).unwrap();
    assert!(room.add(burst, strange, clip()).is_err());
    assert_eq!(room.state().samples, 30);
}

#[test]
fn the_zip_lists_bursts_in_the_order_of_their_recording() {
    let mut room = taught();
    record(&mut room, BACKGROUND, 0, 1);
    while !room.step().unwrap() {}
    let inventory = inventory::take(&mut room).unwrap();
    let bursts = |name: &str| {
        let class = inventory.manifest.classes.iter().find(|class| class.name == name).unwrap();
        class.bursts.iter().map(|burst| burst.folder.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (bursts(BACKGROUND), bursts("mug")),
        (vec!["001".into(), "002".into(), "007".into()], vec!["003".into(), "004".into()])
    );
    assert_eq!(inventory.samples.len(), 35);
    assert_eq!(inventory.manifest.report.as_ref().unwrap().accuracy, Some(1.0));
    let json = inventory.manifest.to_json().unwrap();
    assert_eq!(Manifest::from_json(json.as_bytes()).unwrap(), inventory.manifest);
    let head = HeadFile::from_bytes(&inventory.head.unwrap()).unwrap();
    assert_eq!(
        (head.model.as_str(), head.heads.classes),
        ("digits", vec!["mug".to_owned(), "book".to_owned()])
    );
    let mut empty = Room::new(origin("digits"), &prior()).unwrap();
    assert_eq!(inventory::take(&mut empty).unwrap_err(), TeachError::Nothing);
}

#[test]
fn what_was_exported_recognises_without_the_samples() {
    let mut room = taught();
    while !room.step().unwrap() {}
    let inventory = inventory::take(&mut room).unwrap();
    let pack = |head: Option<&[u8]>| {
        let mut packer = Packer::new(Vec::new());
        packer.sample("mug", "001", "001", Some(b"png"), None).unwrap();
        packer.finish(&inventory.manifest, head).unwrap()
    };
    let zip = pack(inventory.head.as_deref());
    let mut taught = Taught::new(heads::read(Cursor::new(&zip)).unwrap());
    let opened = taught.opened();
    assert_eq!((opened.model.as_str(), opened.layers.as_slice()), ("digits", &[2, 3][..]));
    assert_eq!(opened.classes, ["mug", "book"]);
    // The heads by themselves are enough.
    let alone = heads::read(Cursor::new(inventory.head.as_ref().unwrap())).unwrap();
    assert_eq!(Taught::new(alone).opened(), opened);

    for (sight, sound) in [(1, 1), (2, 2), (9, 9)] {
        assert_eq!(taught.serve(&Request::Reset, &Features::default()), Some(Ok(Response::Done)));
        let answer = taught.serve(&Request::Look(BOTH), &seen_and_heard(sight, sound, 77)).unwrap();
        assert_eq!(answer, Ok(Response::Answer(look(&mut room, sight, sound))), "as where it was taught");
    }
    let none = taught.serve(&Request::AddClass { name: "cup".into() }, &Features::default());
    assert_eq!(none, None, "nothing is taught to them");
    let strange = Features { sight: Some(vec![1.0; WIDTH + 1]), sound: None };
    let refused = taught.serve(&Request::Look(BOTH), &strange).unwrap().unwrap_err();
    assert!(refused.to_string().contains("of another model"), "{refused}");

    let refused = |bytes: &[u8]| heads::read(Cursor::new(bytes)).unwrap_err();
    assert_eq!(refused(&pack(None)), ArchiveError::NoHead);
    assert!(matches!(refused(&zip[..zip.len() - 30]), ArchiveError::NoZip(_)));
    assert!(matches!(refused(&pack(Some(b"no heads"))), ArchiveError::Head(_)));
    assert!(matches!(refused(b"neither a ZIP nor heads"), ArchiveError::Head(_)));
}
