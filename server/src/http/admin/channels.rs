//! `/channels`
//!
//! What was entered as a secret is bound to the place that it was entered for: `binding` decides when a change would
//! carry it elsewhere.

mod binding;
mod changed;
mod create;
pub mod credentials;
mod drain;
mod history;
mod list;
mod models;
mod remove;
mod reset;
mod show;
pub(super) mod stored;
mod test;
mod update;
pub(super) mod view;

pub use create::create;
pub use drain::drain;
pub use history::history;
pub use list::list;
pub use models::models;
pub use remove::remove;
pub use reset::reset;
pub use show::show;
pub use test::test;
pub use update::update;
pub(in crate::http) use {
    create::__path_create, drain::__path_drain, history::__path_history, list::__path_list,
    models::__path_models, remove::__path_remove, reset::__path_reset, show::__path_show,
    test::__path_test, update::__path_update,
};

use routex_entity::api::Channel;
use uuid::Uuid;

pub(super) use self::stored::Stored;
use crate::{http::problem::Problem, inventory::Inventory};

/// A channel as it is now.
async fn current(inventory: &Inventory, id: Uuid) -> Result<Channel, Problem> {
    let stored = Stored::find(inventory, id).await?;
    let spec = stored::in_effect(inventory, id);
    let report = inventory.router().inspect(Some(id)).await.pop();
    Ok(view::channel(&stored, spec.as_deref(), report.as_ref()))
}
