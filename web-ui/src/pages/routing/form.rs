//! The form of the settings. It keeps what was typed, whatever others save meanwhile.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::Routing;
use serde_json::{Value, json};
use yew::prelude::*;

use super::{
    draft::{Change, Draft},
    overrides::Overrides,
    row::Rows,
    setting::{Group, SETTINGS, put},
};
use crate::{
    api::{Failure, field_error},
    components::{
        CheckField, FailureNote, Icon, Panel, Spinner, Symbol, strategy_cards, use_unsaved,
    },
    format::duration,
    i18n::{I18n, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub routing: Rc<Routing>,
    pub overrides: Overrides,
    pub busy: bool,
    pub failure: Option<Failure>,
    /// Gets what is to be changed.
    pub onsave: Callback<Value>,
}

#[component]
pub fn Form(props: &Props) -> Html {
    let i18n = use_i18n();
    let draft = {
        let routing = props.routing.clone();
        use_reducer(move || Draft::of(&routing))
    };
    {
        let dispatch = draft.dispatcher();
        use_effect_with(props.routing.clone(), move |routing| {
            dispatch.dispatch(Change::Saved(routing.clone()));
        });
    }
    use_unsaved(draft.count() > 0);

    let change = {
        let dispatch = draft.dispatcher();
        use_callback((), move |change: Change, ()| dispatch.dispatch(change))
    };
    let onfollow = props.onsave.reform(|field: &'static str| {
        let mut changes = json!({});
        put(&mut changes, field, Value::Null);
        changes
    });
    let onsubmit = {
        let (draft, onsave) = (draft.clone(), props.onsave.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if draft.may_save() {
                onsave.emit(draft.changes());
            }
        })
    };
    let rows = Rows {
        draft: &draft,
        change: &change,
        failure: props.failure.as_ref(),
        i18n: &i18n,
        is_set: &|field| props.overrides.has(field),
        onfollow: &onfollow,
    };
    html! {
        <form class="rx-routing__form" {onsubmit} novalidate=true>
            <Panel
                title={i18n.t("routing-strategy")}
                class="rx-routing__strategy"
                aside={rows.mark("strategy", draft.strategy_changed())}
            >
                <p class="rx-faint rx-routing__lead">{ i18n.t("routing-strategy-text") }</p>
                { strategy_cards(i18n.t("routing-strategy"), draft.strategy, &change.reform(Change::Strategy), &i18n) }
                { error(props.failure.as_ref(), "strategy") }
            </Panel>
            <div class="rx-routing__columns">
                <div class="rx-routing__column">
                    <Panel
                        title={i18n.t("routing-sessions")}
                        aside={rows.mark("affinity.enabled", draft.affinity_changed())}
                    >
                        <CheckField
                            id="affinity-enabled"
                            label={i18n.t("routing-affinity")}
                            help={i18n.t("routing-affinity-help")}
                            checked={draft.affinity}
                            onchange={change.reform(Change::Affinity)}
                        />
                        { numbers(Group::Sessions, &rows) }
                    </Panel>
                    <Panel title={i18n.t("routing-breaker")}>
                        <p class="rx-routing__sentence">{ sentence(&draft, &i18n) }</p>
                        { numbers(Group::Breaker, &rows) }
                    </Panel>
                </div>
                <div class="rx-routing__column">
                    <Panel title={i18n.t("routing-limits")}>
                        <p class="rx-faint rx-routing__lead">{ i18n.t("routing-limits-text") }</p>
                        { numbers(Group::Attempts, &rows) }
                    </Panel>
                </div>
            </div>
            { bar(&draft, &change, props, &i18n) }
        </form>
    }
}

fn numbers(group: Group, rows: &Rows) -> Html {
    let settings = SETTINGS.iter().filter(|setting| setting.group == group);
    settings.map(|setting| rows.number(setting)).collect()
}

fn error(failure: Option<&Failure>, field: &str) -> Html {
    let Some(error) = field_error(failure, field) else {
        return Html::default();
    };
    html! { <p class="rx-error" role="alert"><Icon symbol={Symbol::Alert} />{ " " }{ error }</p> }
}

