//! `POST /import`

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::api::{ImportInput, ImportReport, ProblemBody};
use serde_json::Value;

use super::input;
use crate::{
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    secret::Secret,
    transfer::{self, Author, File, Options, Snapshot, Source},
};

/// Takes over an export of Routex, a LiteLLM `config.yaml` or a ccflare database: all of it or, with a mistake in it,
/// nothing. Channels without their secrets come in disabled.
#[utoipa::path(
    post, path = "/api/v1/import", tag = "backup", operation_id = "import",
    request_body = ImportInput,
    responses((status = 200, body = ImportReport), (status = "4XX", body = ProblemBody))
)]
pub async fn import(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<ImportReport>, Problem> {
    let mut input: ImportInput = input(body.0)?;
    let source = Source {
        file: File::of(&mut input)?,
        format: input.format,
        passphrase: input.passphrase.map(Secret::new),
        allow_private_network: input.allow_private_network,
        variables: |_| None,
    };
    let bundle = transfer::read(source).await?;
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let there = Snapshot::read(inventory.store()).await?;
    let options = Options {
        on_conflict: input.on_conflict,
        dry_run: input.dry_run,
        routing: inventory.config().routing_settings(),
        now_ms: Utc::now().timestamp_millis(),
    };
    let author = Author {
        actor: operator.actor,
        address: operator.address,
    };
    let plan = transfer::plan(bundle, &there, inventory.master_key(), options, &author)?;
    let report = plan.report.clone();
    if !input.dry_run && !plan.is_empty() {
        let entries = plan.write(edit.change()).await?;
        edit.commit(entries).await?;
    }
    Ok(Json(report))
}
