//! `POST /channels/{id}/drain`

use std::time::Duration;

use actix_web::web::{Data, Json};
use routex_entity::api::{Drained, ProblemBody};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    stored::{self, Stored},
    view::{Shown, audited},
};
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator, Query},
        problem::Problem,
    },
    inventory::Inventory,
    store::{AuditEntry, channel, channel::ChannelRow},
};

/// Longest wait, in seconds: less than the time after which common proxies give up.
const LONGEST: u64 = 60;

/// Disables a channel: no new requests, while those in flight finish. With `wait_seconds` the answer comes when nothing
/// is in flight any more, or after that time.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/drain", tag = "channels", operation_id = "drain_channel",
    params(
        ("id" = Uuid, Path),
        ("wait_seconds" = Option<u64>, Query, minimum = 0, maximum = 60),
    ),
    responses((status = 200, body = Drained), (status = "4XX", body = ProblemBody))
)]
pub async fn drain(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
    mut query: Query,
) -> Result<Json<Drained>, Problem> {
    let wait = query.read("wait_seconds", |text| match text.parse() {
        Ok(seconds @ 0..=LONGEST) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("expected a whole number from 0 to {LONGEST}")),
    });
    query.finish()?;
    disable(&operator, &admin.inventory, id.0).await?;
    let router = admin.inventory.router();
    if let Some(wait) = wait {
        // What is still in flight then is told.
        let _ = timeout(wait, router.idle(id.0)).await;
    }
    let reports = router.inspect(Some(id.0)).await;
    let in_flight = reports.first().map_or(0, |report| report.live.in_flight);
    Ok(Json(Drained { in_flight }))
}

async fn disable(operator: &Operator, inventory: &Inventory, id: Uuid) -> Result<(), Problem> {
    let edit = inventory.edit().await?;
    let before = Stored::changeable(inventory, id).await?;
    if !before.row.enabled {
        return Ok(());
    }
    let spec = stored::in_effect(inventory, id);
    let shown = spec.as_deref().map(Shown::from).unwrap_or_default();
    let after = Stored {
        row: ChannelRow {
            enabled: false,
            ..before.row.clone()
        },
        ..before.clone()
    };
    channel::put(edit.change(), after.row.clone()).await?;
    let entry = AuditEntry {
        resource_id: Some(id.to_string()),
        before: audited(&before, &shown),
        after: audited(&after, &shown),
        ..operator.entry("drain", "channel")
    };
    Ok(edit.commit(vec![entry]).await?)
}
