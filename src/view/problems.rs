//! What is broken, by what it is about: a problem with the source never takes the place of one with the model.

/// What a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// No model runs. Another try may help.
    Model,
    /// Something differs from what the address requests, or from what the person chose; the page works all the same.
    Wishes,
    /// Camera, microphone or file.
    Source,
}

/// The problems of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    model: Option<NoModel>,
    wishes: Vec<String>,
    source: Option<String>,
}

/// Why no model runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NoModel {
    /// What happened and what to do.
    why: String,
    /// Whether the person has dismissed the sentence.
    dismissed: bool,
}

impl Problems {
    /// No model runs; `why` says what happened and what to do.
    pub fn no_model(&mut self, why: String) {
        self.model = Some(NoModel { why, dismissed: false });
    }

    /// A model is being loaded.
    pub fn model_loads(&mut self) {
        self.model = None;
    }

    /// Another model was chosen, or the same one is tried again: what was said of the last try no longer holds.
    pub fn settle_model(&mut self) {
        self.model = None;
        self.wishes.clear();
    }

    /// Adds a sentence about something that differs from a wish. One that is shown already is not added again.
    pub fn remark(&mut self, sentence: String) {
        if !self.wishes.contains(&sentence) {
            self.wishes.push(sentence);
        }
    }

    /// Something is wrong with the source.
    pub fn source_fails(&mut self, why: String) {
        self.source = Some(why);
    }

    /// Another source is tried, or none.
    pub fn settle_source(&mut self) {
        self.source = None;
    }

    /// The person has dismissed the sentence about this. A model runs no more than before.
    pub fn dismiss(&mut self, about: About) {
        match about {
            About::Model => {
                if let Some(model) = &mut self.model {
                    model.dismissed = true;
                }
            }
            About::Wishes => self.wishes.clear(),
            About::Source => self.source = None,
        }
    }

    /// Whether no model runs, and none is being loaded.
    pub fn lacks_model(&self) -> bool {
        self.model.is_some()
    }

    /// Whether no model runs and the person has dismissed the sentence that says why.
    pub fn is_dismissed(&self) -> bool {
        self.model.as_ref().is_some_and(|model| model.dismissed)
    }

    /// What to say about this; empty where there is nothing to say.
    pub fn words(&self, about: About) -> String {
        match about {
            About::Model => {
                let shown = self.model.as_ref().filter(|model| !model.dismissed);
                shown.map(|model| model.why.clone()).unwrap_or_default()
            }
            About::Wishes => self.wishes.join(" "),
            About::Source => self.source.clone().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::About::{Model, Source, Wishes};
    use super::*;

    fn without_model() -> Problems {
        let mut problems = Problems::default();
        problems.no_model("The weights did not come.".into());
        problems
    }

    #[test]
    fn a_problem_of_the_source_leaves_that_of_the_model() {
        let mut problems = without_model();
        problems.source_fails("This is no video.".into());
        assert_eq!(problems.words(Model), "The weights did not come.");
        assert_eq!(problems.words(Source), "This is no video.");
        problems.settle_source();
        assert_eq!((problems.words(Source), problems.lacks_model()), (String::new(), true));
        assert_eq!(problems.words(Model), "The weights did not come.");
    }

    #[test]
    fn what_is_dismissed_is_not_said_but_no_model_runs_all_the_same() {
        let mut problems = without_model();
        problems.source_fails("This is no video.".into());
        assert!(!problems.is_dismissed());
        problems.dismiss(Source);
        assert_eq!((problems.words(Source).as_str(), problems.is_dismissed()), ("", false));
        problems.dismiss(Model);
        assert_eq!(problems.words(Model), "");
        assert!(problems.lacks_model() && problems.is_dismissed());
        problems.no_model("It failed again.".into());
        assert_eq!((problems.words(Model).as_str(), problems.is_dismissed()), ("It failed again.", false));
    }

    #[test]
    fn a_model_that_is_loaded_settles_its_own_problem_alone() {
        let mut problems = without_model();
        problems.source_fails("This is no video.".into());
        problems.remark("There is no WebGPU.".into());
        problems.model_loads();
        assert!(!problems.lacks_model());
        assert_eq!(
            (problems.words(Source).as_str(), problems.words(Wishes).as_str()),
            ("This is no video.", "There is no WebGPU.")
        );
        problems.settle_model();
        assert_eq!(
            (problems.words(Source).as_str(), problems.words(Wishes).as_str()),
            ("This is no video.", "")
        );
    }

    #[test]
    fn remarks_are_said_once_each_and_keep_the_other_try() {
        let mut problems = without_model();
        for sentence in ["There is no WebGPU.", "There is no such model.", "There is no WebGPU."] {
            problems.remark(sentence.into());
        }
        assert_eq!(problems.words(Wishes), "There is no WebGPU. There is no such model.");
        assert!(problems.lacks_model());
        problems.dismiss(Wishes);
        assert_eq!((problems.words(Wishes).as_str(), problems.lacks_model()), ("", true));
    }
}
