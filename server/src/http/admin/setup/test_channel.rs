//! `POST /setup/test-channel`

use actix_web::{
    HttpRequest,
    web::{Data, Json},
};
use routex_entity::api::{ChannelTest, ProblemBody, SetupTestInput};
use serde_json::Value;

use super::admit;
use crate::{
    config::body,
    http::{admin::Admin, extract::JsonBody, problem::Problem, proxy::Proxy},
    inventory::unsaved_channel,
    upstream::trial::{Ask, trial},
};

/// Sends one small, real request to a channel before it is made. A provider that refuses is told with `ok: false`.
/// Takes 30 s at most.
#[utoipa::path(
    post, path = "/api/v1/setup/test-channel", tag = "setup", operation_id = "test_first_channel", security(()),
    request_body = SetupTestInput,
    responses((status = 200, body = ChannelTest), (status = "4XX", body = ProblemBody))
)]
pub async fn test_channel(
    request: HttpRequest,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<Json<ChannelTest>, Problem> {
    admit(&request, &admin, &body.0).await?;
    let total_timeout = admin.inventory.config().routing.total_timeout;
    let sent = body::setup_trial(body.0, total_timeout)?;
    let spec = unsaved_channel(&sent.channel);
    let Some(credential) = spec.credentials.first() else {
        let message = "is empty; a channel is tried with a key";
        return Err(Problem::field("channel.api_keys", message));
    };
    let ask = Ask {
        model: sent.model,
        dialect: None,
    };
    Ok(Json(trial(&proxy.clients, &spec, credential, &ask).await))
}
