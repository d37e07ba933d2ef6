//! A channel as it is typed, and what is sent of it. Pure.

use std::collections::BTreeMap;

use routex_entity::{
    Dialect, Feature, ProbeKind,
    api::{Channel, Provider},
};
use serde_json::{Map, Value, json};

use super::{
    fields::{self, Kind},
    patch,
};
use crate::preset;

/// One entry of a map, which may be half typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair {
    pub name: String,
    pub value: String,
    /// The server has a value that it does not show; empty, it stays.
    pub kept: bool,
}

/// What models can do whose names match a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    pub pattern: String,
    pub said: BTreeMap<Feature, bool>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Name of a preset; empty: none is chosen.
    pub provider: String,
    /// Those of fields that are one text each.
    pub texts: BTreeMap<&'static str, String>,
    /// To be entered; those that the channel has are not among them.
    pub keys: Vec<String>,
    pub enabled: bool,
    pub allow_private_network: bool,
    pub probe: ProbeKind,
    /// Empty: those of the preset.
    pub dialects: Vec<Dialect>,
    pub model_map: Vec<Pair>,
    pub headers: Vec<Pair>,
    pub capabilities: Vec<Rule>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            provider: String::new(),
            texts: BTreeMap::new(),
            keys: vec![String::new()],
            enabled: true,
            allow_private_network: false,
            probe: ProbeKind::Off,
            dialects: Vec::new(),
            model_map: Vec::new(),
            headers: Vec::new(),
            capabilities: Vec::new(),
        }
    }
}

pub enum Change {
    Provider(Provider),
    Text(&'static str, String),
    Keys(Vec<String>),
    AllowPrivateNetwork(bool),
    Probe(ProbeKind),
    Dialect(Dialect, bool),
    ModelMap(Vec<Pair>),
    Headers(Vec<Pair>),
    Capabilities(Vec<Rule>),
}

impl Draft {
    /// As the channel is.
    pub fn of(channel: &Channel) -> Self {
        let settings = channel.settings.clone();
        let limit = |limit: u32| match limit {
            0 => String::new(),
            limit => limit.to_string(),
        };
        let texts = [
            ("name", settings.name),
            ("base_url", settings.base_url.unwrap_or_default()),
            ("models", settings.models.join("\n")),
            ("priority", settings.priority.to_string()),
            ("weight", settings.weight.to_string()),
            ("tags", settings.tags.join(", ")),
            ("max_concurrency", limit(settings.max_concurrency)),
            ("rpm", limit(settings.rpm)),
            ("tpm", limit(settings.tpm)),
            ("queue_ms", limit(settings.queue_ms)),
            (
                "probe_interval_seconds",
                settings.probe_interval_seconds.to_string(),
            ),
            ("probe_model", settings.probe_model.unwrap_or_default()),
            (
                "first_byte_timeout_ms",
                limit(settings.first_byte_timeout_ms.unwrap_or_default()),
            ),
            (
                "price_multiplier",
                decimal(&json!(settings.price_multiplier)),
            ),
            (
                "price_per_request",
                decimal(&json!(settings.price_per_request)),
            ),
            ("keep_bodies_hours", limit(settings.keep_bodies_hours)),
            ("proxy", settings.proxy.unwrap_or_default()),
            ("tls_ca", settings.tls_ca.unwrap_or_default()),
        ];
        let pair = |(name, value): (String, String)| Pair {
            name,
            value,
            kept: false,
        };
        let kept = |name: String| Pair {
            name,
            value: String::new(),
            kept: true,
        };
        let rule = |(pattern, said)| Rule { pattern, said };
        Self {
            provider: settings.provider,
            texts: texts.into(),
            keys: vec![String::new()],
            enabled: settings.enabled,
            allow_private_network: settings.allow_private_network,
            probe: settings.probe,
            dialects: settings.dialects,
            model_map: settings.model_map.into_iter().map(pair).collect(),
            headers: settings.header_names.into_iter().map(kept).collect(),
            capabilities: settings.capabilities.into_iter().map(rule).collect(),
        }
    }

    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    pub fn after(&self, change: Change) -> Self {
        let mut next = self.clone();
        match change {
            Change::Provider(provider) => next.choose(&provider),
            Change::Text(name, text) => {
                next.texts.insert(name, text);
            }
            Change::Keys(keys) => next.keys = keys,
            Change::AllowPrivateNetwork(allow) => next.allow_private_network = allow,
            Change::Probe(probe) => next.probe = probe,
            Change::Dialect(dialect, speaks) => {
                next.dialects.retain(|one| *one != dialect);
                if speaks {
                    next.dialects.push(dialect);
                    next.dialects.sort_unstable();
                }
            }
            Change::ModelMap(pairs) => next.model_map = pairs,
            Change::Headers(pairs) => next.headers = pairs,
            Change::Capabilities(rules) => next.capabilities = rules,
        }
        next
    }

