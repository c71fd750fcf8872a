//! The page's module.

fn main() {}
