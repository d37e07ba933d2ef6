//! What came of one prompt.

use std::rc::Rc;

use yew::prelude::*;
use yew_router::prelude::*;

use super::bench::{Phase, Run};
use crate::{
    components::{Icon, Notice, Spinner, Symbol, Tone},
    format::{
        duration::maybe_milliseconds,
        money,
        number::{NONE, count},
    },
    i18n::{I18n, use_i18n},
    route::{Route, link_to},
    words,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub run: Rc<Run>,
    pub onstop: Callback<u32>,
    pub onagain: Callback<Rc<Run>>,
}

#[component]
pub fn Answer(props: &Props) -> Html {
    let i18n = use_i18n();
    let navigator = use_navigator();
    let run = &props.run;
    let number = run.number;
    let busy = run.is_under_way();
    html! {
        <article class="pf-v6-c-card rx-answer" aria-label={run.asked.prompt.clone()}>
            <header class="rx-answer__head">
                <div class="rx-answer__names">
                    <h3 class="rx-answer__prompt">{ &run.asked.prompt }</h3>
                    <p class="rx-faint">
                        <span class="rx-mono">{ &run.asked.model }</span>
                        { " · " }{ words::dialect(run.asked.dialect) }
                    </p>
                </div>
                { phase(run.phase, &i18n) }
                if busy {
                    <button type="button" class="pf-v6-c-button pf-m-secondary" onclick={props.onstop.reform(move |_| number)}>
                        { i18n.t("playground-stop") }
                    </button>
                } else {
                    <button
                        type="button"
                        class="pf-v6-c-button pf-m-link rx-flush"
                        onclick={let run = Rc::clone(run); props.onagain.reform(move |_| Rc::clone(&run))}
                    >
                        { i18n.t("playground-again") }
                    </button>
                }
            </header>
            if !run.thinking.is_empty() {
                <details class="rx-answer__more" open={busy && run.text.is_empty()}>
                    <summary>{ i18n.t("playground-thinking") }</summary>
                    <div class="rx-answer__text rx-faint">{ &run.thinking }</div>
                </details>
            }
            <div class="rx-answer__text" role="region" aria-label={i18n.t("playground-answer")} aria-live="polite" aria-busy={busy.to_string()}>
                { &run.text }
                if run.text.is_empty() && run.phase == Phase::Done {
                    <span class="rx-faint">{ i18n.t("playground-no-text") }</span>
                }
            </div>
            if let Some(error) = &run.error {
                <Notice tone={Tone::Danger} title={refused(run, &i18n)}>
                    <p class="rx-answer__text">{ error }</p>
                </Notice>
            }
            { facts(run, &i18n) }
            <footer class="rx-answer__links">
                if let Some(id) = run.request_id() {
                    <Link<Route> to={Route::Request { id }}>{ i18n.t("playground-see") }</Link<Route>>
                }
                { link_to(
                    navigator.as_ref(),
                    Route::Routing,
                    &[("model", &run.asked.model), ("dialect", run.asked.dialect.as_str())],
                    html! { { i18n.t("playground-why") } },
                ) }
            </footer>
            if !run.raw.is_empty() {
                <details class="rx-answer__more">
                    <summary>{ i18n.with("playground-raw", [("count", (run.raw.len() as u64).into())]) }</summary>
                    <pre class="rx-answer__raw rx-mono" tabindex="0">{ for run.raw.iter().map(|event| html! {
                        <>{ &**event }{ "\n" }</>
                    }) }</pre>
                </details>
            }
        </article>
    }
}

fn phase(phase: Phase, i18n: &I18n) -> Html {
    let (class, symbol, name) = match phase {
        Phase::Waiting => ("", None, "playground-waiting"),
        Phase::Arriving => ("", None, "playground-arriving"),
        Phase::Done => ("rx-end--good", Some(Symbol::CheckCircle), "playground-done"),
        Phase::Stopped => ("", Some(Symbol::Cross), "playground-stopped"),
        Phase::Failed => ("rx-end--bad", Some(Symbol::Alert), "playground-failed"),
    };
    html! {
        <span class={classes!("rx-end", class)} role="status">
            if let Some(symbol) = symbol { <Icon {symbol} /> } else { <Spinner /> }
            { i18n.t(name) }
        </span>
    }
}