    /// A preset of a new channel.
    fn choose(&mut self, provider: &Provider) {
        let before = preset::channel_name(&self.provider);
        // A name that somebody thought of stays.
        if self.text("name").is_empty() || self.text("name") == before {
            self.texts
                .insert("name", preset::channel_name(&provider.name));
        }
        if self.provider != provider.name {
            // A key is for the provider that it was typed for.
            self.keys = vec![String::new()];
            self.texts.remove("base_url");
            self.dialects.clear();
        }
        self.allow_private_network = preset::is_local(&provider.name);
        self.provider.clone_from(&provider.name);
    }

    /// What makes the channel.
    pub fn input(&self) -> Value {
        let mut body = self.body();
        // Servers of one's own often want no key, but a channel has one.
        if !body.contains_key("api_keys") && preset::is_local(&self.provider) {
            body.insert("api_keys".to_owned(), json!(["none"]));
        }
        body.into()
    }

    /// What makes this of the channel that was `before`.
    pub fn patch(&self, before: &Self) -> Value {
        patch::between(&before.body(), &self.body()).into()
    }

    /// Only what is not left to its default. Headers that stay as they are stand there as `true`, which is never sent: it is
    /// the same before and after.
    fn body(&self) -> Map<String, Value> {
        let texts =
            fields::all().map(|field| (field.name, value(field.kind, self.text(field.name))));
        let keys: Vec<_> = trimmed(self.keys.iter().map(String::as_str)).collect();
        let dialects: Vec<_> = self.dialects.iter().map(|one| one.as_str()).collect();
        let rest = [
            ("provider", Some(json!(self.provider))),
            ("api_keys", (!keys.is_empty()).then(|| json!(keys))),
            ("enabled", Some(json!(self.enabled))),
            (
                "allow_private_network",
                self.allow_private_network.then(|| json!(true)),
            ),
            (
                "probe",
                (self.probe != ProbeKind::Off).then(|| json!(self.probe.as_str())),
            ),
            ("dialects", (!dialects.is_empty()).then(|| json!(dialects))),
            ("model_map", map(&self.model_map)),
            ("headers", map(&self.headers)),
            ("capabilities", self.rules()),
        ];
        let all = texts.chain(rest);
        all.filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    fn rules(&self) -> Option<Value> {
        let rules = self.capabilities.iter();
        let said = rules.filter(|rule| !rule.pattern.trim().is_empty() && !rule.said.is_empty());
        let map: Map<_, _> = said
            .map(|rule| {
                let said = rule.said.iter();
                let said: Map<_, _> = said
                    .map(|(one, can)| (one.as_str().to_owned(), json!(can)))
                    .collect();
                (rule.pattern.trim().to_owned(), said.into())
            })
            .collect();
        (!map.is_empty()).then(|| map.into())
    }
}

/// What is no number is sent as it was typed: the server says what is wrong with it.
fn value(kind: Kind, text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(match kind {
        Kind::Text | Kind::Lines => json!(text),
        Kind::Number => serde_json::from_str(text)
            .ok()
            .filter(Value::is_number)
            .unwrap_or_else(|| json!(text)),
        Kind::List => json!(trimmed(text.split([',', '\n'])).collect::<Vec<_>>()),
    })
}

/// A map of the pairs that have a name.
fn map(pairs: &[Pair]) -> Option<Value> {
    let named = pairs.iter().filter(|pair| !pair.name.trim().is_empty());
    let map: Map<_, _> = named
        .map(|pair| {
            let value = match pair.value.trim() {
                "" if pair.kept => json!(true),
                value => json!(value),
            };
            (pair.name.trim().to_owned(), value)
        })
        .collect();
    (!map.is_empty()).then(|| map.into())
}

fn trimmed<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    texts.map(str::trim).filter(|text| !text.is_empty())
}

/// The digits of an amount. `null`: none.
fn decimal(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