/// What the breaker would do with these numbers.
fn sentence(draft: &Draft, i18n: &I18n) -> AttrValue {
    let number = |field| draft.number(field);
    let (Some(failures), Some(ratio), Some(minimum), Some(window), Some(open), Some(most)) = (
        number("breaker.consecutive_failures"),
        number("breaker.failure_ratio"),
        number("breaker.minimum_attempts"),
        number("breaker.window_seconds"),
        number("breaker.open_ms"),
        number("breaker.max_open_ms"),
    ) else {
        return i18n.t("routing-breaker-unclear");
    };
    // Round numbers, as people set them, need no decimals.
    let pause = |ms: f64| match ms.min(most) as u64 {
        ms if ms % 1000 == 0 => duration::seconds(ms / 1000),
        ms => duration::milliseconds(ms),
    };
    i18n.with(
        "routing-breaker-sentence",
        [
            ("failures", failures.into()),
            ("ratio", crate::format::number::percent(ratio).into()),
            ("minimum", minimum.into()),
            ("window", duration::seconds(window as u64).into()),
            ("first", pause(open).into()),
            ("second", pause(open * 2.0).into()),
            ("third", pause(open * 4.0).into()),
            ("most", pause(most).into()),
        ],
    )
}

/// Stays in sight while something is not saved.
fn bar(draft: &Draft, change: &Callback<Change>, props: &Props, i18n: &I18n) -> Html {
    let count = draft.count();
    let failure = props
        .failure
        .clone()
        .filter(|failure| failure.fields().is_empty());
    html! {
        <div class="rx-routing-save" aria-live="polite">
            if count > 0 || failure.is_some() {
                <div class="rx-routing-save__box">
                    if let Some(failure) = failure {
                        <FailureNote {failure} />
                    }
                    if count > 0 {
                        <div class="rx-routing-save__line">
                            <p>{ i18n.with("routing-unsaved", [("count", count.into())]) }</p>
                            <Button
                                variant={ButtonVariant::Secondary}
                                label={i18n.t("routing-discard").to_string()}
                                onclick={change.reform(|_| Change::Discard)}
                            />
                            <Button
                                variant={ButtonVariant::Primary}
                                r#type={ButtonType::Submit}
                                disabled={props.busy || !draft.may_save()}
                                icon={props.busy.then(|| html! { <Spinner /> })}
                                label={i18n.t("routing-save").to_string()}
                            />
                        </div>
                    }
                </div>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render, routing};

    fn props() -> Props {
        Props {
            routing: Rc::new(routing()),
            overrides: Overrides::from_json(json!({ "breaker": { "open_ms": 5000 } })),
            busy: false,
            failure: None,
            onsave: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn every_setting_has_its_field_and_the_breaker_is_told_in_a_sentence() {
        let page = render::<Form>(props()).await;
        for setting in SETTINGS {
            let id = format!("id=\"{}\"", setting.field.replace('.', "-"));
            assert!(page.contains(&id), "{id} is missing in {page}");
        }
        for text in [
            "5 failures in a row",
            "50% of at least 20",
            "after 5 s;",
            "10 s, 20 s and so on",
            "5 min",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert_eq!(page.matches("Set here").count(), 1, "{page}");
        assert!(
            !page.contains("rx-routing-save__box") && !page.contains("style="),
            "{page}"
        );
    }

    #[tokio::test]
    async fn what_routex_refuses_stands_beside_its_field() {
        let refusal = r#"{"type":"t","title":"t","status":422,"detail":"d","code":"invalid_fields","request_id":"0199",
            "errors":[{"field":"total_timeout_ms","message":"is shorter than that of channel eu-1"}]}"#;
        let page = render::<Form>(Props {
            failure: Some(Failure::of(422, refusal)),
            ..props()
        })
        .await;
        assert!(
            page.contains("is shorter than that of channel eu-1"),
            "{page}"
        );
    }

    #[tokio::test]
    async fn in_chinese_too() {
        let page = render::<InChinese<Form>>(props()).await;
        for text in ["策略", "熔断", "优先级"] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
    }
}
