//! `POST /channels/{id}/test`

use actix_web::web::{Data, Json};
use routex_entity::api::{ChannelTest, ChannelTestInput, ProblemBody};
use serde_json::Value;

use super::stored::{self, Stored};
use crate::{
    config::body,
    http::{
        admin::Admin,
        extract::{Id, JsonBody, Operator},
        problem::Problem,
        proxy::Proxy,
    },
    upstream::trial::{Ask, trial},
};

/// Sends one small, real request, whatever the channel's state. Counts for no breaker and no client key; a provider
/// that refuses is told with `ok: false`. Takes 30 s at most.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/test", tag = "channels", operation_id = "test_channel",
    params(("id" = Uuid, Path)),
    request_body = ChannelTestInput,
    responses((status = 200, body = ChannelTest), (status = "4XX", body = ProblemBody))
)]
pub async fn test(
    _: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<Json<ChannelTest>, Problem> {
    let input = body::trial(body.0)?;
    let stored = Stored::find(&admin.inventory, id.0).await?;
    let spec = stored::usable(&admin.inventory, id.0)?;
    let credential = stored
        .credential_to_try(&admin.inventory, &spec, input.credential_id)
        .await?;
    let ask = Ask {
        model: input.model,
        dialect: input.dialect,
    };
    Ok(Json(trial(&proxy.clients, &spec, &credential, &ask).await))
}
