//! `POST /session`

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, http::header::SET_COOKIE, web::Data};
use chrono::Utc;
use routex_entity::api::{ProblemBody, SignIn};
use serde_json::Value;

use crate::{
    config::body,
    http::{
        admin::Admin,
        cookie,
        extract::JsonBody,
        peer,
        problem::{Code, Problem},
        same_site,
    },
    operator::session,
    secret::{Secret, client_key::hash},
    store::{
        AuditEntry, Store, admin_session,
        admin_user::{self, AdminUserRow},
    },
};

/// Signs a browser in. It gets a session of its own, and the one that it had ends.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", operation_id = "sign_in", security(()),
    request_body = SignIn,
    responses(
        (status = 204, description = "Signed in", headers(("set-cookie" = String, description = "The session"))),
        (status = "4XX", body = ProblemBody)
    )
)]
pub async fn create(
    request: HttpRequest,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    same_site::check_origin(&request)?;
    let sent = body::sign_in(body.0)?;
    let (address, tls) = (peer::address(&request), peer::is_tls(&request));
    admin
        .entrance
        .begin_sign_in(&sent.username, address)
        .map_err(Problem::throttled)?;

    let store = admin.inventory.store();
    let user = admin_user::find_by_name(store, &sent.username).await?;
    let kept = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = admin.entrance.passwords.verify(sent.password, kept).await?;
    let Some(user) = user.filter(|_| is_right) else {
        return Err(refused(&admin, &sent.username, address).await?);
    };
    let previous = cookie::SESSION.read(request.headers(), tls);
    let Some(value) = begin(store, &user, previous, address).await? else {
        return Err(refused(&admin, &sent.username, address).await?);
    };
    admin.entrance.signed_in(&user.username, address);
    let signed_in = HttpResponse::NoContent()
        .insert_header((SET_COOKIE, cookie::SESSION.set(value.expose(), tls)))
        .finish();
    Ok(signed_in)
}

/// The value of the new session's cookie. `None`: the password was changed while it was compared.
async fn begin(
    store: &Store,
    user: &AdminUserRow,
    previous: Option<&str>,
    address: IpAddr,
) -> Result<Option<Secret>, Problem> {
    let now_ms = Utc::now().timestamp_millis();
    let (value, row) =
        session::begin(Some(user.id), address.to_string(), now_ms).map_err(anyhow::Error::from)?;
    let change = store.change().await?;
    if admin_user::find_by_name(store, &user.username)
        .await?
        .is_none_or(|now| now.password_hash != user.password_hash)
    {
        return Ok(None);
    }
    let (began, seen) = session::ended_before_ms(now_ms);
    admin_session::delete_ended(&change, began, seen).await?;
    if let Some(previous) = previous {
        admin_session::delete(&change, &hash(previous)).await?;
    }
    admin_session::put(&change, row).await?;
    let entry = entry(
        format!("user:{}", user.username),
        address,
        "sign_in",
        Some(user.username.clone()),
    );
    change.commit(vec![entry]).await?;
    Ok(Some(value))
}

/// The same answer for a wrong name and a wrong password. Only names that exist are kept: people type passwords into the
/// wrong field.
async fn refused(admin: &Admin, username: &str, address: IpAddr) -> Result<Problem, Problem> {
    let store = admin.inventory.store();
    let known = admin_user::find_by_name(store, username).await?;
    tracing::warn!(%address, known = known.is_some(), "sign-in refused");
    if admin.entrance.is_worth_an_entry() {
        let name = known.map(|user| user.username);
        let entry = entry("anonymous".to_owned(), address, "sign_in_failed", name);
        store.change().await?.commit(vec![entry]).await?;
    }
    Ok(Problem::new(
        Code::Unauthenticated,
        "user name or password is wrong",
    ))
}

fn entry(
    actor: String,
    address: IpAddr,
    action: &'static str,
    username: Option<String>,
) -> AuditEntry {
    AuditEntry {
        actor,
        address: address.to_string(),
        action,
        resource: "session",
        resource_id: username,
        before: None,
        after: None,
    }
}
