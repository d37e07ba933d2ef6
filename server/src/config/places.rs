//! What an alias can lead to, and whether anything is there.

use std::collections::BTreeSet;

use super::{alias::PlaceDecl, channel::ChannelDecl, suggest::did_you_mean};

/// A channel, as far as an alias cares.
#[derive(Debug, Clone)]
pub struct Reachable {
    pub name: String,
    pub tags: Vec<String>,
    /// Names of models as clients use them. Empty: any.
    pub models: Vec<String>,
    /// Names that it maps to others.
    pub mapped: Vec<String>,
}

impl Reachable {
    pub(super) fn serves(&self, model: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|name| name == model);
        self.models.is_empty() || named(&self.models) || named(&self.mapped)
    }
}

impl From<&ChannelDecl> for Reachable {
    fn from(decl: &ChannelDecl) -> Self {
        Self {
            name: decl.name.clone(),
            tags: decl.tags.clone(),
            models: decl.models.clone(),
            mapped: decl.model_map.keys().cloned().collect(),
        }
    }
}

/// The channels that aliases can lead to.
pub(super) struct Places {
    /// Names of all channels, those with problems too.
    names: BTreeSet<String>,
    /// Tags of the channels that could be read.
    tags: BTreeSet<String>,
    channels: Vec<Reachable>,
    /// Names of all aliases.
    aliases: BTreeSet<String>,
    /// A channel has problems: what it carries and serves is not known.
    incomplete: bool,
}

impl Places {
    /// `names` are those of channels that could not be read, and may hold the others too.
    pub(super) fn new(
        mut names: BTreeSet<String>,
        channels: Vec<Reachable>,
        aliases: BTreeSet<String>,
        incomplete: bool,
    ) -> Self {
        names.extend(channels.iter().map(|channel| channel.name.clone()));
        Self {
            names,
            tags: channels.iter().flat_map(|c| c.tags.clone()).collect(),
            channels,
            aliases,
            incomplete,
        }
    }

    /// Why a target leads nowhere, with the key that says so. Quiet where a channel with problems of its own might
    /// serve.
    pub(super) fn leads_nowhere(
        &self,
        place: &PlaceDecl,
        model: &str,
    ) -> Option<(&'static str, String)> {
        let candidates: Vec<&Reachable> = match place {
            PlaceDecl::Channel(name) => {
                if let Some(message) = absent("channel", name, &self.names) {
                    return Some(("channel", message));
                }
                self.channels
                    .iter()
                    .filter(|channel| channel.name == *name)
                    .collect()
            }
            PlaceDecl::Tag(_) if self.incomplete => return None,
            PlaceDecl::Tag(tag) => {
                if let Some(message) = absent("channel with the tag", tag, &self.tags) {
                    return Some(("tag", message));
                }
                self.channels
                    .iter()
                    .filter(|channel| channel.tags.contains(tag))
                    .collect()
            }
        };
        if candidates.is_empty() || candidates.iter().any(|channel| channel.serves(model)) {
            return None;
        }
        let names: Vec<&str> = candidates
            .iter()
            .map(|channel| channel.name.as_str())
            .collect();
        let message = format!(
            "\"{model}\" is not served by {}; add it to the channel's models or model_map",
            names.join(", ")
        );
        Some(("model", message))
    }

    /// Why nothing would serve a model that clients ask for by this name.
    pub(super) fn serves_nowhere(&self, model: &str) -> Option<String> {
        let served = self.incomplete
            || self.aliases.contains(model)
            || self.channels.iter().any(|channel| channel.serves(model));
        (!served).then(|| {
            format!("\"{model}\" is neither an alias nor a model that a channel serves; name one that is")
        })
    }
}

fn absent(what: &str, name: &str, known: &BTreeSet<String>) -> Option<String> {
    if known.contains(name) {
        return None;
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let listed = match known.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    Some(format!(
        "there is no {what} \"{name}\"{}; there are: {listed}",
        did_you_mean(name, known.iter().copied())
    ))
}
