//! The list of aliases: where each leads, in which order, and what can be done with it.

use std::rc::Rc;

use routex_entity::{
    Strategy,
    api::{Alias, AliasInput},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_router::prelude::*;

use super::{draft::Place, form::cause_word, places::name_of};
use crate::{
    components::{Empty, Icon, Symbol},
    i18n::I18n,
    route::Route,
    words,
};

/// Name of the pair in the address that says what is looked for.
const FIND: &str = "find";

type Query = Vec<(&'static str, String)>;

pub struct Actions {
    pub edit: Callback<Rc<Alias>>,
    pub delete: Callback<Rc<Alias>>,
}

/// What is looked for, as the address says it.
pub fn searched(query: &str) -> String {
    let mut pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    let pair = pairs.find(|(name, _)| name == FIND);
    pair.map_or_else(String::new, |(_, words)| words.into_owned())
}

/// The address that says so.
pub fn search(words: &str) -> Query {
    match words {
        "" => Vec::new(),
        words => vec![(FIND, words.to_owned())],
    }
}

/// Those in which every word is found: in the name, or in where it leads.
pub fn shown(aliases: &[Alias], words: &str) -> Vec<Rc<Alias>> {
    let words = words.to_lowercase();
    let fits = |alias: &&Alias| {
        let text = text(&alias.settings).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    aliases
        .iter()
        .filter(fits)
        .map(|alias| Rc::new(alias.clone()))
        .collect()
}

fn text(alias: &AliasInput) -> String {
    let mut all = alias.name.clone();
    for target in &alias.targets {
        for part in [&target.channel, &target.tag, &Some(target.model.clone())]
            .into_iter()
            .flatten()
        {
            all.push(' ');
            all.push_str(part);
        }
    }
    for fallback in &alias.fallbacks {
        all.push(' ');
        all.push_str(&fallback.model);
    }
    all
}

pub fn list(
    aliases: &[Rc<Alias>],
    words: &str,
    global: Option<Strategy>,
    onsearch: &Callback<String>,
    actions: &Actions,
    i18n: &I18n,
) -> Html {
    let oninput = onsearch.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        input.map_or_else(String::new, |input: HtmlInputElement| input.value())
    });
    let columns = [
        "aliases-name",
        "aliases-targets",
        "aliases-strategy",
        "aliases-fallbacks",
        "aliases-actions",
    ];
    html! {
        <section class="pf-v6-c-card rx-aliases">
            <div class="rx-aliases__search pf-v6-c-form-control">
                <input
                    type="search"
                    aria-label={i18n.t("aliases-search")}
                    placeholder={i18n.t("aliases-search")}
                    value={words.to_owned()}
                    {oninput}
                />
            </div>
            if aliases.is_empty() {
                <Empty symbol={Symbol::Tag} title={i18n.t("aliases-not-found")}>
                    <p>{ i18n.t("aliases-not-found-text") }</p>
                </Empty>
            } else {
                <table class="pf-v6-c-table pf-m-grid-md rx-table" aria-label={i18n.t("aliases-title")}>
                    <thead class="pf-v6-c-table__thead">
                        <tr class="pf-v6-c-table__tr">
                            { for columns.iter().map(|name| html! {
                                <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody class="pf-v6-c-table__tbody">
                        { for aliases.iter().map(|alias| {
                            row(alias, columns.map(|name| i18n.t(name)), global, actions, i18n)
                        }) }
                    </tbody>
                </table>
            }
        </section>
    }
}

fn row(
    alias: &Rc<Alias>,
    columns: [AttrValue; 5],
    global: Option<Strategy>,
    actions: &Actions,
    i18n: &I18n,
) -> Html {
    let settings = &alias.settings;
    let cells = [
        html! {
            <>
                <span class="rx-mono rx-alias__name">{ &settings.name }</span>
                if alias.declared {
                    <span class="rx-mark" title={i18n.t("aliases-declared-help")}>{ i18n.t("aliases-declared") }</span>
                }
            </>
        },
        targets(settings, i18n),
        strategy(settings.strategy, global, i18n),
        fallbacks(settings, i18n),
        tools(alias, actions, i18n),
    ];
    html! {
        <tr class="pf-v6-c-table__tr" key={alias.id.to_string()}>
            { for cells.into_iter().zip(columns).map(|(cell, name)| html! {
                <td class="pf-v6-c-table__td" data-label={name}><div>{ cell }</div></td>
            }) }
        </tr>
    }
}

fn targets(alias: &AliasInput, i18n: &I18n) -> Html {
    html! {
        <ol class="rx-alias__targets">
            { for alias.targets.iter().map(|target| html! {
                <li>
                    <span>{ name_of(&Place::of(target), i18n) }</span>
                    <Icon symbol={Symbol::ArrowRight} class="rx-alias__arrow" />
                    <span class="rx-mono">{ &target.model }</span>
                </li>
            }) }
        </ol>
    }
}

fn strategy(own: Option<Strategy>, global: Option<Strategy>, i18n: &I18n) -> Html {
    let name = |strategy| i18n.t(words::strategy(strategy));
    match (own, global) {
        (Some(own), _) => html! { { name(own) } },
        (None, Some(global)) => html! {
            <>{ name(global) }<span class="rx-faint rx-alias__note">{ i18n.t("aliases-as-routing") }</span></>
        },
        (None, None) => html! { { i18n.t("aliases-as-routing") } },
    }
}

fn fallbacks(alias: &AliasInput, i18n: &I18n) -> Html {
    if alias.fallbacks.is_empty() {
        return html! { <span class="rx-faint">{ crate::format::number::NONE }</span> };
    }
    alias
        .fallbacks
        .iter()
        .map(|fallback| {
            html! {
                <span class="rx-alias__fallback">
                    <span class="rx-faint">{ i18n.t(cause_word(fallback.when)) }</span>
                    <span class="rx-mono">{ &fallback.model }</span>
                </span>
            }
        })
        .collect()
}

fn tools(alias: &Rc<Alias>, actions: &Actions, i18n: &I18n) -> Html {
    let name = alias.settings.name.clone();
    let of_it = |text: &str| i18n.with(text, [("name", name.clone().into())]);
    let tool = |text: &'static str, label: &'static str, action: &Callback<Rc<Alias>>| {
        let (alias, action) = (alias.clone(), action.clone());
        html! {
            <button
                type="button"
                class="pf-v6-c-button pf-m-link pf-m-inline"
                aria-label={of_it(label)}
                onclick={move |_: MouseEvent| action.emit(alias.clone())}
            >
                { i18n.t(text) }
            </button>
        }
    };
    let way = |to: Route, query: Query, text: &'static str, label: &'static str| {
        // The link has no label of its own to set, so the whole of it is read.
        html! {
            <Link<Route, Query> {to} query={Some(query)}>
                { i18n.t(text) }
                <span class="pf-v6-screen-reader">{ of_it(label) }</span>
            </Link<Route, Query>>
        }
    };
    html! {
        <div class="rx-alias__tools">
            { way(Route::Requests, vec![("model", name.clone())], "aliases-requests", "aliases-of") }
            { way(
                Route::Routing,
                vec![("tab", "dry-run".to_owned()), ("model", name.clone())],
                "aliases-dry-run",
                "aliases-of",
            ) }
            if !alias.declared {
                { tool("aliases-edit", "aliases-edit-of", &actions.edit) }
                { tool("aliases-delete", "aliases-delete-of", &actions.delete) }
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::alias;

    #[test]
    fn every_word_is_looked_for_in_the_name_and_where_it_leads() {
        let aliases = [alias("smart"), alias("fast")];
        let names = |words: &str| -> Vec<String> {
            let shown = shown(&aliases, words);
            shown
                .iter()
                .map(|alias| alias.settings.name.clone())
                .collect()
        };
        assert_eq!(names(""), ["smart", "fast"]);
        assert_eq!(names("SMA eu-1"), ["smart"]);
        assert_eq!(names("claude us"), ["smart", "fast"]);
        assert!(names("nothing").is_empty());
    }

    #[test]
    fn what_is_looked_for_stands_in_the_address() {
        assert_eq!(searched("?find=a+b"), "a b");
        assert_eq!(searched(""), "");
        assert_eq!(search("a b"), [(FIND, "a b".to_owned())]);
        assert_eq!(search(""), []);
    }
}
