//! The words of explanations: why a candidate serves or does not, and how candidates are measured. Pure.

use routex_entity::{Feature, Strategy, api::Usd};

use crate::format::{
    duration::milliseconds,
    money::usd,
    number::{NONE, compact},
};

/// Name of the text for a candidate's reason. `None`: one of a later version, which is shown as it is.
#[rustfmt::skip]
pub fn why(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "priority" => "routing-why-priority",
        "round_robin" => "routing-why-round-robin",
        "weighted" => "routing-why-weighted",
        "least_used" => "routing-why-least-used",
        "fastest" => "routing-why-fastest",
        "cheapest" => "routing-why-cheapest",
        "session" => "routing-why-session",
        "pinned" => "routing-why-pinned",
        "last_resort" => "routing-why-last-resort",
        "drawn" => "routing-why-drawn",
        "later" => "routing-why-later",
        "breaker_open" => "routing-why-breaker-open",
        "probe_in_flight" => "routing-why-probe",
        "cooling_down" => "routing-why-cooling",
        "forecast_dry" => "routing-why-forecast",
        "slow_start" => "routing-why-slow-start",
        "concurrency" => "routing-why-concurrency",
        "rpm" => "routing-why-rpm",
        "tpm" => "routing-why-tpm",
        "credential_rejected" => "routing-why-rejected",
        "quota_exhausted" => "routing-why-quota",
        "model_unknown" => "routing-why-model-unknown",
        "no_credential" => "routing-why-no-credential",
        "busy" => "routing-why-busy",
        "disabled" => "routing-why-disabled",
        "tags" => "routing-why-tags",
        "dialect" => "routing-why-dialect",
        "model_not_served" => "routing-why-not-served",
        "not_a_target" => "routing-why-not-a-target",
        "pinned_elsewhere" => "routing-why-pinned-elsewhere",
        lacks if lacks.starts_with("lacks_") => "routing-why-lacks",
        _ => return None,
    })
}

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

/// Name of the text for what a model may be able to do.
pub const fn need(feature: Feature) -> &'static str {
    match feature {
        Feature::Tools => "routing-need-tools",
        Feature::Images => "routing-need-images",
        Feature::Documents => "routing-need-documents",
        Feature::Audio => "routing-need-audio",
        Feature::JsonSchema => "routing-need-json-schema",
        Feature::Reasoning => "routing-need-reasoning",
        Feature::HostedTools => "routing-need-hosted-tools",
        Feature::CustomTools => "routing-need-custom-tools",
        Feature::DeveloperRole => "routing-need-developer-role",
        Feature::MaxCompletionTokens => "routing-need-max-completion-tokens",
        Feature::OpenaiExtras => "routing-need-openai-extras",
        Feature::ReasoningContent => "routing-need-reasoning-content",
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
    fn every_strategy_has_its_reason_and_what_is_new_is_left_alone() {
        for strategy in Strategy::ALL {
            assert!(why(strategy.as_str()).is_some(), "{strategy}");
        }
        assert_eq!(why("lacks_images"), Some("routing-why-lacks"));
        assert_eq!(why("moon_phase"), None);
        assert_eq!(why_nowhere("priority"), None);
    }
}
