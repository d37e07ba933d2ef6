//! One request in the list.

use std::rc::Rc;

use routex_entity::api::{RequestRow, Tokens};
use yew::prelude::*;

use crate::{
    components::{outcome_label, use_ways, way},
    format::{
        duration::{maybe_milliseconds, milliseconds},
        money,
        number::{NONE, compact},
        time,
    },
    i18n::{I18n, use_i18n},
    route::Route,
    words,
};

/// Names of the columns, and whether they hold numbers.
pub const COLUMNS: [(&str, bool); 10] = [
    ("requests-time", false),
    ("requests-model", false),
    ("requests-channel", false),
    ("requests-key", false),
    ("requests-outcome", false),
    ("requests-status", true),
    ("requests-tokens", true),
    ("requests-cost", true),
    ("requests-ttft", true),
    ("requests-duration", true),
];

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub row: Rc<RequestRow>,
    /// Its place in the list, from 0.
    pub index: usize,
}

/// A cell is one text of two lines, which the style sheet tells apart: a long list has hundreds of them, and every element more
/// is felt when it is scrolled.
#[component]
pub fn Row(props: &Props) -> Html {
    let i18n = use_i18n();
    let ways = use_ways();
    let row = &*props.row;
    let to = Route::Request { id: row.id };
    let model = html! { &row.model_requested };
    let again = (row.attempts > 1).then_some("rx-log__cell--again");
    let status = row
        .status
        .map_or_else(|| NONE.to_owned(), |status| status.to_string());
    html! {
        // The names of the columns are the first row.
        <div role="row" class="rx-log__row" aria-rowindex={(props.index + 2).to_string()}>
            { cell("time", None, &time::clock(row.started_at), &time::day(row.started_at), None) }
            <div role="cell" class="rx-log__cell rx-log__cell--model" title={row.model_requested.clone()}>
                { way(&ways, to, "", "rx-log__link", model) }
                { format!("\n{}", served(row, &i18n)) }
            </div>
            { cell("channel", None, row.channel.as_deref().unwrap_or(NONE), or_none(&row.credential), row.channel.clone()) }
            { cell("key", None, named(&row.client_key), or_none(&row.session), row.session.clone()) }
            <div role="cell" class="rx-log__cell rx-log__cell--outcome" title={row.error.clone()}>
                { outcome_label(&i18n, row.outcome) }
                { row.error.clone() }
            </div>
            { cell("status", again, &status, &attempts(row, &i18n), None) }
            { cell("tokens", None, &in_and_out(row), &cached(&row.tokens, &i18n), None) }
            { cell("cost", None, &row.cost_usd.map_or_else(|| NONE.to_owned(), money::usd), "", None) }
            { cell("ttft", None, &maybe_milliseconds(row.ttft_ms), "", None) }
            { cell("duration", None, &milliseconds(row.duration_ms.into()), "", None) }
        </div>
    }
}

fn cell(
    name: &str,
    more: Option<&'static str>,
    first: &str,
    second: &str,
    title: Option<String>,
) -> Html {
    let name = format!("rx-log__cell--{name}");
    let text = match second {
        "" => first.to_owned(),
        second => format!("{first}\n{second}"),
    };
    html! { <div role="cell" class={classes!("rx-log__cell", name, more)} {title}>{ text }</div> }
}

fn or_none(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn named(name: &str) -> &str {
    if name.is_empty() { NONE } else { name }
}

/// The model that served, where it is another one; else how it was asked.
fn served(row: &RequestRow, i18n: &I18n) -> AttrValue {
    match &row.model_served {
        Some(served) if *served != row.model_requested => format!("→ {served}").into(),
        _ if row.stream => i18n.with(
            "requests-streamed",
            [("dialect", words::dialect(row.dialect_in).into())],
        ),
        _ => words::dialect(row.dialect_in).into(),
    }
}

fn attempts(row: &RequestRow, i18n: &I18n) -> AttrValue {
    match row.attempts {
        0 | 1 => AttrValue::default(),
        count => i18n.with("requests-attempts", [("count", count.into())]),
    }
}

/// `46.8k / 340`: what was read, from caches too, and what was written.
fn in_and_out(row: &RequestRow) -> String {
    let tokens = &row.tokens;
    let input = tokens.input_tokens + tokens.cache_read_tokens + tokens.cache_write_tokens;
    if input + tokens.output_tokens == 0 {
        return NONE.to_owned();
    }
    let least = if row.usage_partial { "≥ " } else { "" };
    let (input, output) = (compact(input as f64), compact(tokens.output_tokens as f64));
    format!("{least}{input} / {output}")
}

fn cached(tokens: &Tokens, i18n: &I18n) -> AttrValue {
    match tokens.cache_read_tokens {
        0 => AttrValue::default(),
        read => i18n.with("requests-cached", [("count", compact(read as f64).into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render, request};
    use routex_entity::Outcome;

    #[tokio::test]
    async fn a_row_says_who_asked_for_what_and_how_it_went() {
        let mut row = request(0);
        row.model_served = Some("claude-haiku".to_owned());
        row.outcome = Outcome::Overloaded;
        row.attempts = 3;
        row.error = Some("<overloaded>".to_owned());
        let props = Props {
            row: Rc::new(row),
            index: 4,
        };
        let page = render::<Row>(props.clone()).await;
        for text in [
            "claude-sonnet-4-6",
            "→ claude-haiku",
            "eu-1",
            "laptop",
            "Overloaded",
            "&lt;overloaded&gt;",
            "3 attempts",
            "46.8k / 340",
            "45.6k cached",
            "$0.01",
            "2.40 s",
            r#"aria-rowindex="6""#,
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        let page = render::<InChinese<Row>>(props).await;
        assert!(
            page.contains("上游过载") && page.contains("3 次尝试"),
            "{page}"
        );
    }

    #[tokio::test]
    async fn what_is_not_known_is_not_made_up() {
        let mut row = request(0);
        row.tokens = Tokens::from(routex_entity::TokenUsage::default());
        (row.cost_usd, row.ttft_ms, row.channel) = (None, None, None);
        (row.status, row.client_key) = (None, String::new());
        let row = Rc::new(row);
        let page = render::<Row>(Props { row, index: 0 }).await;
        assert_eq!(page.matches(">–").count(), 6, "{page}");
    }
}
