//! Addresses of a channel: the base URL of each dialect it speaks, and the proxy on the way there.

use routex_entity::Dialect;
use url::Url;

use crate::upstream::{client::ProxyUrl, guard, provider::Provider};

/// Reads a base URL, without a trailing slash (`Url` itself keeps the one behind a bare host).
pub(super) fn base_url(text: &str, allow_private_network: bool) -> Result<Url, String> {
    let mut url = absolute(text)?;
    if url.query().is_some() {
        return Err("must not hold a query (?…): paths are added behind it".to_owned());
    }
    guard::check_url(&url, allow_private_network).map_err(|refusal| format!("{refusal}"))?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Reads the address of a proxy.
pub(super) fn proxy(text: &str) -> Result<ProxyUrl, String> {
    let url = absolute(text)?;
    if !matches!(url.scheme(), "http" | "socks5") {
        let scheme = url.scheme();
        return Err(format!(
            "must begin with socks5:// or http://, not {scheme}://"
        ));
    }
    ProxyUrl::new(url).map_err(|error| format!("cannot be used: {error}"))
}

/// The key that a problem belongs to, and the problem.
pub(super) type Misplaced = (&'static str, String);

/// The base URL of every dialect: the channel's own where it gives one, else the preset's.
pub(super) fn resolve(
    provider: &dyn Provider,
    own: Option<&Url>,
    dialects: Option<Vec<Dialect>>,
    allow_private_network: bool,
) -> Result<Vec<(Dialect, Url)>, Misplaced> {
    let dialects = dialects.unwrap_or_else(|| default_dialects(provider, own.is_some()));
    if dialects.is_empty() {
        let known: Vec<_> = Dialect::ALL.iter().map(|d| d.as_str()).collect();
        let message = format!("is empty; say which it speaks: {}", known.join(", "));
        return Err(("dialects", message));
    }
    let mut endpoints: Vec<(Dialect, Url)> = Vec::with_capacity(dialects.len());
    for dialect in dialects {
        if endpoints.iter().any(|(known, _)| *known == dialect) {
            continue;
        }
        let url = match own {
            Some(url) => url.clone(),
            None => from_preset(provider, dialect, allow_private_network)?,
        };
        endpoints.push((dialect, url));
    }
    Ok(endpoints)
}

/// The dialects of a channel that names none. One with a base URL of its own speaks those that share the address of the
/// preset's first.
pub fn default_dialects(provider: &dyn Provider, one_url: bool) -> Vec<Dialect> {
    let dialects = provider.dialects();
    let main = dialects
        .first()
        .and_then(|first| preset_url(provider, *first));
    dialects
        .iter()
        .copied()
        .filter(|dialect| !one_url || preset_url(provider, *dialect) == main)
        .collect()
}

fn preset_url(provider: &dyn Provider, dialect: Dialect) -> Option<&'static str> {
    let mut endpoints = provider.endpoints().iter();
    endpoints
        .find(|(known, _)| *known == dialect)
        .map(|(_, address)| *address)
}

fn from_preset(
    provider: &dyn Provider,
    dialect: Dialect,
    allow_private_network: bool,
) -> Result<Url, Misplaced> {
    let name = provider.name();
    let Some(address) = preset_url(provider, dialect) else {
        let message = format!(
            "is missing: the preset {name} has no address for {dialect}; add base_url = \"https://…\""
        );
        return Err(("base_url", message));
    };
    base_url(address, allow_private_network).map_err(|message| {
        (
            "provider",
            format!("the preset {name} leads to {address}: {message}"),
        )
    })
}

/// The text stays out of the messages: it may hold a password.
pub(super) fn absolute(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("is not an absolute URL ({error}); write https://host/path"))?;
    match url.host_str() {
        Some(host) if !host.is_empty() => Ok(url),
        _ => Err("names no host; write https://host/path".to_owned()),
    }
}
