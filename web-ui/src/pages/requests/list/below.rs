//! What stands below the last row, or in the place of rows.

use patternfly_yew::prelude::{Button, ButtonVariant};
use yew::prelude::*;

use super::super::{
    filter::Filter,
    log::{Change, End, Log},
};
use crate::{
    browser,
    components::{Empty, FailureNote, Spinner, Symbol},
    format::{number, time},
    i18n::I18n,
};

pub fn below(log: &Log, tell: &Callback<Change>, onfilter: &Callback<Filter>, i18n: &I18n) -> Html {
    let nothing = log.rows.is_empty();
    match log.end() {
        End::Failed => {
            let retry = tell.reform(|()| Change::Retry(browser::now()));
            let failure = log.failure.clone();
            html! { { for failure.map(|failure| html! { <FailureNote {failure} {retry} /> }) } }
        }
        End::Reached if nothing => empty(&log.filter, onfilter, i18n),
        End::Reached => {
            let count = log.rows.len() as u64;
            let filled = [
                ("count", count.into()),
                ("shown", number::count(count).into()),
            ];
            html! { <p class="rx-log-end">{ i18n.with("requests-end", filled) }</p> }
        }
        End::Coming => html! {
            <p class="rx-log-end" role="status"><Spinner />{ searched(log, i18n) }</p>
        },
        End::Asks => html! {
            <div class="rx-log-end">
                { searched(log, i18n) }
                <Button
                    variant={ButtonVariant::Link}
                    label={i18n.t("requests-look-on").to_string()}
                    onclick={tell.reform(|_| Change::KeepLooking)}
                />
            </div>
        },
    }
}

fn searched(log: &Log, i18n: &I18n) -> Html {
    match log.searched_to {
        Some(to) if !log.filter.is_empty() => {
            html! { i18n.with("requests-searched", [("time", time::moment(to).into())]) }
        }
        _ => html! { i18n.t("loading") },
    }
}

fn empty(filter: &Filter, onfilter: &Callback<Filter>, i18n: &I18n) -> Html {
    if filter.is_empty() {
        return html! {
            <Empty symbol={Symbol::List} title={i18n.t("requests-none")}>
                <p>{ i18n.t("requests-none-text") }</p>
            </Empty>
        };
    }
    html! {
        <Empty symbol={Symbol::List} title={i18n.t("requests-none-match")}>
            <p>{ i18n.t("requests-none-match-text") }</p>
            <Button
                variant={ButtonVariant::Link}
                label={i18n.t("requests-clear").to_string()}
                onclick={onfilter.reform(|_| Filter::default())}
            />
        </Empty>
    }
}
