//! Names of models that can be asked for, to be suggested where one is typed.

use std::{collections::BTreeSet, rc::Rc};

use gloo_net::http::Request;
use routex_entity::api::{Alias, Channel, Page};
use serde::Deserialize;
use yew::prelude::*;

use crate::{api::use_loaded, components::Suggestions};

/// What aliases and channels name themselves: a channel for any model names none.
#[hook]
pub fn use_models() -> Vec<AttrValue> {
    let channels = use_loaded::<Page<Channel>>("/channels".into()).data;
    let aliases = use_loaded::<Page<Alias>>("/aliases".into()).data;
    let channels = channels.map_or_else(Vec::new, |page| page.items.clone());
    let aliases = aliases.map_or_else(Vec::new, |page| page.items.clone());
    names(&channels, &aliases)
}

/// Aliases first: they were made to be asked for.
fn names(channels: &[Channel], aliases: &[Alias]) -> Vec<AttrValue> {
    let aliases: BTreeSet<_> = aliases.iter().map(|alias| &alias.settings.name).collect();
    let served = channels.iter().filter(|channel| channel.settings.enabled);
    let served: BTreeSet<_> = served
        .flat_map(|channel| {
            channel
                .settings
                .models
                .iter()
                .chain(channel.settings.model_map.keys())
        })
        .filter(|name| !name.contains('*') && !aliases.contains(name))
        .collect();
    let names = aliases.into_iter().chain(served);
    names.map(|name| AttrValue::from(name.clone())).collect()
}

/// Both, none twice.
pub fn merged(mut named: Vec<AttrValue>, listed: &[AttrValue]) -> Suggestions {
    let more = listed.iter().filter(|name| !named.contains(name));
    let more: Vec<_> = more.cloned().collect();
    named.extend(more);
    Rc::new(named)
}

/// What Routex lists for a client key; providers are asked for theirs. Empty: it could not be had.
pub async fn listed(key: &str) -> Vec<AttrValue> {
    let asked = Request::get("/v1/models").header("authorization", &format!("Bearer {key}"));
    let Ok(answer) = asked.send().await else {
        return Vec::new();
    };
    let text = answer.text().await.unwrap_or_default();
    let list: List = serde_json::from_str(&text).unwrap_or_default();
    list.data
        .into_iter()
        .map(|model| AttrValue::from(model.id))
        .collect()
}

#[derive(Default, Deserialize)]
struct List {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

#[cfg(test)]
mod tests {
    use routex_entity::api::AliasInput;
    use uuid::Uuid;

    use super::*;
    use crate::testing::channel;

    #[test]
    fn aliases_come_first_and_patterns_are_no_names() {
        let mut served = channel("a");
        served.settings.models = vec!["gpt-*".to_owned(), "gpt-5".to_owned(), "smart".to_owned()];
        served
            .settings
            .model_map
            .insert("mapped".to_owned(), "x".to_owned());
        let mut disabled = channel("b");
        disabled.settings.enabled = false;
        disabled.settings.models = vec!["other".to_owned()];
        let alias = Alias {
            id: Uuid::nil(),
            settings: AliasInput {
                name: "smart".to_owned(),
                strategy: None,
                targets: Vec::new(),
                fallbacks: Vec::new(),
            },
            declared: false,
        };
        assert_eq!(
            names(&[served, disabled], &[alias]),
            ["smart", "gpt-5", "mapped"]
        );
    }
}
