//! Shared by the project's commands: paths, running other programs, installing tools, building and serving the
//! site.

pub mod project;
pub mod serve;
pub mod setup;
pub mod shell;
pub mod site;
pub mod tally;
