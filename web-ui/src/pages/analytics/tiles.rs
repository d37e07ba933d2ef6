//! The sums of the time that is shown, each against the same length of time before.

use routex_entity::api::{AnalyticsFigures, AnalyticsMetrics, AnalyticsSummary};
use yew::prelude::*;

use super::{
    change::Change,
    figures::{self, Metric, failures, success},
};
use crate::{
    components::Spark,
    format::{
        duration::milliseconds,
        money,
        number::{self, NONE, compact, percent},
    },
    i18n::I18n,
};

/// What more of it means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum More {
    Better,
    Worse,
    Neither,
}

struct Tile {
    name: &'static str,
    value: Option<String>,
    beside: Option<AttrValue>,
    change: Option<Change>,
    more: More,
    /// Of every bucket.
    pick: fn(&AnalyticsFigures) -> Option<f64>,
}

/// `points`: the figures of every bucket.
pub fn tiles(i18n: &I18n, summary: &AnalyticsSummary, points: &[AnalyticsFigures]) -> Html {
    html! {
        <dl class="rx-tiles rx-tiles--sums">
            { for all(i18n, summary).into_iter().map(|tile| view(i18n, tile, points)) }
        </dl>
    }
}

fn all(i18n: &I18n, summary: &AnalyticsSummary) -> Vec<Tile> {
    let (now, before) = (&summary.current.figures, &summary.previous.figures);
    let metrics = now.metrics.as_ref();
    let changed = |metric: Metric| Change::of(metric.of(now), metric.of(before));
    let beside = |text: fn(&I18n, &AnalyticsMetrics) -> Option<AttrValue>| {
        metrics.and_then(|metrics| text(i18n, metrics))
    };
    vec![
        Tile {
            name: "analytics-requests",
            value: Some(number::count(now.requests)),
            beside: None,
            change: changed(Metric::Requests),
            more: More::Neither,
            pick: |figures| Metric::Requests.of(figures),
        },
        Tile {
            name: "analytics-success",
            value: success(now).map(percent),
            beside: failures(now).filter(|failed| *failed > 0).map(|failed| {
                i18n.with(
                    "analytics-count-failed",
                    [("count", number::count(failed).into())],
                )
            }),
            change: Change::of_share(success(now), success(before)),
            more: More::Better,
            pick: success,
        },
        Tile {
            name: "analytics-tokens",
            value: metrics.map(|metrics| compact(figures::tokens(metrics) as f64)),
            beside: beside(|i18n, metrics| {
                let input = compact(figures::input(metrics) as f64);
                let output = compact(metrics.tokens.output_tokens as f64);
                Some(i18n.with(
                    "analytics-in-out",
                    [("input", input.into()), ("output", output.into())],
                ))
            }),
            change: changed(Metric::Tokens),
            more: More::Neither,
            pick: |figures| Metric::Tokens.of(figures),
        },
        Tile {
            name: "analytics-cost",
            value: metrics.map(|metrics| money::usd(metrics.cost_usd)),
            beside: beside(|i18n, metrics| unpriced(i18n, metrics.cost_unknown_requests)),
            change: changed(Metric::Cost),
            more: More::Neither,
            pick: |figures| Metric::Cost.of(figures),
        },
        Tile {
            name: "analytics-ttft",
            value: metrics.and_then(|metrics| Some(milliseconds(metrics.ttft_ms?.p50.into()))),
            beside: beside(|i18n, metrics| Some(p95(i18n, metrics.ttft_ms?.p95))),
            change: changed(Metric::Ttft),
            more: More::Worse,
            pick: |figures| Some(figures.metrics.as_ref()?.ttft_ms?.p50.into()),
        },
        Tile {
            name: "analytics-duration",
            value: metrics.and_then(|metrics| Some(milliseconds(metrics.duration_ms?.p50.into()))),
            beside: beside(|i18n, metrics| Some(p95(i18n, metrics.duration_ms?.p95))),
            change: changed(Metric::Duration),
            more: More::Worse,
            pick: |figures| Some(figures.metrics.as_ref()?.duration_ms?.p50.into()),
        },
        Tile {
            name: "analytics-cache",
            value: metrics
                .and_then(|metrics| metrics.cache_hit_ratio)
                .map(percent),
            beside: None,
            change: Change::of_share(Metric::CacheHits.of(now), Metric::CacheHits.of(before)),
            more: More::Better,
            pick: |figures| Metric::CacheHits.of(figures),
        },
        Tile {
            name: "analytics-speed",
            value: Metric::Speed.of(now).map(compact),
            beside: None,
            change: changed(Metric::Speed),
            more: More::Better,
            pick: |figures| Metric::Speed.of(figures),
        },
    ]
}

