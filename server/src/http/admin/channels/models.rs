//! `GET /channels/{id}/models`

use std::time::Duration;

use actix_web::web::{Data, Json};
use routex_entity::api::{Page, ProblemBody};
use tokio::time::timeout;

use super::stored::{self, Stored};
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::{Code, Problem},
        proxy::Proxy,
    },
    upstream::{excerpt, listing},
};

const PATIENCE: Duration = Duration::from_secs(10);

/// The models that the provider lists now.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}/models", tag = "channels", operation_id = "list_channel_models",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Page<String>), (status = "4XX", body = ProblemBody))
)]
pub async fn models(
    _: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
) -> Result<Json<Page<String>>, Problem> {
    let stored = Stored::find(&admin.inventory, id.0).await?;
    let spec = stored::usable(&admin.inventory, id.0)?;
    let credential = stored
        .credential_to_try(&admin.inventory, &spec, None)
        .await?;
    let Some((dialect, _)) = spec.endpoints.first() else {
        return Ok(Json(Page::whole(Vec::new())));
    };
    let asked = listing::models(&proxy.clients, &spec, &credential, *dialect);
    let failed = |why: String| Problem::new(Code::UpstreamFailed, why);
    match timeout(PATIENCE, asked).await {
        Ok(Ok(models)) => Ok(Json(Page::whole(models))),
        Ok(Err(error)) => Err(failed(excerpt::without_secrets(
            &error.to_string(),
            &spec,
            &credential,
        ))),
        Err(_late) => Err(failed(format!(
            "the provider did not answer within {} s",
            PATIENCE.as_secs()
        ))),
    }
}
