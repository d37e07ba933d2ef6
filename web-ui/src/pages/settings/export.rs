//! Taking the configuration elsewhere: as a file, without its secrets or with them under a passphrase.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::ExportInput;
use serde_json::value::RawValue;
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call},
    browser,
    components::{FailureNote, Icon, Panel, Spinner, Symbol, TextField, use_text},
    format::time::day,
    i18n::use_i18n,
};

#[component]
pub fn Exporting() -> Html {
    let i18n = use_i18n();
    let (api, plain, sealed) = (use_api(), use_call(), use_call());
    let (passphrase, set_passphrase) = use_text("");
    let (repeated, set_repeated) = use_text("");
    let tried = use_state_eq(|| false);
    let differs = passphrase != repeated;
    let without = {
        let (api, plain) = (api.clone(), plain.clone());
        Callback::from(move |_| {
            let api = api.clone();
            // As it was written: no number is to lose a digit on its way.
            plain.start(
                async move { api.get::<Box<RawValue>>("/export").await },
                |file| keep(&file, "routex-export"),
            );
        })
    };
    let onsubmit = {
        let (sealed, tried, passphrase) = (sealed.clone(), tried.setter(), passphrase.clone());
        let clear = [set_passphrase.clone(), set_repeated.clone()];
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(true);
            if differs {
                return;
            }
            let input = ExportInput {
                passphrase: passphrase.to_string(),
            };
            let (api, clear, tried) = (api.clone(), clear.clone(), tried.clone());
            sealed.start(
                async move { api.post::<_, Box<RawValue>>("/export", &input).await },
                move |file| {
                    keep(&file, "routex-export-with-secrets");
                    tried.set(false);
                    for field in clear {
                        field.emit(String::new());
                    }
                },
            );
        })
    };
    let icon = |busy: bool| match busy {
        true => html! { <Spinner /> },
        false => html! { <Icon symbol={Symbol::Download} /> },
    };
    html! {
        <Panel title={i18n.t("export-title")}>
            <div class="rx-form__pair">
                <div class="rx-form">
                    <p class="rx-form__text">{ i18n.t("export-plain-text") }</p>
                    if let Some(failure) = &plain.failure {
                        <FailureNote failure={failure.clone()} />
                    }
                    <div>
                        <Button
                            variant={ButtonVariant::Secondary}
                            disabled={plain.busy}
                            icon={icon(plain.busy)}
                            label={i18n.t("export-plain").to_string()}
                            onclick={without}
                        />
                    </div>
                </div>
                <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                    <p class="rx-form__text">{ i18n.t("export-sealed-text") }</p>
                    if let Some(failure) = &sealed.failure {
                        <FailureNote failure={failure.clone()} />
                    }
                    <TextField
                        id="export-passphrase"
                        label={i18n.t("export-passphrase")}
                        help={i18n.with("setup-password-help", [("count", 12.into())])}
                        value={passphrase}
                        onchange={set_passphrase}
                        autocomplete="new-password"
                        error={field_error(sealed.failure.as_ref(), "passphrase")}
                        secret=true
                    />
                    <TextField
                        id="export-repeated"
                        label={i18n.t("export-repeat")}
                        value={repeated}
                        onchange={set_repeated}
                        autocomplete="new-password"
                        error={(*tried && differs).then(|| i18n.t("setup-repeat-differs"))}
                        secret=true
                    />
                    <div>
                        <Button
                            r#type={ButtonType::Submit}
                            variant={ButtonVariant::Secondary}
                            disabled={sealed.busy}
                            icon={icon(sealed.busy)}
                            label={i18n.t("export-sealed").to_string()}
                        />
                    </div>
                </form>
            </div>
        </Panel>
    }
}

fn keep(file: &RawValue, name: &str) {
    let name = format!("{name}-{}.json", day(browser::now()));
    // A browser that cannot keep files has told its user so.
    let _ = browser::download(&name, file.get());
}
