//! The page: [`capture`] takes, [`app`] decides, [`view`] shows; [`models`] is what the page knows of models.

pub mod app;
pub mod capture;
pub mod models;
pub mod view;
