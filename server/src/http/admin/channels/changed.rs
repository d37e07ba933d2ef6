//! A merge patch applied to a channel, and held to the rules. Pure.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Stored, binding, view::own_base_url};
use crate::{
    channel::ChannelSpec,
    config::{ChannelDecl, body, default_dialects},
    http::{
        admin::merge_patch::merge,
        problem::{Code, Problem},
    },
};

/// What decides where requests go. Presets of a newer version may lead elsewhere than those that made the channel.
const ADDRESS: [&str; 3] = ["provider", "base_url", "dialects"];

/// A channel as a patch leaves it.
#[derive(Debug)]
pub struct Changed {
    /// Its credentials are the new ones; none unless `replaces_credentials`.
    pub decl: ChannelDecl,
    pub replaces_credentials: bool,
}

/// Applies the patch to the channel with its secrets as they are in effect.
pub fn changed(
    stored: &Stored,
    spec: &ChannelSpec,
    mut patch: Value,
    total_timeout: Duration,
) -> Result<Changed, Problem> {
    lower_header_names(&mut patch);
    let gives = |field: &str| patch.get(field).is_some_and(|value| !value.is_null());
    let replaces_credentials = gives("api_keys");
    let addressed = ADDRESS.iter().any(|field| patch.get(field).is_some());
    let given_headers = patch.get("headers").cloned().unwrap_or_default();

    let mut body = current(stored, spec);
    merge(&mut body, patch);
    let keeps = !replaces_credentials && !stored.credentials.is_empty();
    let mut decl = body::changed_channel(body, total_timeout, keeps)?;
    if !addressed {
        decl.endpoints.clone_from(&spec.endpoints);
    }
    if decl.enabled && keeps && !stored.credentials.iter().any(|row| row.enabled) {
        let message = "needs a credential that is enabled; enable one, or give api_keys";
        return Err(Problem::field("enabled", message));
    }
    if let Some(what) = binding::elsewhere(spec, &decl) {
        check_entered_again(&what, keeps, &decl, &given_headers)?;
    }
    Ok(Changed {
        decl,
        replaces_credentials,
    })
}

/// Secrets do not go along: all that will be sent must be in the patch.
fn check_entered_again(
    what: &str,
    keeps_credentials: bool,
    decl: &ChannelDecl,
    given_headers: &Value,
) -> Result<(), Problem> {
    let mut missing = Vec::new();
    if keeps_credentials {
        missing.push("api_keys".to_owned());
    }
    for (name, _) in &decl.headers {
        if !given_headers[name.as_str()].is_string() {
            missing.push(format!("headers.\"{name}\""));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    Err(Problem::new(
        Code::SecretRequired,
        format!("{what}, for which the stored secrets were not entered; send {missing} along"),
    ))
}

/// The body that would make the channel, without its credentials.
fn current(stored: &Stored, spec: &ChannelSpec) -> Value {
    let row = &stored.row;
    let own = own_base_url(row);
    let dialects: Vec<_> = row.endpoints.iter().map(|(dialect, _)| *dialect).collect();
    let headers: Map<String, Value> = spec
        .headers
        .iter()
        .filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((name.as_str().to_owned(), value.into()))
        })
        .collect();
    let mut body = json!({
        "name": row.name,
        "provider": row.provider,
        "base_url": own,
        "models": row.models,
        "model_map": row.model_map,
        "priority": row.priority,
        "weight": row.weight,
        "enabled": row.enabled,
        "tags": row.tags,
        "max_concurrency": row.max_concurrency,
        "rpm": row.rpm,
        "tpm": row.tpm,
        "queue_ms": row.queue_ms,
        "keep_bodies_hours": row.keep_bodies_hours,
        "probe": row.probe,
        "probe_interval_seconds": row.probe_interval_seconds,
        "probe_model": row.probe_model,
        "capabilities": row.capabilities,
        "price_multiplier": row.charges.multiplier,
        "price_per_request": row.charges.per_request,
        "first_byte_timeout_ms": row.first_byte_timeout_ms,
        "allow_private_network": row.allow_private_network,
        "headers": headers,
        "proxy": spec.proxy.as_ref().map(|proxy| proxy.expose().as_str()),
        "tls_ca": row.tls_ca,
    });
    // Those of the preset follow it when it changes.
    if dialects != default_dialects(spec.provider, own.is_some()) {
        body["dialects"] = json!(dialects);
    }
    body
}

