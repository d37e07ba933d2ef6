//! All requests that are looked at, as far as they were read.

mod below;

use std::{cell::RefCell, ops::Range, rc::Rc};

use patternfly_yew::prelude::{Button, ButtonVariant};
use yew::prelude::*;
use yew_router::{prelude::use_navigator, query::Raw};

use super::{
    filter::Filter,
    filters::Filters,
    log::{Change, Log},
    row::{COLUMNS, Row},
    seen::{Place, use_seen},
    window::Shape,
};
use crate::{
    browser,
    components::{Empty, FailureNote, Icon, LinkLabel, Loading, PageHead, Symbol},
    format::number,
    i18n::{I18n, use_i18n},
    live::Link,
    route::Route,
};
use below::below;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub log: Log,
    pub tell: Callback<Change>,
    pub link: Link,
    pub place: Rc<RefCell<Place>>,
}

#[component]
pub fn List(props: &Props) -> Html {
    let i18n = use_i18n();
    let (log, tell) = (&props.log, &props.tell);
    let rows = use_node_ref();
    let (seen, drawn) = use_seen(&rows, log.rows.len(), &props.place);
    {
        let tell = tell.clone();
        use_effect_with(seen.away, move |away| tell.emit(Change::Away(*away)));
    }
    {
        let tell = tell.clone();
        let near = log.begun && seen.nears_end(log.rows.len());
        use_effect_with((near, log.question.is_some()), move |(near, asking)| {
            if *near && !*asking {
                tell.emit(Change::NearEnd);
            }
        });
    }
    let onfilter = use_filter_change();
    let content = match (&log.failure, log.begun) {
        (Some(failure), _) if !failure.fields().is_empty() => html! {
            <Empty symbol={Symbol::Alert} title={i18n.t("requests-wrong-filter")}>
                <p>{ i18n.t("requests-wrong-filter-text") }</p>
            </Empty>
        },
        (Some(failure), false) => {
            let retry = tell.reform(|()| Change::Retry(browser::now()));
            html! { <FailureNote failure={failure.clone()} {retry} /> }
        }
        (None, false) => html! { <Loading /> },
        (_, true) => html! {
            <>
                { table(log, (seen.shape, drawn), rows, tell, &i18n) }
                { below(log, tell, &onfilter, &i18n) }
            </>
        },
    };
    html! {
        <>
            <PageHead title={i18n.t("requests-title")} text={i18n.t("requests-text")}>
                <div class="rx-log-tools">
                    if log.paused {
                        <p class="rx-link" role="status">{ i18n.t("requests-paused") }</p>
                    } else {
                        <LinkLabel link={props.link.clone()} />
                    }
                    { pause(log.paused, tell, &i18n) }
                </div>
            </PageHead>
            <Filters filter={log.filter.clone()} rows={log.rows.clone()} failure={log.failure.clone()} onchange={onfilter.clone()} />
            { content }
        </>
    }
}

/// What puts a filter into the address, from where it is read.
#[hook]
fn use_filter_change() -> Callback<Filter> {
    let navigator = use_navigator();
    Callback::from(move |filter: Filter| {
        let Some(navigator) = &navigator else { return };
        match filter.query() {
            query if query.is_empty() => navigator.replace(&Route::Requests),
            query => {
                // It is a string already, which cannot fail to become one.
                let _ = navigator.replace_with_query(&Route::Requests, Raw(query));
            }
        }
    })
}

fn pause(paused: bool, tell: &Callback<Change>, i18n: &I18n) -> Html {
    let (symbol, word) = match paused {
        true => (Symbol::Play, "requests-resume"),
        false => (Symbol::Pause, "requests-pause"),
    };
    html! {
        <Button
            variant={ButtonVariant::Secondary}
            icon={html! { <Icon {symbol} /> }}
            label={i18n.t(word).to_string()}
            onclick={tell.reform(move |_| Change::Pause(!paused))}
        />
    }
}

fn table(
    log: &Log,
    (shape, drawn): (Shape, Range<usize>),
    rows: NodeRef,
    tell: &Callback<Change>,
    i18n: &I18n,
) -> Html {
    let total = log.rows.len();
    if total == 0 {
        return html! { if waits(log) { { new(log, tell, i18n) } } };
    }
    let gap = |rows: usize| {
        let height = (rows as u64 * u64::from(shape.height())).to_string();
        html! { <svg class="rx-log__gap" width="1" {height} aria-hidden="true" /> }
    };
    let stale = log.is_stale().then_some("rx-log--stale");
    html! {
        <div class={classes!("pf-v6-c-card", "rx-log", stale)} aria-busy={log.is_stale().to_string()}>
            <div
                role="table"
                class="rx-log__table"
                aria-label={i18n.t("requests-title")}
                aria-rowcount={(total + 1).to_string()}
            >
                <div role="rowgroup" class="rx-log__head">
                    <div role="row" class="rx-log__names" aria-rowindex="1">
                        { for COLUMNS.iter().map(|(name, number)| html! {
                            <div role="columnheader" class={classes!("rx-log__name", number.then_some("rx-log__name--number"))}>
                                { i18n.t(name) }
                            </div>
                        }) }
                    </div>
                </div>
                if waits(log) {
                    { new(log, tell, i18n) }
                }
                <div role="rowgroup" class="rx-log__rows" ref={rows}>
                    { gap(drawn.start) }
                    { for log.rows.part(drawn.clone()).iter().enumerate().map(|(index, row)| html! {
                        <Row key={row.id.to_string()} row={row.clone()} index={drawn.start + index} />
                    }) }
                    { gap(total - drawn.end) }
                </div>
            </div>
        </div>
    }
}

fn waits(log: &Log) -> bool {
    log.overflown || !log.waiting.is_empty()
}

/// How many have come since the list stands still, and the way to them.
fn new(log: &Log, tell: &Callback<Change>, i18n: &I18n) -> Html {
    let label = match log.overflown {
        true => i18n.t("requests-new-many"),
        false => {
            let count = log.waiting.len() as u64;
            let shown = number::count(count);
            i18n.with(
                "requests-new",
                [("count", count.into()), ("shown", shown.into())],
            )
        }
    };
    let onclick = tell.reform(|_: MouseEvent| {
        browser::scroll_to(0.0);
        Change::Show(browser::now())
    });
    html! {
        <div class="rx-log__new" aria-live="polite">
            <Button variant={ButtonVariant::Primary} label={label.to_string()} {onclick} />
        </div>
    }
}

#[cfg(test)]
mod tests;
