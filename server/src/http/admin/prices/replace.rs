//! `PUT /prices`

use actix_web::web::{Data, Json};
use routex_entity::api::{Page, Price, PriceOverrides, ProblemBody};
use serde_json::Value;

use super::view;
use crate::{
    config::{PriceDecl, body},
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::prices::{self, own},
    store::AuditEntry,
};

/// Sets the operator's prices, all of them; what is left out costs again what it costs by the catalogue. They hold for
/// requests that end from now on; `/prices/recompute` brings earlier ones in line.
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
    refuse_strangers(&admin, &wanted)?;
    let before = admin.inventory.prices().load().own();
    let entry = AuditEntry {
        before: audited(&own(before)),
        after: audited(&own(wanted.clone())),
        ..operator.entry("update", "prices")
    };
    prices::put(edit.change(), wanted).await?;
    edit.commit(vec![entry]).await?;
    Ok(Json(view(&admin.inventory.prices().load())))
}

/// A price for a channel that does not exist is a slip of the pen.
fn refuse_strangers(admin: &Admin, wanted: &[PriceDecl]) -> Result<(), Problem> {
    let table = admin.inventory.router().table();
    let exists = |name: &str| table.channels.iter().any(|channel| channel.name == name);
    let stranger = wanted.iter().enumerate().find_map(|(index, own)| {
        let name = own.channel.as_deref().filter(|name| !exists(name))?;
        Some((index, name.to_owned()))
    });
    match stranger {
        Some((index, name)) => Err(Problem::field(
            format!("items[{index}].channel"),
            format!("there is no channel \"{name}\"; list them to see what there is"),
        )),
        None => Ok(()),
    }
}
