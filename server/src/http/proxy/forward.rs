//! The walk of one request: read it, check what the key may do, route and attempt, answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::Method,
    web::{self, Bytes},
};
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::{
    Proxy,
    admission::{admit, expected_output},
    attempt,
    door::Door,
    kept,
    story::Story,
    waiting,
};
use crate::{
    http::{
        connection::{Connection, Curfew},
        error::{Refusal, bad_request, final_error, model_not_allowed},
        extract::Caller,
        intake::{self, Unread},
        keys::ClientKey,
        request_id,
    },
    keep::Wish,
    protocol::{
        codec::Dropped,
        endpoint::{Endpoint, GeminiAction, ResponseAction},
        error::ErrorKind,
        hub,
        request::{self, BadRequest, RequestFacts},
    },
    router::{RouteRequest, RoutingTable, wants::Wants},
};

/// A request on its walk, with everything that an attempt needs.
pub(super) struct Exchange {
    pub id: Uuid,
    pub proxy: web::Data<Proxy>,
    pub request: HttpRequest,
    pub endpoint: Endpoint,
    pub facts: RequestFacts,
    pub body: Bytes,
    /// Of the client key, for what is kept for it.
    pub client_key: Uuid,
    /// What the client sent. `Some` where `body` begins with a conversation that Routex kept, in which ids of its own may
    /// be; otherwise it is `body`.
    pub as_sent: Option<Bytes>,
    /// What the client took for kept and is not any more. The provider does without.
    pub lost: Dropped,
    /// The request as every dialect understands it, once it was needed.
    pub hub: Option<Result<InTheHub, BadRequest>>,
    pub route: Arc<RouteRequest>,
    pub table: Arc<RoutingTable>,
    /// When the whole request is given up.
    pub deadline: Instant,
    pub story: Story,
}

/// A request as every dialect understands it.
#[derive(Clone)]
pub(super) struct InTheHub {
    pub request: Arc<hub::Request>,
    /// What is to be kept of its answer.
    pub wish: Option<Wish>,
}

/// A handler for an endpoint that its path names completely.
pub fn plain(
    endpoint: Endpoint,
) -> impl Fn(
    HttpRequest,
    Caller,
    web::Data<Proxy>,
    web::Payload,
) -> LocalBoxFuture<'static, HttpResponse>
+ Clone {
    move |request, caller, proxy, payload| {
        Box::pin(forward(endpoint.clone(), request, caller.0, proxy, payload))
    }
}

/// `…/models/{model}:{action}`.
pub async fn gemini(
    request: HttpRequest,
    caller: Caller,
    proxy: web::Data<Proxy>,
    tail: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    let named = tail.rsplit_once(':').and_then(|(model, method)| {
        let action = GeminiAction::from_method(method)?;
        Some(Endpoint::Gemini {
            model: model.to_owned(),
            action,
        })
    });
    match named {
        Some(endpoint) => forward(endpoint, request, caller.0, proxy, payload).await,
        None => unknown_action(&request),
    }
}

/// `/v1/responses/{id}` and what hangs below it.
pub async fn response_object(
    request: HttpRequest,
    caller: Caller,
    proxy: web::Data<Proxy>,
    payload: web::Payload,
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
    match endpoint {
        Endpoint::ResponseObject { id, action } if kept::is_kept(&id) => {
            kept::answer(&request, &caller.0, &proxy, id, action).await
        }
        endpoint => forward(endpoint, request, caller.0, proxy, payload).await,
    }
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
        request_id::of(request),
    )
    .error_response()
}

async fn forward(
    endpoint: Endpoint,
    request: HttpRequest,
    key: Arc<ClientKey>,
    proxy: web::Data<Proxy>,
    payload: web::Payload,
) -> HttpResponse {
    let arrived = Instant::now();
    let id = request_id::of(&request);
    let table = proxy.router.table();
    let deadline = arrived + table.settings.total_timeout;
    let mut door = Door {
        id,
        endpoint: &endpoint,
        request: &request,
        key: &key,
        proxy: &proxy,
        arrived,
        body: None,
    };

    let mut payload = payload.into_inner();
    let limits = intake::Limits {
        size: proxy.max_body_bytes,
        timeout: proxy.body_timeout,
        latest: Some(deadline),
    };
    let body = match intake::whole(request.headers(), &mut payload, limits).await {
        Ok(body) => body,
        Err(Unread::ClientLeft) => return door.left(),
        Err(unread) => return door.refuse_unread(&unread, payload),
    };
    if key.keep_bodies_hours > 0 {
        door.body = Some(body.clone());
    }
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let facts = match request::read(&endpoint, &header, request.query_string(), &body) {
        Ok(facts) => facts,
        Err(bad) => return door.refuse(None, bad_request(&bad)),
    };
    let (facts, body, as_sent, lost) =
        match kept::go_on(&endpoint, &request, &key, &proxy, &facts, &body).await {
            Ok(Some(whole)) => (whole.facts, whole.body, Some(body), whole.lost),
            Ok(None) => (facts, body, None, Dropped::default()),
            Err(error) => return door.refuse(Some(&facts), error),
        };
    if !facts.model.is_empty() && !key.allows_model(&facts.model) {
        let error = model_not_allowed(&facts.model, &key.name);
        return door.refuse(Some(&facts), error);
    }
    let mut story = door.story(Some(&facts));
    match admit(&proxy, &table, &endpoint, &facts, &key).await {
        Ok(pass) => story.admitted(pass),
        Err(error) => return door.turn_away(story, error),
    }

    let exchange = Exchange {
        id,
        route: Arc::new(route_request(&endpoint, &facts, &key)),
        deadline,
        story,
        table,
        proxy,
        request,
        endpoint,
        facts,
        body,
        client_key: key.id,
        as_sent,
        lost,
        hub: None,
    };
    if exchange.facts.stream {
        return waiting::respond(exchange).await;
    }
    match attempt::run(exchange).await {
        Ok(answer) => answer.into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn route_request(endpoint: &Endpoint, facts: &RequestFacts, key: &ClientKey) -> RouteRequest {
    RouteRequest {
        wants: Wants::of(endpoint, facts),
        model: facts.model.clone(),
        session: facts.session.clone(),
        client_key: Arc::clone(&key.name),
        allowed_tags: Arc::clone(&key.tags),
        estimated_input: facts.estimated_input,
        estimated_output: expected_output(facts),
    }
}

/// What an answer that ends by itself at the deadline may take to do so.
const GRACE: Duration = Duration::from_secs(1);

impl Exchange {
    /// For an answer that flows: its deadlines are not looked at while the client does not read.
    pub fn curfew(&self) -> Option<Curfew> {
        let connection = Connection::of(&self.request)?;
        Some(Curfew::new(connection, self.deadline + GRACE))
    }

    /// How long this channel may take until its first content byte.
    pub fn first_byte_timeout(&self, channel: &crate::channel::ChannelSpec) -> Duration {
        channel
            .first_byte_timeout
            .unwrap_or(self.table.settings.first_byte_timeout)
    }
}
