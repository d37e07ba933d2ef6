//! `GET /oauth/providers/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{OauthProvider, ProblemBody};

use super::{provider, redirect_uri, view};
use crate::http::{
    admin::Admin,
    extract::{Id, Operator},
    problem::Problem,
};

/// One provider of accounts.
#[utoipa::path(
    get, path = "/api/v1/oauth/providers/{id}", tag = "oauth", operation_id = "show_oauth_provider",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OauthProvider), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<OauthProvider>, Problem> {
    let inventory = &admin.inventory;
    let known = provider(inventory, id.0).await?;
    Ok(Json(view(&known, redirect_uri(inventory))))
}
