//! `GET /prices`

use actix_web::web::{Data, Json};
use routex_entity::api::{Page, Price, PriceSource, ProblemBody};

use super::view;
use crate::http::{
    admin::Admin,
    extract::{Operator, Query},
    problem::Problem,
};

/// Every price in effect: the operator's, then those of the catalogue by provider and model.
#[utoipa::path(
    get, path = "/api/v1/prices", tag = "prices", operation_id = "list_prices",
    params(
        ("model" = Option<String>, Query, description = "models with this text in their names"),
        ("provider" = Option<String>, Query, description = "those of this provider"),
        ("source" = Option<PriceSource>, Query, description = "shipped, refreshed or operator"),
    ),
    responses((status = 200, body = Page<Price>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(
    _: Operator,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<Json<Page<Price>>, Problem> {
    let model = query.optional::<String>("model");
    let provider = query.optional::<String>("provider");
    let source = query.read("source", |name| match name {
        "shipped" => Ok(PriceSource::Shipped),
        "refreshed" => Ok(PriceSource::Refreshed),
        "operator" => Ok(PriceSource::Operator),
        other => Err(format!(
            "expected shipped, refreshed or operator; found {other:?}"
        )),
    });
    query.finish()?;
    let model = model.map(|text| text.to_lowercase());
    let mut page = view(&admin.inventory.prices().load());
    page.items.retain(|price| {
        let named = |text: &String| price.price.model.to_lowercase().contains(text);
        model.as_ref().is_none_or(named)
            && (provider.is_none() || provider == price.provider)
            && source.is_none_or(|source| price.source == source)
    });
    Ok(Json(page))
}
