//! The steps of the tour: what they say, and what they point at.

/// A step of the tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What there is to see.
    pub words: &'static str,
    /// What it points at, as a CSS selector.
    pub points_at: &'static str,
}

/// The steps of the tour.
pub const STEPS: [Step; 5] = [
    Step {
        name: "What it recognises",
        words: "This is the sample clip: digits that are shown and said. The model answers with the digit, and says \
                how sure it is.",
        points_at: ".answer",
    },
    Step {
        name: "What it does not see",
        words: "Picture and sound are cut into small pieces, the patches. Nine tenths of them are hidden from the model \
                now. What it fills in comes from the rest, and from what it has learnt.",
        points_at: ".pictures",
    },
    Step {
        name: "Sound alone",
        words: "The model gets no picture any more. Does it still recognise the digit? Then the sound decides.",
        points_at: "#modality",
    },
    Step {
        name: "What it relied on",
        words: "Here the page leaves out patch after patch, and shows which of them move the answer.",
        points_at: "#relied-on",
    },
    Step {
        name: "Hold a moment",
        words: "Freezing holds the moment, so that every tool works on it in peace. The space key does the same, and \
                goes on.",
        points_at: "#freeze",
    },
];
