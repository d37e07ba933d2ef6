//! What is to be asked.

use routex_entity::Dialect;
use yew::prelude::*;

use super::{
    bench::{Bench, Change},
    draft::{Edit, Gap},
};
use crate::{
    components::{
        AreaField, CheckField, Icon, SelectField, SuggestField, Suggestions, Symbol, TextField,
    },
    i18n::I18n,
    words,
};

pub fn form(
    bench: &UseReducerHandle<Bench>,
    suggestions: Suggestions,
    has_key: bool,
    onsend: &Callback<()>,
    i18n: &I18n,
) -> Html {
    let draft = &bench.draft;
    let gaps = draft.gaps();
    let wrong = |gap: Gap, name: &str| (bench.told && gaps.contains(&gap)).then(|| i18n.t(name));
    let edit = |make: fn(String) -> Edit| {
        let bench = bench.dispatcher();
        Callback::from(move |value: String| bench.dispatch(Change::Edit(make(value))))
    };
    let choose = {
        let bench = bench.dispatcher();
        Callback::from(move |name: String| {
            if let Ok(dialect) = name.parse::<Dialect>() {
                bench.dispatch(Change::Edit(Edit::Dialect(dialect)));
            }
        })
    };
    let stream = {
        let bench = bench.dispatcher();
        Callback::from(move |stream: bool| bench.dispatch(Change::Edit(Edit::Stream(stream))))
    };
    let options = Dialect::ALL.iter().map(|dialect| {
        (
            AttrValue::Static(dialect.as_str()),
            AttrValue::Static(words::dialect(*dialect)),
        )
    });
    let onsubmit = onsend.reform(|event: SubmitEvent| event.prevent_default());
    let onkeydown = {
        let onsend = onsend.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                onsend.emit(());
            }
        })
    };
    html! {
        <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit} {onkeydown}>
            <SuggestField
                id="playground-model"
                label={i18n.t("playground-model")}
                value={draft.model.clone()}
                {suggestions}
                error={wrong(Gap::Model, "playground-missing")}
                onchange={edit(Edit::Model)}
                required=true
            />
            <SelectField
                id="playground-dialect"
                label={i18n.t("playground-dialect")}
                help={i18n.t("playground-dialect-help")}
                value={draft.dialect.as_str()}
                options={options.collect::<Vec<_>>()}
                onchange={choose}
            />
            <AreaField
                id="playground-system"
                label={i18n.t("playground-system")}
                rows=2
                value={draft.system.clone()}
                onchange={edit(Edit::System)}
            />
            <AreaField
                id="playground-prompt"
                label={i18n.t("playground-prompt")}
                rows=6
                value={draft.prompt.clone()}
                error={wrong(Gap::Prompt, "playground-missing")}
                onchange={edit(Edit::Prompt)}
            />
            <div class="rx-bench__pair">
                <TextField
                    id="playground-temperature"
                    label={i18n.t("playground-temperature")}
                    placeholder={i18n.t("playground-default")}
                    value={draft.temperature.clone()}
                    error={wrong(Gap::Temperature, "playground-temperature-wrong")}
                    onchange={edit(Edit::Temperature)}
                />
                <TextField
                    id="playground-max-tokens"
                    label={i18n.t("playground-max-tokens")}
                    placeholder={match draft.dialect {
                        Dialect::Anthropic => AttrValue::Static("1024"),
                        _ => i18n.t("playground-default"),
                    }}
                    value={draft.max_tokens.clone()}
                    error={wrong(Gap::MaxTokens, "playground-max-tokens-wrong")}
                    onchange={edit(Edit::MaxTokens)}
                />
            </div>
            <CheckField
                id="playground-stream"
                label={i18n.t("playground-stream")}
                checked={draft.stream}
                onchange={stream}
            />
            <button type="submit" class="pf-v6-c-button pf-m-primary pf-m-block" disabled={!has_key}>
                <span class="pf-v6-c-button__icon pf-m-start"><Icon symbol={Symbol::Play} /></span>
                <span class="pf-v6-c-button__text">{ i18n.t("playground-send") }</span>
            </button>
            <p class="rx-faint">
                { i18n.t(if has_key { "playground-shortcut" } else { "playground-key-first" }) }
            </p>
        </form>
    }
}
