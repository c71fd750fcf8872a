//! Tests that a person's classes are learnt and reported, and recognised by what is exported.

mod arriving;
mod deleting;
mod keeping;
mod made_up;

use std::io::Cursor;

use bridge::protocol::teach::{BACKGROUND, Request, Response, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::ReportRow;
use tvlt::teach::features::Features;
use tvlt::teach::head_file::HeadFile;

use super::archive::error::ArchiveError;
use super::archive::heads;
use super::archive::manifest::Manifest;
use super::archive::pack::Packer;
use super::inventory;
use super::room::Room;
use super::taught::Taught;
use made_up::*;

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
fn an_export_has_the_report_of_its_own_samples() {
    let mut room = taught();
    while !room.step().unwrap() {}
    record(&mut room, "mug", 1, 1);
    assert!(room.is_report_due());
    let inventory = inventory::take(&mut room).unwrap();
    let report = inventory.manifest.report.unwrap();
    assert_eq!(report.classes[0].asked, 15, "with the burst that was recorded last");
    let head = HeadFile::from_bytes(&inventory.head.unwrap()).unwrap();
    assert_eq!(Some(head.heads.refusal.threshold), report.threshold);
    assert!(!room.is_report_due());
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
