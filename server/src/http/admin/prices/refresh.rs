//! `POST /prices/refresh`

use std::sync::Arc;

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::api::{PriceRefresh, PriceRefreshed, ProblemBody};
use serde_json::{Value, json};

use super::fetch::fetch;
use crate::{
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    inventory::prices,
    store::AuditEntry,
    usage::pricing::{
        Catalogue,
        catalogue::compare::{Difference, compare},
    },
};

/// Takes a newer catalogue of prices, from a URL or as sent, in Routex' own format or that of genai-prices; or goes back
/// to the one that came with Routex. With `dry_run` it only tells what would change. Prices that the operator set stay.
#[utoipa::path(
    post, path = "/api/v1/prices/refresh", tag = "prices", operation_id = "refresh_prices",
    request_body = PriceRefresh,
    responses((status = 200, body = PriceRefreshed), (status = "4XX", body = ProblemBody))
)]
pub async fn refresh(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    body: JsonBody<Value>,
) -> Result<Json<PriceRefreshed>, Problem> {
    let wanted = wanted(body.0)?;
    let (catalogue, text) = match (&wanted.url, &wanted.catalogue) {
        (Some(url), None) => loaded(&fetch(&proxy.clients, url).await?)?,
        (None, Some(sent)) => loaded(&sent.to_string())?,
        _ => (Catalogue::shipped(), None),
    };
    let known = Arc::clone(admin.inventory.prices().load().catalogue());
    let difference = compare(&known, &catalogue);
    let report = told(&catalogue, difference, wanted.dry_run);
    if !wanted.dry_run {
        let edit = admin.inventory.edit().await?;
        let entry = AuditEntry {
            before: Some(json!({ "as_of": known.as_of, "source": known.source })),
            after: Some(json!({ "as_of": catalogue.as_of, "source": catalogue.source })),
            ..operator.entry("refresh", "prices")
        };
        prices::put_catalogue(edit.change(), text).await?;
        edit.commit(vec![entry]).await?;
    }
    Ok(Json(report))
}

fn wanted(body: Value) -> Result<PriceRefresh, Problem> {
    const KEYS: [&str; 4] = ["url", "catalogue", "shipped", "dry_run"];
    let keys = body.as_object().into_iter().flat_map(|body| body.keys());
    if let Some(stranger) = keys.into_iter().find(|key| !KEYS.contains(&key.as_str())) {
        let message = format!("is unknown; known: {}", KEYS.join(", "));
        return Err(Problem::field(stranger.clone(), message));
    }
    let wanted: PriceRefresh = serde_json::from_value(body)
        .map_err(|error| Problem::new(Code::InvalidRequest, error.to_string()))?;
    let ways = [
        wanted.url.is_some(),
        wanted.catalogue.is_some(),
        wanted.shipped,
    ];
    if ways.into_iter().filter(|given| *given).count() == 1 {
        return Ok(wanted);
    }
    let detail = "give one of url, catalogue and \"shipped\": true";
    Err(Problem::new(Code::InvalidRequest, detail))
}

/// The catalogue, and how it is kept.
fn loaded(text: &str) -> Result<(Arc<Catalogue>, Option<String>), Problem> {
    let today = Utc::now().date_naive().to_string();
    let catalogue = Catalogue::read(text, &today)
        .map_err(|error| Problem::new(Code::InvalidRequest, error.to_string()))?;
    let text = catalogue.print().map_err(anyhow::Error::from)?;
    Ok((Arc::new(catalogue), Some(text)))
}

fn told(catalogue: &Catalogue, difference: Difference, dry_run: bool) -> PriceRefreshed {
    let names = |models: Vec<(String, String)>| {
        let names = models.into_iter();
        names
            .map(|(provider, model)| format!("{provider}/{model}"))
            .collect()
    };
    let models = catalogue.providers().iter().map(|one| one.models.len());
    PriceRefreshed {
        dry_run,
        as_of: catalogue.as_of.clone(),
        source: catalogue.source.clone(),
        models: u64::try_from(models.sum::<usize>()).unwrap_or(u64::MAX),
        added: names(difference.added),
        changed: names(difference.changed),
        removed: names(difference.removed),
    }
}
