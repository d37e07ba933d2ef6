//! `PUT /settings`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, Settings, SettingsInput};
use serde_json::{Value, json};

use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::INSTALLATION,
    store::{AuditEntry, setting},
};

/// Changes what is given and leaves the rest.
///
/// A shorter retention begins to remove what is too old at once, a little at a time.
#[utoipa::path(
    put, path = "/api/v1/settings", tag = "settings", operation_id = "update_settings",
    request_body = SettingsInput,
    responses((status = 200, body = Settings), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<Settings>, Problem> {
    let edit = admin.inventory.edit().await?;
    let before = admin.inventory.settings();
    let after = body::installation(body.0, &before)?;
    setting::put(edit.change(), INSTALLATION, json!(after)).await?;
    let entry = AuditEntry {
        before: audited(&before),
        after: audited(&after),
        ..operator.entry("update", "settings")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(after))
}
