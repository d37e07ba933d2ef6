//! `GET /session`

use actix_web::web::Json;
use routex_entity::api::{CallerKind, ProblemBody, Session, time};

use crate::http::{
    extract::{Identity, Operator},
    problem::Problem,
};

/// Who is calling.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session", operation_id = "show_session",
    responses((status = 200, body = Session), (status = "4XX", body = ProblemBody))
)]
pub async fn show(operator: Operator) -> Result<Json<Session>, Problem> {
    Ok(Json(match operator.identity {
        Identity::User { name, session, .. } => Session {
            kind: CallerKind::User,
            name,
            csrf_token: Some(session.csrf_token.expose().to_owned()),
            expires_at: Some(time(session.ends_at_ms)),
        },
        Identity::Guest { name, session, .. } => Session {
            kind: CallerKind::Oidc,
            name,
            csrf_token: Some(session.csrf_token.expose().to_owned()),
            expires_at: Some(time(session.ends_at_ms)),
        },
        Identity::Token {
            name,
            expires_at_ms,
        } => Session {
            kind: CallerKind::Token,
            name,
            csrf_token: None,
            expires_at: expires_at_ms.map(time),
        },
    }))
}
