//! `GET /session/oidc/callback`

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, http::header::SET_COOKIE, web::Data};
use chrono::Utc;
use routex_entity::api::ProblemBody;
use serde_json::json;

use super::{Stray, door, redirect};
use crate::{
    http::{admin::Admin, cookie, extract::Query, peer, problem::Problem},
    operator::{
        oidc::{Door, Guest, Journey},
        session,
    },
    secret::{Secret, client_key::hash},
    store::{AuditEntry, admin_session},
};

/// What the provider sends a browser back with. It may add more, which says nothing here.
struct Back {
    /// What the provider exchanges for an ID token.
    code: Option<String>,
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// The provider, if it names itself (RFC 9207).
    iss: Option<String>,
}

impl Back {
    fn of(request: &HttpRequest) -> Self {
        let mut query = Query::parse(request.query_string());
        let mut text = |name| query.read(name, |text| Ok(text.to_owned()));
        Self {
            code: text("code"),
            state: text("state"),
            error: text("error"),
            iss: text("iss"),
        }
    }
}

/// Signs a browser in that comes back from the OpenID provider, and sends it to the dashboard.
#[utoipa::path(
    get, path = "/api/v1/session/oidc/callback", tag = "session", operation_id = "finish_oidc", security(()),
    params(
        ("code" = Option<String>, Query, description = "Of the provider"),
        ("state" = Option<String>, Query, description = "What the browser was sent away with"),
        ("error" = Option<String>, Query, description = "Why the provider gives no code"),
        ("iss" = Option<String>, Query, description = "The provider, if it names itself (RFC 9207)"),
    ),
    responses(
        (status = 303, description = "To the dashboard, which says so when nobody was signed in"),
        (status = "4XX", body = ProblemBody)
    )
)]
pub async fn callback(request: HttpRequest, admin: Data<Admin>) -> Result<HttpResponse, Problem> {
    let door = door(&admin)?;
    let tls = peer::is_tls(&request);
    let forget = cookie::JOURNEY.clear(tls);
    let mut response = match arrive(&request, &admin, &door).await? {
        Ok(session) => {
            let mut response = redirect("/");
            let remember = cookie::SESSION.set(session.expose(), tls);
            response.append_header((SET_COOKIE, remember));
            response
        }
        Err(stray) => redirect(stray.home()),
    };
    Ok(response.append_header((SET_COOKIE, forget)).finish())
}

/// The value of the new session's cookie.
async fn arrive(
    request: &HttpRequest,
    admin: &Admin,
    door: &Door,
) -> Result<Result<Secret, Stray>, Problem> {
    let (headers, tls) = (request.headers(), peer::is_tls(request));
    let (address, now_ms) = (peer::address(request), Utc::now().timestamp_millis());
    let back = Back::of(request);
    let journey = cookie::JOURNEY
        .read(headers, tls)
        .and_then(|value| Journey::of_cookie(value, now_ms))
        .filter(|journey| {
            let state = back.state.as_deref();
            state.is_some_and(|state| journey.is_state(state))
        })
        .filter(|journey| admin.entrance.oidc.is_first_return(journey, now_ms));
    let Some(journey) = journey else {
        return Ok(Err(Stray::Lapsed));
    };
    if admin.entrance.begin_oidc(address).is_err() {
        return Ok(Err(Stray::Throttled));
    }
    let guest = match identify(door, &journey, &back).await {
        Ok(guest) => guest,
        Err(reason) => {
            tracing::warn!(%address, reason, "sign-in at the provider failed");
            note_failure(admin, address, None).await?;
            return Ok(Err(Stray::Failed));
        }
    };
    if !guest.may_enter(&door.settings) {
        let subject = &guest.subject;
        tracing::warn!(%address, subject, "sign-in refused: neither allowed_subjects nor allowed_groups of [admin.oidc] let this subject in");
        note_failure(admin, address, Some(&guest)).await?;
        return Ok(Err(Stray::NotAllowed));
    }
    let previous = cookie::SESSION.read(headers, tls);
    let session = begin(admin, door, guest, previous, address).await?;
    admin.entrance.signed_in_by_oidc(address);
    Ok(Ok(session))
}

/// Whom the provider vouches for. Why it does not is for the log alone.
async fn identify(door: &Door, journey: &Journey, back: &Back) -> Result<Guest, String> {
    if let Some(error) = &back.error {
        let said: String = error
            .chars()
            .filter(char::is_ascii_graphic)
            .take(64)
            .collect();
        return Err(format!("the provider says: {said}"));
    }
    if back
        .iss
        .as_ref()
        .is_some_and(|iss| *iss != door.settings.issuer)
    {
        return Err("another issuer sent the browser back".to_owned());
    }
    let code = back.code.as_deref().ok_or("there is no code")?;
    let guest = door.sign_in(journey, code).await;
    guest.map_err(|error| error.to_string())
}

async fn begin(
    admin: &Admin,
    door: &Door,
    guest: Guest,
    previous: Option<&str>,
    address: IpAddr,
) -> Result<Secret, Problem> {
    let now_ms = Utc::now().timestamp_millis();
    let begun = session::begin(None, address.to_string(), now_ms);
    let (value, mut row) = begun.map_err(anyhow::Error::from)?;
    let entry = AuditEntry {
        actor: format!("oidc:{}", guest.subject),
        address: address.to_string(),
        action: "sign_in",
        resource: "session",
        resource_id: Some(guest.name.clone()),
        before: None,
        after: Some(json!({ "issuer": door.settings.issuer })),
    };
    row.oidc_subject = Some(guest.subject);
    row.oidc_name = Some(guest.name);
    row.oidc_mark = Some(door.mark.clone());
    let change = admin.inventory.store().change().await?;
    let (began, seen) = session::ended_before_ms(now_ms);
    admin_session::delete_ended(&change, began, seen).await?;
    if let Some(previous) = previous {
        admin_session::delete(&change, &hash(previous)).await?;
    }
    admin_session::put(&change, row).await?;
    change.commit(vec![entry]).await?;
    Ok(value)
}

/// `guest`: whom the provider vouched for, and who may not enter.
async fn note_failure(
    admin: &Admin,
    address: IpAddr,
    guest: Option<&Guest>,
) -> Result<(), Problem> {
    if !admin.entrance.is_worth_an_entry() {
        return Ok(());
    }
    let entry = AuditEntry {
        actor: guest.map_or_else(
            || "anonymous".to_owned(),
            |guest| format!("oidc:{}", guest.subject),
        ),
        address: address.to_string(),
        action: "sign_in_failed",
        resource: "session",
        resource_id: guest.map(|guest| guest.name.clone()),
        before: None,
        after: None,
    };
    admin
        .inventory
        .store()
        .change()
        .await?
        .commit(vec![entry])
        .await?;
    Ok(())
}
