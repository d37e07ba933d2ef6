//! `POST /keys/{id}/rotate`

use actix_web::web::{Data, Json};
use anyhow::Context as _;
use routex_entity::api::{NewClientKey, ProblemBody};

use super::{changeable, live_view, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::Problem,
    },
    secret::client_key::{generate, hash, prefix},
    store::{AuditEntry, client_key, client_key::ClientKeyRow},
};

/// Gives a client key a new secret, told only now; the old one opens nothing from then on. Limits go on counting.
#[utoipa::path(
    post, path = "/api/v1/keys/{id}/rotate", tag = "keys", operation_id = "rotate_key",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = NewClientKey), (status = "4XX", body = ProblemBody))
)]
pub async fn rotate(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<Json<NewClientKey>, Problem> {
    let secret = generate().context("make a client key")?;
    let edit = admin.inventory.edit().await?;
    let before = changeable(&admin.inventory, id.0).await?;
    let row = ClientKeyRow {
        hash: hash(secret.expose()),
        prefix: prefix(secret.expose()),
        ..before.clone()
    };
    client_key::put(edit.change(), row.clone()).await?;
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        before: audited(&view(&before, None)),
        after: audited(&view(&row, None)),
        ..operator.entry("rotate", "client_key")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(NewClientKey {
        settings: live_view(&row, &admin.inventory),
        key: secret.expose().to_owned(),
    }))
}
