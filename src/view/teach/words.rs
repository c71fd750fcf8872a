//! Sentences about the person's own classes.

use bridge::protocol::teach_state::{ClassState, ReportState, RoomState};

/// How many samples a class has, and in how many recordings.
pub fn count(class: &ClassState) -> String {
    let bursts = class.bursts.len();
    let count = match (class.count, bursts) {
        (0, _) => "no samples yet".into(),
        (1, _) => "1 sample".into(),
        (samples, 1) => format!("{samples} samples in 1 recording"),
        (samples, _) => format!("{samples} samples in {bursts} recordings"),
    };
    match class.unreadable {
        0 => count,
        unreadable => format!("{count}; this model cannot read {unreadable} of them"),
    }
}

/// What the class is known by.
pub fn relies(class: &ClassState) -> &'static str {
    match (class.relies_on_sight, class.relies_on_sound) {
        (true, true) => "known by sight and sound",
        (true, false) => "known by sight",
        (false, true) => "known by sound",
        (false, false) => "",
    }
}

/// What to do next, until there is an answer; after that only where the scene has changed, and else empty.
pub fn next_step(room: &RoomState, scene_changed: bool) -> &'static str {
    let taught =
        room.classes.iter().filter(|class| !class.is_background && class.on && class.count > 0).count();
    match (room.has_scene, taught) {
        (false, _) => {
            "First the background: for five seconds, show and say nothing. What is always there is then not taken for a class."
        }
        (true, 0) => "Now name a class, hold its button, and show or say what it is – or both.",
        (true, 1) => "Teach a second class: from its first sample on, the page tells the two apart.",
        (true, _) if scene_changed => {
            "The scene looks different from the recorded background: record the background again."
        }
        (true, _) => "",
    }
}

/// What there is to say once everything is taught that has to be: what the report finds, or that it knows nothing yet.
pub fn taught(report: &ReportState) -> String {
    /// From this share of right answers on they are told apart.
    const WELL: f32 = 0.8;
    let begins = match (report.accuracy, report.advice.first()) {
        (Some(accuracy), _) if accuracy >= WELL => "It tells them apart now.",
        (Some(_), Some(advice)) => return advice.clone(),
        _ => "It answers with your classes now.",
    };
    format!("{begins} Each further recording makes it surer, best in other light or at another place.")
}

/// The report in one sentence.
pub fn verdict(report: &ReportState) -> String {
    let asked: usize = report.rows.iter().map(|row| row.asked).sum();
    let right: usize = report.rows.iter().map(|row| row.right).sum();
    match report.accuracy {
        Some(_) => {
            let found = format!("Tested on recordings it had not learnt from: {right} of {asked} right.");
            match report.sure {
                Some(sure) => format!(
                    "{found} With these recordings alone it may call up to {:.0} of 100 things you taught “unknown”.",
                    sure * 100.0
                ),
                None => found,
            }
        }
        None => "It cannot know yet how well this works: record each class twice or more, a little differently each time."
            .into(),
    }
}

/// The words of a record button. `seconds_left` is given where the recording ends by itself.
pub fn record(is_background: bool, recording: Option<Option<u32>>) -> String {
    match recording {
        Some(Some(seconds)) => format!("Recording… {seconds}"),
        Some(None) => "Recording…".into(),
        None if is_background => "Record 5 seconds".into(),
        None => "Hold, or tap for 3 s".into(),
    }
}

/// A number of samples.
pub fn samples(count: usize) -> String {
    match count {
        1 => "1 sample".into(),
        count => format!("{count} samples"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::protocol::teach_state::{BurstId, BurstState, ClassId, Kept, ReportRow};

    fn class(id: u32, is_background: bool, count: usize) -> ClassState {
        ClassState {
            id: ClassId(id),
            name: id.to_string(),
            is_background,
            count,
            bursts: vec![BurstState { id: BurstId(id), count }],
            on: true,
            learns: None,
            unreadable: 0,
            has_sight: true,
            has_sound: true,
            relies_on_sight: true,
            relies_on_sound: false,
        }
    }

    #[test]
    fn the_next_step_leads_from_the_background_to_two_classes() {
        let mut room = RoomState {
            classes: vec![class(1, true, 0), class(2, false, 0), class(3, false, 0)],
            can_undo: false,
            report: ReportState::default(),
            has_scene: false,
            unread: 0,
            samples: 0,
            is_new: true,
            kept: Kept::Here,
        };
        assert!(next_step(&room, false).contains("background"));
        room.has_scene = true;
        assert!(next_step(&room, false).contains("name a class"));
        room.classes[1].count = 3;
        assert!(next_step(&room, false).contains("second class"));
        room.classes[2].count = 3;
        assert_eq!(next_step(&room, false), "");
        assert!(next_step(&room, true).contains("record the background again"));
        room.classes[2].on = false;
        assert!(next_step(&room, true).contains("second class"), "one thing after the other");
    }

    #[test]
    fn without_two_recordings_the_report_does_not_pretend_to_know() {
        let mut report = ReportState::default();
        assert!(verdict(&report).contains("cannot know yet"));
        let row = |right, asked| ReportRow {
            name: "Cup".into(),
            asked,
            right,
            wrong: asked - right,
            unknown: 0,
            named: vec![right, asked - right],
        };
        report.rows = vec![row(9, 10), row(6, 10)];
        report.accuracy = Some(0.75);
        assert!(verdict(&report).ends_with("15 of 20 right."));
        report.sure = Some(1.0 / 3.0);
        assert!(verdict(&report).contains("up to 33 of 100 things"));
    }

    #[test]
    fn only_good_figures_say_that_classes_are_told_apart() {
        let advice = vec!["Record the cup once more.".to_owned()];
        let report = |accuracy| ReportState { accuracy, advice: advice.clone(), ..ReportState::default() };
        assert!(taught(&report(None)).starts_with("It answers with your classes now."));
        assert!(taught(&report(Some(0.9))).starts_with("It tells them apart now."));
        assert_eq!(taught(&report(Some(0.1))), advice[0]);
        let without = ReportState { accuracy: Some(0.1), ..ReportState::default() };
        assert!(taught(&without).starts_with("It answers with your classes now."));
    }

    #[test]
    fn a_button_counts_down_what_ends_by_itself() {
        assert_eq!(record(true, None), "Record 5 seconds");
        assert_eq!(record(true, Some(Some(4))), "Recording… 4");
        assert_eq!(record(false, Some(None)), "Recording…");
        assert_eq!(count(&class(1, false, 1)), "1 sample");
        let partly = ClassState { unreadable: 2, ..class(1, false, 9) };
        assert_eq!(count(&partly), "9 samples in 1 recording; this model cannot read 2 of them");
        assert_eq!(relies(&class(1, false, 1)), "known by sight");
        assert_eq!((samples(1), samples(0)), ("1 sample".into(), "0 samples".into()));
    }
}