/// That the sum is not the whole of it.
pub fn unpriced(i18n: &I18n, requests: u64) -> Option<AttrValue> {
    let count = number::count(requests);
    (requests > 0).then(|| i18n.with("analytics-unpriced", [("count", count.into())]))
}

fn p95(i18n: &I18n, ms: u32) -> AttrValue {
    i18n.with("tile-ttft-p95", [("p95", milliseconds(ms.into()).into())])
}

fn view(i18n: &I18n, tile: Tile, points: &[AnalyticsFigures]) -> Html {
    let values: Vec<_> = points.iter().map(tile.pick).collect();
    html! {
        <div class="rx-tile">
            <dt class="rx-tile__name">{ i18n.t(tile.name) }</dt>
            <dd class="rx-tile__value">
                <span class="rx-number">{ tile.value.unwrap_or_else(|| NONE.to_owned()) }</span>
                { tile.change.map(|change| changed(i18n, change, tile.more)) }
                <span class="rx-tile__beside rx-tile__line">{ tile.beside }</span>
                <Spark room={values.len().max(2)} {values} />
            </dd>
        </div>
    }
}

fn changed(i18n: &I18n, change: Change, more: More) -> Html {
    if change == Change::Same {
        return html! {
            <span class="rx-change" title={i18n.t("analytics-same")}>{ change.size() }</span>
        };
    }
    let (sign, name) = match change.is_up() {
        true => ("▲", "analytics-more"),
        false => ("▼", "analytics-less"),
    };
    let tone = match more {
        More::Neither => None,
        more if (more == More::Better) == change.is_up() => Some("rx-change--good"),
        _ => Some("rx-change--bad"),
    };
    let said = i18n.with(name, [("size", change.size().into())]);
    html! {
        <span class={classes!("rx-change", tone)} title={said.clone()}>
            <span aria-hidden="true">{ sign }{ " " }{ change.size() }</span>
            <span class="pf-v6-screen-reader">{ said }</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Language, pages::analytics::figures::testing::figures};
    use routex_entity::api::{AnalyticsPeriod, time};

    fn summary(now: u64, before: u64) -> AnalyticsSummary {
        let period = |requests| AnalyticsPeriod {
            from: time(0),
            to: time(1),
            figures: figures(requests),
        };
        AnalyticsSummary {
            current: period(now),
            previous: period(before),
            counting_before: None,
        }
    }

    #[test]
    fn sums_stand_against_those_before() {
        let i18n = I18n::new(Language::English);
        let tiles = all(&i18n, &summary(120, 100));
        assert_eq!(tiles[0].value.as_deref(), Some("120"));
        assert_eq!(tiles[0].change.map(Change::size).as_deref(), Some("20%"));
        assert_eq!(tiles[1].change, Some(Change::Same));
        assert_eq!(tiles[3].beside.as_deref(), Some("1 without a price"));
        assert_eq!(tiles[4].value.as_deref(), Some("320 ms"));
    }

    #[test]
    fn a_first_time_has_nothing_to_stand_against() {
        let i18n = I18n::new(Language::English);
        let mut summary = summary(20, 0);
        summary.previous.figures.metrics = None;
        assert!(
            all(&i18n, &summary)
                .iter()
                .all(|tile| tile.change.is_none())
        );
    }
}
