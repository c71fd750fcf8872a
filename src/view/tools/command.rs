//! The person's commands about the tools.

use tvlt::live::{AttentionQuery, OwnMask, Senses};

/// The person's commands about the tools.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolsCommand {
    /// Hold the present moment, or go on.
    Freeze(bool),
    /// Save the present moment: as a picture of the page's answer, as the picture itself, and as its sound.
    SaveMoment,
    /// Let the model have these senses.
    Senses(Senses),
    /// Hide these patches; `None` goes back to the random mask.
    Mask(Option<OwnMask>),
    /// Recognise without the hidden patches as well, or not.
    Blind(bool),
    /// Shift the sound, in milliseconds; see [`tvlt::live::Tools::shift_ms`].
    Shift(i32),
    /// Use a sound of ten seconds ago, or the present one.
    OtherSound(bool),
    /// Open or close a tool that costs something.
    Open(Tool, bool),
    /// Ask where a patch looks; `None` asks nothing.
    Attention(Option<AttentionQuery>),
    /// See a marked moment again, by its number; `None` goes back to the present.
    See(Option<u32>),
    /// Go from a marked moment to teaching it.
    TeachMoment(u32),
    /// Save the surprise over time as numbers.
    SurpriseNumbers,
    /// Save the surprise over time as a picture.
    SurprisePicture,
    /// Compare the answers of WebGPU and CPU to the known input again.
    CheckAgain,
    /// Take the tour, from this step on; `None` ends it.
    Tour(Option<usize>),
}

/// The tools that cost something while they are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// What the answer relied on.
    ReliedOn,
    /// What a patch looked at.
    Attention,
    /// The match over shifts.
    Delay,
    /// Surprise over time.
    Surprise,
    /// Freezing, masks and senses, which cost nothing but the memory of the last seconds.
    Hands,
}

/// Which tools are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opened {
    /// What the answer relied on.
    pub relied_on: bool,
    /// What a patch looked at.
    pub attention: bool,
    /// The match over shifts.
    pub delay: bool,
    /// Surprise over time.
    pub surprise: bool,
    /// Freezing, masks and senses.
    pub hands: bool,
}

impl Opened {
    /// With this tool opened or closed.
    pub fn with(mut self, tool: Tool, open: bool) -> Self {
        *match tool {
            Tool::ReliedOn => &mut self.relied_on,
            Tool::Attention => &mut self.attention,
            Tool::Delay => &mut self.delay,
            Tool::Surprise => &mut self.surprise,
            Tool::Hands => &mut self.hands,
        } = open;
        self
    }

    /// Whether any tool is open.
    pub fn any(self) -> bool {
        self != Self::default()
    }
}
