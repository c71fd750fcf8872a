//! A random walk: for events in any order, some invariants always hold.

use super::*;
use crate::app::model::stage::{Desk, Progress};

/// An event of any kind, with numbers and names that may be outdated or of another model.
fn event(number: u32) -> Event<&'static str> {
    let key = if number.is_multiple_of(2) { EMOTION } else { OTHER };
    let attempt = number % 7;
    match number % 29 {
        0 => list(attempt),
        1 => Event::Listed { attempt, list: Err("No list.".into()) },
        2 | 3 => Event::Fetched { attempt, files: Ok(files("site")) },
        4 => Event::Fetched { attempt, files: Err("No.".into()) },
        5 => Event::Fetching { attempt, done: 1.0, total: 2.0 },
        6 => Event::Own(vec![picked("mine.ckpt", "own")]),
        7 => Event::Read { attempt, texts: Ok(vec![None]) },
        8 => Event::Default,
        9 => Event::Retry,
        10 => Event::Anew,
        11 => Event::Kept(Some(vec![kept(EMOTION, number.is_multiple_of(3)), kept(OTHER, true)])),
        12 => Event::Kept(None),
        13 => Event::Looked { asked: "an/other".into(), repository: repository("an/other", &["F.ckpt"]) },
        14 => Event::Halted { download: number % 50 },
        15 | 16 => arrived(key, "hub"),
        17 => refused(key, number.is_multiple_of(3)),
        18 => Event::Stopped("It stopped.".into()),
        19 | 20 => loaded(),
        21 => Event::Asked(HubCommand::Look("an/other".into())),
        22 => Event::Asked(HubCommand::Download),
        23 => Event::Asked(HubCommand::Cancel),
        24 => Event::Asked(HubCommand::Pause),
        25 => Event::Asked(HubCommand::Resume),
        26 => Event::Asked(HubCommand::Use(key.into())),
        27 => Event::Asked(HubCommand::Choose("letters".into())),
        _ => Event::Asked(HubCommand::Remove(key.into())),
    }
}

#[test]
fn nothing_that_has_not_loaded_is_remembered() {
    let mut number = 1_u32;
    for address in [None, Some(EMOTION.to_owned())] {
        let mut way = Way::new(address, Some(EMOTION.into()));
        way.begin();
        for step in 0..20_000 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let event = event(number >> 8);
            let (before, stage) = (way.clone(), way.stage.clone());
            let orders = way.take(event.clone());
            let said = || format!("step {step}: {event:?} in {stage:?}: {orders:?}");
            let remembers = orders.iter().any(|order| matches!(order, Order::Remember(Some(_))));
            let back = matches!(stage, Stage::Opening { remembered: true, .. });
            assert!(!remembers || back || event == loaded(), "{}", said());
            // Workers get files only if there are some, and at most once for each event.
            let loads = orders.iter().filter(|order| **order == Order::Load).count();
            assert!(loads <= 1 && (loads == 0 || way.files().is_some()), "{}", said());
            // After a restart of the workers, no model counts as loaded.
            if orders.contains(&Order::Restart) {
                assert!(way.stage != Stage::Proved, "{}", said());
            }
            // One download at a time: a running one is stopped before another is started.
            let gets = orders.iter().position(|order| matches!(order, Order::Get { .. }));
            let ran = matches!(before.desk, Desk::Downloading { progress: Progress::Running, .. });
            if let Some(gets) = gets.filter(|_| ran) {
                assert!(orders[..gets].contains(&Order::Pause), "{}", said());
            }
        }
    }
}
