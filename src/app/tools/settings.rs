//! What the tools change about updates.

use crate::view::tools::command::{Opened, ToolsCommand};
use tvlt::live::{OwnMask, Tools};

/// What the tools change about updates, and which of them are open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToolSettings {
    tools: Tools,
    opened: Opened,
    mask: Option<OwnMask>,
}

impl ToolSettings {
    /// What the tools change about updates.
    pub fn tools(&self) -> Tools {
        let opened = self.opened;
        Tools { surprise: opened.surprise, keep: opened.any(), own_mask: self.mask.is_some(), ..self.tools }
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
            ToolsCommand::Freeze(held) => self.tools.held = *held,
            ToolsCommand::Senses(senses) => self.tools.senses = *senses,
            ToolsCommand::Mask(mask) => self.mask.clone_from(mask),
            ToolsCommand::Blind(blinded) => self.tools.blinded = *blinded,
            ToolsCommand::Shift(shift_ms) => self.tools.shift_ms = (*shift_ms).clamp(-1000, 1000),
            ToolsCommand::OtherSound(other) => self.tools.other_sound = *other,
            ToolsCommand::Open(tool, open) => self.opened = self.opened.with(*tool, *open),
            _ => return false,
        }
        true
    }
}
