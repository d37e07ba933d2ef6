//! `GET /channels/{id}/credentials`

use actix_web::web::{Data, Json};
use routex_entity::api::{Credential, Page, ProblemBody};

use super::{Stored, view};
use crate::http::{
    admin::Admin,
    extract::{Id, Operator},
    problem::Problem,
};

/// The credentials of a channel, oldest first, with what is known of them now.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}/credentials", tag = "credentials", operation_id = "list_credentials",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Page<Credential>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(
    _: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<Json<Page<Credential>>, Problem> {
    let stored = Stored::find(&admin.inventory, id.0).await?;
    let report = admin.inventory.router().inspect(Some(id.0)).await.pop();
    let rows = stored.credentials.iter();
    let items = rows.map(|row| view::credential(row, report.as_ref()));
    Ok(Json(Page::whole(items.collect())))
}
