//! The dry run: what would happen to a request, and why. The question stands in the address, so that it can be passed on.

mod answer;
mod asking;
mod candidates;
mod known;
mod outcome;
mod question;
mod question_form;
mod reasons;

use routex_entity::EventKind;
use yew::prelude::*;
use yew_router::prelude::*;

use super::{DRY_RUN, TAB, go};
use crate::{
    api::with_query,
    components::{Empty, Panel, Symbol},
    i18n::use_i18n,
    live::{Heard, use_live},
};
use answer::{Answered, answer};
use asking::use_explanation;
use known::use_known;
use question::Question;
use question_form::QuestionForm;

const KINDS: &[EventKind] = &[EventKind::Channel, EventKind::Config];

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Of the address.
    pub query: String,
    /// Whether it is seen.
    pub shown: bool,
}

#[component]
pub fn DryRun(props: &Props) -> Html {
    let i18n = use_i18n();
    let navigator = use_navigator();
    let known = use_known();
    // While the other face is shown, the address has no question.
    let asked = use_state_eq(|| Question::of_query(&props.query));
    {
        let asked = asked.setter();
        use_effect_with((props.query.clone(), props.shown), move |(query, shown)| {
            if *shown {
                asked.set(Question::of_query(query));
            }
        });
    }
    let input = asked.input();
    let explained = use_explanation(input.clone());

    // Events come to the listener of the first moment, which must ask the question of now.
    let latest = use_mut_ref(Callback::noop);
    *latest.borrow_mut() = explained.again.clone();
    let (again, reread) = (latest, known.reload.clone());
    let heard = Callback::from(move |heard: Heard| {
        if matches!(heard, Heard::Opened | Heard::Missed(_) | Heard::Config(_)) {
            reread.emit(());
        }
        let again = again.borrow().clone();
        again.emit(());
    });
    use_live(KINDS, heard);

    let (current, once_more) = ((*asked).clone(), explained.again.clone());
    let onask = Callback::from(move |question: Question| {
        if question == current {
            return once_more.emit(());
        }
        let pairs = std::iter::once((TAB, DRY_RUN.to_owned())).chain(question.pairs());
        let address = with_query("", pairs.map(|(name, value)| (name, Some(value))));
        go(navigator.as_ref(), address.trim_start_matches('?'));
    });
    html! {
        <div class="rx-dry">
            <Panel title={i18n.t("routing-question")} class="rx-dry__question">
                <QuestionForm
                    asked={(*asked).clone()}
                    models={known.models.clone()}
                    keys={known.keys.clone()}
                    busy={explained.busy}
                    failure={explained.failure.clone()}
                    {onask}
                />
            </Panel>
            <div class="rx-dry__answer" aria-live="polite" aria-busy={explained.busy.to_string()}>
                if let (Some(explanation), Some(input)) = (&explained.explanation, &input) {
                    { answer(&Answered {
                        explanation,
                        input,
                        own_strategy: known.has_own_strategy(&input.model),
                        channels: &known.channels,
                    }, &i18n) }
                } else if !explained.busy && explained.failure.is_none() {
                    <Panel title={i18n.t("routing-answer")}>
                        <Empty symbol={Symbol::Shuffle} title={i18n.t("routing-nothing-asked")}>
                            <p>{ i18n.t("routing-nothing-asked-text") }</p>
                        </Empty>
                    </Panel>
                }
            </div>
        </div>
    }
}
