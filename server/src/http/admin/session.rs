//! `/session`: signing in and out, and who is calling.

mod create;
mod password;
mod remove;
mod show;

pub use create::create;
pub use password::password;
pub use remove::remove;
pub use show::show;
pub(in crate::http) use {
    create::__path_create, password::__path_password, remove::__path_remove, show::__path_show,
};

use crate::http::problem::{Code, Problem};

/// A call about a browser's session came with a token.
fn not_a_session() -> Problem {
    Problem::new(
        Code::Conflict,
        "this call came with an admin token, which has neither session nor password; sign in as a user",
    )
}
