//! The failover loop: lease, attempt, and the next place when it failed before anything reached the client.

mod tried;

use routex_entity::{FallbackCause, Outcome};

use self::tried::{Tried, smaller};
use super::{
    answer::Answer,
    crossing::Passage,
    failure::{Cause, Failed, Failure},
    fallback,
    forward::Exchange,
    patience,
    upstream_call::{self, Held},
};
use crate::{
    channel::{Lease, messages::RefusedReason},
    http::error::journal_full,
    protocol::estimate::count_tokens_body,
    router::{NoRoute, messages::NoRouteKind},
};

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
                return Err(tried.give_up(exchange, none, last));
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
                lease.give_back();
                return Ok(estimated(exchange));
            }
        };
        let place = (lease.channel.id, lease.credential.id);
        let channel = std::sync::Arc::clone(&lease.channel);
        let dropped = match &crossing {
            Some(crossing) => crossing.dropped.clone(),
            None => exchange.lost.header(),
        };
        exchange.keep_bodies_for(&channel);
        if let Err(error) = exchange.story.begin_attempt(&lease, dropped).await {
            lease.give_back();
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
                    trace_id = exchange
                        .story
                        .witness()
                        .and_then(|witness| witness.trace_id())
                        .map(tracing::field::display),
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

/// The upstream cannot count tokens: Routex estimates.
fn estimated(exchange: Exchange) -> Answer {
    let body = count_tokens_body(exchange.endpoint.dialect(), exchange.facts.estimated_input);
    Answer::new(exchange, Held::made_here(body.into()))
}
