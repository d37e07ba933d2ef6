//! `DELETE /channels/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;
use uuid::Uuid;

use super::{
    credentials::take_back::Tokens,
    stored::{self, Stored},
    view::{Shown, audited},
};
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::Inventory,
    router::table::Place,
    store::{AuditEntry, alias, channel},
};

/// Removes a channel with its credentials. Requests in flight go on. Providers of its accounts are asked to take back their tokens,
/// where they have a place for that.
#[utoipa::path(
    delete, path = "/api/v1/channels/{id}", tag = "channels", operation_id = "remove_channel",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let before = Stored::changeable(inventory, id.0).await?;
    let aliases = aliases_to(inventory, id.0).await?;
    if !aliases.is_empty() {
        let detail = format!(
            "channel \"{}\" is a target of: {}; change these aliases first",
            before.row.name,
            aliases.join(", ")
        );
        return Err(Problem::new(Code::Conflict, detail));
    }
    let spec = stored::in_effect(inventory, id.0);
    let shown = spec.as_deref().map(Shown::from).unwrap_or_default();
    let ids = before.credentials.iter().map(|row| row.id);
    let tokens = Tokens::of(inventory, id.0, ids).await?;
    channel::delete(edit.change(), id.0).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&before, &shown),
        ..operator.entry("delete", "channel")
    };
    edit.commit(vec![entry]).await?;
    if let Some(tokens) = tokens {
        tokens.take_back(proxy);
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Names of the aliases that lead to the channel itself; those that lead to its tags do not depend on it.
async fn aliases_to(inventory: &Inventory, id: Uuid) -> Result<Vec<String>, Problem> {
    let aliases = alias::list(inventory.store()).await?;
    let leading = aliases.into_iter().filter(|row| {
        let mut targets = row.alias.targets.iter();
        targets.any(|target| target.place == Place::Channel(id))
    });
    Ok(leading.map(|row| row.alias.name).collect())
}
