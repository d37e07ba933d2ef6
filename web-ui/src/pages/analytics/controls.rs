//! What is shown: the time, how finely it is told, and whose requests.

mod custom;

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{Bucket, GroupBy};
use yew::prelude::*;

use super::{
    filters::NameFilter,
    period::{Period, Span},
    toggles::toggles,
    view::View,
};
use crate::{
    components::SelectField,
    i18n::{I18n, use_i18n},
};
use custom::Custom;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub view: View,
    pub now_ms: i64,
    /// Why the length of a point that was chosen cannot be had.
    pub refused: Option<AttrValue>,
    pub onchange: Callback<View>,
}

#[component]
pub fn Controls(props: &Props) -> Html {
    let i18n = use_i18n();
    let view = &props.view;
    // Open before the first time is chosen, and as long as one is.
    let open = use_state_eq(|| false);
    let is_custom = matches!(view.period, Period::Between(..));
    let opener = {
        let open = open.setter();
        Callback::from(move |()| open.set(true))
    };
    let custom = {
        let (view, open) = (view.clone(), open.setter());
        props.onchange.reform(move |(from, to)| {
            open.set(false);
            view.during(Period::Between(from, to))
        })
    };
    let bounds = view.period.bounds(props.now_ms, view.bucket);
    html! {
        <section class="pf-v6-c-card rx-controls" aria-label={i18n.t("analytics-controls")}>
            <div class="rx-controls__row">
                { spans(&i18n, view, is_custom || *open, &open.setter(), &opener, &props.onchange) }
                if is_custom || *open {
                    <Custom key={format!("{bounds:?}")} from_ms={bounds.0} to_ms={bounds.1} onchange={custom} />
                }
            </div>
            <div class="rx-controls__row rx-controls__filters">
                { bucket(&i18n, view, props.refused.clone(), &props.onchange) }
                { for [GroupBy::Channel, GroupBy::Model, GroupBy::Key].map(|group| html! {
                    <NameFilter {group} view={view.clone()} now_ms={props.now_ms} onchange={props.onchange.clone()} />
                }) }
                if view.unfiltered() != *view {
                    { clear(&i18n, view, &props.onchange) }
                }
            </div>
        </section>
    }
}

fn spans(
    i18n: &I18n,
    view: &View,
    custom: bool,
    open: &UseStateSetter<bool>,
    opener: &Callback<()>,
    onchange: &Callback<View>,
) -> Html {
    let choice = |span: Span| {
        let chosen = !custom && view.period == Period::Last(span);
        let next = view.during(Period::Last(span));
        let open = open.clone();
        let choose = onchange.reform(move |_| {
            open.set(false);
            next.clone()
        });
        (i18n.t(span_word(span)), chosen, choose)
    };
    let mut choices: Vec<_> = Span::ALL.map(choice).into();
    choices.push((i18n.t("analytics-custom"), custom, opener.reform(|_| ())));
    toggles(i18n.t("analytics-range"), choices)
}

const fn span_word(span: Span) -> &'static str {
    match span {
        Span::Hour => "analytics-last-hour",
        Span::SixHours => "analytics-last-6-hours",
        Span::Day => "analytics-last-day",
        Span::Week => "analytics-last-week",
        Span::Month => "analytics-last-month",
        Span::Quarter => "analytics-last-quarter",
    }
}

fn bucket(i18n: &I18n, view: &View, refused: Option<AttrValue>, onchange: &Callback<View>) -> Html {
    let mut options = vec![(AttrValue::default(), i18n.t("analytics-bucket-auto"))];
    options.extend(Bucket::ALL.iter().map(|bucket| {
        let word = match bucket {
            Bucket::Minute => "analytics-bucket-minute",
            Bucket::Hour => "analytics-bucket-hour",
            Bucket::Day => "analytics-bucket-day",
        };
        (bucket.as_str().into(), i18n.t(word))
    }));
    let choose = {
        let view = view.clone();
        onchange.reform(move |name: String| View {
            bucket: name.parse().ok(),
            ..view.clone()
        })
    };
    html! {
        <SelectField
            id="bucket"
            label={i18n.t("analytics-bucket")}
            value={view.bucket.map_or("", Bucket::as_str)}
            {options}
            error={refused}
            onchange={choose}
        />
    }
}

fn clear(i18n: &I18n, view: &View, onchange: &Callback<View>) -> Html {
    let next = view.unfiltered();
    html! {
        <Button
            variant={ButtonVariant::Link}
            class="rx-controls__clear"
            onclick={onchange.reform(move |_| next.clone())}
            label={i18n.t("analytics-unfiltered").to_string()}
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    async fn shown(query: &str) -> String {
        render::<Controls>(Props {
            view: View::read(query),
            now_ms: 1_795_514_400_000,
            refused: None,
            onchange: Callback::noop(),
        })
        .await
    }

    #[tokio::test]
    async fn the_time_that_is_shown_is_marked() {
        let page = shown("range=7d").await;
        assert_eq!(page.matches(r#"aria-pressed="true""#).count(), 1, "{page}");
        assert!(!page.contains("datetime-local"), "{page}");
        assert!(!page.contains("Clear filters"), "{page}");
    }

    #[tokio::test]
    async fn a_chosen_time_can_be_changed() {
        let page = shown("from=1795510800000&to=1795514400000&key=laptop").await;
        assert_eq!(
            page.matches(r#"type="datetime-local""#).count(),
            2,
            "{page}"
        );
        assert!(page.contains("2026-11-24T09:00"), "{page}");
        assert!(page.contains("Clear filters"), "{page}");
        assert!(page.contains("laptop"), "{page}");
    }
}
