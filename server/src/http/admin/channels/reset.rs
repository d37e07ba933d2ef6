//! `POST /channels/{id}/breaker/reset`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::stored::{self, Stored};
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::{Code, Problem},
    },
    store::AuditEntry,
};

/// Closes the channel's breakers and ends suspensions and cooldowns of its credentials: the trouble is over.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/breaker/reset", tag = "channels", operation_id = "reset_breaker",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn reset(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    Stored::find(inventory, id.0).await?;
    stored::usable(inventory, id.0)?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        ..operator.entry("reset_breaker", "channel")
    };
    if !inventory.router().reset(id.0).await {
        let detail = "the channel is being respawned after a defect; try again in a second";
        return Err(Problem::new(Code::Conflict, detail));
    }
    inventory.edit().await?.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
