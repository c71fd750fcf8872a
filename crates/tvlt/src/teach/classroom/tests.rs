//! Tests of a classroom on made-up features.

use super::super::class_error::ClassError;
use super::super::head_file::HeadFile;
use super::super::live_answer::{LiveAnswer, Said};
use super::super::made_up::{World, prior, taught};
use super::super::record::{MOST_CLASSES, MOST_SAMPLES};
use super::super::scores::HeadScores;
use super::*;

fn priors() -> [Prior; 2] {
    [prior(), Prior::without(vec![2, 3, 4])]
}

fn asked(room: &mut Classroom, features: &Features) -> LiveAnswer {
    let heads = room.heads().unwrap().unwrap();
    heads.answer(&heads.scores(features).unwrap())
}

fn named(room: &mut Classroom, features: &Features) -> Option<String> {
    asked(room, features).winner
}

/// Both answer the same to some clips.
fn assert_same(one: &Heads, other: &Heads) {
    let mut world = World::new(3);
    for thing in [Some(0), Some(1), Some(2), None] {
        let features = world.both(thing, thing, 0.8);
        let [one, other] = [one, other].map(|heads| heads.scores(&features).unwrap());
        for (one, other) in [(one.sight, other.sight), (one.sound, other.sound)] {
            let numbers = |said: HeadScores| [said.scores, said.leads].concat();
            let (one, other) = (numbers(one.unwrap()), numbers(other.unwrap()));
            assert_eq!(one.len(), other.len());
            one.iter().zip(&other).for_each(|(a, b)| assert!((a - b).abs() < 1e-4, "{one:?} {other:?}"));
        }
    }
}

#[test]
fn what_was_taught_is_named_and_what_was_not_is_refused() {
    for prior in priors() {
        let (mut room, _) = taught(&prior);
        let mut world = World::new(11);
        for _ in 0..5 {
            for (thing, name) in [(Some(0), Some("mug")), (Some(1), Some("book")), (None, None)] {
                let answer = asked(&mut room, &world.both(thing, thing, 0.8));
                assert_eq!(answer.winner.as_deref(), name, "{answer:?}");
                assert_eq!(answer.unknown, name.is_none());
                let said = name.map_or(Said::Nothing, |name| Said::Class(name.to_owned()));
                assert_eq!((&answer.sees, &answer.hears), (&said, &said), "{answer:?}");
            }
        }
    }
    // What the prior knows as another thing.
    let (mut room, _) = taught(&prior());
    assert_eq!(named(&mut room, &World::new(11).both(Some(5), Some(6), 0.8)), None);
}

#[test]
fn a_scene_recorded_anew_counts_from_then_on() {
    for prior in priors() {
        let (mut room, [mug, _, background]) = taught(&prior);
        let mut world = World::new(12);
        // A far brighter scene.
        world.record(&mut room, background, None, 6.0, 4);
        assert_eq!(named(&mut room, &world.both(Some(0), Some(0), 6.0)).as_deref(), Some("mug"));
        assert_eq!(named(&mut room, &world.both(None, None, 6.0)), None);
        world.record(&mut room, mug, Some(0), 6.0, 4);
        assert_eq!(named(&mut room, &world.both(Some(1), Some(1), 6.0)).as_deref(), Some("book"));
    }
}

#[test]
fn things_shown_before_the_first_empty_scene_get_it_afterwards() {
    for prior in priors() {
        let mut room = Classroom::new(&prior).unwrap();
        let [mug, book, background] = ["mug", "book", "background"].map(|name| room.add_class(name).unwrap());
        let mut world = World::new(2);
        assert!(room.heads().unwrap().is_none());
        world.record(&mut room, mug, Some(0), 4.0, 6);
        world.record(&mut room, book, Some(1), 4.0, 6);
        // Without an empty scene, the mean of both stands for it.
        assert_eq!(named(&mut room, &world.both(Some(0), Some(0), 4.0)).as_deref(), Some("mug"));
        world.record(&mut room, background, None, 4.0, 6);
        assert_eq!(named(&mut room, &world.both(Some(1), Some(1), 4.0)).as_deref(), Some("book"));
        assert_eq!(named(&mut room, &world.both(None, None, 4.0)), None);
    }
}

#[test]
fn samples_one_by_one_and_all_at_once_lead_to_the_same_heads() {
    let (mut room, classes) = taught(&prior());
    let taught = room.heads().unwrap().unwrap().clone();
    for class in classes {
        // A class that is restored comes with all sums formed anew.
        room.delete_class(class).unwrap();
        assert_eq!(room.classes().len(), 2);
        room.undo().unwrap().unwrap();
    }
    assert_same(&taught, room.heads().unwrap().unwrap());
    assert_eq!(
        room.classes().iter().map(|class| class.name.as_str()).collect::<Vec<_>>(),
        ["mug", "book", "background"]
    );
}

