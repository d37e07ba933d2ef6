//! `POST /alerts/targets/{id}/test`

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::api::{AlertTargetTest, ProblemBody};
use uuid::Uuid;

use super::in_effect;
use crate::{
    alerts::{Message, post},
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::Problem,
        proxy::Proxy,
    },
};

/// Sends a test message once, also to a target that is switched off, and tells how it was taken. Takes 10 s at most.
#[utoipa::path(
    post, path = "/api/v1/alerts/targets/{id}/test", tag = "alerts", operation_id = "test_alert_target",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = AlertTargetTest), (status = "4XX", body = ProblemBody))
)]
pub async fn test(
    _: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
) -> Result<Json<AlertTargetTest>, Problem> {
    let target = in_effect(&admin.inventory, id.0).await?;
    let instance = admin.inventory.settings().instance_name;
    let message = Message::test(Uuid::now_v7(), Utc::now());
    let tried = post(&proxy.clients, &target, &message, Uuid::now_v7(), &instance);
    Ok(Json(tried.await.into()))
}