fn refused(run: &Run, i18n: &I18n) -> AttrValue {
    match &run.head {
        Some(head) if head.status >= 400 => {
            i18n.with("playground-status", [("status", head.status.into())])
        }
        Some(_) => i18n.t("playground-broke"),
        None => i18n.t("failure-unreachable"),
    }
}

/// Who served it, how long it took and what it cost; Routex' own numbers, once they are known.
fn facts(run: &Run, i18n: &I18n) -> Html {
    let Some(head) = &run.head else {
        return Html::default();
    };
    let bill = run.bill.as_ref();
    let or_none = |text: Option<&String>| text.cloned().unwrap_or_else(|| NONE.to_owned());
    let ttft = bill.map_or(run.first_ms, |bill| bill.ttft_ms.map(u64::from));
    let whole = bill.map_or(run.whole_ms, |bill| Some(bill.duration_ms.into()));
    let mut facts = vec![
        ("playground-channel", or_none(head.channel.as_ref())),
        ("playground-decision", or_none(head.decision.as_ref())),
        ("playground-attempts", or_none(head.attempts.as_ref())),
        ("playground-ttft", maybe_milliseconds(ttft)),
        ("playground-whole", maybe_milliseconds(whole)),
    ];
    if let Some(bill) = bill {
        let tokens = &bill.tokens;
        let input = tokens.input_tokens + tokens.cache_read_tokens + tokens.cache_write_tokens;
        let cost = bill.cost_usd.map_or_else(|| NONE.to_owned(), money::usd);
        facts.extend([
            ("playground-input", count(input)),
            ("playground-output", count(tokens.output_tokens)),
            ("playground-cost", cost),
        ]);
    }
    if let Some(dropped) = &head.dropped {
        facts.push(("playground-dropped", dropped.clone()));
    }
    html! {
        <dl class="rx-answer__facts">
            { for facts.into_iter().map(|(name, value)| html! {
                <div><dt>{ i18n.t(name) }</dt><dd class="rx-number">{ value }</dd></div>
            }) }
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        super::{
            bench::{Bill, Head},
            draft::Draft,
        },
        *,
    };
    use crate::testing::{InChinese, render, request_of};

    fn props(phase: Phase) -> Props {
        let run = Run {
            number: 0,
            asked: Rc::new(Draft {
                prompt: "Tell me".to_owned(),
                ..Draft::default()
            }),
            phase,
            head: Some(Head {
                status: 200,
                request_id: Some(Uuid::from_u128(1)),
                channel: Some("eu-1".to_owned()),
                decision: Some("priority".to_owned()),
                ..Head::default()
            }),
            text: "So be it".to_owned(),
            thinking: String::new(),
            raw: vec!["{}".into()],
            error: None,
            first_ms: Some(10),
            whole_ms: None,
            bill: Some(Bill::of(&request_of(1, "playground"))),
        };
        Props {
            run: Rc::new(run),
            onstop: Callback::noop(),
            onagain: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn an_answer_says_who_gave_it_and_what_it_cost() {
        let page = render::<InRouter>(props(Phase::Done)).await;
        for part in [
            "So be it",
            "eu-1",
            "320 ms",
            "$0.01",
            ">340<",
            "Ask again",
            "1 event",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn it_can_be_stopped_while_it_comes() {
        let page = render::<InChinese<InRouter>>(props(Phase::Arriving)).await;
        assert!(
            page.contains("停止") && page.contains(r#"aria-busy="true""#),
            "{page}"
        );
    }

    /// Links need to know where they are.
    #[component]
    fn InRouter(props: &Props) -> Html {
        let history =
            yew_router::history::AnyHistory::from(yew_router::history::MemoryHistory::new());
        html! { <Router {history}><Answer ..props.clone() /></Router> }
    }
}
