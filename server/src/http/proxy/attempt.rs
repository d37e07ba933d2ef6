//! The failover loop: lease, attempt, and the next place when it failed before anything reached the client.

use std::time::Instant;

use routex_entity::{FallbackCause, Outcome};

use super::{
    answer::Answer,
    crossing::{Impassable, Passage},
    failure::{Cause, Failed, Failure},
    fallback,
    forward::Exchange,
    patience,
    upstream_call::{self, Held},
};
use crate::{
    channel::{
        ChannelId, CredentialId, Lease,
        messages::{RefusedReason, Settlement},
    },
    http::error::{journal_full, no_route},
    protocol::estimate::count_tokens_body,
    router::{NoRoute, Route, messages::NoRouteKind},
    upstream::outcome::{Retry, Verdict},
};

/// What this request has tried.
#[derive(Default)]
struct Tried {
    attempts: u32,
    excluded: Vec<CredentialId>,
    avoided: Vec<ChannelId>,
    /// The credentials of channels that the request cannot be translated for, and why the last one is.
    out_of_reach: Vec<CredentialId>,
    impassable: Option<Impassable>,
    /// The last lease went unused.
    again: bool,
    fallen: Option<Fallen>,
}

/// The request goes on with the fallback model of its alias.
struct Fallen {
    cause: FallbackCause,
    /// Attempts that were made before.
    after: u32,
    /// Why its own model could not be routed, when that was the cause.
    none: Option<NoRoute>,
}

/// Tries until something answers, nothing is left, or time is up.
pub(super) async fn run(mut exchange: Exchange) -> Result<Answer, Failure> {
    let mut tried = Tried::default();
    let mut last: Option<Failed> = None;
    loop {
        let mut lease = match next_lease(&exchange, &mut tried, last.as_ref()).await {
            Ok(lease) => lease,
            Err(none) => {
                if fallback::none_can_serve(&none)
                    && tried.fall_back(&mut exchange, FallbackCause::Unavailable)
                {
                    tried.blame(none);
                    continue;
                }
                return Err(give_up(exchange, tried, none, last));
            }
        };
        if let Some(fallen) = &tried.fallen {
            lease.decision = fallback::decision(fallen.cause, &lease.decision);
        }
        let passage = match exchange.passage(&lease).await {
            Ok(passage) => passage,
            Err(impassable) => {
                tracing::info!(
                    request_id = %exchange.id,
                    channel = lease.channel.name,
                    dialect = lease.dialect.as_str(),
                    "request cannot be translated for the channel"
                );
                tried.pass_over(lease, impassable);
                continue;
            }
        };
        let crossing = match passage {
            Passage::Straight => None,
            Passage::Across(crossing) => Some(crossing),
            Passage::Uncountable => {
                lease.settle(unused(Outcome::Success));
                return Ok(estimated(exchange));
            }
        };
        let place = (lease.channel.id, lease.credential.id);
        let channel = std::sync::Arc::clone(&lease.channel);
        let dropped = match &crossing {
            Some(crossing) => crossing.dropped.clone(),
            None => exchange.lost.header(),
        };
        if let Err(error) = exchange.story.begin_attempt(&lease, dropped).await {
            let cause = Cause::Refused(Outcome::NoRoute, journal_full(&error.to_string()));
            return Err(Failure::new(exchange, cause));
        }
        tried.attempts += 1;
        tried.again = false;
        match upstream_call::make(&mut exchange, lease, crossing).await {
            Ok(held) => return Ok(Answer::new(exchange, held)),
            Err(failed) if failed.counts_no_tokens && exchange.endpoint.counts_tokens() => {
                return Ok(estimated(exchange));
            }
            Err(failed) => {
                tracing::info!(
                    request_id = %exchange.id,
                    channel = channel.name,
                    outcome = failed.verdict.outcome.as_str(),
                    attempt = tried.attempts,
                    reason = failed.verdict.message,
                    "attempt failed"
                );
                tried.note(place, failed.verdict.retry);
                let over = !tried.may_go_on(&mut exchange, &failed.verdict);
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

    /// The request cannot be put into the dialect of the channel, which other credentials do not change. The provider was
    /// not asked, so this is no attempt.
    fn pass_over(&mut self, lease: Lease, impassable: Impassable) {
        let credentials = lease.channel.credentials.iter();
        self.out_of_reach
            .extend(credentials.map(|credential| credential.id));
        self.impassable = Some(impassable);
        self.again = true;
        lease.settle(unused(Outcome::ClientError));
    }

    /// Whether another attempt may follow a failed one, be it with the fallback model.
    fn may_go_on(&mut self, exchange: &mut Exchange, verdict: &Verdict) -> bool {
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
    fn fall_back(&mut self, exchange: &mut Exchange, cause: FallbackCause) -> bool {
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

    fn blame(&mut self, none: NoRoute) {
        if let Some(fallen) = &mut self.fallen {
            fallen.none = Some(none);
        }
    }

    fn route(&self, exchange: &Exchange) -> Route {
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
    tried.again = false;
    let nobody_else = match none.kind {
        NoRouteKind::Exhausted => true,
        NoRouteKind::PinUnavailable => {
            let excluded = |(_, reason): &(_, _)| *reason == RefusedReason::NoCredential;
            none.reasons.iter().all(excluded)
        }
        _ => false,
    };
    let lone_failure = nobody_else
        && tried.attempts == 1
        && tried.fallen.is_none()
        && last.is_some_and(|failed| failed.worth_repeating);
    if !lone_failure {
        return Err(none);
    }
    tried.excluded.pop();
    router.route(tried.route(exchange)).await
}

fn give_up(exchange: Exchange, tried: Tried, none: NoRoute, last: Option<Failed>) -> Failure {
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
            let none = match tried.fallen.and_then(|fallen| fallen.none) {
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
            match tried.impassable {
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

fn smaller<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    }
}

/// A lease that nothing was sent with.
fn unused(outcome: Outcome) -> Settlement {
    Settlement {
        tokens: Some(0),
        ..Settlement::neutral(outcome)
    }
}

/// The upstream cannot count tokens: Routex estimates.
fn estimated(exchange: Exchange) -> Answer {
    let body = count_tokens_body(exchange.endpoint.dialect(), exchange.facts.estimated_input);
    Answer::new(exchange, Held::made_here(body.into()))
}
