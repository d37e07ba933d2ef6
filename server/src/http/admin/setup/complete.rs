//! `POST /setup`

use actix_web::{HttpRequest, HttpResponse, web::Data};
use routex_entity::api::{ProblemBody, SetupDone, SetupInput};
use serde_json::Value;

use super::admit;
use crate::{
    config::body,
    http::{admin::Admin, extract::JsonBody, peer, problem::Problem},
    operator::setup::{self, By, Wanted},
};

/// Makes the first channel, the strategy, the first client key and the first user, all or nothing. Works once.
#[utoipa::path(
    post, path = "/api/v1/setup", tag = "setup", operation_id = "complete_setup", security(()),
    request_body = SetupInput,
    responses((status = 201, body = SetupDone), (status = "4XX", body = ProblemBody))
)]
pub async fn complete(
    request: HttpRequest,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &admin, &body.0).await?;
    let config = admin.inventory.config();
    let sent = body::setup(body.0, config.routing.total_timeout)?;
    let wanted = Wanted {
        channel: sent.channel,
        strategy: sent.strategy,
        username: sent.admin.username,
        password_hash: admin.entrance.passwords.hash(sent.admin.password).await?,
        needs_channel: true,
        needs_client_key: config.server.require_client_key,
    };
    let by = By {
        actor: "setup",
        address: peer::address(&request).to_string(),
    };
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let (made, entries) = setup::complete(
        edit.change(),
        inventory.store(),
        inventory.master_key(),
        wanted,
        by,
    )
    .await?;
    edit.commit(entries).await?;
    tracing::info!(username = made.username, "setup completed");
    Ok(HttpResponse::Created().json(made))
}
