//! `GET /session/oidc`

use actix_web::{HttpRequest, HttpResponse, http::header::SET_COOKIE, web::Data};
use chrono::Utc;
use routex_entity::api::ProblemBody;

use super::{Stray, door, redirect};
use crate::{
    http::{admin::Admin, cookie, peer, problem::Problem},
    operator::oidc::Journey,
};

/// Sends a browser to the OpenID provider to sign in. It comes back to `/api/v1/session/oidc/callback`.
#[utoipa::path(
    get, path = "/api/v1/session/oidc", tag = "session", operation_id = "begin_oidc", security(()),
    responses(
        (status = 303, description = "To the provider, or to the dashboard, which says what is wrong"),
        (status = "4XX", body = ProblemBody)
    )
)]
pub async fn oidc(request: HttpRequest, admin: Data<Admin>) -> Result<HttpResponse, Problem> {
    let door = door(&admin)?;
    if admin.entrance.begin_oidc(peer::address(&request)).is_err() {
        return Ok(redirect(Stray::Throttled.home()).finish());
    }
    let journey = Journey::begin(Utc::now().timestamp_millis()).map_err(anyhow::Error::from)?;
    let url = match door.authorize_url(&journey).await {
        Ok(url) => url,
        Err(error) => {
            let issuer = &door.settings.issuer;
            tracing::warn!(%issuer, %error, "nobody can sign in at the provider");
            return Ok(redirect(Stray::Unavailable.home()).finish());
        }
    };
    let remember = cookie::JOURNEY.set(&journey.cookie(), peer::is_tls(&request));
    Ok(redirect(url.as_str())
        .insert_header((SET_COOKIE, remember))
        .finish())
}
