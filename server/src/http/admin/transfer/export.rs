//! `GET /export`

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::Utc;
use routex_entity::api::{Export, ProblemBody};
use url::form_urlencoded;

use super::file;
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem},
    transfer::{self, Snapshot},
};

/// The configuration without any secret. Client keys go on working where it is imported; channels wait for their secrets.
#[utoipa::path(
    get, path = "/api/v1/export", tag = "backup", operation_id = "export",
    params(("secrets" = Option<String>, Query, description = "Only `none`; secrets need `POST /export`.")),
    responses((status = 200, body = Export), (status = "4XX", body = ProblemBody))
)]
pub async fn export(
    _: Operator,
    admin: Data<Admin>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
        match (&*name, &*value) {
            ("secrets", "none") => {}
            ("secrets", _) => {
                let message =
                    "must be none; an export with secrets is POST /export with a passphrase";
                return Err(Problem::field("secrets", message));
            }
            _ => {
                return Err(Problem::field(
                    name,
                    "there is no such parameter; known: secrets",
                ));
            }
        }
    }
    let there = Snapshot::read(admin.inventory.store()).await?;
    let document = transfer::export(&there, &admin.inventory.config(), Utc::now());
    Ok(file(&document))
}