/// Names of headers are the same in every case.
fn lower_header_names(patch: &mut Value) {
    if let Some(Value::Object(headers)) = patch.get_mut("headers") {
        *headers = std::mem::take(headers)
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use routex_entity::Dialect;

    use super::*;
    use crate::{
        inventory::{new_channel, unsaved_channel},
        secret::MasterKey,
    };

    const TOTAL: Duration = Duration::from_secs(600);

    fn channel(body: Value) -> (Stored, ChannelSpec) {
        let decl = body::channel(body, TOTAL).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let master_key = MasterKey::load(dir.path()).unwrap();
        let (row, credentials) = new_channel(&decl, &master_key).unwrap();
        (Stored { row, credentials }, unsaved_channel(&decl))
    }

    fn plain() -> (Stored, ChannelSpec) {
        channel(json!({
            "name": "a", "provider": "openai_compatible", "base_url": "https://gate.example/v1",
            "api_keys": ["sk-1"], "weight": 3, "tags": ["eu"], "model_map": { "a": "b", "c": "d" },
            "headers": { "x-extra": "secret-1" }, "proxy": "http://u:p@proxy.example",
            "first_byte_timeout_ms": 5000, "queue_ms": 20, "keep_bodies_hours": 5,
        }))
    }

    fn apply((stored, spec): &(Stored, ChannelSpec), patch: Value) -> Result<Changed, Problem> {
        changed(stored, spec, patch, TOTAL)
    }

    fn code(result: Result<Changed, Problem>) -> &'static str {
        result.unwrap_err().code().name()
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let channel = plain();

        let changed = apply(&channel, json!({ "weight": 9, "model_map": { "a": null } })).unwrap();

        let decl = &changed.decl;
        assert_eq!((decl.weight, &*decl.tags), (9, &["eu".to_owned()][..]));
        assert_eq!(decl.model_map.keys().collect::<Vec<_>>(), ["c"]);
        assert_eq!(decl.headers, channel.1.headers);
        assert_eq!(decl.proxy, channel.1.proxy);
        assert_eq!(decl.endpoints, channel.1.endpoints);
        assert_eq!(decl.first_byte_timeout, Some(Duration::from_secs(5)));
        assert_eq!((decl.queue_ms, decl.keep_bodies_hours), (20, 5));
        assert!(!changed.replaces_credentials);
        assert_eq!(
            apply(&channel, json!({ "weight": null }))
                .unwrap()
                .decl
                .weight,
            1
        );
    }

    #[test]
    fn the_whole_is_held_to_the_rules() {
        for patch in [
            json!({ "base_url": "http://10.0.0.1/v1" }),
            json!({ "provider": "opnai" }),
            json!({ "first_byte_timeout_ms": 700_000 }),
            json!({ "colour": "red" }),
            json!({ "name": null }),
            json!(["weight"]),
        ] {
            assert_eq!(
                code(apply(&plain(), patch.clone())),
                "invalid_fields",
                "{patch}"
            );
        }
    }

    #[test]
    fn an_enabled_channel_needs_a_credential() {
        let mut channel = plain();
        assert_eq!(
            code(apply(&channel, json!({ "api_keys": [] }))),
            "invalid_fields"
        );
        let without = json!({ "api_keys": [], "enabled": false });
        assert!(apply(&channel, without).unwrap().replaces_credentials);

        channel.0.credentials[0].enabled = false;
        assert_eq!(
            code(apply(&channel, json!({ "weight": 2 }))),
            "invalid_fields"
        );
        assert!(apply(&channel, json!({ "enabled": false })).is_ok());
        channel.0.credentials.clear();
        assert_eq!(
            code(apply(&channel, json!({ "weight": 2 }))),
            "invalid_fields"
        );
    }

    #[test]
    fn secrets_do_not_go_along_to_another_place() {
        let elsewhere = "https://evil.example/v1";
        for patch in [
            json!({ "base_url": elsewhere }),
            json!({ "base_url": elsewhere, "enabled": false }),
            json!({ "base_url": elsewhere, "api_keys": null }),
            // The value of the header is a secret as well.
            json!({ "base_url": elsewhere, "api_keys": ["sk-new"] }),
            json!({ "base_url": elsewhere, "headers": { "x-extra": "new" } }),
            json!({ "base_url": null, "provider": "openai", "headers": null }),
            json!({ "proxy": "http://u:p@evil.example", "headers": null }),
            json!({ "base_url": "http://10.0.0.1", "allow_private_network": true }),
        ] {
            assert_eq!(
                code(apply(&plain(), patch.clone())),
                "secret_required",
                "{patch}"
            );
        }
        for patch in [
            json!({ "base_url": elsewhere, "api_keys": ["sk-new"], "headers": { "X-Extra": "new" } }),
            json!({ "base_url": elsewhere, "api_keys": ["sk-new"], "headers": null }),
            json!({ "base_url": elsewhere, "api_keys": ["sk-new"], "headers": { "x-extra": null } }),
        ] {
            assert!(apply(&plain(), patch.clone()).is_ok(), "{patch}");
        }
    }

    #[test]
    fn a_channel_without_any_secret_may_go_anywhere() {
        let body = json!({ "name": "a", "provider": "openai", "enabled": false });
        let moved = apply(
            &channel(body),
            json!({ "base_url": "https://gate.example" }),
        );
        assert_eq!(
            moved.unwrap().decl.endpoints[0].1.host_str(),
            Some("gate.example")
        );
    }

    #[test]
    fn dialects_of_the_preset_follow_it() {
        let made = channel(json!({ "name": "a", "provider": "openai", "api_keys": ["sk-1"] }));
        let patch = json!({ "provider": "anthropic", "api_keys": ["sk-2"] });

        let changed = apply(&made, patch).unwrap();

        let dialects: Vec<Dialect> = changed.decl.endpoints.iter().map(|(d, _)| *d).collect();
        assert_eq!(dialects, [Dialect::Anthropic]);
    }

    #[test]
    fn an_address_that_the_preset_no_longer_has_stays_until_it_is_changed() {
        let (stored, mut spec) =
            channel(json!({ "name": "a", "provider": "openai", "api_keys": ["sk-1"] }));
        let old = url::Url::parse("https://old.example/v1").unwrap();
        for (_, url) in &mut spec.endpoints {
            *url = old.clone();
        }
        spec.credentials = vec![Arc::clone(&spec.credentials[0])];

        let kept = changed(&stored, &spec, json!({ "weight": 2 }), TOTAL).unwrap();

        assert!(kept.decl.endpoints.iter().all(|(_, url)| *url == old));
    }
}
