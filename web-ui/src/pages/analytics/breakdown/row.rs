//! The numbers of a row, with their share of all where they have one.

use routex_entity::api::AnalyticsFigures;
use yew::prelude::*;

use super::COLUMNS;
use crate::{
    format::{
        duration::milliseconds,
        money,
        number::{self, NONE, compact, percent},
    },
    i18n::I18n,
    pages::analytics::{
        figures::{Metric, failures, tokens},
        tiles::unpriced,
    },
};

/// One for each column. `total`: of what it is a share; `None` in the row that is the total.
pub fn cells(
    i18n: &I18n,
    figures: &AnalyticsFigures,
    total: Option<&AnalyticsFigures>,
) -> Vec<Html> {
    let metrics = figures.metrics.as_ref();
    let share = |metric: Metric| {
        let whole = metric.of(total?).filter(|whole| *whole > 0.0)?;
        Some(metric.of(figures)? / whole)
    };
    let cost = metrics.map(|metrics| {
        let unknown = unpriced(i18n, metrics.cost_unknown_requests);
        // Nothing is what it costs only where that is known.
        let is_known = metrics.cost_usd.nanos() != 0 || unknown.is_none();
        (is_known.then(|| money::usd(metrics.cost_usd)), unknown)
    });
    let (cost, unknown) = cost.unwrap_or_default();
    let contents = [
        (
            Some(number::count(figures.requests)),
            None,
            share(Metric::Requests),
        ),
        (
            failures(figures).map(|failed| failure(failed, figures.requests)),
            None,
            None,
        ),
        (
            metrics.map(|metrics| compact(tokens(metrics) as f64)),
            None,
            share(Metric::Tokens),
        ),
        (cost, unknown, share(Metric::Cost)),
        (
            metrics.and_then(|metrics| Some(milliseconds(metrics.ttft_ms?.p95.into()))),
            None,
            None,
        ),
        (
            metrics.and_then(|metrics| Some(milliseconds(metrics.duration_ms?.p95.into()))),
            None,
            None,
        ),
        (Metric::CacheHits.of(figures).map(percent), None, None),
        (Metric::Speed.of(figures).map(compact), None, None),
    ];
    let cells = COLUMNS.iter().zip(contents);
    cells
        .map(|((name, _), (value, beside, share))| cell(i18n.t(name), value, beside, share))
        .collect()
}

/// `12 (3.4%)`; none is only that.
fn failure(failed: u64, requests: u64) -> String {
    match failed {
        0 => "0".to_owned(),
        _ => format!(
            "{} ({})",
            number::count(failed),
            percent(number::share(failed, requests))
        ),
    }
}

fn cell(
    label: AttrValue,
    value: Option<String>,
    beside: Option<AttrValue>,
    share: Option<f64>,
) -> Html {
    html! {
        <td class="pf-v6-c-table__td rx-right" data-label={label}>
            <div class="rx-breakdown__cell">
                <span class="rx-number">
                    { value.unwrap_or_else(|| NONE.to_owned()) }
                    if let Some(share) = share {
                        <span class="rx-breakdown__share">{ percent(share) }</span>
                    }
                </span>
                { share.map(bar) }
                if let Some(beside) = beside {
                    <span class="rx-faint">{ beside }</span>
                }
            </div>
        </td>
    }
}

fn bar(share: f64) -> Html {
    let width = (share * 100.0).clamp(0.0, 100.0);
    html! {
        <svg class="rx-breakdown__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="rx-meter__track" width="100" height="4" />
            <rect class="rx-meter__used" width={format!("{width:.1}")} height="4" />
        </svg>
    }
}
