//! The walk of one request: read it, check what the key may do, route and attempt, answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    error::PayloadError,
    http::Method,
    web::{self, Bytes},
};
use futures_util::future::LocalBoxFuture;
use routex_entity::{Outcome, RequestRecord, TokenUsage};
use uuid::Uuid;

use super::{Proxy, attempt, story::Story, waiting};
use crate::{
    http::{
        error::{Refusal, bad_request, final_error, key_limited, model_not_allowed, too_large},
        extract::Caller,
        keys::{ClientKey, Pass},
    },
    protocol::{
        endpoint::{Endpoint, GeminiAction, ResponseAction},
        error::{ApiError, ErrorKind},
        request::{self, RequestFacts},
    },
    router::{RouteRequest, RoutingTable},
};

/// Output tokens to expect of a request that names no limit.
const EXPECTED_OUTPUT: u64 = 1_000;

/// A request on its walk, with everything that an attempt needs.
pub(super) struct Exchange {
    pub id: Uuid,
    pub proxy: web::Data<Proxy>,
    pub request: HttpRequest,
    pub endpoint: Endpoint,
    pub facts: RequestFacts,
    pub body: Bytes,
    pub route: Arc<RouteRequest>,
    pub table: Arc<RoutingTable>,
    /// When the whole request is given up.
    pub deadline: Instant,
    pub story: Story,
}

type Body = Result<Bytes, actix_web::Error>;

/// A handler for an endpoint that its path names completely.
pub fn plain(
    endpoint: Endpoint,
) -> impl Fn(HttpRequest, Caller, web::Data<Proxy>, Body) -> LocalBoxFuture<'static, HttpResponse> + Clone
{
    move |request, caller, proxy, body| {
        Box::pin(forward(endpoint.clone(), request, caller.0, proxy, body))
    }
}

/// `…/models/{model}:{action}`.
pub async fn gemini(
    request: HttpRequest,
    caller: Caller,
    proxy: web::Data<Proxy>,
    tail: web::Path<String>,
    body: Body,
) -> HttpResponse {
    let named = tail.rsplit_once(':').and_then(|(model, method)| {
        let action = GeminiAction::from_method(method)?;
        Some(Endpoint::Gemini {
            model: model.to_owned(),
            action,
        })
    });
    match named {
        Some(endpoint) => forward(endpoint, request, caller.0, proxy, body).await,
        None => unknown_action(&request),
    }
}

/// `/v1/responses/{id}` and what hangs below it.
pub async fn response_object(
    request: HttpRequest,
    caller: Caller,
    proxy: web::Data<Proxy>,
    body: Body,
) -> HttpResponse {
    let part = |name| {
        request
            .match_info()
            .get(name)
            .unwrap_or_default()
            .to_owned()
    };
    let (id, action) = (part("id"), part("action"));
    let endpoint = match (request.method(), id.as_str(), action.as_str()) {
        (&Method::GET, _, "") => Endpoint::ResponseObject {
            id,
            action: ResponseAction::Get,
        },
        (&Method::DELETE, _, "") => Endpoint::ResponseObject {
            id,
            action: ResponseAction::Delete,
        },
        (&Method::POST, _, "cancel") => Endpoint::ResponseObject {
            id,
            action: ResponseAction::Cancel,
        },
        (&Method::GET, _, "input_items") => Endpoint::ResponseObject {
            id,
            action: ResponseAction::InputItems,
        },
        _ => return unknown_action(&request),
    };
    forward(endpoint, request, caller.0, proxy, body).await
}

fn unknown_action(request: &HttpRequest) -> HttpResponse {
    let message = format!(
        "{} {} is not an action that Routex knows",
        request.method(),
        request.path()
    );
    let dialect = super::dialect_of(request.path(), request.headers());
    Refusal::new(
        dialect,
        final_error(404, ErrorKind::NotFound, message),
        Uuid::now_v7(),
    )
    .error_response()
}

