//! How tools are pointed at this Routex: what to paste, and whether it worked.

mod arrival;
mod arrivals;
mod choice;
mod new_key;
mod tools;

use routex_entity::{
    EventKind,
    api::{ClientKey, Page},
};
use yew::prelude::*;

use crate::{
    api::use_loaded,
    browser,
    components::{Icon, PageHead, Panel, Snippet, Symbol},
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
    models::{self, use_models},
    snippets::{Target, Tool},
    words,
};
use arrival::Arrival;
use arrivals::Arrivals;
use choice::{Change, Choice};
use new_key::NewKey;

/// Stands where the secret goes that nobody can be shown again.
const PLACEHOLDER: &str = "YOUR-ROUTEX-KEY";
const MODEL: &str = "MODEL";

const KINDS: &[EventKind] = &[EventKind::Request, EventKind::Config];

#[component]
pub fn Connect() -> Html {
    let i18n = use_i18n();
    let choice = use_reducer(|| Choice::of_address(browser::query));
    let arrivals = use_reducer(Arrivals::default);
    let making = use_state_eq(|| false);
    let listed = use_state(Vec::<AttrValue>::new);
    let keys = use_loaded::<Page<ClientKey>>("/keys".into());
    let suggestions = models::merged(use_models(), &listed);

    let heard = {
        let (arrivals, reload) = (arrivals.dispatcher(), keys.reload.clone());
        Callback::from(move |heard: Heard| match heard {
            Heard::Request(row) => arrivals.dispatch(row),
            Heard::Config(change) if change.resource == "client_key" => reload.emit(()),
            Heard::Opened | Heard::Missed(_) => reload.emit(()),
            _ => {}
        })
    };
    let link = use_live(KINDS, heard);
    use_effect_with((*choice).clone(), |choice| {
        browser::readdress(&choice.address());
    });
    {
        // Only with a secret can it be asked which models there are.
        let (secret, listed) = (choice.secret().map(str::to_owned), listed.setter());
        use_effect_with(secret, move |secret| {
            if let Some(secret) = secret.clone() {
                wasm_bindgen_futures::spawn_local(async move {
                    listed.set(models::listed(&secret).await);
                });
            }
        });
    }

    let onmade = {
        let (choice, making, reload) = (choice.dispatcher(), making.setter(), keys.reload.clone());
        Callback::from(move |made: (String, String)| {
            choice.dispatch(Change::Made(made.0, made.1));
            making.set(false);
            reload.emit(());
        })
    };
    html! {
        <>
            <PageHead title={i18n.t("connect-title")} text={i18n.t("connect-text")} />
            { keys.view(|page| {
                let usable = choice::usable(&page.items, browser::now());
                let key = choice.key(&usable).map(AttrValue::from);
                html! {
                    <>
                        { choice::form(&choice, &usable, suggestions, making.setter(), &i18n) }
                        { how(&choice, key.as_deref(), &i18n) }
                        if let Some(key) = key {
                            <Arrival {link} arrived={arrivals.of(&key)} key_name={key} />
                        }
                    </>
                }
            }) }
            if *making {
                <NewKey {onmade} onclose={
                    let making = making.setter();
                    Callback::from(move |()| making.set(false))
                } />
            }
        </>
    }
}

/// The tools, and what to paste for the chosen one.
fn how(choice: &UseReducerHandle<Choice>, key: Option<&str>, i18n: &I18n) -> Html {
    let onchange = {
        let choice = choice.dispatcher();
        Callback::from(move |tool: Tool| choice.dispatch(Change::Tool(tool)))
    };
    let model = Some(choice.model.trim()).filter(|model| !model.is_empty());
    let pieces = choice.tool.pieces(Target {
        origin: &browser::origin(),
        key: choice.secret().unwrap_or(PLACEHOLDER),
        model: model.unwrap_or(MODEL),
    });
    let told = [
        (choice.secret().is_none()).then(|| match key {
            Some(key) => i18n.with(
                "connect-placeholder",
                [("key", key.into()), ("placeholder", PLACEHOLDER.into())],
            ),
            None => i18n.with("connect-no-key", [("placeholder", PLACEHOLDER.into())]),
        }),
        model
            .is_none()
            .then(|| i18n.with("connect-no-model", [("placeholder", MODEL.into())])),
    ];
    html! {
        <Panel title={i18n.t("connect-paste")}>
            <div class="rx-connect">
                { tools::list(choice.tool, &onchange, i18n) }
                <div class="rx-connect__pieces">
                    <h3 class="rx-connect__tool">{ choice.tool.name() }</h3>
                    { for told.into_iter().flatten().map(|text| html! {
                        <p class="rx-connect__note"><Icon symbol={Symbol::Info} /><span>{ text }</span></p>
                    }) }
                    { for pieces.into_iter().map(|piece| {
                        let place = words::place(piece.place, i18n);
                        let label = format!("{} · {place}", choice.tool.name());
                        html! {
                            <div class="rx-connect__piece">
                                <p class="rx-faint">{ place }</p>
                                <Snippet text={piece.text} {label} />
                            </div>
                        }
                    }) }
                    if let Some(name) = tools::hint(choice.tool) {
                        <p class="rx-faint">{ i18n.t(name) }</p>
                    }
                </div>
            </div>
        </Panel>
    }
}
