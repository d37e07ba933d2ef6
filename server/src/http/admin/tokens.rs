//! `/tokens`: bearers for automation.

mod create;
mod list;
mod remove;

pub use create::create;
pub use list::list;
pub use remove::remove;
pub(in crate::http) use {create::__path_create, list::__path_list, remove::__path_remove};

use routex_entity::api::{AdminToken, time};

use crate::store::admin_token::AdminTokenRow;

/// A token as the API shows it.
fn view(row: &AdminTokenRow) -> AdminToken {
    AdminToken {
        id: row.id,
        name: row.name.clone(),
        prefix: row.prefix.clone(),
        created_at: time(row.created_at_ms),
        expires_at: row.expires_at_ms.map(time),
        declared: row.declared,
    }
}
