//! Waiting for room at channels that let requests wait, instead of refusing them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::timeout;

use super::forward::Exchange;
use crate::{
    channel::{Lane, Lease, messages::RefusedReason},
    router::{NoRoute, Route, RouteRequest, candidates, messages::NoRouteKind},
};

/// Nobody looks more often than that.
const SHORTEST_LOOK: Duration = Duration::from_millis(1);

/// Asks for a lease. When every candidate is at a limit and one of them has a queue, the first attempt of a request waits
/// for room, behind the requests for the same channels that came before; dropped, it leaves the queue.
pub(super) async fn route(exchange: &Exchange, route: Route) -> Result<Lease, NoRoute> {
    let router = &exchange.proxy.router;
    let queue = router.queue();
    let may_wait = route.attempt == 1;
    let others_wait =
        may_wait && !queue.is_empty() && queue.waits_in(&lane(exchange, &route.request));
    let mut none = None;
    if !others_wait {
        match router.route(route.clone()).await {
            Ok(lease) => return Ok(lease),
            Err(refused) if !may_wait || refused.kind != NoRouteKind::RateLimited => {
                return Err(refused);
            }
            Err(refused) => none = Some(refused),
        }
    }
    let patience = patience(exchange, &route);
    if patience.is_zero() {
        return match none {
            Some(none) => Err(none),
            None => router.route(route).await,
        };
    }
    let Some(place) = queue.join(lane(exchange, &route.request)) else {
        return Err(none.unwrap_or_else(crowded));
    };
    let deadline = (Instant::now() + patience).min(exchange.deadline);
    loop {
        let mut look_in = deadline.saturating_duration_since(Instant::now());
        if place.is_first() {
            // Asked once more even right after joining: room made before that rang for nobody.
            let refused = match router.route(route.clone()).await {
                Ok(lease) => return Ok(lease),
                Err(refused) => refused,
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if !may_pass_within(left, &refused) {
                return Err(refused);
            }
            let known = refused.retry_after.unwrap_or(left);
            look_in = known.min(left).max(SHORTEST_LOOK);
            none = Some(refused);
        } else if look_in.is_zero() {
            return Err(none.unwrap_or_else(crowded));
        }
        // Rung or not, it looks.
        let _elapsed = timeout(look_in, place.rung()).await;
    }
}

fn lane(exchange: &Exchange, request: &RouteRequest) -> Lane {
    let matters = candidates::matters(&exchange.table, &request.model);
    let wants = request.wants.reduced(matters);
    Lane {
        model: request.model.clone(),
        dialect: wants.dialect,
        translates: wants.translates,
        needs: wants.needs,
        tags: Arc::clone(&request.allowed_tags),
    }
}

/// How long the most patient of the channels that may serve lets requests wait.
fn patience(exchange: &Exchange, route: &Route) -> Duration {
    let request = &route.request;
    let tags = &request.allowed_tags;
    let seats = candidates::seats(&exchange.table, &request.model, &request.wants, tags);
    let longest = seats
        .iter()
        .flatten()
        .map(|seat| seat.channel.queue_ms)
        .max();
    Duration::from_millis(longest.unwrap_or(0).into())
}

/// Room by requests that end may come at any time; otherwise the wait is known.
fn may_pass_within(left: Duration, none: &NoRoute) -> bool {
    let by_ends = |reason: &RefusedReason| {
        matches!(
            reason,
            RefusedReason::Concurrency | RefusedReason::TokensPerMinute
        )
    };
    let in_time = none.retry_after.is_some_and(|wait| wait <= left);
    let by_ends = none.reasons.iter().any(|(_, reason)| by_ends(reason));
    none.kind == NoRouteKind::RateLimited && !left.is_zero() && (in_time || by_ends)
}

fn crowded() -> NoRoute {
    NoRoute {
        kind: NoRouteKind::RateLimited,
        reasons: Vec::new(),
        retry_after: Some(Duration::from_secs(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_worth_it_while_room_may_come_in_time() {
        let second = Duration::from_secs(1);
        let none = |reason, retry_after| NoRoute {
            kind: NoRouteKind::RateLimited,
            reasons: vec![("a".into(), reason)],
            retry_after,
        };
        let worth = |left, reason, wait| may_pass_within(left, &none(reason, wait));

        assert!(worth(second, RefusedReason::Concurrency, None));
        assert!(worth(
            second,
            RefusedReason::TokensPerMinute,
            Some(second * 9)
        ));
        assert!(worth(
            second,
            RefusedReason::RequestsPerMinute,
            Some(second)
        ));
        assert!(!worth(
            second,
            RefusedReason::RequestsPerMinute,
            Some(second * 9)
        ));
        assert!(!worth(Duration::ZERO, RefusedReason::Concurrency, None));
        let broken = NoRoute {
            kind: NoRouteKind::Unavailable,
            ..none(RefusedReason::Concurrency, None)
        };
        assert!(!may_pass_within(second, &broken));
    }
}