#[test]
fn a_burst_left_out_leaves_no_trace() {
    for burst_of in [0, 1, 2] {
        let (mut room, classes) = taught(&prior());
        let bursts: Vec<_> = room.register().bursts_of(classes[burst_of]).map(|(id, _)| id).collect();
        for burst in bursts {
            let mut without = room.heads_without(burst).unwrap().unwrap();
            room.delete_burst(burst).unwrap();
            let deleted = room.heads().unwrap().unwrap();
            if let (Some(one), Some(other)) = (&mut without.sight, &deleted.sight) {
                // That of the burst, and the latest.
                one.scene.clone_from(&other.scene);
            }
            assert_same(&without, deleted);
            room.undo().unwrap();
        }
    }
}

#[test]
fn deletions_are_undone_one_after_another() {
    let (mut room, [mug, ..]) = taught(&prior());
    let before = room.register().bursts().clone();
    let (burst, content) =
        room.register().bursts_of(mug).next().map(|(id, burst)| (id, burst.clone())).unwrap();
    room.delete_sample(content.samples[3].id).unwrap();
    assert_eq!(room.delete_sample(content.samples[3].id), Err(ClassError::NoSample));
    room.delete_burst(burst).unwrap();
    room.delete_class(mug).unwrap();
    assert_eq!(room.begin_burst(mug), Err(ClassError::NoClass));
    let other = room.add_class("mug").unwrap();
    assert_eq!(room.undo(), Err(ClassError::NameTaken { name: "mug".into() }));
    room.rename_class(other, "cup").unwrap();
    (0..3).for_each(|_| assert!(room.undo().unwrap().is_some()));
    assert_eq!(room.register().bursts(), &before);
    assert_eq!(room.undo(), Ok(None));
}

#[test]
fn all_bursts_of_a_class_are_one_deletion() {
    let (mut room, [.., background]) = taught(&prior());
    for _ in 0..25 {
        let burst = room.begin_burst(background).unwrap();
        room.add(burst, World::new(5).both(None, None, 0.8)).unwrap();
    }
    let before = room.register().bursts().clone();
    room.empty_class(background).unwrap();
    assert_eq!(room.register().bursts_of(background).count(), 0);
    room.undo().unwrap().unwrap();
    assert_eq!(room.register().bursts(), &before);
    assert!(!room.register().can_undo());
}

#[test]
fn all_classes_come_back_beside_those_that_replaced_them() {
    let (mut room, [mug, _, background]) = taught(&prior());
    let before = room.register().bursts().clone();
    let lost = room.register().bursts_of(mug).next().unwrap().0;
    room.delete_burst(lost).unwrap();
    room.delete_all().unwrap();
    assert_eq!((room.classes().len(), room.register().sample_count()), (0, 0));
    let (other, plate) = (room.add_class("mug").unwrap(), room.add_class("plate").unwrap());
    assert!(![mug, background].contains(&other), "numbers are never given twice");
    let burst = room.begin_burst(plate).unwrap();
    let new = room.add(burst, World::new(5).both(Some(0), Some(0), 0.8)).unwrap();
    room.undo().unwrap().unwrap();
    room.undo().unwrap().unwrap();
    let names: Vec<_> = room.classes().into_iter().map(|class| class.name).collect();
    assert_eq!(names, ["mug", "plate", "book", "background"]);
    assert_eq!(room.register().bursts()[&lost].class, other, "it was of the class that had the name before");
    assert_eq!(room.register().bursts()[&lost].samples, before[&lost].samples);
    assert_eq!(room.register().bursts()[&burst].samples[0].id, new.sample);
    assert_eq!(
        room.register().sample_count(),
        before.values().map(|burst| burst.samples.len()).sum::<usize>() + 1
    );
}

#[test]
fn another_prior_leaves_all_numbers_and_what_can_be_undone() {
    let (mut room, [mug, ..]) = taught(&prior());
    let late = room.add_class("late").unwrap();
    let burst = room.begin_burst(late).unwrap();
    room.add(burst, World::new(5).both(Some(0), Some(0), 0.8)).unwrap();
    let numbers = |room: &Classroom| {
        let bursts = room.register().bursts().iter();
        bursts
            .map(|(id, burst)| {
                (*id, burst.class, burst.samples.iter().map(|sample| sample.id).collect::<Vec<_>>())
            })
            .collect::<Vec<_>>()
    };
    let before = numbers(&room);
    let lost = room.register().bursts_of(mug).next().unwrap().0;
    room.delete_burst(lost).unwrap();
    let taught = room.heads().unwrap().unwrap().clone();
    for (keeps, unread) in [(true, 0), (false, room.register().sample_count())] {
        let mut other = room.with_prior(&prior(), keeps).unwrap();
        let samples = other.register().bursts().values().flat_map(|burst| &burst.samples);
        assert_eq!(samples.filter(|sample| sample.is_unread()).count(), unread);
        if keeps {
            assert_same(&taught, other.heads().unwrap().unwrap());
        }
        other.undo().unwrap().unwrap();
        assert_eq!(numbers(&other), before);
        let restored = &other.register().bursts()[&lost].samples;
        assert!(restored.iter().all(|sample| sample.is_unread() != keeps));
    }
}

