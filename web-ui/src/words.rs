//! The words of the product in the user's language: name and, where one is needed, an explanation.

mod reason;

pub use reason::{need, needs, reason};

use routex_entity::{ChannelState, Dialect, Outcome, Strategy};
use yew::AttrValue;

use crate::{i18n::I18n, snippets::Place};

/// Name of the text that names a state.
pub const fn state(state: ChannelState) -> &'static str {
    match state {
        ChannelState::Closed => "state-closed",
        ChannelState::Open => "state-open",
        ChannelState::HalfOpen => "state-half-open",
        ChannelState::Disabled => "state-disabled",
        ChannelState::Cooling => "state-cooling",
    }
}

pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "outcome-success",
        Outcome::ClientError => "outcome-client-error",
        Outcome::RateLimited => "outcome-rate-limited",
        Outcome::Overloaded => "outcome-overloaded",
        Outcome::UpstreamError => "outcome-upstream-error",
        Outcome::Unauthorized => "outcome-unauthorized",
        Outcome::QuotaExhausted => "outcome-quota-exhausted",
        Outcome::TimeoutFirstByte => "outcome-timeout-first-byte",
        Outcome::TimeoutIdle => "outcome-timeout-idle",
        Outcome::ConnectError => "outcome-connect-error",
        Outcome::Truncated => "outcome-truncated",
        Outcome::Malformed => "outcome-malformed",
        Outcome::ClientCancelled => "outcome-client-cancelled",
        Outcome::NoRoute => "outcome-no-route",
        Outcome::Unknown => "outcome-unknown",
    }
}

pub const fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Priority => "strategy-priority",
        Strategy::RoundRobin => "strategy-round-robin",
        Strategy::Weighted => "strategy-weighted",
        Strategy::LeastUsed => "strategy-least-used",
        Strategy::Fastest => "strategy-fastest",
        Strategy::Cheapest => "strategy-cheapest",
    }
}

pub const fn strategy_help(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Priority => "strategy-priority-help",
        Strategy::RoundRobin => "strategy-round-robin-help",
        Strategy::Weighted => "strategy-weighted-help",
        Strategy::LeastUsed => "strategy-least-used-help",
        Strategy::Fastest => "strategy-fastest-help",
        Strategy::Cheapest => "strategy-cheapest-help",
    }
}

/// Names of protocols are the same in every language.
pub const fn dialect(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Anthropic => "Anthropic Messages",
        Dialect::OpenaiChat => "OpenAI Chat",
        Dialect::OpenaiResponses => "OpenAI Responses",
        Dialect::Gemini => "Gemini",
    }
}

/// Where something is pasted.
pub fn place(place: Place, i18n: &I18n) -> AttrValue {
    match place {
        Place::Terminal => i18n.t("place-terminal"),
        Place::File(name) | Place::Program(name) => AttrValue::Static(name),
    }
}
