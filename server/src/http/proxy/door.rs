//! A request that has been let in: what Routex itself says to it, and the row that is kept of that.

use std::time::Instant;

use actix_web::{HttpRequest, HttpResponse, ResponseError, dev::Payload, web::Bytes};
use routex_entity::{Outcome, RequestRecord, TokenUsage};
use uuid::Uuid;

use super::{Proxy, bodies, headers, story::Story};
use crate::{
    http::{
        error::{Refusal, unreadable},
        intake::{Unread, with_unread},
        keys::ClientKey,
    },
    protocol::{
        endpoint::Endpoint,
        error::{ApiError, ErrorKind},
        request::RequestFacts,
    },
};

/// A request that has been let in and not yet been read.
pub(super) struct Door<'a> {
    pub id: Uuid,
    pub endpoint: &'a Endpoint,
    pub request: &'a HttpRequest,
    pub key: &'a ClientKey,
    pub proxy: &'a Proxy,
    pub arrived: Instant,
    /// What the client sent, once it is here.
    pub body: Option<Bytes>,
}

impl Door<'_> {
    pub fn story(&self, facts: Option<&RequestFacts>) -> Story {
        let charged = facts.filter(|_| self.endpoint.is_charged());
        let mut story = Story::new(
            self.record(facts),
            self.arrived,
            charged.map_or(0, |facts| facts.estimated_input),
            self.proxy.journal.clone(),
            self.proxy.usage.clone(),
            self.proxy.prices.clone(),
            self.proxy
                .otel
                .witness(self.endpoint, self.request.headers(), self.arrived),
        );
        if self.key.keep_bodies_hours > 0 {
            let hours = self.key.keep_bodies_hours;
            let (proxy, request) = (self.proxy, self.request);
            story.folder = Some(bodies::open(
                proxy,
                request,
                self.id,
                hours,
                self.body.as_ref(),
            ));
        }
        story
    }

    /// Routex itself refuses; the row of it is kept all the same.
    pub fn refuse(&self, facts: Option<&RequestFacts>, error: ApiError) -> HttpResponse {
        self.turn_away(self.story(facts), error)
    }

    pub fn turn_away(&self, mut story: Story, error: ApiError) -> HttpResponse {
        let outcome = match error.kind {
            ErrorKind::RateLimited => Outcome::RateLimited,
            ErrorKind::Quota => Outcome::QuotaExhausted,
            // What Routex keeps cannot be read.
            ErrorKind::Unavailable | ErrorKind::Internal => Outcome::NoRoute,
            _ => Outcome::ClientError,
        };
        let (message, status) = (error.message.clone(), error.status);
        let response = Refusal::new(self.endpoint.dialect(), error, self.id).error_response();
        let response = bodies::told(&mut story, response);
        story.finish(outcome, Some(status), Some(message));
        response
    }

    /// Routex itself answers; a row of it is kept as of every request.
    pub fn answer(&self, mut response: HttpResponse) -> HttpResponse {
        let mut story = self.story(None);
        for (name, value) in headers::of_routex(self.id, &story) {
            response.headers_mut().insert(name, value);
        }
        let status = response.status().as_u16();
        let response = bodies::told(&mut story, response);
        story.finish(Outcome::Success, Some(status), None);
        response
    }

    /// The body cannot be had, or must not be.
    pub fn refuse_unread(&self, unread: &Unread, rest: Payload) -> HttpResponse {
        with_unread(self.refuse(None, unreadable(unread)), rest)
    }

    /// The client left before its request was complete. Nobody reads the answer.
    pub fn left(&self) -> HttpResponse {
        self.story(None)
            .finish(Outcome::ClientCancelled, None, None);
        HttpResponse::BadRequest().finish()
    }

    fn record(&self, facts: Option<&RequestFacts>) -> Box<RequestRecord> {
        let session = facts.and_then(|facts| facts.session.as_ref());
        // Its body may have been long in coming, and what it lasts is counted from its arrival.
        Box::new(RequestRecord {
            id: self.id,
            started_at_ms: millisecond_of(self.id),
            client_key: self.key.name.to_string(),
            session: session.map(|session| session.id.clone()),
            dialect_in: self.endpoint.dialect(),
            dialect_out: None,
            endpoint: self.request.path().to_owned(),
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
}

/// When the id was made, which is when the request came: rows are found by the time in their ids, so both must agree.
pub(crate) fn millisecond_of(id: Uuid) -> i64 {
    let made = id.get_timestamp().map(|timestamp| timestamp.to_unix());
    made.map_or(0, |(seconds, nanos)| {
        let millis = seconds.saturating_mul(1_000) + u64::from(nanos / 1_000_000);
        i64::try_from(millis).unwrap_or(i64::MAX)
    })
}
