//! `/requests`

mod bodies;
mod list;
mod remove_bodies;
mod show;

pub use bodies::bodies;
pub use list::list;
pub use remove_bodies::remove_bodies;
pub use show::show;
pub(in crate::http) use {
    bodies::__path_bodies, list::__path_list, remove_bodies::__path_remove_bodies,
    show::__path_show,
};

use uuid::Uuid;

use crate::http::problem::{Code, Problem};

/// Nothing is kept of a request, or no more.
fn no_bodies(request: Uuid) -> Problem {
    let detail = format!(
        "no bodies are kept of request {request}: nobody wanted them kept when it came, their time is over, or they are \
         being written; keep_bodies_hours of a client key or a channel turns it on"
    );
    Problem::new(Code::NotFound, detail)
}
