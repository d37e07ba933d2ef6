//! `/alerts/targets`

mod changed;
mod create;
mod list;
mod remove;
mod show;
mod test;
mod update;

pub use create::create;
pub use list::list;
pub use remove::remove;
pub use show::show;
pub use test::test;
pub use update::update;
pub(in crate::http) use {
    create::__path_create, list::__path_list, remove::__path_remove, show::__path_show,
    test::__path_test, update::__path_update,
};

use std::sync::Arc;

use routex_entity::api::AlertTarget;
use uuid::Uuid;

use crate::{
    alerts::Target,
    http::problem::{Code, Problem},
    inventory::Inventory,
    store::{AlertTargetRow, alert_target},
};

/// A target as the API shows it.
fn view(row: &AlertTargetRow) -> AlertTarget {
    AlertTarget {
        id: row.id,
        name: row.name.clone(),
        kind: row.kind,
        origin: row.origin.clone(),
        has_secret: row.has_secret,
        chat_id: row.chat_id.clone(),
        has_proxy: row.has_proxy,
        allow_private_network: row.allow_private_network,
        language: row.language,
        min_severity: row.min_severity,
        kinds: row.kinds.clone(),
        enabled: row.enabled,
        declared: row.declared,
    }
}

async fn all(inventory: &Inventory) -> Result<Vec<AlertTargetRow>, Problem> {
    Ok(alert_target::list(inventory.store()).await?)
}

fn among(rows: &[AlertTargetRow], id: Uuid) -> Result<&AlertTargetRow, Problem> {
    rows.iter()
        .find(|row| row.id == id)
        .ok_or_else(|| Problem::not_found("alert target", id))
}

/// The target with this id, if operators may change it.
fn changeable(rows: &[AlertTargetRow], id: Uuid) -> Result<&AlertTargetRow, Problem> {
    let row = among(rows, id)?;
    if row.declared {
        return Err(Problem::declared("alert target", &row.name));
    }
    Ok(row)
}

/// The target as messages find it.
async fn in_effect(inventory: &Inventory, id: Uuid) -> Result<Arc<Target>, Problem> {
    among(&all(inventory).await?, id)?;
    let alerting = inventory.alerting();
    let mut targets = alerting.targets.iter();
    let target = targets.find(|target| target.id == id).cloned();
    target.ok_or_else(|| {
        Problem::new(
            Code::Conflict,
            "the stored settings of this target cannot be used, the log says why; bring back the master key, or remove the target and make it again",
        )
    })
}
