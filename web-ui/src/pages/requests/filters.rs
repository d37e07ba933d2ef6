//! What can be asked for, and what is.

mod input;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{Outcome, api::Page};
use serde::Deserialize;
use yew::prelude::*;

use super::{
    filter::{Field, Filter, LASTS, Span},
    log::Rows,
};
use crate::{
    api::{Failure, field_error, use_loaded},
    browser,
    components::SelectField,
    i18n::{I18n, use_i18n},
    words,
};
use input::{Input, input};

/// Rows whose models are offered.
const LOOKED_AT: usize = 500;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub filter: Filter,
    /// For the models that are offered.
    pub rows: Rows,
    /// What the API says of the filter.
    pub failure: Option<Failure>,
    pub onchange: Callback<Filter>,
}

/// Of channels and keys only the names are of interest.
#[derive(PartialEq, Deserialize)]
struct Named {
    name: String,
}

#[component]
pub fn Filters(props: &Props) -> Html {
    let i18n = use_i18n();
    let channels = use_loaded::<Page<Named>>("/channels".into());
    let keys = use_loaded::<Page<Named>>("/keys".into());
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_| open.set(!*open))
    };
    let filter = &props.filter;
    let clear = props.onchange.reform(|_| Filter::default());
    let names = |page: &Option<std::rc::Rc<Page<Named>>>| -> Vec<String> {
        let items = page.iter().flat_map(|page| &page.items);
        items.map(|named| named.name.clone()).collect()
    };
    html! {
        <search class={classes!("rx-log-filters", open.then_some("rx-log-filters--open"))}>
            <div class="rx-log-filters__toggle">
                <button
                    type="button"
                    class="pf-v6-c-button pf-m-secondary"
                    aria-expanded={open.to_string()}
                    onclick={toggle}
                >
                    { i18n.t("requests-filters") }
                </button>
            </div>
            { span(props, &i18n) }
            { text(props, Field::Model, models(&props.rows), &i18n) }
            { select(props, Field::Channel, names(&channels.data), &i18n) }
            { select(props, Field::Key, names(&keys.data), &i18n) }
            { outcome(props, &i18n) }
            { text(props, Field::Status, BTreeSet::new(), &i18n) }
            { text(props, Field::Session, BTreeSet::new(), &i18n) }
            if !filter.is_empty() {
                <div class="rx-log-filters__clear">
                    <Button
                        variant={ButtonVariant::Link}
                        label={i18n.t("requests-clear").to_string()}
                        onclick={clear}
                    />
                </div>
            }
        </search>
    }
}

fn span(props: &Props, i18n: &I18n) -> Html {
    let filter = &props.filter;
    let names = ["all"]
        .into_iter()
        .chain(LASTS.map(|(name, _)| name))
        .chain(["custom"]);
    let options = names.map(|name| (name.into(), i18n.t(span_word(name))));
    let onchange = {
        let filter = filter.clone();
        props.onchange.reform(move |name: String| {
            let span = Span::named(&name).unwrap_or_default();
            filter.clone().over(span)
        })
    };
    html! {
        <>
            <SelectField
                id="filter-range"
                label={i18n.t("requests-range")}
                value={filter.span.name()}
                options={options.collect::<Vec<_>>()}
                {onchange}
            />
            if let Span::Between { from, to } = filter.span {
                { end(props, "from", i18n.t("requests-from"), from, Span::beginning) }
                { end(props, "to", i18n.t("requests-to"), to, Span::ending) }
            }
        </>
    }
}

/// One end of a time of one's own. `put`: the span with another such end.
fn end(
    props: &Props,
    name: &'static str,
    label: AttrValue,
    time: Option<DateTime<Utc>>,
    put: fn(Span, Option<DateTime<Utc>>) -> Span,
) -> Html {
    let local = time.map(|time| browser::local(time).format("%Y-%m-%dT%H:%M").to_string());
    let filter = props.filter.clone();
    input(Input {
        id: match name {
            "from" => "filter-from",
            _ => "filter-to",
        },
        label,
        kind: "datetime-local",
        value: local.unwrap_or_default(),
        offered: BTreeSet::new(),
        error: field_error(props.failure.as_ref(), name),
        onchange: props.onchange.reform(move |text: String| {
            let span = put(filter.span, browser::from_local(&text));
            filter.clone().over(span)
        }),
    })
}

