//! `PUT /session/password`

use actix_web::{HttpRequest, HttpResponse, http::header::SET_COOKIE, web::Data};
use chrono::Utc;
use routex_entity::api::{PasswordChange, ProblemBody};
use serde_json::Value;

use super::not_a_session;
use crate::{
    config::body,
    http::{
        admin::Admin,
        cookie,
        extract::{Identity, JsonBody, Operator},
        peer,
        problem::{Code, Problem},
    },
    store::{
        AuditEntry,
        admin_user::{self, AdminUserRow},
    },
};

/// Changes the password of the user who is signed in, and ends all sessions of that user, this one included.
#[utoipa::path(
    put, path = "/api/v1/session/password", tag = "session", operation_id = "change_password",
    request_body = PasswordChange,
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn password(
    operator: Operator,
    request: HttpRequest,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let sent = body::password_change(body.0)?;
    let (id, name) = match &operator.identity {
        Identity::User { id, name, .. } => (id, name),
        Identity::Guest { .. } => {
            let detail = "whoever signs in at a provider has no password here; change it there";
            return Err(Problem::new(Code::Conflict, detail));
        }
        Identity::Token { .. } => return Err(not_a_session()),
    };
    let store = admin.inventory.store();
    let found = admin_user::find_by_name(store, name).await?;
    let user = found.ok_or_else(|| Problem::not_found("user", id))?;
    if user.declared {
        return Err(Problem::declared("user", name));
    }

    // Somebody else at the user's desk is a guesser too.
    let (address, entrance) = (peer::address(&request), &admin.entrance);
    entrance
        .begin_sign_in(name, address)
        .map_err(Problem::throttled)?;
    let kept = user.password_hash.clone();
    let compared = entrance.passwords.verify(sent.current, Some(kept.clone()));
    if !compared.await? {
        return Err(wrong());
    }
    entrance.signed_in(name, address);

    let row = AdminUserRow {
        password_hash: entrance.passwords.hash(sent.new).await?,
        password_changed_at_ms: Utc::now().timestamp_millis(),
        ..user
    };
    let change = store.change().await?;
    // Of two at once the second compared with a password that is no longer in use.
    let now = admin_user::find_by_name(store, name).await?;
    if now.is_none_or(|now| now.password_hash != kept) {
        return Err(wrong());
    }
    admin_user::put(&change, row).await?;
    let entry = AuditEntry {
        resource_id: Some(name.clone()),
        ..operator.entry("change_password", "admin_user")
    };
    change.commit(vec![entry]).await?;
    let forget = cookie::SESSION.clear(peer::is_tls(&request));
    Ok(HttpResponse::NoContent()
        .insert_header((SET_COOKIE, forget))
        .finish())
}

fn wrong() -> Problem {
    Problem::field("current", "is not the password in use")
}
