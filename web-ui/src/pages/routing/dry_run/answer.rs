//! The answer: where the request goes, how it comes to that, and everybody who was considered.

use std::{collections::BTreeMap, rc::Rc};

use routex_entity::api::{ExplainInput, ExplainedCandidate, Explanation};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    candidates::candidates,
    outcome::{Outcome, outcome},
    reasons::why_nowhere,
};
use crate::{
    components::{Icon, Panel, Symbol},
    format::duration::milliseconds,
    i18n::I18n,
    words,
};

pub struct Answered<'a> {
    pub explanation: &'a Rc<Explanation>,
    pub input: &'a ExplainInput,
    /// The alias says which strategy, not the global settings.
    pub own_strategy: bool,
    /// Id of each by its name.
    pub channels: &'a BTreeMap<String, Uuid>,
}

pub fn answer(answered: &Answered, i18n: &I18n) -> Html {
    let explanation = answered.explanation;
    html! {
        <>
            <Panel title={i18n.t("routing-answer")}>
                { headline(explanation, i18n) }
                <ol class="rx-dry__steps">
                    { for steps(answered, i18n).into_iter().map(|step| html! { <li>{ step }</li> }) }
                </ol>
                <p class="rx-faint">
                    { i18n.t("routing-header") }{ " " }
                    <code class="rx-mono">{ &explanation.decision }</code>
                </p>
            </Panel>
            if !explanation.candidates.is_empty() {
                <Panel title={i18n.t("routing-candidates")}>
                    { candidates(explanation, answered.channels, i18n) }
                </Panel>
            }
        </>
    }
}

fn headline(explanation: &Explanation, i18n: &I18n) -> Html {
    let (class, symbol, title, text) = match outcome(explanation) {
        Outcome::Goes(candidate) => {
            let channel = candidate.channel.clone();
            let title = i18n.with("routing-goes", [("channel", channel.into())]);
            (
                "rx-verdict--goes",
                Symbol::CheckCircle,
                title,
                because(candidate, i18n),
            )
        }
        Outcome::Drawn(count) => {
            let title = i18n.with("routing-drawn", [("count", count.into())]);
            (
                "rx-verdict--goes",
                Symbol::Shuffle,
                title,
                i18n.t("routing-drawn-text"),
            )
        }
        Outcome::Nowhere => {
            let decision = &explanation.decision;
            let text =
                why_nowhere(decision).map_or_else(|| decision.clone().into(), |name| i18n.t(name));
            (
                "rx-verdict--nowhere",
                Symbol::Alert,
                i18n.t("routing-nowhere"),
                text,
            )
        }
    };
    html! {
        <div class={classes!("rx-verdict", class)}>
            <Icon {symbol} class="rx-verdict__symbol" />
            <div>
                <p class="rx-verdict__title">{ title }</p>
                <p>{ text }</p>
                if let Some(ms) = explanation.retry_after_ms {
                    <p>{ i18n.with("routing-retry-after", [("time", milliseconds(ms).into())]) }</p>
                }
                if let Some(fallback) = &explanation.fallback {
                    <p>{ i18n.with("routing-fallback", [("model", fallback.clone().into())]) }</p>
                }
            </div>
        </div>
    }
}

/// Why a candidate is where it is.
pub fn because(candidate: &ExplainedCandidate, i18n: &I18n) -> AttrValue {
    words::reason(&candidate.reason, &candidate.lacks, i18n)
}

/// How it comes to that, in the order in which Routex looks at things.
fn steps(answered: &Answered, i18n: &I18n) -> Vec<AttrValue> {
    let Answered {
        explanation, input, ..
    } = answered;
    let model = || ("model", input.model.clone().into());
    let mut steps = vec![i18n.with(
        if explanation.alias.is_some() {
            "routing-step-alias"
        } else {
            "routing-step-model"
        },
        [model()],
    )];
    match &explanation.session {
        Some(pin) => {
            let channel = ("channel", pin.channel.clone().into());
            let name = if pin.hard {
                "routing-step-hard"
            } else {
                "routing-step-soft"
            };
            steps.push(match &pin.credential {
                Some(label) => {
                    let place = format!("{} / {label}", pin.channel);
                    i18n.with(name, [("channel", place.into())])
                }
                None => i18n.with("routing-step-gone", [channel]),
            });
        }
        None if input.session.is_some() => steps.push(i18n.t("routing-step-homeless")),
        None => {}
    }
    let strategy = i18n.t(words::strategy(explanation.strategy)).to_string();
    let name = if answered.own_strategy {
        "routing-step-own-strategy"
    } else {
        "routing-step-strategy"
    };
    steps.push(i18n.with(name, [("strategy", strategy.into())]));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        i18n::Language,
        testing::{explanation, render},
    };

    #[derive(Clone, PartialEq, Properties)]
    struct Props {
        explanation: Rc<Explanation>,
        session: Option<String>,
    }

    #[component]
    fn Shown(props: &Props) -> Html {
        let input = ExplainInput {
            dialect: routex_entity::Dialect::OpenaiChat,
            model: "smart".to_owned(),
            session: props.session.clone(),
            client_key_id: None,
            estimated_input_tokens: None,
            needs: Vec::new(),
        };
        let answered = Answered {
            explanation: &props.explanation,
            input: &input,
            own_strategy: false,
            channels: &BTreeMap::new(),
        };
        answer(&answered, &I18n::new(Language::English))
    }

    #[tokio::test]
    async fn the_chosen_one_comes_first_and_who_is_out_says_why() {
        let page = render::<Shown>(Props {
            explanation: Rc::new(explanation()),
            session: Some("abc".to_owned()),
        })
        .await;
        for text in [
            "Goes to us-1",
            "smart is an alias",
            "no home yet",
            "Its breaker is open",
            "It is disabled",
            "12.0 s",
            "priority;eu-1=breaker_open",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn when_nothing_can_serve_it_says_what_would_help() {
        let mut told = explanation();
        told.candidates.clear();
        told.decision = "model_not_allowed".to_owned();
        told.fallback = Some("spare-model".to_owned());
        told.retry_after_ms = Some(2_000);
        let page = render::<Shown>(Props {
            explanation: Rc::new(told),
            session: None,
        })
        .await;
        for text in [
            "Nothing can serve",
            "may not use this model",
            "spare-model",
            "2.00 s",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
    }
}
