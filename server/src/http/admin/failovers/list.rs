//! `GET /failovers`

use actix_web::web::{Data, Json};
use routex_entity::api::{FailoverEvent, Page, ProblemBody};

use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// The latest requests that went on elsewhere than where they were tried first: at most 50 since Routex started, the
/// newest first. The log of requests has all of them.
#[utoipa::path(
    get, path = "/api/v1/failovers", tag = "requests", operation_id = "list_failovers",
    responses((status = 200, body = Page<FailoverEvent>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<FailoverEvent>>, Problem> {
    Ok(Json(Page::whole(admin.events.failovers())))
}
