//! `GET /channels`

use actix_web::web::{Data, Json};
use routex_entity::api::{Channel, Page, ProblemBody};

use super::{stored::Stored, view};
use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// Every channel, by name, with what is known of it now.
#[utoipa::path(
    get, path = "/api/v1/channels", tag = "channels", operation_id = "list_channels",
    responses((status = 200, body = Page<Channel>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<Channel>>, Problem> {
    let stored = Stored::all(&admin.inventory).await?;
    let table = admin.inventory.router().table();
    let reports = admin.inventory.router().inspect(None).await;
    let items = stored.iter().map(|stored| {
        let id = stored.row.id;
        let spec = table.channels.iter().find(|spec| spec.id == id);
        let report = reports.iter().find(|report| report.channel == id);
        view::channel(stored, spec.map(|spec| &**spec), report)
    });
    Ok(Json(Page::whole(items.collect())))
}