#[test]
fn a_class_that_is_off_takes_no_part() {
    let (mut room, [mug, ..]) = taught(&prior());
    let clip = World::new(5).both(Some(0), Some(0), 0.8);
    room.switch_class(mug, false).unwrap();
    let answer = asked(&mut room, &clip);
    assert_eq!((answer.scores.len(), answer.winner), (1, None));
    room.switch_class(mug, true).unwrap();
    assert_eq!(named(&mut room, &clip).as_deref(), Some("mug"));
}

#[test]
fn a_class_of_one_sense_leaves_the_other_head_alone() {
    for prior in priors() {
        let (mut room, _) = taught(&prior);
        let mut world = World::new(6);
        let clap = room.add_class("clap").unwrap();
        let burst = room.begin_burst(clap).unwrap();
        for _ in 0..8 {
            room.add(burst, Features { sight: None, sound: Some(world.one(Some(2), 0.0)) }).unwrap();
        }
        let heads = room.heads().unwrap().unwrap();
        assert!(!heads.sight.as_ref().unwrap().knows(2) && heads.sound.as_ref().unwrap().knows(2));
        assert_eq!(named(&mut room, &world.both(None, Some(2), 0.8)).as_deref(), Some("clap"));
        assert_eq!(named(&mut room, &world.both(Some(1), Some(1), 0.8)).as_deref(), Some("book"));
    }
}

#[test]
fn features_that_do_not_fit_are_refused_and_change_nothing() {
    let (mut room, [mug, ..]) = taught(&Prior::without(vec![2]));
    let burst = room.begin_burst(mug).unwrap();
    let version = room.version();
    for features in [
        Features::default(),
        Features { sight: Some(vec![1.0; 5]), sound: None },
        Features { sight: None, sound: Some(vec![f32::NAN; 16]) },
    ] {
        assert!(matches!(room.add(burst, features), Err(ClassError::Teach(_))));
    }
    let fine = World::new(1).both(None, None, 0.0);
    assert_eq!(room.add(BurstId(9999), fine), Err(ClassError::NoBurst));
    assert_eq!(room.version(), version);
}

#[test]
fn names_are_those_of_folders_and_of_one_class_each() {
    let mut room = Classroom::new(&prior()).unwrap();
    let mug = room.add_class(" mug ").unwrap();
    assert_eq!(room.classes()[0].name, "mug");
    assert_eq!(room.add_class("mug"), Err(ClassError::NameTaken { name: "mug".into() }));
    for name in ["", " ", "a/b", "a\\b", ".hidden", "a\nb", &"long".repeat(50)] {
        assert!(matches!(room.add_class(name), Err(ClassError::Name { .. })), "{name}");
    }
    assert_eq!(room.rename_class(mug, "background"), Err(ClassError::Background));
    (1..MOST_CLASSES).for_each(|at| assert!(room.add_class(&format!("class {at}")).is_ok()));
    assert_eq!(room.add_class("one more"), Err(ClassError::TooManyClasses));
}

#[test]
fn the_largest_bursts_are_thinned_where_there_are_too_many_samples() {
    let mut room = Classroom::new(&Prior::without(vec![2])).unwrap();
    let [mug, book] = ["mug", "book"].map(|name| room.add_class(name).unwrap());
    let feature = |at: usize| Features { sight: Some(vec![at as f32 % 7.0, at as f32 % 3.0]), sound: None };
    let (small, large) = (room.begin_burst(book).unwrap(), room.begin_burst(mug).unwrap());
    for at in 0..MOST_SAMPLES {
        let burst = if at < 11 { small } else { large };
        assert!(room.add(burst, feature(at)).unwrap().dropped.is_empty());
    }
    let dropped = room.add(small, feature(0)).unwrap().dropped;
    assert_eq!(dropped.len(), 5 + (MOST_SAMPLES - 11) / 2);
    assert_eq!(room.register().sample_count(), MOST_SAMPLES - dropped.len() + 1);
    assert_eq!(room.classes()[1].samples, 7);
}

#[test]
fn heads_come_back_from_their_file() {
    let (mut room, _) = taught(&prior());
    let heads = room.heads().unwrap().unwrap().clone();
    let file = HeadFile { heads, model: "digits".into() };
    let bytes = file.to_bytes().unwrap();
    assert_eq!(HeadFile::from_bytes(&bytes).unwrap(), file);
    assert!(HeadFile::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    let error = HeadFile::from_bytes(&prior().to_bytes().unwrap()).unwrap_err();
    assert!(error.to_string().contains("a file of something else"), "{error}");
}
