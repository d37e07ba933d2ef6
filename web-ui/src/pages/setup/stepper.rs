//! Which step this is, of which.

use yew::prelude::*;

use super::draft::Step;
use crate::{
    components::{Icon, Symbol},
    i18n::use_i18n,
};

#[derive(Clone, Properties, PartialEq)]
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
    html! {
        <ol class="rx-steps">
            { for Step::ALL.iter().enumerate().map(|(index, step)| {
                let is_done = index < now;
                let current = (index == now).then_some("step");
                html! {
                    <li class="rx-steps__step" aria-current={current}>
                        <span class={classes!("rx-steps__sign", is_done.then_some("rx-steps__sign--done"))}>
                            if is_done {
                                <Icon symbol={Symbol::Check} label={i18n.t("setup-step-done")} />
                            } else {
                                { index + 1 }
                            }
                        </span>
                        <span class="rx-steps__name">{ i18n.t(name(*step)) }</span>
                    </li>
                }
            }) }
        </ol>
    }
}

const fn name(step: Step) -> &'static str {
    match step {
        Step::Channel => "setup-step-channel",
        Step::Strategy => "setup-step-strategy",
        Step::Credentials => "setup-step-credentials",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn steps_are_done_current_or_to_come() {
        let page = render::<Stepper>(Props {
            step: Step::Strategy,
        })
        .await;
        assert_eq!(page.matches("rx-steps__sign--done").count(), 1, "{page}");
        assert_eq!(page.matches(r#"aria-current="step""#).count(), 1, "{page}");
        assert!(page.contains(">3<"), "{page}");
    }
}
