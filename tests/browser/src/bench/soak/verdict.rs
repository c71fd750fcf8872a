//! Finds the faults of a soak test, from the measurements of each minute.

use super::minute::{Minute, ROUND};

/// Memory of each kind may grow to this many times its value after the first round.
const GROWTH: f64 = 1.05;
/// Updates a second may fall to this share of the first round's; the processor time of an update may rise by the
/// inverse.
const SPEED: f64 = 0.9;

/// A measured quantity.
type Value = fn(&Minute) -> f64;

/// All faults, as sentences; empty where there are none. Needs at least two full rounds.
pub fn faults(minutes: &[Minute]) -> Vec<String> {
    let mut faults: Vec<String> = minutes
        .iter()
        .enumerate()
        .flat_map(|(number, minute)| {
            minute.errors.iter().map(move |error| format!("Minute {}: {error}", number + 1))
        })
        .collect();
    faults.extend(
        minutes
            .iter()
            .enumerate()
            .filter(|(_, minute)| minute.updates <= 0.0)
            .map(|(number, minute)| format!("Minute {} ({}): there was no update.", number + 1, minute.act)),
    );
    let (Some(first), Some(last)) = (minutes.get(..ROUND.len()), minutes.rchunks(ROUND.len()).next()) else {
        faults.push("It was too short to compare anything.".to_owned());
        return faults;
    };
    let kinds: [(&str, Value); 5] = [
        ("Memory", |minute| minute.memory as f64),
        ("Private memory", |minute| minute.private as f64),
        ("WebAssembly memory and buffers", |minute| minute.heaps.wasm + minute.heaps.buffers),
        ("JavaScript memory", |minute| minute.heaps.page + minute.heaps.workers),
        ("Nodes of the document and listeners", |minute| minute.heaps.nodes + minute.heaps.listeners),
    ];
    faults.extend(kinds.iter().filter_map(|(what, value)| growth_fault(what, first, last, value)));
    faults.extend(speed_fault(first, last));
    faults
}

/// Compares a quantity at the end with its value after the first round.
fn growth_fault(
    what: &str,
    first: &[Minute],
    last: &[Minute],
    value: impl Fn(&Minute) -> f64,
) -> Option<String> {
    let (before, after) = (value(first.last()?), value(last.last()?));
    (after > before * GROWTH).then(|| {
        format!(
            "{what} grew by {:.1} %: from {} after {} minutes to {} at the end.",
            (after / before - 1.0) * 100.0,
            quantity(before),
            ROUND.len(),
            quantity(after)
        )
    })
}

/// Formats bytes in MB, and small numbers unchanged.
fn quantity(value: f64) -> String {
    if value < 1e5 { format!("{value:.0}") } else { format!("{:.1} MB", value / 1e6) }
}

/// Compares the updates a second of the last round with the first's. Where other programs used more of the machine
/// than before, the workers' processor time of an update decides instead, which is the page's own.
fn speed_fault(first: &[Minute], last: &[Minute]) -> Option<String> {
    let (before, after) = (updates(first), updates(last));
    let (cost_before, cost_after) = (cost(first), cost(last));
    let busier = mean(last, |minute| minute.others) > mean(first, |minute| minute.others) + 0.02;
    let excused = busier && cost_after * SPEED <= cost_before;
    (after < before * SPEED && !excused).then(|| {
        format!(
            "It became slower: {before:.1} updates a second in the first {} minutes, {after:.1} in the last; an update \
             cost {:.0} ms of a worker's processor time, then {:.0} ms.",
            ROUND.len(),
            cost_before * 1000.0,
            cost_after * 1000.0
        )
    })
}

/// Mean updates a second, over all minutes.
pub fn updates(minutes: &[Minute]) -> f64 {
    mean(minutes, |minute| minute.updates)
}

/// Mean processor time of the workers for an update in seconds, over all minutes.
pub fn cost(minutes: &[Minute]) -> f64 {
    mean(minutes, |minute| minute.cost * minute.updates) / updates(minutes)
}

fn mean(minutes: &[Minute], value: impl Fn(&Minute) -> f64) -> f64 {
    minutes.iter().map(value).sum::<f64>() / minutes.len() as f64
}

#[cfg(test)]
mod tests {
    use super::super::minute::{Minute, ROUND};
    use super::faults;
    use crate::e2e::page::Heaps;

    /// Rounds without faults.
    fn steady(rounds: usize) -> Vec<Minute> {
        let minute = |act| Minute {
            act,
            memory: 400_000_000,
            private: 200_000_000,
            renderers: 200_000_000,
            gpu: 100_000_000,
            heaps: Heaps::default(),
            updates: 10.0,
            cost: 0.1,
            browser: 1.0,
            others: 0.2,
            errors: Vec::new(),
        };
        (0..rounds).flat_map(|_| ROUND.map(minute)).collect()
    }

    #[test]
    fn a_steady_run_has_no_fault() {
        assert_eq!(faults(&steady(3)), Vec::<String>::new());
    }

    #[test]
    fn a_leak_is_a_fault() {
        let mut minutes = steady(3);
        minutes.last_mut().unwrap().memory = 421_000_000;
        let found = faults(&minutes);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("5.2 %"), "{found:?}");
    }

    #[test]
    fn a_leak_of_nodes_is_a_fault() {
        let mut minutes = steady(2);
        minutes.iter_mut().for_each(|minute| minute.heaps.nodes = 600.0);
        minutes[9].heaps.nodes = 640.0;
        let found = faults(&minutes);
        assert!(found[0].contains("from 600 after 5 minutes to 640"), "{found:?}");
    }

    #[test]
    fn more_memory_before_the_end_is_none() {
        let mut minutes = steady(3);
        minutes[7].memory = 800_000_000;
        assert_eq!(faults(&minutes), Vec::<String>::new());
    }

    #[test]
    fn an_error_and_a_minute_without_updates_are_faults() {
        let mut minutes = steady(2);
        minutes[3].errors.push("the worker stopped".to_owned());
        minutes[8].updates = 0.0;
        let found = faults(&minutes);
        assert_eq!(found[0], "Minute 4: the worker stopped");
        assert!(found[1].starts_with("Minute 9 (other model)"), "{found:?}");
    }

    #[test]
    fn slower_is_a_fault_unless_other_programs_took_the_machine() {
        let mut minutes = steady(2);
        minutes[5..].iter_mut().for_each(|minute| minute.updates = 8.0);
        assert_eq!(faults(&minutes).len(), 1);
        minutes[5..].iter_mut().for_each(|minute| minute.others = 0.5);
        assert_eq!(faults(&minutes), Vec::<String>::new());
        minutes[5..].iter_mut().for_each(|minute| minute.cost = 0.125);
        assert_eq!(faults(&minutes).len(), 1);
    }
}
