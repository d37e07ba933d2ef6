//! Step 1: the first channel.

use routex_entity::api::Provider;
use yew::prelude::*;

use super::{
    draft::{Change, Draft, Gap},
    trial::Trial,
};
use crate::{
    api::{Failure, field_error},
    components::{Notice, ProviderCards, TextField, Tone},
    i18n::{I18n, use_i18n},
    preset,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub draft: Draft,
    pub change: Callback<Change>,
    /// Empty: they are on their way.
    pub providers: Vec<Provider>,
    pub failure: Option<Failure>,
}

#[component]
pub fn StepChannel(props: &Props) -> Html {
    let i18n = use_i18n();
    let Props {
        draft,
        change,
        failure,
        ..
    } = props;
    html! {
        <>
            <p class="rx-form__text">{ i18n.t("setup-channel-text") }</p>
            if draft.has_channel {
                <Notice tone={Tone::Info} title={i18n.t("setup-has-channel")} />
            }
            if !draft.knows_token {
                <TextField
                    id="setup-token"
                    label={i18n.t("setup-token")}
                    help={i18n.t("setup-token-help")}
                    value={draft.setup_token.clone()}
                    error={gap(draft, Gap::SetupToken, &i18n)
                        .or_else(|| field_error(failure.as_ref(), "setup_token"))}
                    onchange={change.reform(Change::SetupToken)}
                    required=true
                />
            }
            <ProviderCards
                providers={props.providers.clone()}
                chosen={draft.provider.as_ref().map(|provider| provider.name.clone())}
                missing={draft.shows(Gap::Provider)}
                onchoose={change.reform(Change::Provider)}
                onnone={draft.has_channel.then(|| change.reform(|()| Change::NoChannel))}
            />
            if let Some(provider) = &draft.provider {
                { fields(provider, props, &i18n) }
                <Trial draft={draft.clone()} change={change.clone()} />
            }
        </>
    }
}

fn fields(provider: &Provider, props: &Props, i18n: &I18n) -> Html {
    let Props {
        draft,
        change,
        failure,
        ..
    } = props;
    let failure = failure.as_ref();
    let is_local = preset::is_local(&provider.name);
    let key_help = if is_local {
        "setup-key-local"
    } else {
        "setup-key-help"
    };
    html! {
        <>
            <div class="rx-form__pair">
                <TextField
                    id="channel-name"
                    label={i18n.t("setup-name")}
                    value={draft.name.clone()}
                    error={gap(draft, Gap::Name, i18n).or_else(|| field_error(failure, "channel.name"))}
                    onchange={change.reform(Change::Name)}
                    required=true
                />
                <TextField
                    id="api-key"
                    label={i18n.t("setup-key")}
                    help={i18n.t(key_help)}
                    value={draft.api_key.clone()}
                    error={gap(draft, Gap::ApiKey, i18n).or_else(|| field_error(failure, "channel.api_keys"))}
                    onchange={change.reform(Change::ApiKey)}
                    secret=true
                    required={!is_local}
                />
            </div>
            <TextField
                id="base-url"
                label={i18n.t("setup-base-url")}
                help={i18n.t("setup-base-url-help")}
                placeholder={provider.endpoints.first().map(|endpoint| AttrValue::from(endpoint.url.clone()))}
                value={draft.base_url.clone()}
                error={gap(draft, Gap::BaseUrl, i18n).or_else(|| field_error(failure, "channel.base_url"))}
                onchange={change.reform(Change::BaseUrl)}
                required={draft.needs_base_url()}
            />
            <label class="rx-check">
                <input
                    type="checkbox"
                    checked={draft.allow_private_network}
                    onchange={
                        let allow = !draft.allow_private_network;
                        change.reform(move |_: Event| Change::AllowPrivateNetwork(allow))
                    }
                />
                <span>{ i18n.t("setup-private") }</span>
            </label>
        </>
    }
}

fn gap(draft: &Draft, gap: Gap, i18n: &I18n) -> Option<AttrValue> {
    draft.shows(gap).then(|| i18n.t("setup-missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    fn provider(name: &str) -> Provider {
        Provider {
            name: name.to_owned(),
            endpoints: Vec::new(),
            dialects: Vec::new(),
        }
    }

    fn props(draft: Draft) -> Props {
        let names = [
            "a1",
            "a2",
            "a3",
            "a4",
            "a5",
            "a6",
            "a7",
            "a8",
            "vllm",
            "anthropic",
        ];
        Props {
            draft,
            change: Callback::noop(),
            providers: names.map(provider).into(),
            failure: None,
        }
    }

    #[tokio::test]
    async fn the_most_wanted_come_first_and_the_rest_on_demand() {
        let page = render::<StepChannel>(props(Draft::new(false, "token=t"))).await;
        assert_eq!(page.matches(r#"name="provider""#).count(), preset::FIRST);
        assert!(
            page.find("Anthropic").unwrap() < page.find("vLLM").unwrap(),
            "{page}"
        );
        assert!(page.contains("Show all providers") && !page.contains("setup-token"));
    }

    #[tokio::test]
    async fn without_the_link_of_the_console_the_token_is_asked_for() {
        let page = render::<StepChannel>(props(Draft::new(false, ""))).await;
        assert!(page.contains(r#"id="setup-token""#), "{page}");
    }
}
