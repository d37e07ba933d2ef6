//! The failover loop: lease, attempt, and the next place when it failed before anything reached the client.

use std::time::Instant;

use routex_entity::Outcome;

use super::{
    answer::Answer,
    failure::{Cause, Failed, Failure},
    forward::Exchange,
    patience,
    upstream_call::{self, Held},
};
use crate::{
    channel::{ChannelId, CredentialId, Lease, messages::RefusedReason},
    http::error::{journal_full, no_route},
    protocol::estimate::count_tokens_body,
    router::{NoRoute, Route, messages::NoRouteKind},
    upstream::outcome::Retry,
};

/// What this request has tried.
#[derive(Default)]
struct Tried {
    attempts: u32,
    excluded: Vec<CredentialId>,
    avoided: Vec<ChannelId>,
}

/// Tries until something answers, nothing is left, or time is up.
pub(super) async fn run(mut exchange: Exchange) -> Result<Answer, Failure> {
    let mut tried = Tried::default();
    let mut last: Option<Failed> = None;
    loop {
        let lease = match next_lease(&exchange, &mut tried, last.as_ref()).await {
            Ok(lease) => lease,
            Err(none) => return Err(give_up(exchange, &none, last)),
        };
        let place = (lease.channel.id, lease.credential.id);
        let channel = std::sync::Arc::clone(&lease.channel);
        if let Err(error) = exchange.story.begin_attempt(&lease).await {
            let cause = Cause::Refused(Outcome::NoRoute, journal_full(&error.to_string()));
            return Err(Failure::new(exchange, cause));
        }
        tried.attempts += 1;
        match upstream_call::make(&mut exchange, lease).await {
            Ok(held) => return Ok(Answer::new(exchange, held)),
            Err(failed) if failed.counts_no_tokens && exchange.endpoint.counts_tokens() => {
                return Ok(estimated(exchange));
            }
            Err(failed) => {
                let settings = &exchange.table.settings;
                tracing::info!(
                    request_id = %exchange.id,
                    channel = channel.name,
                    outcome = failed.verdict.outcome.as_str(),
                    attempt = tried.attempts,
                    reason = failed.verdict.message,
                    "attempt failed"
                );
                let over = failed.verdict.retry == Retry::No
                    || tried.attempts >= settings.max_attempts
                    || Instant::now() >= exchange.deadline;
                tried.note(place, failed.verdict.retry);
                let earlier = last.as_ref().and_then(|failed| failed.wait);
                let failed = Failed {
                    // Whichever place is free first may serve the next try.
                    wait: smaller(failed.wait, earlier),
                    ..failed
                };
                if over {
                    return Err(Failure::new(exchange, Cause::Upstream(failed)));
                }
                last = Some(failed);
            }
        }
    }
}

impl Tried {
    fn note(&mut self, (channel, credential): (ChannelId, CredentialId), retry: Retry) {
        self.excluded.push(credential);
        if retry == Retry::OtherChannel {
            self.avoided.push(channel);
        }
    }

    fn route(&self, exchange: &Exchange) -> Route {
        Route {
            request: exchange.route.clone(),
            attempt: self.attempts + 1,
            excluded: self.excluded.clone(),
            avoided: self.avoided.clone(),
        }
    }
}

/// A lease for the next attempt; when a lone failure leaves no other place, the same one once more.
async fn next_lease(
    exchange: &Exchange,
    tried: &mut Tried,
    last: Option<&Failed>,
) -> Result<Lease, NoRoute> {
    let router = &exchange.proxy.router;
    let none = match patience::route(exchange, tried.route(exchange)).await {
        Ok(lease) => return Ok(lease),
        Err(none) => none,
    };
    let nobody_else = match none.kind {
        NoRouteKind::Exhausted => true,
        NoRouteKind::PinUnavailable => {
            let excluded = |(_, reason): &(_, _)| *reason == RefusedReason::NoCredential;
            none.reasons.iter().all(excluded)
        }
        _ => false,
    };
    let lone_failure =
        nobody_else && tried.attempts == 1 && last.is_some_and(|failed| failed.worth_repeating);
    if !lone_failure {
        return Err(none);
    }
    tried.excluded.pop();
    router.route(tried.route(exchange)).await
}

fn give_up(exchange: Exchange, none: &NoRoute, last: Option<Failed>) -> Failure {
    let cause = match last {
        Some(failed) => Cause::Upstream(Failed {
            // Other candidates may be back sooner than the one that failed last.
            wait: smaller(failed.wait, none.retry_after),
            ..failed
        }),
        None => Cause::Refused(
            Outcome::NoRoute,
            no_route(&exchange.facts.model, exchange.endpoint.dialect(), none),
        ),
    };
    Failure::new(exchange, cause)
}

fn smaller<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    }
}

/// The upstream cannot count tokens: Routex estimates.
fn estimated(exchange: Exchange) -> Answer {
    let body = count_tokens_body(exchange.endpoint.dialect(), exchange.facts.estimated_input);
    Answer::new(exchange, Held::made_here(body.into()))
}
