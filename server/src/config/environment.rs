//! Channels that the environment alone makes, for a first start without any configuration.

use std::collections::BTreeMap;

use super::{
    Environment,
    channel::{ChannelDecl, CredentialDecl},
    endpoint,
    error::Problem,
    locate::variable,
    node::{Node, Origin, Value},
    scalar::Scalar,
};
use crate::{
    channel::{Charges, ProbeSettings},
    secret::Secret,
    upstream::provider,
};

/// The variable, and the provider whose key it holds; the channel is named like the provider.
const KEYS: [(&str, &str); 3] = [
    ("ANTHROPIC_API_KEY", "anthropic"),
    ("OPENAI_API_KEY", "openai"),
    ("GEMINI_API_KEY", "gemini"),
];

/// A channel for every provider key in the environment.
pub(super) fn channels(env: &Environment, problems: &mut Vec<Problem>) -> Vec<ChannelDecl> {
    let mut channels = Vec::new();
    for (name, provider) in KEYS {
        let Some(key) = variable(env, name).map(str::trim) else {
            continue;
        };
        let origin = Origin::Variable(name.to_owned());
        match channel(provider, key, origin.clone()) {
            Ok(Some(channel)) => channels.push(channel),
            Ok(None) => {}
            Err(message) => problems.push(Problem {
                origin,
                key: String::new(),
                variables: Vec::new(),
                message: format!("{message}; correct or unset it"),
            }),
        }
    }
    channels
}

fn channel(name: &str, key: &str, origin: Origin) -> Result<Option<ChannelDecl>, String> {
    let secret = Secret::read(&Node::new(Value::Text(key.to_owned()), origin))?;
    let Some(provider) = provider::by_name(name) else {
        return Ok(None);
    };
    let endpoints =
        endpoint::resolve(provider, None, None, false).map_err(|(_, message)| message)?;
    Ok(Some(ChannelDecl {
        name: name.to_owned(),
        provider,
        endpoints,
        credentials: CredentialDecl::label_all(vec![secret]),
        models: Vec::new(),
        model_map: BTreeMap::new(),
        priority: 0,
        weight: 1,
        enabled: true,
        tags: Vec::new(),
        max_concurrency: 0,
        rpm: 0,
        tpm: 0,
        first_byte_timeout: None,
        allow_private_network: false,
        headers: Vec::new(),
        proxy: None,
        tls_ca: None,
        queue_ms: 0,
        keep_bodies_hours: 0,
        probe: ProbeSettings::default(),
        capabilities: BTreeMap::new(),
        charges: Charges::default(),
    }))
}