async fn forward(
    endpoint: Endpoint,
    request: HttpRequest,
    key: Arc<ClientKey>,
    proxy: web::Data<Proxy>,
    body: Body,
) -> HttpResponse {
    let arrived = Instant::now();
    let id = Uuid::now_v7();
    let read = body
        .map_err(|error| unreadable(&error, proxy.max_body_bytes))
        .and_then(|body| read(&endpoint, &request, &key, body));
    let admitted = read.and_then(|(facts, body)| {
        let pass = admit(&facts, &key, arrived)?;
        Ok((facts, body, pass))
    });
    let (facts, body, pass) = match admitted {
        Ok(admitted) => admitted,
        Err(error) => return refuse(id, &endpoint, &request, &key, &proxy, arrived, error),
    };

    let table = proxy.router.table();
    let record = opening(id, &endpoint, &request, &key, Some(&facts));
    let exchange = Exchange {
        id,
        route: Arc::new(route_request(&endpoint, &facts, &key)),
        deadline: arrived + table.settings.total_timeout,
        story: Story::new(
            record,
            arrived,
            facts.estimated_input,
            pass,
            proxy.journal.clone(),
            proxy.usage.clone(),
        ),
        table,
        proxy,
        request,
        endpoint,
        facts,
        body,
    };
    if exchange.facts.stream {
        return waiting::respond(exchange).await;
    }
    match attempt::run(exchange).await {
        Ok(answer) => answer.into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn read(
    endpoint: &Endpoint,
    request: &HttpRequest,
    key: &ClientKey,
    body: Bytes,
) -> Result<(RequestFacts, Bytes), ApiError> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let facts = request::read(endpoint, &header, request.query_string(), &body)
        .map_err(|bad| bad_request(&bad))?;
    if !facts.model.is_empty() && !key.allows_model(&facts.model) {
        return Err(model_not_allowed(&facts.model, &key.name));
    }
    Ok((facts, body))
}

/// Counts the request against the limits of its key.
fn admit(facts: &RequestFacts, key: &ClientKey, now: Instant) -> Result<Option<Pass>, ApiError> {
    let estimate = facts.estimated_input.saturating_add(expected_output(facts));
    key.allowance
        .as_ref()
        .map(|allowance| allowance.enter(estimate, now))
        .transpose()
        .map_err(|refused| key_limited(&key.name, &refused))
}

/// Output tokens to expect: what the client allows, or the usual.
fn expected_output(facts: &RequestFacts) -> u64 {
    facts
        .max_output
        .unwrap_or(EXPECTED_OUTPUT)
        .min(EXPECTED_OUTPUT)
}

fn unreadable(error: &actix_web::Error, limit: usize) -> ApiError {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => too_large(limit),
        _ => {
            let message = format!("the request body could not be read: {error}");
            final_error(400, ErrorKind::InvalidRequest, message)
        }
    }
}

/// Routex itself refuses; the row of it is kept all the same.
fn refuse(
    id: Uuid,
    endpoint: &Endpoint,
    request: &HttpRequest,
    key: &ClientKey,
    proxy: &Proxy,
    arrived: Instant,
    error: ApiError,
) -> HttpResponse {
    let record = opening(id, endpoint, request, key, None);
    Story::new(
        record,
        arrived,
        0,
        None,
        proxy.journal.clone(),
        proxy.usage.clone(),
    )
    .finish(
        Outcome::ClientError,
        Some(error.status),
        None,
        Some(error.message.clone()),
    );
    Refusal::new(endpoint.dialect(), error, id).error_response()
}

fn route_request(endpoint: &Endpoint, facts: &RequestFacts, key: &ClientKey) -> RouteRequest {
    RouteRequest {
        dialect: endpoint.dialect(),
        model: facts.model.clone(),
        session: facts.session.clone(),
        client_key: Arc::clone(&key.name),
        allowed_tags: Arc::clone(&key.tags),
        estimated_input: facts.estimated_input,
        estimated_output: expected_output(facts),
    }
}

fn opening(
    id: Uuid,
    endpoint: &Endpoint,
    request: &HttpRequest,
    key: &ClientKey,
    facts: Option<&RequestFacts>,
) -> Box<RequestRecord> {
    Box::new(RequestRecord {
        id,
        started_at_ms: chrono::Utc::now().timestamp_millis(),
        client_key: key.name.to_string(),
        session: facts
            .and_then(|facts| facts.session.as_ref())
            .map(|session| session.id.clone()),
        dialect_in: endpoint.dialect(),
        dialect_out: None,
        endpoint: request.path().to_owned(),
        model_requested: facts.map(|facts| facts.model.clone()).unwrap_or_default(),
        model_served: None,
        channel: None,
        credential: None,
        status: None,
        outcome: Outcome::Unknown,
        stream: facts.is_some_and(|facts| facts.stream),
        usage: TokenUsage::default(),
        usage_partial: false,
        cost_nano_usd: None,
        ttft_ms: None,
        duration_ms: 0,
        overhead_us: 0,
        decision: String::new(),
        error: None,
        attempts: Vec::new(),
    })
}

impl Exchange {
    /// How long this channel may take until its first content byte.
    pub fn first_byte_timeout(&self, channel: &crate::channel::ChannelSpec) -> Duration {
        channel
            .first_byte_timeout
            .unwrap_or(self.table.settings.first_byte_timeout)
    }
}
