//! The caller of the admin API: a signed-in browser or a bearer of an admin token.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, HeaderMap},
    web,
};
use chrono::Utc;
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::gate;
use crate::{
    http::{
        admin::Admin,
        cookie, peer,
        problem::{Code, Problem},
        same_site,
    },
    operator::session,
    secret::{Secret, client_key::hash},
    store::{
        AuditEntry, Store,
        admin_session::{self, AdminSessionRow, Holder},
        admin_token,
    },
};

/// An authenticated operator.
#[derive(Debug, Clone)]
pub struct Operator {
    /// As the audit log names it: `user:<name>`, `oidc:<subject>` or `token:<name>`.
    pub actor: String,
    /// Where the call came from.
    pub address: String,
    pub identity: Identity,
}

/// How an operator proved who it is.
#[derive(Debug, Clone)]
pub enum Identity {
    User {
        id: Uuid,
        name: String,
        session: SessionOf,
    },
    /// Somebody whom an OpenID provider vouched for.
    Guest {
        subject: String,
        name: String,
        session: SessionOf,
    },
    Token {
        name: String,
        expires_at_ms: Option<i64>,
    },
}

/// The session that a call came with.
#[derive(Debug, Clone)]
pub struct SessionOf {
    /// Of the cookie's value.
    pub hash: String,
    pub csrf_token: Secret,
    /// When it ends if it is not used any more.
    pub ends_at_ms: i64,
}

impl Operator {
    /// Whether the caller of a request that is still being answered would be let in now. Nobody uses the session by
    /// this: a page that is left open does not keep it alive.
    pub async fn is_still_good(request: &HttpRequest) -> bool {
        authenticate(request, Use::Unnoted).await.is_ok()
    }

    /// Whether this operator would be let in now, when the request was answered long ago.
    pub async fn remains(&self, admin: &Admin) -> Result<bool, Problem> {
        let store = admin.inventory.store();
        let now_ms = Utc::now().timestamp_millis();
        match &self.identity {
            Identity::User { session: held, .. } | Identity::Guest { session: held, .. } => {
                let found = admin_session::find(store, &held.hash).await?;
                Ok(found.is_some_and(|(row, _)| {
                    session::ends_at_ms(&row) > now_ms && is_by_rules_in_force(admin, &row)
                }))
            }
            Identity::Token { name, .. } => {
                let rows = admin_token::list(store).await?;
                Ok(rows.iter().any(|row| {
                    row.name == *name && row.expires_at_ms.is_none_or(|end| end > now_ms)
                }))
            }
        }
    }

    /// An entry of the audit log about what this operator does.
    pub fn entry(&self, action: &'static str, resource: &'static str) -> AuditEntry {
        AuditEntry {
            actor: self.actor.clone(),
            address: self.address.clone(),
            action,
            resource,
            resource_id: None,
            before: None,
            after: None,
        }
    }
}

impl FromRequest for Operator {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let opener = gate::shut(request);
        let request = request.clone();
        Box::pin(async move {
            let operator = authenticate(&request, Use::Noted).await?;
            opener.open();
            Ok(operator)
        })
    }
}

/// Whether a session lives longer by being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Noted,
    Unnoted,
}

/// A bearer that is there decides alone: a wrong one never falls back to the cookie.
async fn authenticate(request: &HttpRequest, used: Use) -> Result<Operator, Problem> {
    let admin = request
        .app_data::<web::Data<Admin>>()
        .ok_or_else(|| unknown("the admin API is not served here"))?;
    let store = admin.inventory.store();
    let now_ms = Utc::now().timestamp_millis();
    let (actor, identity) = match bearer(request.headers()) {
        Some(token) => by_token(store, token, now_ms).await?,
        None => by_session(admin, request, used, now_ms).await?,
    };
    Ok(Operator {
        actor,
        address: peer::address(request).to_string(),
        identity,
    })
}

async fn by_token(store: &Store, token: &str, now_ms: i64) -> Result<(String, Identity), Problem> {
    let row = admin_token::find_by_hash(store, &hash(token))
        .await?
        .ok_or_else(|| unknown("this admin token is not known; it may have been revoked"))?;
    if row.expires_at_ms.is_some_and(|end| end <= now_ms) {
        return Err(unknown("this admin token has expired; make a new one"));
    }
    let identity = Identity::Token {
        name: row.name.clone(),
        expires_at_ms: row.expires_at_ms,
    };
    Ok((format!("token:{}", row.name), identity))
}

async fn by_session(
    admin: &Admin,
    request: &HttpRequest,
    used: Use,
    now_ms: i64,
) -> Result<(String, Identity), Problem> {
    let store = admin.inventory.store();
    let value = cookie::SESSION.read(request.headers(), peer::is_tls(request)).ok_or_else(|| {
        unknown("sign in with POST /api/v1/session, or send \"authorization: Bearer …\" with an admin token")
    })?;
    let found = admin_session::find(store, &hash(value)).await?;
    let (row, holder) = found
        .filter(|(row, _)| session::ends_at_ms(row) > now_ms && is_by_rules_in_force(admin, row))
        .ok_or_else(|| unknown("this session has ended; sign in again"))?;
    let csrf_token = Secret::new(row.csrf_token.clone());
    if !request.method().is_safe() {
        same_site::check(request, &csrf_token)?;
    }
    if used == Use::Noted
        && session::is_due(&row, now_ms)
        && let Err(error) = admin_session::touch(store, &row.hash, now_ms).await
    {
        tracing::warn!(%error, "a session's use was not noted; it may end early");
    }
    let session = SessionOf {
        ends_at_ms: session::ends_at_ms(&row),
        hash: row.hash,
        csrf_token,
    };
    Ok(match holder {
        Holder::User(user) => (
            format!("user:{}", user.username),
            Identity::User {
                id: user.id,
                name: user.username,
                session,
            },
        ),
        Holder::Guest => {
            let subject = row.oidc_subject.unwrap_or_default();
            let name = row.oidc_name.unwrap_or_else(|| subject.clone());
            let actor = format!("oidc:{subject}");
            let guest = Identity::Guest {
                subject,
                name,
                session,
            };
            (actor, guest)
        }
    })
}

/// Whoever was let in by `[admin.oidc]` stays as long as it says what it said then.
fn is_by_rules_in_force(admin: &Admin, row: &AdminSessionRow) -> bool {
    row.user_id.is_some()
        || admin
            .entrance
            .oidc
            .door()
            .is_some_and(|door| row.oidc_mark.as_ref() == Some(&door.mark))
}

fn unknown(detail: &str) -> Problem {
    Problem::new(Code::Unauthenticated, detail)
}

/// The token of a bearer; empty when it cannot be one. Other schemes, such as a proxy's own, say nothing to Routex.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(AUTHORIZATION).find_map(|value| {
        let Ok(text) = value.to_str() else {
            return Some("");
        };
        let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn whatever_calls_itself_a_bearer_is_one() {
        for (sent, expected) in [
            (&["Bearer ra-1"][..], Some("ra-1")),
            (&["bearer  ra-1 "], Some("ra-1")),
            (&["Bearer"], Some("")),
            (&["Bearer "], Some("")),
            (&["Basic dTpw"], None),
            (&["Basic dTpw", "Bearer ra-1"], Some("ra-1")),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for text in sent {
                headers.append(AUTHORIZATION, HeaderValue::from_static(text));
            }
            assert_eq!(bearer(&headers), expected, "{sent:?}");
        }
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(b"Bearer \xff").unwrap();
        headers.append(AUTHORIZATION, value);
        assert_eq!(bearer(&headers), Some(""));
    }
}
