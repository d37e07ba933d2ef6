//! Corrections of what models can do: a row a pattern, in which each ability is left as it is known, affirmed or denied.

use routex_entity::Feature;
use yew::prelude::*;

use super::{
    draft::Rule,
    pairs::{add, bare, remove, without},
};
use crate::i18n::I18n;

pub fn capabilities(
    rules: &[Rule],
    error: Option<AttrValue>,
    change: &Callback<Vec<Rule>>,
    i18n: &I18n,
) -> Html {
    let rows = rules.iter().enumerate().map(|(index, rule)| {
        let renamed = {
            let rules = rules.to_vec();
            change.reform(move |pattern: String| with(&rules, index, |rule| rule.pattern = pattern))
        };
        let less = {
            let rules = rules.to_vec();
            change.reform(move |_: MouseEvent| without(&rules, index))
        };
        html! {
            <li class="rx-ch-rule">
                <div class="rx-ch-pairs__row rx-ch-pairs__row--one">
                    { bare(i18n.t("channels-pattern"), &rule.pattern, Some("llama-*".into()), false, false, &renamed) }
                    { remove(i18n, &rule.pattern, less) }
                </div>
                <div class="rx-ch-rule__features">
                    { for Feature::ALL.iter().map(|one| feature(*one, rules, index, change, i18n)) }
                </div>
            </li>
        }
    });
    let more = {
        let rules = rules.to_vec();
        change.reform(move |_: MouseEvent| {
            let mut rules = rules.clone();
            rules.push(Rule::default());
            rules
        })
    };
    html! {
        <fieldset class="rx-ch-pairs">
            <legend class="rx-ch-pairs__title">{ i18n.t("channels-capabilities") }</legend>
            <p class="rx-faint">{ i18n.t("channels-capabilities-help") }</p>
            <ul class="rx-ch-pairs__rows" role="list">{ for rows }</ul>
            if let Some(error) = error {
                <p class="rx-error" role="alert">{ error }</p>
            }
            { add(i18n.t("channels-add-row"), more) }
        </fieldset>
    }
}

/// A button that goes round: as known, can, cannot.
fn feature(
    one: Feature,
    rules: &[Rule],
    index: usize,
    change: &Callback<Vec<Rule>>,
    i18n: &I18n,
) -> Html {
    let said = rules
        .get(index)
        .and_then(|rule| rule.said.get(&one).copied());
    let (class, sign, word) = match said {
        None => ("rx-ch-feature", "", "channels-can-as-known"),
        Some(true) => ("rx-ch-feature rx-ch-feature--can", "✓ ", "channels-can"),
        Some(false) => (
            "rx-ch-feature rx-ch-feature--cannot",
            "✕ ",
            "channels-cannot",
        ),
    };
    let name = i18n.t(feature_name(one));
    let label = format!("{name}: {}", i18n.t(word));
    let rules = rules.to_vec();
    let onclick = change.reform(move |_: MouseEvent| {
        with(&rules, index, |rule| {
            match said {
                None => rule.said.insert(one, true),
                Some(true) => rule.said.insert(one, false),
                Some(false) => rule.said.remove(&one),
            };
        })
    });
    html! {
        <button type="button" {class} aria-label={label.clone()} title={label} {onclick}>
            { sign }{ name }
        </button>
    }
}

fn with(rules: &[Rule], index: usize, change: impl FnOnce(&mut Rule)) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    if let Some(rule) = rules.get_mut(index) {
        change(rule);
    }
    rules
}

const fn feature_name(feature: Feature) -> &'static str {
    match feature {
        Feature::Tools => "channels-feature-tools",
        Feature::Images => "channels-feature-images",
        Feature::Documents => "channels-feature-documents",
        Feature::Audio => "channels-feature-audio",
        Feature::JsonSchema => "channels-feature-json-schema",
        Feature::Reasoning => "channels-feature-reasoning",
        Feature::HostedTools => "channels-feature-hosted-tools",
        Feature::CustomTools => "channels-feature-custom-tools",
        Feature::DeveloperRole => "channels-feature-developer-role",
        Feature::MaxCompletionTokens => "channels-feature-max-completion-tokens",
        Feature::OpenaiExtras => "channels-feature-openai-extras",
        Feature::ReasoningContent => "channels-feature-reasoning-content",
    }
}
