//! Whether a change carries stored secrets to a place that they were not entered for. Pure.
//!
//! A secret may be sent to the base URL that it was entered for and below it, by the same way. Renaming a channel,
//! another dialect at the same address, limits and models say nothing about that.

use url::Url;

use crate::{channel::ChannelSpec, config::ChannelDecl};

/// What leads elsewhere, said to the operator. `None`: everything goes where it went.
pub fn elsewhere(before: &ChannelSpec, after: &ChannelDecl) -> Option<String> {
    let uncovered = after.endpoints.iter().find(|(_, url)| {
        let mut known = before.endpoints.iter();
        !known.any(|(_, known)| covers(known, url))
    });
    if let Some((dialect, url)) = uncovered {
        return Some(format!("requests of {dialect} would go to {url}"));
    }
    let old_way = before.proxy.as_ref().map(|proxy| proxy.expose());
    let new_way = after.proxy.as_ref().map(|proxy| proxy.expose());
    if !same_server(old_way, new_way) {
        return Some(match new_way.and_then(Url::host_str) {
            Some(host) => format!("requests would go through the proxy {host}"),
            None => "requests would no longer go through the proxy".to_owned(),
        });
    }
    // Whoever is trusted to be the provider can read what is sent there.
    if after.tls_ca.is_some() && after.tls_ca != before.tls_ca {
        return Some("other authorities would say who the provider is".to_owned());
    }
    None
}

/// Whether `new` is `known` or below it.
fn covers(known: &Url, new: &Url) -> bool {
    if known.origin() != new.origin() {
        return false;
    }
    let (known, new) = (
        known.path().trim_end_matches('/'),
        new.path().trim_end_matches('/'),
    );
    match new.strip_prefix(known) {
        Some("") => true,
        // An escaped slash or dot may lead up again, on servers that resolve it.
        Some(below) => below.starts_with('/') && !below.contains('%'),
        None => false,
    }
}

/// A new login at the same proxy is the same way.
fn same_server(a: Option<&Url>, b: Option<&Url>) -> bool {
    let server = |url: &Url| {
        let host = url.host_str().map(str::to_ascii_lowercase);
        (url.scheme().to_owned(), host, url.port())
    };
    a.map(server) == b.map(server)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{config::body, inventory::unsaved_channel};

    fn decl(fields: Value) -> ChannelDecl {
        let mut body = json!({ "name": "a", "provider": "openai_compatible", "api_keys": ["k"] });
        if let Value::Object(fields) = fields {
            body.as_object_mut().unwrap().extend(fields);
        }
        body::channel(body, Duration::from_secs(600)).unwrap()
    }

    fn moves(before: Value, after: Value) -> bool {
        elsewhere(&unsaved_channel(&decl(before)), &decl(after)).is_some()
    }

    #[test]
    fn another_host_port_scheme_or_path_is_elsewhere_and_below_is_not() {
        let base = "https://gate.example/tenant-a";
        for (url, expected) in [
            ("https://gate.example/tenant-a", false),
            ("https://gate.example/tenant-a/", false),
            ("https://GATE.example:443/tenant-a", false),
            ("https://gate.example/tenant-a/v1", false),
            ("https://gate.example/tenant-b", true),
            ("https://gate.example/tenant-ab", true),
            ("https://gate.example/", true),
            ("https://gate.example/tenant-a/../tenant-b", true),
            ("https://gate.example/tenant-a/..%2ftenant-b", true),
            ("https://gate.example:8443/tenant-a", true),
            ("https://gate.example.evil.test/tenant-a", true),
        ] {
            let moved = moves(json!({ "base_url": base }), json!({ "base_url": url }));
            assert_eq!(moved, expected, "{url}");
        }
        let private = json!({ "base_url": "http://10.0.0.1", "allow_private_network": true });
        let tls = json!({ "base_url": "https://10.0.0.1", "allow_private_network": true });
        assert!(moves(tls, private));
    }

    #[test]
    fn a_preset_or_a_dialect_that_leads_elsewhere_is_noticed() {
        let deepseek = json!({ "provider": "deepseek", "dialects": ["openai_chat"] });
        let both = json!({ "provider": "deepseek" });
        let minimax = json!({ "provider": "minimax" });
        let azure =
            json!({ "provider": "openai_compatible", "base_url": "https://api.deepseek.com" });

        assert!(
            !moves(deepseek.clone(), both.clone()),
            "below the same address"
        );
        assert!(moves(both, minimax));
        assert!(!moves(deepseek, azure), "another preset, the same address");
    }

    #[test]
    fn another_proxy_is_another_way_and_another_login_is_not() {
        let with = |proxy: Value| json!({ "base_url": "https://gate.example", "proxy": proxy });
        let proxy = json!("socks5://u:p@proxy.example:1080");
        for (other, expected) in [
            (json!("socks5://u:p@proxy.example:1080"), false),
            (json!("socks5://u:new@proxy.example:1080"), false),
            (json!("socks5://u:p@proxy.example:1081"), true),
            (json!("http://u:p@proxy.example:1080"), true),
            (json!("socks5://u:p@evil.example:1080"), true),
            (json!(null), true),
        ] {
            assert_eq!(
                moves(with(proxy.clone()), with(other.clone())),
                expected,
                "{other}"
            );
        }
        assert!(moves(with(json!(null)), with(proxy)));
    }

    #[test]
    fn what_stays_at_its_place_asks_for_nothing() {
        let before = json!({ "base_url": "https://gate.example" });
        for change in [
            json!({ "name": "b" }),
            json!({ "weight": 7, "priority": 3, "models": ["m"], "enabled": false }),
            json!({ "dialects": ["openai_chat", "openai_responses", "anthropic"] }),
            json!({ "headers": { "x-a": "1" } }),
            json!({ "allow_private_network": true }),
        ] {
            let mut after = before.clone();
            for (name, value) in change.as_object().unwrap() {
                after[name] = value.clone();
            }
            assert!(!moves(before.clone(), after), "{change}");
        }
    }

    proptest! {
        #[test]
        fn what_is_covered_begins_with_the_known_address(
            known in "(/[a-c]{1,2}){0,3}", new in "(/[a-c.%2]{1,4}){0,4}",
        ) {
            let url = |path: &str| Url::parse(&format!("https://a.example{path}")).unwrap();
            if covers(&url(&known), &url(&new)) {
                prop_assert!(url(&new).path().starts_with(url(&known).path().trim_end_matches('/')));
            }
        }
    }
}
