//! Tests of what the page is told of classes: what each is known by, what cannot be read, how sure the report is, and
//! whether the scene has changed.

use bridge::protocol::teach::{BACKGROUND, Request, Response};
use bridge::protocol::teach_state::{ClassState, Clip, Senses};
use tvlt::teach::features::Features;
use tvlt::teach::prior::{Prior, SensePrior};
use tvlt::teach::refusal::Lead;
use tvlt::teach::standard::Standard;

use super::desk::serve;
use super::project::Origin;
use super::room::Room;

const WIDTH: usize = 8;
const CLIP: Clip = Clip { picture: None, sample_rate: None };

/// A prior that leaves features as they are; things differ far more than their clips.
fn prior() -> Prior {
    let map = (0..WIDTH * WIDTH).map(|at| if at % (WIDTH + 1) == 0 { 1.0 } else { 0.0 }).collect();
    let standard = Standard { mean: vec![0.0; WIDTH], scale: vec![1.0; WIDTH] };
    let mut other = vec![0.0; WIDTH];
    other[7] = 3.0;
    let usual = Lead { mean: 1.0, spread: 1.0 };
    let sense = SensePrior { standard, map, between: vec![3.0; WIDTH], nothing: vec![other; 5], usual };
    Prior::new(vec![2], Some(sense.clone()), Some(sense)).unwrap()
}

/// Features with a thing at its place, in a scene of this brightness; `None` is no thing.
fn numbers(thing: Option<usize>, scene: f32, sample: usize) -> Vec<f32> {
    let noise = |at: usize| ((at * 7 + sample * 13) % 11) as f32 * 0.03;
    let own = |at: usize| if thing == Some(at) { 3.0 } else { 0.0 };
    (0..WIDTH).map(|at| own(at) + noise(at) + if at == 6 { scene } else { 0.0 }).collect()
}

fn features(seen: Option<usize>, heard: Option<usize>, scene: f32, sample: usize) -> Features {
    Features { sight: Some(numbers(seen, scene, sample)), sound: Some(numbers(heard, 0.0, sample)) }
}

fn record(room: &mut Room, class: &str, seen: Option<usize>, heard: Option<usize>, scene: f32) {
    let class = room.class_named(class).unwrap();
    let burst = room.begin(class).unwrap();
    for sample in 0..6 {
        room.add(burst, features(seen, heard, scene, sample), CLIP).unwrap();
    }
}

/// The empty scene in silence, a mug in silence, and a clap in the empty scene.
fn taught() -> Room {
    let mut room = Room::new(Origin { model: "digits".into(), layers: vec![2] }, &prior()).unwrap();
    record(&mut room, BACKGROUND, None, None, 0.0);
    record(&mut room, "mug", Some(1), None, 0.0);
    record(&mut room, "clap", None, Some(2), 0.0);
    room
}

fn class(room: &mut Room, name: &str) -> ClassState {
    room.solved_state().classes.into_iter().find(|class| class.name == name).unwrap()
}

#[test]
fn a_class_is_known_by_the_sense_in_which_it_differs_from_nothing() {
    let mut room = taught();
    let known = |class: &ClassState| (class.relies_on_sight, class.relies_on_sound);
    let (mug, clap) = (class(&mut room, "mug"), class(&mut room, "clap"));
    assert_eq!((known(&mug), known(&clap)), ((true, false), (false, true)));
    assert!(mug.has_sight && mug.has_sound, "its samples have both");
    // A class that is left out has no heads to ask.
    room.switch(mug.id, false).unwrap();
    assert_eq!(known(&class(&mut room, "mug")), (true, true));
}

#[test]
fn samples_that_the_model_cannot_read_are_counted() {
    let mut room = taught();
    let mug = class(&mut room, "mug").id;
    let burst = room.begin(mug).unwrap();
    let samples = [0, 1].map(|_| room.add_unread(burst, CLIP).unwrap());
    room.give_up(samples[0]).unwrap();
    let state = room.state();
    let unreadable: Vec<usize> = state.classes.iter().map(|class| class.unreadable).collect();
    assert_eq!((state.unread, unreadable.iter().sum::<usize>()), (1, 1));
    assert_eq!(class(&mut room, "mug").unreadable, 1);
}

#[test]
fn how_sure_the_report_is_is_told() {
    let mut room = taught();
    record(&mut room, "mug", Some(1), None, 0.0);
    while !room.step().unwrap() {}
    let report = room.state().report;
    let sure = report.sure.unwrap();
    assert!(report.accuracy.is_some() && (0.05..1.0).contains(&sure), "{sure}");
}

#[test]
fn another_scene_in_which_nothing_is_recognised_is_noticed() {
    let mut room = taught();
    let look = |room: &mut Room, seen: Option<usize>, scene: f32| {
        serve(room, &Request::Reset, Features::default()).unwrap().unwrap();
        let senses = Senses { sight: true, sound: true };
        match serve(room, &Request::Look(senses), features(seen, None, scene, 3)).unwrap() {
            Ok(Response::Answer(answer)) => (answer.winner, answer.is_elsewhere),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(look(&mut room, None, 0.0), (None, false), "the recorded scene");
    assert_eq!(look(&mut room, Some(1), 0.0), (Some("mug".into()), false));
    assert_eq!(look(&mut room, None, 9.0), (None, true), "the camera was moved");
    record(&mut room, BACKGROUND, None, None, 9.0);
    assert_eq!(look(&mut room, None, 9.0), (None, false), "it was recorded again");
}
