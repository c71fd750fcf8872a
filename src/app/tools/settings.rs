//! What the tools change about updates.

use crate::view::tools::command::{Opened, Tool, ToolsCommand};
use tvlt::live::{OwnMask, Tools};

/// What the tools change about updates, and which of them are open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToolSettings {
    tools: Tools,
    opened: Opened,
    mask: Option<OwnMask>,
    /// Whether a source runs: a moment can be held or saved at any time then, so its past is kept.
    runs: bool,
}

impl ToolSettings {
    /// What the tools change about updates.
    pub fn tools(&self) -> Tools {
        let opened = self.opened;
        let keep = self.runs || opened.any();
        Tools { surprise: opened.surprise, keep, own_mask: self.mask.is_some(), ..self.tools }
    }

    /// Which tools are open.
    pub fn opened(&self) -> Opened {
        self.opened
    }

    /// The person's own mask.
    pub fn mask(&self) -> Option<&OwnMask> {
        self.mask.as_ref()
    }

    /// Follows a command. Returns whether it concerned the settings.
    pub fn obey(&mut self, command: &ToolsCommand) -> bool {
        match command {
            // Without a source there is no moment to hold.
            ToolsCommand::Freeze(held) => self.tools.held = *held && self.runs,
            ToolsCommand::Senses(senses) => self.tools.senses = *senses,
            ToolsCommand::Mask(mask) => self.mask.clone_from(mask),
            ToolsCommand::Blind(blinded) => self.tools.blinded = *blinded,
            ToolsCommand::Shift(shift_ms) => self.tools.shift_ms = (*shift_ms).clamp(-1000, 1000),
            ToolsCommand::OtherSound(other) => self.tools.other_sound = *other,
            ToolsCommand::Open(tool, open) => {
                self.opened = self.opened.with(*tool, *open);
                // A shift that cannot be seen would be a riddle.
                if (*tool, *open) == (Tool::Delay, false) {
                    (self.tools.shift_ms, self.tools.other_sound) = (0, false);
                }
                // So would an answer from a part of what the person sees.
                if (*tool, *open) == (Tool::Hands, false) {
                    self.tools.blinded = false;
                }
            }
            _ => return false,
        }
        true
    }

    /// Whether the sound is not the one that belongs to the picture's time.
    pub fn is_shifted(&self) -> bool {
        self.tools.shift_ms != 0 || self.tools.other_sound
    }

    /// A source runs, or none does, which lets go of the moment.
    pub fn source_runs(&mut self, runs: bool) {
        self.runs = runs;
        if !runs {
            self.let_go();
        }
    }

    /// Lets go of the moment. Returns whether it was held.
    pub fn let_go(&mut self) -> bool {
        std::mem::take(&mut self.tools.held)
    }

    /// Another model is loaded: the moment is let go, and the person's own mask does not fit it.
    pub fn unload(&mut self) {
        self.let_go();
        self.mask = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tvlt::live::Senses;

    fn running() -> ToolSettings {
        let mut settings = ToolSettings::default();
        settings.source_runs(true);
        settings
    }

    #[test]
    fn a_moment_is_held_only_while_a_source_runs() {
        let mut settings = ToolSettings::default();
        assert!(settings.obey(&ToolsCommand::Freeze(true)));
        assert!(!settings.tools().held && !settings.tools().keep, "there is nothing to hold, nor to keep");
        settings.source_runs(true);
        assert!(settings.tools().keep);
        settings.obey(&ToolsCommand::Freeze(true));
        assert!(settings.tools().held);
        settings.source_runs(false);
        assert!(!settings.tools().held && !settings.let_go());
    }

    #[test]
    fn closing_the_delay_puts_the_sound_back() {
        let mut settings = running();
        settings.obey(&ToolsCommand::Open(Tool::Delay, true));
        settings.obey(&ToolsCommand::Shift(2500));
        settings.obey(&ToolsCommand::OtherSound(true));
        assert_eq!((settings.tools().shift_ms, settings.is_shifted()), (1000, true));
        settings.obey(&ToolsCommand::Open(Tool::ReliedOn, false));
        assert!(settings.is_shifted(), "another tool's fold");
        settings.obey(&ToolsCommand::Open(Tool::Delay, false));
        assert!(!settings.is_shifted() && !settings.opened().any());
    }

    #[test]
    fn another_model_keeps_the_senses_and_no_mask() {
        let mut settings = running();
        settings.obey(&ToolsCommand::Senses(Senses::Sight));
        settings.obey(&ToolsCommand::Mask(Some(OwnMask::default())));
        settings.obey(&ToolsCommand::Freeze(true));
        assert!(settings.tools().own_mask);
        settings.unload();
        let tools = settings.tools();
        assert_eq!((tools.senses, tools.own_mask, tools.held), (Senses::Sight, false, false));
        assert!(tools.keep, "the source runs on");
    }
}
