//! `POST /prices/recompute`

use actix_web::web::{Data, Json};
use routex_entity::api::{PriceRecompute, PriceRecomputed, ProblemBody};
use serde_json::{Value, json};

use crate::{
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
    },
    inventory::recompute::{self, Range},
    store::AuditEntry,
};

/// Reckons past costs again by the prices of now: those that were in force when each request was made. Corrects the
/// log, what keys spent and what budgets count, in steps that hold up nothing; with `dry_run` it only tells what would
/// change.
#[utoipa::path(
    post, path = "/api/v1/prices/recompute", tag = "prices", operation_id = "recompute_prices",
    request_body = PriceRecompute,
    responses((status = 200, body = PriceRecomputed), (status = "4XX", body = ProblemBody))
)]
pub async fn recompute(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<PriceRecomputed>, Problem> {
    const KEYS: [&str; 3] = ["from", "to", "dry_run"];
    let keys = body.0.as_object().into_iter().flat_map(|body| body.keys());
    if let Some(stranger) = keys.into_iter().find(|key| !KEYS.contains(&key.as_str())) {
        let message = format!("is unknown; known: {}", KEYS.join(", "));
        return Err(Problem::field(stranger.clone(), message));
    }
    let wanted: PriceRecompute = serde_json::from_value(body.0)
        .map_err(|error| Problem::new(Code::InvalidRequest, error.to_string()))?;
    let range = Range {
        from_ms: wanted.from.map(|from| from.timestamp_millis()),
        to_ms: wanted.to.map(|to| to.timestamp_millis()),
    };
    let inventory = admin.inventory.clone();
    // Goes on when the caller leaves: half a correction would be hard to tell.
    let work = actix_rt::spawn(async move {
        let done = recompute::run(&inventory, range, wanted.dry_run).await?;
        if !wanted.dry_run {
            let edit = inventory.edit().await?;
            let entry = AuditEntry {
                before: Some(json!({ "from": wanted.from, "to": wanted.to })),
                after: audited(&done),
                ..operator.entry("recompute", "prices")
            };
            edit.commit(vec![entry]).await?;
        }
        Ok::<_, anyhow::Error>(done)
    });
    let done = work
        .await
        .map_err(|error| anyhow::anyhow!("reckoning again was not completed: {error}"))?;
    Ok(Json(done?))
}
