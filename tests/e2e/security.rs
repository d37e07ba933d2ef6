//! The security checklist, a test a line.

mod callers;
mod classes;
mod headers;
mod keys;
mod limits;
mod logs;
mod matrix;
mod pages;
mod routes;
mod state;
