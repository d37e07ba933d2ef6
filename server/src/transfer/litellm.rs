//! Reading the `config.yaml` of the LiteLLM proxy.
//!
//! Entries of one provider, address and key become one channel. Every `model_name` becomes an alias whose targets are its
//! entries. What means something there that Routex has no place for is told; values of settings never are, for any of them
//! may be a secret.

mod deployment;
mod fallbacks;
mod provider;
mod settings;
mod yaml;

use routex_entity::api::ImportFormat;
use serde_json::{Map, Value, json};

use super::{
    Bundle, Unreadable, Variables,
    bundle::{AliasItem, Body, ChannelItem, CredentialItem},
};
use deployment::{Account, Deployment};
use fallbacks::Fallbacks;

/// Reads a configuration.
pub(super) fn read(
    text: &str,
    variables: Variables,
    allow_private_network: bool,
) -> Result<Bundle, Unreadable> {
    let Value::Object(mut document) = yaml::parse(text)? else {
        return Err(Unreadable::new(
            "text",
            "is not a LiteLLM configuration: it has no sections",
        ));
    };
    let Some(Value::Array(entries)) = document.remove("model_list") else {
        return Err(Unreadable::new(
            "text",
            "is not a LiteLLM configuration: it has no model_list",
        ));
    };
    let mut bundle = Bundle::new(ImportFormat::Litellm);
    let mut deployments = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let place = format!("model_list[{index}]");
        match Deployment::read(place.clone(), entry, variables, &mut bundle) {
            Ok(deployment) => deployments.push(deployment),
            Err(reason) => bundle.leave_out(place, reason),
        }
    }
    let mut fallbacks = Fallbacks::default();
    for section in ["litellm_settings", "router_settings"] {
        if let Some(Value::Object(settings)) = document.get_mut(section) {
            fallbacks.take(section, settings, &mut bundle);
        }
    }
    settings::read(document, &mut bundle);
    let names = channels(&deployments, allow_private_network, &mut bundle);
    aliases(&deployments, &names, fallbacks, &mut bundle);
    Ok(bundle)
}

/// Makes the channels and answers the name of each deployment's.
fn channels(
    deployments: &[Deployment],
    allow_private_network: bool,
    bundle: &mut Bundle,
) -> Vec<String> {
    let mut accounts: Vec<(&Account, Vec<&Deployment>)> = Vec::new();
    for deployment in deployments {
        match accounts
            .iter_mut()
            .find(|(account, _)| **account == deployment.account)
        {
            Some((_, members)) => members.push(deployment),
            None => accounts.push((&deployment.account, vec![deployment])),
        }
    }
    let mut taken: Vec<(&Account, String)> = Vec::new();
    for (account, members) in accounts {
        let of_provider = taken
            .iter()
            .filter(|(other, _)| other.provider == account.provider)
            .count();
        let name = match of_provider {
            0 => format!("litellm-{}", account.provider),
            more => format!("litellm-{}-{}", account.provider, more + 1),
        };
        let item = channel(&name, account, &members, allow_private_network, bundle);
        bundle.channels.push(item);
        taken.push((account, name));
    }
    deployments
        .iter()
        .map(|deployment| {
            let own = taken
                .iter()
                .find(|(account, _)| **account == deployment.account);
            own.map(|(_, name)| name.clone()).unwrap_or_default()
        })
        .collect()
}

fn channel(
    name: &str,
    account: &Account,
    members: &[&Deployment],
    allow_private_network: bool,
    bundle: &mut Bundle,
) -> ChannelItem {
    let mut body = Body::new();
    body.insert("name".to_owned(), json!(name));
    body.insert("provider".to_owned(), json!(account.provider));
    if let Some(url) = &account.base_url {
        body.insert("base_url".to_owned(), json!(url));
    }
    if allow_private_network {
        body.insert("allow_private_network".to_owned(), json!(true));
    }
    // A wildcard asks for anything.
    if members.iter().all(|member| member.model.is_some()) {
        let mut models: Vec<&str> = members.iter().filter_map(|m| m.model.as_deref()).collect();
        models.sort_unstable();
        models.dedup();
        body.insert("models".to_owned(), json!(models));
    }
    let place = members.first().map_or("model_list", |first| &first.place);
    limits(&mut body, members, bundle);
    let credentials = account.secret.clone().map(|secret| CredentialItem {
        label: None,
        secret,
        enabled: true,
    });
    ChannelItem {
        place: place.to_owned(),
        body,
        credentials: credentials.into_iter().collect(),
        headers: std::collections::BTreeMap::new(),
        proxy: None,
        missing: account.missing.iter().cloned().collect(),
    }
}

/// Limits and weight are a deployment's there and a channel's here: they are the same where a channel has one deployment.
fn limits(body: &mut Map<String, Value>, members: &[&Deployment], bundle: &mut Bundle) {
    if let [only] = members {
        for (name, number) in [
            ("rpm", only.rpm),
            ("tpm", only.tpm),
            ("weight", only.weight),
        ] {
            if let Some(number) = number {
                body.insert(name.to_owned(), json!(number));
            }
        }
        return;
    }
    for member in members {
        if member.rpm.or(member.tpm).or(member.weight).is_some() {
            bundle.leave_out(
                format!("{} rpm, tpm, weight", member.place),
                "limits and weights belong to a channel, and this one has several models; set them there",
            );
        }
    }
}

fn aliases(
    deployments: &[Deployment],
    channels: &[String],
    mut fallbacks: Fallbacks,
    bundle: &mut Bundle,
) {
    let mut names: Vec<&str> = Vec::new();
    for deployment in deployments {
        if !names.contains(&deployment.name.as_str()) {
            names.push(&deployment.name);
        }
    }
    for name in names {
        let mut targets: Vec<(&Deployment, &String)> = deployments
            .iter()
            .zip(channels)
            .filter(|(deployment, _)| deployment.name == name && deployment.model.is_some())
            .collect();
        if targets.is_empty() {
            // A wildcard: its channel serves whatever it is asked for.
            continue;
        }
        targets.sort_by_key(|(deployment, _)| deployment.order.unwrap_or(i64::MAX));
        let place = targets.first().map_or(name, |(first, _)| &first.place);
        let targets: Vec<Value> = targets
            .iter()
            .map(|(deployment, channel)| json!({ "channel": channel, "model": deployment.model }))
            .collect();
        let mut body = Body::new();
        body.insert("name".to_owned(), json!(name));
        body.insert("targets".to_owned(), json!(targets));
        body.insert("fallbacks".to_owned(), json!(fallbacks.of(name, bundle)));
        bundle.aliases.push(AliasItem {
            place: place.to_owned(),
            body,
        });
    }
    fallbacks.leave_out_rest(bundle);
}

#[cfg(test)]
mod tests;
