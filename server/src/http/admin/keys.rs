//! `/keys`

mod create;
mod list;
mod remove;
mod rotate;
mod show;
mod update;

pub use create::create;
pub use list::list;
pub use remove::remove;
pub use rotate::rotate;
pub use show::show;
pub use update::update;
pub(in crate::http) use {
    create::__path_create, list::__path_list, remove::__path_remove, rotate::__path_rotate,
    show::__path_show, update::__path_update,
};

use routex_entity::api::{BudgetStanding, ClientKey, Usd, time};
use uuid::Uuid;

use crate::{
    http::{
        keys::{Allowance, Standing},
        problem::{Code, Problem},
    },
    inventory::Inventory,
    secret::{
        Secret,
        client_key::{hash, prefix},
    },
    store::client_key::{self, ClientKeyRow},
};

/// A key as the API shows it. `counted`: `None` for one that has not counted anything.
fn view(row: &ClientKeyRow, counted: Option<&Allowance>) -> ClientKey {
    let now_ms = chrono::Utc::now().timestamp_millis();
    let standings = counted.map(|allowance| allowance.standings(now_ms));
    let standings = standings.unwrap_or_default();
    let budgets = row.budgets.iter().map(|budget| {
        let standing = standings
            .iter()
            .find(|standing| standing.budget.window == budget.window);
        let spent = standing.map_or(0, |standing| standing.spent);
        let reserved = standing.map_or(0, |standing| standing.reserved);
        let resets_at_ms = standing.and_then(|standing: &Standing| standing.resets_at_ms);
        BudgetStanding {
            window: budget.window,
            usd: Usd::from_nanos(budget.nano_usd),
            spent_usd: Usd::from_nanos(spent),
            reserved_usd: Usd::from_nanos(reserved),
            resets_at: resets_at_ms.map(time),
        }
    });
    let first = row.budgets.first();
    ClientKey {
        id: row.id,
        name: row.name.clone(),
        prefix: row.prefix.clone(),
        models: row.models.clone(),
        tags: row.tags.clone(),
        rpm: row.rpm,
        tpm: row.tpm,
        max_concurrency: row.max_concurrency,
        budgets: budgets.collect(),
        budget_usd: Usd::from_nanos(first.map_or(0, |budget| budget.nano_usd)),
        budget_window: first.map(|budget| budget.window),
        allowed_ips: row.allowed_ips.clone(),
        queue_ms: row.queue_ms,
        keep_bodies_hours: row.keep_bodies_hours,
        allow_unpriced: row.allow_unpriced,
        enabled: row.enabled,
        expires_at: row.expires_at_ms.map(time),
        created_at: row.created_at_ms.map(time),
        declared: row.declared,
    }
}

/// The same with what the key counts at this moment.
fn live_view(row: &ClientKeyRow, inventory: &Inventory) -> ClientKey {
    let keys = inventory.keys();
    view(row, keys.allowances().get(row.name.as_str()).copied())
}

async fn find(inventory: &Inventory, id: Uuid) -> Result<ClientKeyRow, Problem> {
    let rows = client_key::list(inventory.store()).await?;
    rows.into_iter()
        .find(|row| row.id == id)
        .ok_or_else(|| Problem::not_found("client key", id))
}

/// The key with this id, if operators may change it.
async fn changeable(inventory: &Inventory, id: Uuid) -> Result<ClientKeyRow, Problem> {
    let row = find(inventory, id).await?;
    if row.declared {
        return Err(Problem::declared("client key", &row.name));
    }
    Ok(row)
}

/// Hash and displayed beginning of a secret that no other key has.
fn stored_form(secret: &Secret, rows: &[ClientKeyRow]) -> Result<(String, String), Problem> {
    let hash = hash(secret.expose());
    if rows.iter().any(|row| row.hash == hash) {
        let detail = "key: is the secret of another client key; make a new one, or leave it out";
        return Err(Problem::new(Code::Conflict, detail));
    }
    Ok((hash, prefix(secret.expose())))
}
