//! Responses that Routex keeps itself: what is asked about them, and requests that go on from them.

use std::time::Instant;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes},
};
use routex_entity::Dialect;
use serde_json::json;

use super::{Proxy, door::Door};

use crate::{
    http::{
        error::{bad_request, final_error},
        keys::ClientKey,
        request_id,
    },
    keep::Unreadable,
    protocol::{
        codec::Dropped,
        endpoint::{Endpoint, ResponseAction},
        error::{ApiError, ErrorKind},
        kept::{KeptResponse, PageQuery, Recalled, References, expand, page},
        request::{self, RequestFacts},
        session::{KEPT_RESPONSE, Session, SessionKind},
    },
};

/// Whether Routex made this id.
pub(super) fn is_kept(response: &str) -> bool {
    response.starts_with(KEPT_RESPONSE)
}

/// Answers what is asked about a kept response.
pub(super) async fn answer(
    request: &HttpRequest,
    key: &ClientKey,
    proxy: &Proxy,
    id: String,
    action: ResponseAction,
) -> HttpResponse {
    let arrived = Instant::now();
    let answer = act(request.query_string(), key, proxy, &id, action).await;
    let door = Door {
        id: request_id::of(request),
        endpoint: &Endpoint::ResponseObject { id, action },
        request,
        key,
        proxy,
        arrived,
        body: None,
    };
    match answer {
        Ok(response) => door.answer(response),
        Err(error) => door.refuse(None, error),
    }
}

async fn act(
    query: &str,
    key: &ClientKey,
    proxy: &Proxy,
    id: &str,
    action: ResponseAction,
) -> Result<HttpResponse, ApiError> {
    if action == ResponseAction::Delete {
        return match proxy.keeper.remove_response(key.id, id).await {
            Ok(true) => Ok(HttpResponse::Ok().json(json!({
                "id": id,
                "object": "response",
                "deleted": true,
            }))),
            Ok(false) => Err(no_response(id)),
            Err(unreadable) => Err(unavailable(&unreadable)),
        };
    }
    let kept = proxy.keeper.response(key.id, id).await;
    let kept = kept.map_err(|unreadable| unavailable(&unreadable))?;
    let kept = kept.ok_or_else(|| no_response(id))?;
    let kept = KeptResponse::read(&kept).map_err(|broken| unreadable(&broken))?;
    let pairs = || url::form_urlencoded::parse(query.as_bytes());
    match action {
        ResponseAction::Get if pairs().any(|pair| pair == ("stream".into(), "true".into())) => Err(
            refused("a response that Routex keeps cannot be streamed again; leave out `stream`"),
        ),
        ResponseAction::Get => Ok(HttpResponse::Ok()
            .content_type("application/json")
            .body(kept.response().to_owned())),
        ResponseAction::InputItems => {
            let pairs: Vec<_> = pairs().collect();
            let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
            let wanted = PageQuery::of(pairs).map_err(|bad| refused(bad.to_string()))?;
            let page = page(kept.input(), &wanted).map_err(|bad| refused(bad.to_string()))?;
            Ok(HttpResponse::Ok().json(page))
        }
        ResponseAction::Cancel => Err(refused(
            "only a response that was made in the background can be cancelled, and this one was not",
        )),
        ResponseAction::Delete => Err(no_response(id)),
    }
}

/// A request that goes on from what Routex keeps, as one that says everything itself.
pub(super) struct Whole {
    pub facts: RequestFacts,
    pub body: Bytes,
    /// What it referred to that is not kept any more, and was left out.
    pub lost: Dropped,
}

/// A request that goes on from a kept response, or refers to items of some, becomes one that says everything itself, for
/// whichever provider serves it. The conversation keeps the session of its first turn.
pub(super) async fn go_on(
    endpoint: &Endpoint,
    request: &HttpRequest,
    key: &ClientKey,
    proxy: &web::Data<Proxy>,
    facts: &RequestFacts,
    body: &Bytes,
) -> Result<Option<Whole>, ApiError> {
    if endpoint.dialect() != Dialect::OpenaiResponses || !facts.json {
        return Ok(None);
    }
    let mut lost = Dropped::default();
    let (mut whole, mut session) = match recall(key, proxy, body).await? {
        Some((recalled, session)) => {
            lost.note_if(recalled.lost_reasoning, "input.reasoning");
            (Bytes::from(recalled.body), session)
        }
        None if facts.kept_response.is_none() => return Ok(None),
        None => (body.clone(), None),
    };
    if let Some(id) = &facts.kept_response {
        let kept = proxy.keeper.response(key.id, id).await;
        let kept = kept.map_err(|unreadable| unavailable(&unreadable))?;
        let kept = kept.ok_or_else(|| no_previous(id))?;
        let kept = KeptResponse::read(&kept).map_err(|broken| unreadable(&broken))?;
        session = kept.session();
        let expanded = expand(&whole, &kept).map_err(|unread| refused(unread.to_string()))?;
        whole = Bytes::from(expanded);
    }
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok()
    };
    let mut facts = request::read(endpoint, &header, request.query_string(), &whole)
        .map_err(|bad| bad_request(&bad))?;
    let is_hard = facts
        .session
        .as_ref()
        .is_some_and(|session| session.kind == SessionKind::Hard);
    if !is_hard && let Some(session) = session {
        facts.session = Some(session);
    }
    Ok(Some(Whole {
        facts,
        body: whole,
        lost,
    }))
}

/// The request with the items that it refers to, and the session of their conversation. `None`: it refers to none.
async fn recall(
    key: &ClientKey,
    proxy: &Proxy,
    body: &Bytes,
) -> Result<Option<(Recalled, Option<Session>)>, ApiError> {
    let Some(mut references) = References::of(body) else {
        return Ok(None);
    };
    let mut session = None;
    while let Some(id) = references.next_response() {
        let kept = proxy.keeper.response(key.id, &id).await;
        let Some(kept) = kept.map_err(|unreadable| unavailable(&unreadable))? else {
            continue;
        };
        let kept = KeptResponse::read(&kept).map_err(|broken| unreadable(&broken))?;
        references
            .look_into(&kept)
            .map_err(|broken| unreadable(&broken))?;
        session = session.or_else(|| kept.session());
    }
    let recalled = references
        .recall(body)
        .map_err(|missing| refused(missing.to_string()))?;
    Ok(Some((recalled, session)))
}

fn no_previous(id: &str) -> ApiError {
    final_error(
        400,
        ErrorKind::NoPreviousResponse,
        format!("Previous response with id '{id}' not found."),
    )
}

fn no_response(id: &str) -> ApiError {
    let message = format!("Response with id '{id}' not found.");
    final_error(404, ErrorKind::NoResponse, message)
}

fn refused(message: impl Into<String>) -> ApiError {
    final_error(400, ErrorKind::InvalidRequest, message)
}

/// The database may be back with the next try.
fn unavailable(unreadable: &Unreadable) -> ApiError {
    ApiError::new(ErrorKind::Unavailable, unreadable.to_string())
}

fn unreadable(broken: &serde_json::Error) -> ApiError {
    tracing::error!(error = %broken, "a kept response cannot be read");
    let message = "what Routex kept of the conversation cannot be read; begin it anew";
    final_error(500, ErrorKind::Internal, message)
}
