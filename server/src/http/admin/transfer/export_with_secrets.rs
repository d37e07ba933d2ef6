//! `POST /export`

use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use chrono::Utc;
use routex_entity::api::{Export, ExportInput, ProblemBody};
use serde_json::Value;

use super::{file, input};
use crate::{
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    secret::Secret,
    transfer::{self, Snapshot},
};

/// The configuration with its secrets, which only the passphrase opens.
#[utoipa::path(
    post, path = "/api/v1/export", tag = "backup", operation_id = "export_with_secrets",
    request_body = ExportInput,
    responses((status = 200, body = Export), (status = "4XX", body = ProblemBody))
)]
pub async fn export_with_secrets(
    operator: Operator,
    admin: web::Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let ExportInput { passphrase } = input(body.0)?;
    let passphrase = Secret::new(passphrase);
    let inventory = admin.inventory.clone();
    let there = Snapshot::read(inventory.store()).await?;
    let sealing = web::block(move || {
        let (config, key) = (inventory.config(), inventory.master_key());
        transfer::export_with_secrets(&there, &config, key, &passphrase, Utc::now())
    });
    let document = sealing.await.context("sealing an export")??;
    // Nothing is changed, but secrets leave: who took them is on record before they have them.
    let change = admin.inventory.store().change().await?;
    change
        .commit(vec![operator.entry("export", "secrets")])
        .await?;
    Ok(file(&document))
}
