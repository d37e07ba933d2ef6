//! `GET /oauth/presets`

use actix_web::web::Json;
use routex_entity::api::{OauthPreset, Page, ProblemBody};

use crate::{
    http::{extract::Operator, problem::Problem},
    oauth::preset::ALL,
};

/// Who gives accounts to third parties, as far as Routex knows them.
#[utoipa::path(
    get, path = "/api/v1/oauth/presets", tag = "oauth", operation_id = "list_oauth_presets",
    responses((status = 200, body = Page<OauthPreset>), (status = "4XX", body = ProblemBody))
)]
pub async fn presets(_: Operator) -> Result<Json<Page<OauthPreset>>, Problem> {
    let items = ALL.iter().map(|preset| OauthPreset {
        name: preset.name.to_owned(),
        needs_client: !preset.without_client,
        needs_addresses: preset.authorize_url.is_none(),
        scopes: preset.scopes.iter().map(|&s| s.to_owned()).collect(),
    });
    Ok(Json(Page::whole(items.collect())))
}
