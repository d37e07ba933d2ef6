//! Something to know, within a page. Screen readers say it when it appears.

use yew::prelude::*;

use super::{Icon, Symbol};
use crate::i18n::use_i18n;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "pf-m-info",
            Self::Success => "pf-m-success",
            Self::Warning => "pf-m-warning",
            Self::Danger => "pf-m-danger",
        }
    }

    const fn symbol(self) -> Symbol {
        match self {
            Self::Info => Symbol::Info,
            Self::Success => Symbol::CheckCircle,
            Self::Warning | Self::Danger => Symbol::Alert,
        }
    }

    /// Name of the word that says it to those who do not see the colour.
    const fn word(self) -> &'static str {
        match self {
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }
}

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    #[prop_or_default]
    pub tone: Tone,
    pub title: AttrValue,
    #[prop_or_default]
    pub children: Html,
    /// Floats above the page, where the page does not make room for it.
    #[prop_or_default]
    pub floating: bool,
    /// Left out: it cannot be closed.
    #[prop_or_default]
    pub onclose: Option<Callback<()>>,
}

#[component]
pub fn Notice(props: &Props) -> Html {
    let i18n = use_i18n();
    let place = (!props.floating).then_some("pf-m-inline");
    let urgent = matches!(props.tone, Tone::Danger | Tone::Warning);
    html! {
        <div
            class={classes!("pf-v6-c-alert", props.tone.class(), place)}
            role={if urgent { "alert" } else { "status" }}
        >
            <div class="pf-v6-c-alert__icon"><Icon symbol={props.tone.symbol()} /></div>
            <p class="pf-v6-c-alert__title">
                <span class="pf-v6-screen-reader">{ i18n.t(props.tone.word()) }{ ": " }</span>
                { &props.title }
            </p>
            if let Some(onclose) = &props.onclose {
                <div class="pf-v6-c-alert__action">
                    <button
                        type="button"
                        class="pf-v6-c-button pf-m-plain"
                        aria-label={i18n.t("close")}
                        onclick={onclose.reform(|_| ())}
                    >
                        <Icon symbol={Symbol::Cross} />
                    </button>
                </div>
            }
            if props.children != Html::default() {
                <div class="pf-v6-c-alert__description">{ props.children.clone() }</div>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn bad_news_interrupts_and_good_news_waits() {
        let notice = |tone| Props {
            tone,
            title: "x".into(),
            children: Html::default(),
            floating: false,
            onclose: None,
        };
        let bad = render::<Notice>(notice(Tone::Danger)).await;
        let good = render::<Notice>(notice(Tone::Success)).await;
        assert!(
            bad.contains(r#"role="alert""#) && bad.contains("Error"),
            "{bad}"
        );
        assert!(good.contains(r#"role="status""#), "{good}");
    }
}
