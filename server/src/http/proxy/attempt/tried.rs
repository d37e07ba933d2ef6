//! What a request has tried, whether it may go on, and what it comes to when it may not.

use std::time::Instant;

use routex_entity::{FallbackCause, Outcome};

use crate::{
    channel::{ChannelId, CredentialId, Lease},
    http::{
        error::no_route,
        proxy::{
            crossing::Impassable,
            failure::{Cause, Failed, Failure},
            fallback,
            forward::Exchange,
        },
    },
    router::{NoRoute, Route, messages::NoRouteKind},
    upstream::outcome::{Retry, Verdict},
};

/// What this request has tried.
#[derive(Default)]
pub(super) struct Tried {
    pub attempts: u32,
    pub excluded: Vec<CredentialId>,
    pub avoided: Vec<ChannelId>,
    /// The credentials of channels that the request cannot be translated for, and why the last one is.
    pub out_of_reach: Vec<CredentialId>,
    pub impassable: Option<Impassable>,
    /// The last lease went unused.
    pub again: bool,
    pub fallen: Option<Fallen>,
}

/// The request goes on with the fallback model of its alias.
pub(super) struct Fallen {
    pub cause: FallbackCause,
    /// Attempts that were made before.
    pub after: u32,
    /// Why its own model could not be routed, when that was the cause.
    pub none: Option<NoRoute>,
}

impl Tried {
    pub fn note(&mut self, (channel, credential): (ChannelId, CredentialId), retry: Retry) {
        self.excluded.push(credential);
        if retry == Retry::OtherChannel {
            self.avoided.push(channel);
        }
    }

    /// The request cannot be put into the dialect of the channel, which other credentials do not change. The provider was
    /// not asked, so this is no attempt.
    pub fn pass_over(&mut self, lease: Lease, impassable: Impassable) {
        let credentials = lease.channel.credentials.iter();
        self.out_of_reach
            .extend(credentials.map(|credential| credential.id));
        self.impassable = Some(impassable);
        self.again = true;
        lease.give_back();
    }

    /// Whether another attempt may follow a failed one, be it with the fallback model.
    pub fn may_go_on(&mut self, exchange: &mut Exchange, verdict: &Verdict) -> bool {
        if Instant::now() >= exchange.deadline {
            return false;
        }
        if verdict.context_length {
            return self.fall_back(exchange, FallbackCause::ContextLength);
        }
        if verdict.retry == Retry::No {
            return false;
        }
        // The fallback model has one attempt more.
        let most = exchange.table.settings.max_attempts + u32::from(self.fallen.is_some());
        self.attempts < most || self.fall_back(exchange, FallbackCause::Unavailable)
    }

    /// Goes on with the fallback model for this cause, if there is one and it is the first time. Credentials that failed
    /// with the one model may serve the other.
    pub fn fall_back(&mut self, exchange: &mut Exchange, cause: FallbackCause) -> bool {
        if self.fallen.is_some() {
            return false;
        }
        let Some(route) = fallback::request(&exchange.route, &exchange.table, cause) else {
            return false;
        };
        tracing::info!(
            request_id = %exchange.id,
            alias = exchange.route.model,
            model = route.model,
            cause = cause.as_str(),
            "request goes on with the fallback model"
        );
        exchange.route = route;
        self.excluded.clear();
        self.out_of_reach.clear();
        self.again = false;
        self.fallen = Some(Fallen {
            cause,
            after: self.attempts,
            none: None,
        });
        true
    }

    pub fn blame(&mut self, none: NoRoute) {
        if let Some(fallen) = &mut self.fallen {
            fallen.none = Some(none);
        }
    }

    pub fn route(&self, exchange: &Exchange) -> Route {
        // Another model is a first attempt of its own: it is no retry of what failed.
        let before = self.fallen.as_ref().map_or(0, |fallen| fallen.after);
        Route {
            request: exchange.route.clone(),
            attempt: self.attempts - before + 1,
            again: self.again,
            excluded: [&self.excluded[..], &self.out_of_reach].concat(),
            avoided: self.avoided.clone(),
        }
    }

    /// Nothing is left to try: what stands for it all.
    pub fn give_up(self, exchange: Exchange, none: NoRoute, last: Option<Failed>) -> Failure {
        let cause = match last {
            // No place makes a final answer better, and no wait.
            Some(failed) if failed.verdict.retry == Retry::No => Cause::Upstream(failed),
            Some(failed) => Cause::Upstream(Failed {
                // Other candidates may be back sooner than the one that failed last.
                wait: smaller(failed.wait, none.retry_after),
                ..failed
            }),
            None => {
                // What the client asked for comes first; its stand-in could not be had either.
                let none = match self.fallen.and_then(|fallen| fallen.none) {
                    Some(own) => NoRoute {
                        reasons: [own.reasons, none.reasons].concat(),
                        retry_after: smaller(own.retry_after, none.retry_after),
                        ..own
                    },
                    None => none,
                };
                let waiting_helps = !matches!(
                    none.kind,
                    NoRouteKind::Exhausted | NoRouteKind::PinUnavailable
                );
                match self.impassable {
                    Some(impassable) if !waiting_helps => {
                        Cause::Refused(Outcome::ClientError, impassable.into())
                    }
                    _ => {
                        let dialect = exchange.endpoint.dialect();
                        let error = no_route(&exchange.facts.model, dialect, &none);
                        Cause::Refused(Outcome::NoRoute, error)
                    }
                }
            }
        };
        Failure::new(exchange, cause)
    }
}

pub(super) fn smaller<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    }
}
