//! The dashboard of Routex: a single-page app that speaks to the admin API with the types of `routex-entity`.
//!
//! `app` puts the page together; `pages` has a folder a page; `components` is what pages share; `api`, `live` and `session`
//! are the ways to the server; `i18n` and `format` turn what it tells into what people read. What decides something is pure
//! and tested natively; what touches the browser is thin.
//!
//! It is built once and split: pages that are not opened first are loaded when they are wanted (`pages/parts`).

pub mod api;
mod app;
mod browser;
mod components;
mod format;
mod i18n;
mod live;
mod models;
mod pages;
mod preset;
mod route;
mod session;
mod shell;
mod snippets;
mod theme;
mod words;

#[cfg(test)]
mod testing;

pub use app::App;