fn span_word(name: &str) -> &'static str {
    match name {
        "15m" => "requests-last-15m",
        "1h" => "requests-last-1h",
        "6h" => "requests-last-6h",
        "24h" => "requests-last-24h",
        "7d" => "requests-last-7d",
        "30d" => "requests-last-30d",
        "custom" => "requests-range-custom",
        _ => "requests-range-all",
    }
}

const fn label(field: Field) -> &'static str {
    match field {
        Field::Model => "requests-model",
        Field::Channel => "requests-channel",
        Field::Key => "requests-key",
        Field::Outcome => "requests-outcome",
        Field::Status => "requests-status",
        Field::Session => "requests-session",
    }
}

fn onchange(props: &Props, field: Field) -> Callback<String> {
    let filter = props.filter.clone();
    props
        .onchange
        .reform(move |value: String| filter.clone().with(field, &value))
}

fn text(props: &Props, field: Field, offered: BTreeSet<AttrValue>, i18n: &I18n) -> Html {
    input(Input {
        id: match field {
            Field::Model => "filter-model",
            Field::Status => "filter-status",
            _ => "filter-session",
        },
        label: i18n.t(label(field)),
        kind: "text",
        value: props.filter.get(field).to_owned(),
        offered,
        error: field_error(props.failure.as_ref(), field.name()),
        onchange: onchange(props, field),
    })
}

/// Models that were seen lately.
fn models(rows: &Rows) -> BTreeSet<AttrValue> {
    let rows = rows.iter().take(LOOKED_AT);
    rows.map(|row| AttrValue::from(row.model_requested.clone()))
        .collect()
}

fn select(props: &Props, field: Field, mut names: Vec<String>, i18n: &I18n) -> Html {
    let value = props.filter.get(field);
    // One that is no more may still be in the log.
    if !value.is_empty() && !names.iter().any(|name| name == value) {
        names.push(value.to_owned());
    }
    let names = names.into_iter().map(|name| {
        let name = AttrValue::from(name);
        (name.clone(), name)
    });
    choice(props, field, names, i18n)
}

fn outcome(props: &Props, i18n: &I18n) -> Html {
    let names = Outcome::ALL
        .iter()
        .map(|outcome| (outcome.as_str().into(), i18n.t(words::outcome(*outcome))));
    choice(props, Field::Outcome, names, i18n)
}

fn choice(
    props: &Props,
    field: Field,
    options: impl Iterator<Item = (AttrValue, AttrValue)>,
    i18n: &I18n,
) -> Html {
    let any = (AttrValue::default(), i18n.t("requests-any"));
    html! {
        <SelectField
            id={format!("filter-{}", field.name())}
            label={i18n.t(label(field))}
            value={props.filter.get(field).to_owned()}
            options={[any].into_iter().chain(options).collect::<Vec<_>>()}
            onchange={onchange(props, field)}
            error={field_error(props.failure.as_ref(), field.name())}
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{render, request};

    fn props(query: &str) -> Props {
        Props {
            filter: Filter::parse(query),
            rows: Rows::of(vec![request(1)]),
            failure: None,
            onchange: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn what_is_looked_for_is_chosen_even_if_it_is_no_more() {
        let page = render::<Filters>(props("channel=gone&outcome=overloaded&model=gpt-5")).await;
        for text in [
            r#"<option value="gone" selected"#,
            r#"<option value="overloaded" selected"#,
            r#"value="gpt-5""#,
            r#"<option value="claude-sonnet-4-6""#,
            "Clear the filters",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(!page.contains("filter-from"), "{page}");
    }

    #[tokio::test]
    async fn a_time_of_ones_own_has_two_ends() {
        let page = render::<Filters>(props("from=2026-11-23T10:00:00Z")).await;
        for text in ["filter-from", "filter-to", "2026-11-23T10:00"] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(!render::<Filters>(props("")).await.contains("Clear"));
    }

    #[tokio::test]
    async fn what_the_api_says_of_a_field_stands_beside_it() {
        let refusal = r#"{"type":"urn:routex:problem:invalid_fields","title":"x","status":422,"detail":"x","code":"invalid_fields",
            "request_id":"1","errors":[{"field":"status","message":"expected an HTTP status"}]}"#;
        let mut props = props("status=abc");
        props.failure = Some(Failure::of(422, refusal));
        let page = render::<Filters>(props).await;
        assert!(page.contains("expected an HTTP status"), "{page}");
    }
}
