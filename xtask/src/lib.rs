//! What the project's own commands share: where things are, running other programs, getting tools, building and
//! serving the site.

pub mod project;
pub mod serve;
pub mod setup;
pub mod shell;
pub mod site;
pub mod tally;
