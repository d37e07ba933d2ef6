//! `DELETE /routing`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;
use serde_json::Map;

use super::{InEffect, fits_channels, in_effect, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::Operator,
        problem::Problem,
    },
    inventory::routing::SETTING,
    store::{AuditEntry, setting},
};

/// Returns to the routing behaviour of the configuration file.
#[utoipa::path(
    delete, path = "/api/v1/routing", tag = "routing", operation_id = "reset_routing",
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn reset(operator: Operator, admin: Data<Admin>) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let before = in_effect(inventory).await?;
    let settings = inventory.config().routing_settings();
    fits_channels(inventory, settings.total_timeout).await?;
    setting::delete(edit.change(), SETTING).await?;
    let after = InEffect {
        stored: Map::new(),
        settings,
    };
    let entry = AuditEntry {
        before: audited(&view(&before)),
        after: audited(&view(&after)),
        ..operator.entry("delete", "routing")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
