//! A merge patch applied to a target, and held to the rules. Pure.
//!
//! A secret goes to the server that it was entered for, by the way that it was entered for, and nowhere else.

use serde_json::{Value, json};
use url::Url;

use crate::{
    alerts::Target,
    config::{AlertTargetDecl, body},
    http::{
        admin::merge_patch::merge,
        problem::{Code, Problem},
    },
    secret::Secret,
    upstream::client::ProxyUrl,
};

/// Applies the patch to the target with its secrets.
pub fn changed(known: &Target, patch: Value) -> Result<AlertTargetDecl, Problem> {
    let gives = |field: &str| patch.get(field).is_some_and(|value| !value.is_null());
    let (gives_url, gives_secret) = (gives("url"), gives("secret"));
    let mut body = current(known);
    merge(&mut body, patch);
    let decl = body::alert_target(body)?;

    let way = |proxy: Option<&ProxyUrl>| {
        let url = proxy.map(ProxyUrl::expose);
        url.map(|url| {
            (
                url.scheme().to_owned(),
                url.host_str().map(str::to_owned),
                url.port(),
            )
        })
    };
    let moved = decl.url.origin() != known.url.origin();
    let rerouted = way(decl.proxy.as_ref()) != way(known.proxy.as_ref());
    let mut missing = Vec::new();
    // The path of a webhook is a secret, too.
    if rerouted && !gives_url && known.url.expose().path().len() > 1 {
        missing.push("url");
    }
    if (moved || rerouted) && decl.secret.is_some() && !gives_secret {
        missing.push("secret");
    }
    if missing.is_empty() {
        return Ok(decl);
    }
    let origin = decl.url.origin();
    let missing = missing.join(", ");
    Err(Problem::new(
        Code::SecretRequired,
        format!(
            "messages would go to {origin} by another way or to another server than the stored secrets were entered for; send {missing} along"
        ),
    ))
}

/// The body that would make the target.
fn current(known: &Target) -> Value {
    json!({
        "name": known.name,
        "kind": known.kind,
        "url": known.url.expose().as_str(),
        "secret": known.secret.as_ref().map(Secret::expose),
        "chat_id": known.chat_id,
        "proxy": known.proxy.as_ref().map(|proxy| proxy.expose()).map(Url::as_str),
        "allow_private_network": known.allow_private_network,
        "language": known.language,
        "min_severity": known.min_severity,
        "kinds": known.kinds,
        "enabled": known.enabled,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{inventory::stored_target, inventory::target_row, secret::MasterKey};

    fn target() -> Target {
        let dir = tempfile::tempdir().unwrap();
        let master_key = MasterKey::load(dir.path()).unwrap();
        let decl = body::alert_target(json!({
            "name": "ops", "kind": "generic", "url": "https://a.example/hook/canary",
            "secret": "whsec-canary", "kinds": ["no_route"],
        }))
        .unwrap();
        let row = target_row(&decl, uuid::Uuid::now_v7(), &master_key).unwrap();
        stored_target(row, &master_key).unwrap()
    }

    #[test]
    fn what_is_not_given_stays_and_null_brings_the_default_back() {
        let decl = changed(&target(), json!({ "name": "b", "kinds": null })).unwrap();

        assert_eq!(decl.name, "b");
        assert!(decl.kinds.is_empty());
        assert_eq!(decl.url, target().url);
        assert_eq!(decl.secret, target().secret);
    }

    #[test]
    fn a_secret_does_not_go_along_to_another_server() {
        let refused = |patch: Value| {
            let problem = changed(&target(), patch).unwrap_err();
            assert_eq!(problem.code(), Code::SecretRequired);
            problem.to_string()
        };
        let told = refused(json!({ "url": "https://b.example/hook/canary" }));
        assert!(told.contains("send secret along"), "{told}");
        let told = refused(json!({ "proxy": "http://proxy.example:3128" }));
        assert!(told.contains("send url, secret along"), "{told}");

        for fine in [
            json!({ "url": "https://a.example/other" }),
            json!({ "url": "https://b.example/", "secret": "new" }),
            json!({ "url": "https://b.example/", "secret": null }),
        ] {
            assert!(changed(&target(), fine.clone()).is_ok(), "{fine}");
        }
    }
}
