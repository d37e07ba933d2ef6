//! `GET /oauth/providers`

use actix_web::web::{Data, Json};
use routex_entity::api::{OauthProvider, Page, ProblemBody};

use super::{accounts, redirect_uri, view};
use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// The providers that the operator registered with, by name.
#[utoipa::path(
    get, path = "/api/v1/oauth/providers", tag = "oauth", operation_id = "list_oauth_providers",
    responses((status = 200, body = Page<OauthProvider>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<OauthProvider>>, Problem> {
    let redirect_uri = redirect_uri(&admin.inventory);
    let accounts = accounts(&admin.inventory).await?;
    let mut items: Vec<_> = accounts
        .providers()
        .map(|provider| view(provider, redirect_uri.clone()))
        .collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Json(Page::whole(items)))
}
