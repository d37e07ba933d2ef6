//! What Chat and Responses share, since OpenAI speaks both.

mod account;
mod file;
mod model;
mod schema;

pub(crate) use account::{fit_user, tier};
pub(crate) use file::file_name;
pub(crate) use model::Reasoner;
pub(crate) use schema::{is_object, is_strict};
