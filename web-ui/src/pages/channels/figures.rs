//! Numbers about a channel that are worked out of others. Pure.

use routex_entity::{
    Outcome,
    api::{Channel, ChannelCounters},
};
use yew::AttrValue;

use crate::{
    format::number::{count, share},
    i18n::I18n,
};

/// The share of attempts that the channel served, those left out that were the client's fault. `None`: there was none.
pub fn success(counters: &ChannelCounters) -> Option<f64> {
    let of = |outcome: Outcome| {
        counters
            .outcomes
            .get(outcome.as_str())
            .copied()
            .unwrap_or(0)
    };
    let theirs = of(Outcome::ClientError) + of(Outcome::ClientCancelled);
    let all = counters.attempts.saturating_sub(theirs);
    (all > 0).then(|| share(of(Outcome::Success), all))
}

/// Outcomes with how often they came, the most frequent first.
pub fn outcomes(counters: &ChannelCounters) -> Vec<(Outcome, u64)> {
    let known = counters.outcomes.iter();
    let mut all: Vec<_> = known
        .filter_map(|(name, times)| Some((name.parse().ok()?, *times)))
        .collect();
    all.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    all
}

/// Credentials that take part now, and all of them.
pub fn credentials(channel: &Channel) -> (usize, usize) {
    let works = |one: &&routex_entity::api::Credential| {
        let suspended = one.health.as_ref().and_then(|health| health.suspended);
        one.enabled && suspended.is_none()
    };
    let all = &channel.credentials;
    (all.iter().filter(works).count(), all.len())
}

/// `3 of 8`, or `3` where there is no limit.
pub fn of_limit(i18n: &I18n, used: u64, limit: u32) -> AttrValue {
    match limit {
        0 => AttrValue::from(count(used)),
        limit => i18n.with(
            "used-of-limit",
            [
                ("used", count(used).into()),
                ("limit", count(limit.into()).into()),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::channel;

    #[test]
    fn what_clients_do_wrong_does_not_count_against_a_channel() {
        let mut counters = channel("a").live.counters;
        assert_eq!(success(&counters), None);
        counters.attempts = 10;
        counters.outcomes = [
            ("success".to_owned(), 6),
            ("client_error".to_owned(), 2),
            ("overloaded".to_owned(), 2),
        ]
        .into();
        assert_eq!(success(&counters), Some(0.75));
        assert_eq!(outcomes(&counters)[0], (Outcome::Success, 6));
    }
}
