//! What can be asked about: names of models, and client keys.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use routex_entity::api::{Alias, Channel, ClientKey, Page};
use uuid::Uuid;
use yew::prelude::*;

use crate::{api::use_loaded, components::Suggestions};

pub struct Known {
    /// Aliases first, then models.
    pub models: Suggestions,
    /// Id and name of each.
    pub keys: Rc<Vec<(Uuid, String)>>,
    /// Id of each by its name.
    pub channels: BTreeMap<String, Uuid>,
    pub reload: Callback<()>,
    /// Aliases with a strategy of their own.
    strategic: Vec<String>,
}

impl Known {
    pub fn has_own_strategy(&self, model: &str) -> bool {
        self.strategic.iter().any(|name| name == model)
    }
}

/// Suggestions are a help: where they cannot be read, names are typed.
#[hook]
pub fn use_known() -> Known {
    let channels = use_loaded::<Page<Channel>>("/channels".into());
    let aliases = use_loaded::<Page<Alias>>("/aliases".into());
    let keys = use_loaded::<Page<ClientKey>>("/keys".into());
    let channel_items = channels.data.as_ref().map_or(&[][..], |page| &page.items);
    let alias_items = aliases.data.as_ref().map_or(&[][..], |page| &page.items);
    let key_items = keys.data.as_ref().map_or(&[][..], |page| &page.items);
    let named = key_items.iter().map(|key| (key.id, key.name.clone()));
    let strategic = alias_items
        .iter()
        .filter(|alias| alias.settings.strategy.is_some());
    let again = [
        channels.reload.clone(),
        aliases.reload.clone(),
        keys.reload.clone(),
    ];
    Known {
        models: Rc::new(models(alias_items, channel_items)),
        keys: Rc::new(named.collect()),
        channels: channel_items
            .iter()
            .map(|channel| (channel.settings.name.clone(), channel.id))
            .collect(),
        reload: Callback::from(move |()| again.iter().for_each(|again| again.emit(()))),
        strategic: strategic.map(|alias| alias.settings.name.clone()).collect(),
    }
}

/// Names that clients may ask for, as far as channels and aliases tell.
fn models(aliases: &[Alias], channels: &[Channel]) -> Vec<AttrValue> {
    let aliases: BTreeSet<&str> = aliases
        .iter()
        .map(|alias| alias.settings.name.as_str())
        .collect();
    let models: BTreeSet<&str> = channels
        .iter()
        .flat_map(|channel| {
            channel
                .settings
                .models
                .iter()
                .chain(channel.settings.model_map.keys())
        })
        .map(String::as_str)
        .filter(|model| !aliases.contains(model))
        .collect();
    let names = aliases.iter().chain(&models);
    names
        .map(|name| AttrValue::from((*name).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{alias, channel};

    #[test]
    fn aliases_come_first_and_no_name_twice() {
        let mut first = channel("eu-1");
        first.settings.models = vec!["gpt-5".to_owned(), "smart".to_owned()];
        first.settings.model_map = [("claude".to_owned(), "claude-1".to_owned())].into();
        let mut second = channel("us-1");
        second.settings.models = vec!["gpt-5".to_owned()];
        let names = models(&[alias("smart")], &[first, second]);
        assert_eq!(names, ["smart", "claude", "gpt-5"]);
    }
}
