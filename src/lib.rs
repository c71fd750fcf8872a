//! The page: [`capture`] takes pictures and sound, [`app`] decides, [`view`] shows; [`models`] describes the models on
//! offer.

pub mod app;
pub mod capture;
pub mod models;
pub mod view;
