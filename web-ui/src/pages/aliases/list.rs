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
    route::{Route, link_to},
    words,
};

/// What all rows share.
pub struct Listed<'a> {
    pub i18n: &'a I18n,
    pub navigator: Option<&'a Navigator>,
    /// That of the routing settings, once it is known.
    pub strategy: Option<Strategy>,
    pub edit: Callback<Rc<Alias>>,
    pub delete: Callback<Rc<Alias>>,
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
    onsearch: &Callback<String>,
    listed: &Listed,
) -> Html {
    let i18n = listed.i18n;
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
                            row(alias, columns.map(|name| i18n.t(name)), listed)
                        }) }
                    </tbody>
                </table>
            }
        </section>
    }
}

fn row(alias: &Rc<Alias>, columns: [AttrValue; 5], listed: &Listed) -> Html {
    let i18n = listed.i18n;
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
        strategy(settings.strategy, listed.strategy, i18n),
        fallbacks(settings, i18n),
        tools(alias, listed),
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

fn tools(alias: &Rc<Alias>, listed: &Listed) -> Html {
    let i18n = listed.i18n;
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
    let way = |to: Route, query: &[(&str, &str)], text: &'static str| {
        let text = html! {
            <>{ i18n.t(text) }<span class="pf-v6-screen-reader">{ of_it("aliases-of") }</span></>
        };
        link_to(listed.navigator, to, query, text)
    };
    html! {
        <div class="rx-alias__tools">
            { way(Route::Requests, &[("model", &name)], "aliases-requests") }
            { way(Route::Routing, &[("tab", "dry-run"), ("model", &name)], "aliases-dry-run") }
            if !alias.declared {
                { tool("aliases-edit", "aliases-edit-of", &listed.edit) }
                { tool("aliases-delete", "aliases-delete-of", &listed.delete) }
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
}
