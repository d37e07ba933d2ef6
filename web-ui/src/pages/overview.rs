//! How things are at this moment, kept current by the server's events.

mod board;
mod channel_card;
mod charts;
mod failovers;
mod reading;
mod tiles;

use routex_entity::{EventKind, api::AnalyticsSummary};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{Api, use_api},
    browser,
    components::{Empty, FailureNote, LinkLabel, Loading, PageHead, Panel, Symbol},
    i18n::use_i18n,
    live::{AskAgain, Heard, use_live},
};
use board::{Board, Change};
use channel_card::ChannelCard;
use charts::Charts;
use failovers::Failovers;
use tiles::Tiles;

const KINDS: &[EventKind] = &[
    EventKind::Stats,
    EventKind::Channel,
    EventKind::Failover,
    EventKind::Config,
];

#[component]
pub fn Overview() -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let board = use_reducer(Board::default);
    let spent = use_mut_ref(AskAgain::default);
    let heard = {
        let (api, dispatch) = (api.clone(), board.dispatcher());
        Callback::from(move |heard: Heard| {
            let now = browser::now();
            if is_out_of_date(&heard) {
                read(api.clone(), dispatch.clone());
            }
            if spent.borrow_mut().is_due(&heard, now) {
                read_spent(api.clone(), dispatch.clone());
            }
            dispatch.dispatch(Change::Heard(heard, now));
        })
    };
    let link = use_live(KINDS, heard);
    let retry = {
        let (api, dispatch) = (api, board.dispatcher());
        Callback::from(move |()| read(api.clone(), dispatch.clone()))
    };
    html! {
        <>
            <PageHead title={i18n.t("overview-title")} text={i18n.t("overview-text")}>
                <LinkLabel {link} />
            </PageHead>
            <Tiles board={(*board).clone()} />
            <Charts points={board.points.clone()} />
            { channels(&board, &i18n, &retry) }
            <Panel title={i18n.t("failovers-title")}>
                <Failovers failovers={board.failovers.clone()} />
            </Panel>
        </>
    }
}

fn channels(board: &Board, i18n: &crate::i18n::I18n, retry: &Callback<()>) -> Html {
    let content = match &board.channels {
        None => html! { <Loading /> },
        Some(Err(failure)) => html! { <FailureNote failure={failure.clone()} {retry} /> },
        Some(Ok(channels)) if channels.is_empty() => html! {
            <Empty symbol={Symbol::Server} title={i18n.t("no-channels")}>
                <p>{ i18n.t("no-channels-text") }</p>
            </Empty>
        },
        Some(Ok(channels)) => html! {
            <div class="rx-cards">
                { for channels.iter().map(|channel| html! {
                    <ChannelCard
                        key={channel.id.to_string()}
                        channel={channel.clone()}
                        resumes_at={board.resumes_at(channel.id)}
                    />
                }) }
            </div>
        },
    };
    html! {
        <section class="rx-section">
            <h2 class="rx-section__title">{ i18n.t("channels-title") }</h2>
            { content }
        </section>
    }
}

/// Whether what was read before may not be true any more.
fn is_out_of_date(heard: &Heard) -> bool {
    match heard {
        Heard::Opened | Heard::Missed(_) => true,
        Heard::Config(change) => {
            ["channel", "credential", "configuration"].contains(&change.resource.as_str())
        }
        _ => false,
    }
}

fn read(api: Api, dispatch: UseReducerDispatcher<Board>) {
    let channels = {
        let (api, dispatch) = (api.clone(), dispatch.clone());
        async move { dispatch.dispatch(Change::Channels(api.get("/channels").await)) }
    };
    spawn_local(channels);
    spawn_local(async move {
        // What comes after is told by events, so that one that fails is made good by the next.
        if let Ok(page) = api.get("/failovers").await {
            dispatch.dispatch(Change::Failovers(page));
        }
    });
}

fn read_spent(api: Api, dispatch: UseReducerDispatcher<Board>) {
    spawn_local(async move {
        let path = format!("/analytics/summary?from={}", browser::midnight_ms());
        // Asked for again soon.
        if let Ok(summary) = api.get::<AnalyticsSummary>(&path).await {
            let metrics = summary.current.figures.metrics;
            let spent = metrics.map(|metrics| metrics.cost_usd).unwrap_or_default();
            dispatch.dispatch(Change::Spent(spent));
        }
    });
}
