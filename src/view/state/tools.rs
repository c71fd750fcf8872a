//! The tools.

use super::shown::Shown;
use crate::view::tools::command::Opened;
use tvlt::live::{AttentionMap, AttentionQuery, MatchCurve, OwnMask, ReliedOn, Tools};

/// The tools.
#[derive(Clone, Copy, Default)]
pub struct ToolsState {
    /// What they change about updates.
    pub tools: Shown<Tools>,
    /// Which are open.
    pub opened: Shown<Opened>,
    /// The person's own mask; `None` while the random one is used.
    pub own_mask: Shown<Option<OwnMask>>,
    /// What the answer relied on, as last computed.
    pub relied_on: Shown<Option<ReliedOn>>,
    /// The patch that is asked about.
    pub query: Shown<Option<AttentionQuery>>,
    /// Where it looks, as last computed.
    pub attention: Shown<Option<AttentionMap>>,
    /// The match over shifts, as last computed.
    pub curve: Shown<Option<MatchCurve>>,
    /// What has just been done, in a sentence.
    pub done: Shown<String>,
}

impl ToolsState {
    /// Shows what the tools change, and which are open.
    pub fn show_tools(&self, tools: Tools, opened: Opened) {
        self.tools.set_if_new(tools);
        self.opened.set_if_new(opened);
    }

    /// Shows the person's own mask.
    pub fn show_mask(&self, mask: Option<OwnMask>) {
        self.own_mask.set_if_new(mask);
    }

    /// Shows what the answer relied on.
    pub fn show_relied_on(&self, map: Option<ReliedOn>) {
        self.relied_on.set_if_new(map);
    }

    /// Shows which patch is asked about, and where it looks.
    pub fn show_attention(&self, query: Option<AttentionQuery>, map: Option<AttentionMap>) {
        self.query.set_if_new(query);
        self.attention.set_if_new(map);
    }

    /// Shows the match over shifts.
    pub fn show_curve(&self, curve: Option<MatchCurve>) {
        self.curve.set_if_new(curve);
    }

    /// Shows what has been done.
    pub fn show_done(&self, done: &str) {
        self.done.set_if_new(done.to_owned());
    }
}
