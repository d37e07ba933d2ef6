//! The caller of the admin API: a signed-in browser or a bearer of an admin token.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web};
use futures_util::future::LocalBoxFuture;

use crate::{
    http::{
        admin::Admin,
        peer,
        problem::{Code, Problem},
    },
    secret::client_key::hash,
    store::{AuditEntry, admin_token},
};

/// An authenticated operator.
#[derive(Debug, Clone)]
pub struct Operator {
    /// As the audit log names it: `user:<name>` or `token:<name>`.
    pub actor: String,
    /// Where the call came from.
    pub address: String,
}

impl Operator {
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
        let request = request.clone();
        Box::pin(async move { authenticate(&request).await })
    }
}

async fn authenticate(request: &HttpRequest) -> Result<Operator, Problem> {
    let admin = request
        .app_data::<web::Data<Admin>>()
        .ok_or_else(|| unknown("the admin API is not served here"))?;
    let token = bearer(request)
        .ok_or_else(|| unknown("send an admin token as \"authorization: Bearer …\", or sign in"))?;
    let row = admin_token::find_by_hash(admin.inventory.store(), &hash(token))
        .await?
        .ok_or_else(|| unknown("this admin token is not known; it may have been revoked"))?;
    let now_ms = chrono::Utc::now().timestamp_millis();
    if row.expires_at_ms.is_some_and(|end| end <= now_ms) {
        return Err(unknown("this admin token has expired; make a new one"));
    }
    Ok(Operator {
        actor: format!("token:{}", row.name),
        address: peer::address(request).to_string(),
    })
}

fn unknown(detail: &str) -> Problem {
    Problem::new(Code::Unauthenticated, detail)
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
