//! How the installation is doing, and what to see to.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    ChannelState, EventKind,
    api::{PartStatus, Status},
};
use yew::prelude::*;

use crate::{
    api::use_loaded,
    browser,
    components::{Icon, Meter, Notice, Panel, Spinner, StateLabel, Symbol, Tone, use_now},
    format::{
        duration::{milliseconds, seconds},
        number::{bytes, count},
        time::moment,
    },
    i18n::{I18n, use_i18n},
    live::{AskAgain, Heard, use_live},
};

const KINDS: &[EventKind] = &[EventKind::Channel, EventKind::Config, EventKind::Stats];
const RENEWED_MS: u32 = 1_000;

#[component]
pub fn Standing() -> Html {
    let i18n = use_i18n();
    let now = use_now(RENEWED_MS);
    let status = use_loaded::<Status>(AttrValue::Static("/status"));
    let again = use_mut_ref(AskAgain::default);
    {
        let reload = status.reload.clone();
        use_live(
            KINDS,
            Callback::from(move |heard: Heard| {
                let due = again.borrow_mut().is_due(&heard, browser::now());
                if due || !matches!(heard, Heard::Stats(_)) {
                    reload.emit(());
                }
            }),
        );
    }
    let aside = html! {
        <Button
            variant={ButtonVariant::Secondary}
            icon={match status.busy {
                true => html! { <Spinner /> },
                false => html! { <Icon symbol={Symbol::Refresh} /> },
            }}
            label={i18n.t("audit-refresh").to_string()}
            onclick={status.reload.reform(|_| ())}
        />
    };
    html! {
        <Panel title={i18n.t("settings-status")} {aside}>
            { status.view(|read| view(&i18n, read, now)) }
        </Panel>
    }
}

fn view(i18n: &I18n, status: &Rc<Status>, now: DateTime<Utc>) -> Html {
    let up = now.signed_duration_since(status.started_at).num_seconds();
    let fact = |name: &str, value: Html| {
        html! { <div><dt>{ i18n.t(name) }</dt><dd class="rx-number">{ value }</dd></div> }
    };
    let journal = status.journal;
    let text = i18n.with(
        "used-of-limit",
        [
            ("used", bytes(journal.bytes).into()),
            ("limit", bytes(journal.max_bytes).into()),
        ],
    );
    html! {
        <div class="rx-form">
            if status.warnings.is_empty() {
                <Notice tone={Tone::Success} title={i18n.t("status-well")} />
            }
            { for status.warnings.iter().map(|warning| html! {
                <Notice key={warning.code.clone()} tone={Tone::Warning} title={warning.message.clone()}>
                    <p class="rx-mono">{ &warning.code }</p>
                </Notice>
            }) }
            <dl class="rx-facts">
                { fact("status-version", html! { &status.version }) }
                { fact("status-name", html! { &status.instance_name }) }
                { fact("status-up", html! { seconds(u64::try_from(up).unwrap_or(0)) }) }
                { fact("status-started", html! { moment(status.started_at) }) }
                { fact("status-database", html! { &status.database }) }
                { fact("status-listeners", html! { count(status.event_listeners.into()) }) }
                { fact("status-router", part(i18n, status.router)) }
                { fact("status-ledger", part(i18n, status.ledger)) }
            </dl>
            <div class="rx-narrow">
                <Meter label={i18n.t("status-journal")} used={journal.bytes} limit={journal.max_bytes} {text} />
                <p class="rx-faint">
                    { i18n.with("status-journal-text", [("count", journal.entries.into())]) }
                </p>
            </div>
            <div>
                <h3 class="rx-fieldset__title">{ i18n.t("status-channels") }</h3>
                <ul class="rx-report">
                    { for ChannelState::ALL.iter().map(|state| {
                        let number = status.channels.get(&state.to_string()).copied().unwrap_or(0);
                        html! {
                            <li>
                                <span class="rx-number rx-status__number">{ number }</span>
                                <StateLabel state={*state} />
                            </li>
                        }
                    }) }
                </ul>
            </div>
        </div>
    }
}

fn part(i18n: &I18n, part: PartStatus) -> Html {
    let (class, text) = match part.responds {
        true => ("rx-end rx-end--good", i18n.t("status-responds")),
        false => ("rx-end rx-end--bad", i18n.t("status-silent")),
    };
    let symbol = match part.responds {
        true => Symbol::CheckCircle,
        false => Symbol::Alert,
    };
    html! {
        <>
            <span {class}><Icon {symbol} />{ text }</span>
            <span class="rx-faint">{ " " }{ milliseconds(part.response_ms) }</span>
            if part.refused > 0 {
                <span class="rx-faint">
                    { " · " }{ i18n.with("status-refused", [("count", count(part.refused).into())]) }
                </span>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::api::{JournalStatus, Warning};

    use super::*;
    use crate::testing::{now, render};

    #[derive(Clone, Properties, PartialEq)]
    struct Props {
        status: Rc<Status>,
    }

    #[component]
    fn Shown(props: &Props) -> Html {
        view(&use_i18n(), &props.status, now())
    }

    #[tokio::test]
    async fn what_to_see_to_comes_first() {
        let part = PartStatus {
            responds: true,
            response_ms: 3,
            refused: 0,
        };
        let status = Status {
            version: "1.2.3".to_owned(),
            instance_name: "Routex".to_owned(),
            started_at: now() - chrono::TimeDelta::hours(26),
            uptime_seconds: 0,
            database: "sqlite".to_owned(),
            journal: JournalStatus {
                entries: 2,
                bytes: 1_500,
                max_bytes: 3_000,
            },
            router: part,
            ledger: PartStatus {
                responds: false,
                ..part
            },
            channels: [("open".to_owned(), 2)].into(),
            event_listeners: 1,
            warnings: vec![Warning {
                code: "ledger_silent".to_owned(),
                message: "the ledger does not answer".to_owned(),
            }],
        };
        let page = render::<Shown>(Props {
            status: Rc::new(status),
        })
        .await;
        for part in [
            "the ledger does not answer",
            "ledger_silent",
            "1.2.3",
            "1 d 2 h",
            "1.50 kB of 3 kB",
            "Does not answer",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
