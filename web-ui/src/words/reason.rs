//! Why a channel serves a request or is passed over.

use routex_entity::Feature;
use yew::AttrValue;

use crate::i18n::I18n;

/// What the server calls that which a model cannot do: this, and the feature.
const LACKS: &str = "lacks_";

/// A reason as the server names it, in words. `lacks`: what the model cannot do, where more is known than the reason says. One
/// of a later version stands for itself.
pub fn reason(reason: &str, lacks: &[Feature], i18n: &I18n) -> AttrValue {
    if let Some(feature) = reason.strip_prefix(LACKS) {
        let needs = match (lacks, feature.parse()) {
            ([], Ok(feature)) => needs(&[feature], i18n),
            ([], Err(_)) => feature.replace('_', " "),
            (lacks, _) => needs(lacks, i18n),
        };
        return i18n.with("routing-why-lacks", [("needs", needs.into())]);
    }
    name(reason).map_or_else(|| reason.to_owned().into(), |name| i18n.t(name))
}

/// What models may be able to do, one after the other.
pub fn needs(features: &[Feature], i18n: &I18n) -> String {
    let words: Vec<String> = features
        .iter()
        .map(|feature| i18n.t(need(*feature)).to_string())
        .collect();
    words.join(&i18n.t("routing-between"))
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

/// `None`: one of a later version.
#[rustfmt::skip]
fn name(reason: &str) -> Option<&'static str> {
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
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use routex_entity::Strategy;

    use super::*;
    use crate::i18n::Language;

    #[test]
    fn every_strategy_has_its_reason_and_what_is_new_is_left_alone() {
        for strategy in Strategy::ALL {
            assert!(name(strategy.as_str()).is_some(), "{strategy}");
        }
        let i18n = I18n::new(Language::English);
        let said = |word: &str, lacks: &[Feature]| reason(word, lacks, &i18n).to_string();
        assert_eq!(said("moon_phase", &[]), "moon_phase");
        assert!(said("lacks_images", &[]).ends_with(": Images."));
        let both = [Feature::Images, Feature::Tools];
        assert!(said("lacks_images", &both).ends_with(": Images, Tools."));
        assert!(said("lacks_sixth_sense", &[]).ends_with(": sixth sense."));
    }
}
