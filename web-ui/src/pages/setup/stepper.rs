//! Which step this is, of which.

use patternfly_yew::prelude::{
    ProgressStepper, ProgressStepperStep, ProgressStepperStepStatus as Status,
};
use yew::prelude::*;

use super::draft::Step;
use crate::{
    components::{Icon, Symbol},
    i18n::use_i18n,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub step: Step,
}

#[component]
pub fn Stepper(props: &Props) -> Html {
    let i18n = use_i18n();
    let now = Step::ALL
        .iter()
        .position(|step| *step == props.step)
        .unwrap_or(0);
    let look = |index: usize| match index.cmp(&now) {
        std::cmp::Ordering::Less => (
            Status::Success,
            html! { <Icon symbol={Symbol::Check} label={i18n.t("setup-step-done")} /> },
        ),
        std::cmp::Ordering::Equal => (Status::Info, html! { index + 1 }),
        std::cmp::Ordering::Greater => (Status::Pending, html! { index + 1 }),
    };
    let [first, second, third] = [0, 1, 2].map(look);
    html! {
        <ProgressStepper centered=true>
            <ProgressStepperStep status={first.0} icon={first.1} is_current={now == 0}>
                { i18n.t("setup-step-channel") }
            </ProgressStepperStep>
            <ProgressStepperStep status={second.0} icon={second.1} is_current={now == 1}>
                { i18n.t("setup-step-strategy") }
            </ProgressStepperStep>
            <ProgressStepperStep status={third.0} icon={third.1} is_current={now == 2}>
                { i18n.t("setup-step-credentials") }
            </ProgressStepperStep>
        </ProgressStepper>
    }
}
