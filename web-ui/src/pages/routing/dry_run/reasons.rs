//! The words of explanations: why nothing can serve, and how candidates are measured. Pure.

use routex_entity::{Strategy, api::Usd};

use crate::format::{
    duration::milliseconds,
    money::usd,
    number::{NONE, compact},
};

/// Name of the text for a decision that nothing can serve.
pub fn why_nowhere(decision: &str) -> Option<&'static str> {
    Some(match decision {
        "unknown_model" => "routing-none-unknown-model",
        "no_dialect" => "routing-none-no-dialect",
        "rate_limited" => "routing-none-rate-limited",
        "unavailable" => "routing-none-unavailable",
        "pin_unavailable" => "routing-none-pin",
        "exhausted" => "routing-none-exhausted",
        "key_disabled" => "routing-none-key-disabled",
        "key_expired" => "routing-none-key-expired",
        "model_not_allowed" => "routing-none-model-not-allowed",
        _ => return None,
    })
}

/// Name of the text that says what a strategy goes by.
pub const fn measure(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Priority => "routing-score-priority",
        Strategy::RoundRobin => "routing-score-round-robin",
        Strategy::Weighted => "routing-score-weighted",
        Strategy::LeastUsed => "routing-score-least-used",
        Strategy::Fastest => "routing-score-fastest",
        Strategy::Cheapest => "routing-score-cheapest",
    }
}

/// A score in its unit.
pub fn score(strategy: Strategy, score: Option<f64>) -> String {
    let Some(score) = score.filter(|score| score.is_finite()) else {
        return NONE.to_owned();
    };
    match strategy {
        Strategy::Priority | Strategy::RoundRobin => format!("{score:.0}"),
        Strategy::Weighted | Strategy::LeastUsed => compact(score),
        Strategy::Fastest => milliseconds(score.max(0.0).round() as u64),
        Strategy::Cheapest => usd(Usd::from_nanos((score * 1e9).round() as i64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_told_in_their_unit() {
        for (strategy, number, text) in [
            (Strategy::Priority, 10.0, "10"),
            (Strategy::Fastest, 1240.4, "1.24 s"),
            (Strategy::Cheapest, 0.00125, "$0.0013"),
            (Strategy::LeastUsed, 0.5, "0.50"),
            (Strategy::Weighted, f64::NAN, NONE),
        ] {
            assert_eq!(score(strategy, Some(number)), text);
        }
        assert_eq!(score(Strategy::Fastest, None), NONE);
    }

    #[test]
    fn what_chose_somebody_is_no_reason_that_nobody_was() {
        assert_eq!(why_nowhere("priority"), None);
    }
}
