//! The numbers that matter most, each with where it comes from.

use routex_entity::api::StatsEvent;
use yew::prelude::*;

use super::{board::Board, reading::Reading};
use crate::{
    components::Spark,
    format::{
        duration::maybe_milliseconds,
        money,
        number::{self, NONE, compact, percent},
    },
    i18n::use_i18n,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub board: Board,
}

#[component]
pub fn Tiles(props: &Props) -> Html {
    let i18n = use_i18n();
    let stats = props.board.stats.as_deref();
    let value = |text: fn(&StatsEvent) -> String| stats.map_or_else(|| NONE.to_owned(), text);
    let values = |pick: fn(&Reading) -> Option<f64>| -> Vec<_> {
        props.board.points.iter().map(pick).collect()
    };
    html! {
        <dl class="rx-tiles">
            <Tile
                name={i18n.t("tile-requests")}
                value={value(|stats| compact(stats.requests_per_second))}
                values={values(|point| Some(point.requests_per_second))}
            />
            <Tile
                name={i18n.t("tile-success")}
                value={value(|stats| stats.success_rate.map_or_else(|| NONE.to_owned(), percent))}
                values={values(|point| point.success_rate)}
                is_bad={stats.and_then(|stats| stats.success_rate).is_some_and(|rate| rate < 0.95)}
            />
            <Tile
                name={i18n.t("tile-ttft")}
                value={value(|stats| maybe_milliseconds(stats.ttft_p50_ms))}
                beside={i18n.with("tile-ttft-p95", [
                    ("p95", value(|stats| maybe_milliseconds(stats.ttft_p95_ms)).into()),
                ])}
                values={values(|point| point.ttft_p50_ms)}
            />
            <Tile
                name={i18n.t("tile-tokens")}
                value={value(|stats| compact(stats.tokens_per_second))}
                values={values(|point| Some(point.tokens_per_second))}
            />
            <Tile
                name={i18n.t("tile-cost")}
                value={props.board.spent_today.map_or_else(|| NONE.to_owned(), money::usd)}
                beside={i18n.with("tile-cost-minute", [
                    ("cost", value(|stats| money::usd(stats.cost_usd)).into()),
                ])}
                values={values(|point| Some(point.cost_usd))}
            />
            <Tile
                name={i18n.t("tile-in-flight")}
                value={value(|stats| number::count(stats.in_flight))}
                values={values(|point| Some(point.in_flight))}
            />
        </dl>
    }
}

#[derive(Properties, PartialEq)]
struct TileProps {
    name: AttrValue,
    value: AttrValue,
    /// Smaller, behind the value.
    #[prop_or_default]
    beside: Option<AttrValue>,
    values: Vec<Option<f64>>,
    #[prop_or_default]
    is_bad: bool,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    html! {
        <div class={classes!("rx-tile", props.is_bad.then_some("rx-tile--bad"))}>
            <dt class="rx-tile__name">{ &props.name }</dt>
            <dd class="rx-tile__value">
                <span class="rx-number">{ &props.value }</span>
                if let Some(beside) = &props.beside {
                    <span class="rx-tile__beside">{ beside }</span>
                }
                <Spark values={props.values.clone()} />
            </dd>
        </div>
    }
}
