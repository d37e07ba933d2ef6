//! Taking a configuration in: first what would happen, then that.

mod report;
mod source;

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::ImportReport;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call},
    browser,
    components::{
        AreaField, CheckField, FailureNote, Icon, Panel, SelectField, Spinner, Symbol, TextField,
        use_unsaved,
    },
    i18n::use_i18n,
};
use source::{CONFLICTS, Chosen, Edit, FORMATS, Source};

#[component]
pub fn Importing() -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let source = use_reducer_eq(Source::default);
    let report = use_state(|| None::<Rc<ImportReport>>);
    let done = report.as_ref().is_some_and(|report| !report.dry_run);
    use_unsaved(!source.is_empty() && !done);

    // What was said of something else is no longer true.
    let edit = {
        let (report, call) = (report.setter(), call.clone());
        let dispatch = source.dispatcher();
        Callback::from(move |edit: Edit| {
            dispatch.dispatch(edit);
            report.set(None);
            call.forget();
        })
    };
    let ask = {
        let (call, source, report) = (call.clone(), source.clone(), report.setter());
        Callback::from(move |dry_run: bool| {
            let Some(input) = source.input(dry_run) else {
                return;
            };
            let (api, report) = (api.clone(), report.clone());
            call.start(
                async move { api.post::<_, ImportReport>("/import", &input).await },
                move |told| report.set(Some(Rc::new(told))),
            );
        })
    };
    let onfile = {
        let edit = edit.clone();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into().ok());
            let file = input.and_then(|input: HtmlInputElement| input.files()?.get(0));
            let edit = edit.clone();
            spawn_local(async move {
                let bytes = match &file {
                    Some(file) => browser::contents(file).await,
                    None => None,
                };
                let name = file.map(|file| file.name()).unwrap_or_default();
                edit.emit(Edit::File(bytes.map(|bytes| Chosen { name, bytes })));
            });
        })
    };
    let change =
        |set: fn(&mut Source, String)| edit.reform(move |text: String| Edit::Text(set, text));
    let onprivate = edit.reform(Edit::AllowPrivateNetwork);
    let onsubmit = {
        let ask = ask.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(true);
        })
    };
    let guess = (AttrValue::from(""), i18n.t("import-guess"));
    let formats = FORMATS.map(|(_, name)| {
        let text = match name {
            "litellm" => i18n.t("import-litellm"),
            "ccflare" => i18n.t("import-ccflare"),
            _ => i18n.t("import-routex"),
        };
        (AttrValue::from(name), text)
    });
    let format = FORMATS.iter().find(|(one, _)| Some(*one) == source.format);
    let conflict = CONFLICTS
        .iter()
        .find(|(one, ..)| *one == source.on_conflict);
    let failure = call.failure.as_ref();
    html! {
        <Panel title={i18n.t("import-title")}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                <p class="rx-form__text">{ i18n.t("import-text") }</p>
                <div class="rx-form__pair">
                    <div class="pf-v6-c-form__group">
                        <label class="pf-v6-c-form__label" for="import-file">
                            <span class="pf-v6-c-form__label-text">{ i18n.t("import-file") }</span>
                        </label>
                        <input class="rx-file" type="file" id="import-file" onchange={onfile} />
                    </div>
                    <AreaField
                        id="import-pasted"
                        label={i18n.t("import-pasted")}
                        value={source.pasted.clone()}
                        rows=3
                        mono=true
                        error={field_error(failure, "text").or_else(|| field_error(failure, "base64"))}
                        onchange={change(|source, text| source.pasted = text)}
                    />
                    <SelectField
                        id="import-format"
                        label={i18n.t("import-format")}
                        value={format.map_or("", |(_, name)| *name)}
                        options={std::iter::once(guess).chain(formats).collect::<Vec<_>>()}
                        error={field_error(failure, "format")}
                        onchange={change(|source, name| {
                            source.format = FORMATS.iter().find(|(_, one)| *one == name).map(|(one, _)| *one);
                        })}
                    />
                    <SelectField
                        id="import-conflict"
                        label={i18n.t("import-conflict")}
                        value={conflict.map_or("", |(_, name, _)| *name)}
                        options={CONFLICTS.map(|(_, name, text)| (AttrValue::from(name), i18n.t(text))).to_vec()}
                        onchange={change(|source, name| {
                            let found = CONFLICTS.iter().find(|(_, one, _)| *one == name);
                            source.on_conflict = found.map(|(one, ..)| *one).unwrap_or_default();
                        })}
                    />
                    <TextField
                        id="import-passphrase"
                        label={i18n.t("export-passphrase")}
                        help={i18n.t("import-passphrase-help")}
                        value={source.passphrase.clone()}
                        error={field_error(failure, "passphrase")}
                        onchange={change(|source, text| source.passphrase = text)}
                        secret=true
                    />
                    <CheckField
                        id="import-private"
                        label={i18n.t("setup-private")}
                        help={i18n.t("import-private-help")}
                        checked={source.allow_private_network}
                        onchange={onprivate}
                    />
                </div>
                if let Some(failure) = failure {
                    <FailureNote failure={failure.clone()} />
                    { report::problems(failure) }
                }
                <div class="rx-form__actions">
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Secondary}
                        disabled={call.busy || source.is_empty()}
                        icon={if call.busy { html! { <Spinner /> } } else { html! { <Icon symbol={Symbol::Eye} /> } }}
                        label={i18n.t("import-preview").to_string()}
                    />
                    <Button
                        variant={ButtonVariant::Primary}
                        disabled={call.busy || report.as_ref().is_none_or(|report| !report.dry_run)}
                        icon={html! { <Icon symbol={Symbol::Upload} /> }}
                        label={i18n.t("import-do").to_string()}
                        onclick={ask.reform(|_| false)}
                    />
                </div>
                <div aria-live="polite">
                    if let Some(report) = &*report {
                        { report::view(&i18n, report) }
                    }
                </div>
            </form>
        </Panel>
    }
}
