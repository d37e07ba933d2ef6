//! `POST /channels`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{Channel, ChannelInput, ProblemBody};
use serde_json::Value;

use super::{
    current,
    stored::Stored,
    view::{Shown, audited},
};
use crate::{
    config::body,
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::new_channel,
    store::{AuditEntry, channel, credential},
};

/// Makes a channel with its credentials. It serves from now on.
#[utoipa::path(
    post, path = "/api/v1/channels", tag = "channels", operation_id = "create_channel",
    request_body = ChannelInput,
    responses((status = 201, body = Channel), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let total_timeout = inventory.router().table().settings.total_timeout;
    let decl = body::channel(body.0, total_timeout)?;
    let others = channel::list(inventory.store()).await?;
    if others.iter().any(|row| row.name == decl.name) {
        return Err(Problem::name_taken("channel", &decl.name));
    }
    let (row, credentials) =
        new_channel(&decl, inventory.master_key()).map_err(anyhow::Error::from)?;
    let id = row.id;
    channel::put(edit.change(), row.clone()).await?;
    for credential in credentials.clone() {
        credential::put(edit.change(), credential).await?;
    }
    let made = Stored { row, credentials };
    let entry = AuditEntry {
        resource_id: Some(id.to_string()),
        after: audited(&made, &Shown::from(&decl)),
        ..operator.entry("create", "channel")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(current(inventory, id).await?))
}
