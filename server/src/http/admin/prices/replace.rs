//! `PUT /prices`

use actix_web::web::{Data, Json};
use routex_entity::api::{Page, Price, PriceOverrides, ProblemBody};
use serde_json::Value;

use super::view;
use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::prices::{self, own},
    store::AuditEntry,
    usage::pricing::PriceList,
};

/// Sets the operator's prices, all of them; what is left out costs again what it costs by the shipped list. They hold
/// for requests that end from now on.
#[utoipa::path(
    put, path = "/api/v1/prices", tag = "prices", operation_id = "replace_prices",
    request_body = PriceOverrides,
    responses((status = 200, body = Page<Price>), (status = "4XX", body = ProblemBody))
)]
pub async fn replace(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<Page<Price>>, Problem> {
    let wanted = body::prices(body.0)?;
    let edit = admin.inventory.edit().await?;
    let entry = AuditEntry {
        before: audited(&own(&admin.inventory.prices().load())),
        after: audited(&own(&PriceList::with(wanted.clone()))),
        ..operator.entry("update", "prices")
    };
    prices::put(edit.change(), wanted).await?;
    edit.commit(vec![entry]).await?;
    Ok(Json(view(&admin.inventory.prices().load())))
}
