//! `[[channel]]`: upstream accounts and endpoints that the operator declares.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use actix_http::header::{HeaderName, HeaderValue};
use routex_entity::{
    Dialect, Feature,
    api::{Capabilities, Multiplier},
};
use url::Url;

use super::{
    authorities,
    bodies::LONGEST_KEPT_HOURS,
    endpoint,
    header::header,
    label::labels,
    money::NanoUsd,
    name, probe,
    routing::longer_than_total,
    section::{Read, Reported, Section},
    suggest::did_you_mean,
};
use crate::{
    channel::{Charges, ProbeSettings},
    secret::Secret,
    upstream::{
        client::ProxyUrl,
        provider::{self, Provider},
        trust::Authorities,
    },
    usage::pricing::Rate,
};

/// Clients give up sooner than they would be served by a longer queue.
const LONGEST_QUEUE_MS: u32 = 60_000;

/// A declared channel: all that a `ChannelSpec` needs but the identities.
#[derive(Debug, Clone)]
pub struct ChannelDecl {
    /// Unique.
    pub name: String,
    /// `provider`, by its name.
    pub provider: &'static dyn Provider,
    /// `base_url` and `dialects`, resolved. One base URL of the channel's own serves all its dialects. Never empty.
    pub endpoints: Vec<(Dialect, Url)>,
    /// `api_keys`. Empty only when disabled.
    pub credentials: Vec<CredentialDecl>,
    /// Empty: any. Default empty.
    pub models: Vec<String>,
    /// Client model name → upstream model name. Default empty.
    pub model_map: BTreeMap<String, String>,
    /// Lower first. Default 0.
    pub priority: i32,
    /// At least 1. Default 1.
    pub weight: u32,
    /// Default `true`.
    pub enabled: bool,
    pub tags: Vec<String>,
    /// Requests in flight at once. Default 0: unlimited.
    pub max_concurrency: u32,
    /// Requests a minute. Default 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. Default 0: unlimited.
    pub tpm: u32,
    /// `first_byte_timeout_ms`, milliseconds. Default: that of `[routing]`.
    pub first_byte_timeout: Option<Duration>,
    /// Default `false`.
    pub allow_private_network: bool,
    /// Values are marked as sensitive.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub proxy: Option<ProxyUrl>,
    /// `tls_ca`, read from its file. Default: the system's authorities.
    pub tls_ca: Option<Authorities>,
    /// `queue_ms`, milliseconds. Default 0: requests do not wait for room.
    pub queue_ms: u32,
    /// Hours for which bodies of its requests are kept. Default 0: they are not.
    pub keep_bodies_hours: u32,
    /// `probe`, `probe_interval_seconds`, `probe_model`. Default: off.
    pub probe: ProbeSettings,
    /// Pattern of upstream model names → what such models can do, or not. Default empty: as the preset knows them.
    pub capabilities: Capabilities,
    /// `price_multiplier`, default 1, and `price_per_request`, US dollars, default none.
    pub charges: Charges,
}

/// A declared credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialDecl {
    /// What operators see; unique within the channel.
    pub label: String,
    pub secret: Secret,
}

impl ChannelDecl {
    pub(super) fn read(
        mut section: Section<'_, '_>,
        total_timeout: Duration,
        has_credentials: bool,
        taken: &mut BTreeSet<String>,
    ) -> Read<Self> {
        let name = section.required("name", "\"openai-a\"", |text| {
            name::unique(name::resource(text)?, taken)
        });
        let provider = section.required("provider", "\"openai\"", |text: String| by_name(&text));
        let allow_private_network = section.or("allow_private_network", false);
        let base_url = section.parsed("base_url", |text: String| {
            endpoint::base_url(&text, allow_private_network)
        });
        let dialects = section.list("dialects", |name: String| {
            name.parse::<Dialect>().map_err(|error| format!("{error}"))
        });
        let enabled = section.or("enabled", true);
        let secrets = secrets(&mut section, enabled && !has_credentials);
        let models = section.list("models", name::upstream_model);
        let model_map = section.map("model_map", |client, upstream| {
            let upstream = name::upstream_model(upstream.to_owned())?;
            Ok((name::upstream_model(client.to_owned())?, upstream))
        });
        let priority = section.or("priority", 0);
        let weight = section.within("weight", 1..=1_000_000, 1);
        let tags = section.list("tags", name::resource);
        let max_concurrency = section.or("max_concurrency", 0);
        let rpm = section.or("rpm", 0);
        let tpm = section.or("tpm", 0);
        let first_byte_timeout = section.optional_millis("first_byte_timeout_ms");
        if let Ok(Some(timeout)) = first_byte_timeout
            && timeout > total_timeout
        {
            let message = longer_than_total(total_timeout.as_millis());
            section.problem("first_byte_timeout_ms", message);
        }
        let headers = section.map("headers", header);
        let proxy = section.parsed("proxy", |text: String| endpoint::proxy(&text));
        let from_body = section.is_body();
        let tls_ca = section.parsed("tls_ca", |text: String| {
            authorities::read(&text, !from_body)
        });
        let queue_ms = section.within("queue_ms", 0..=LONGEST_QUEUE_MS, 0);
        let charges = Charges {
            multiplier: section.or("price_multiplier", Multiplier::ONE),
            per_request: section.parsed_or("price_per_request", None, |fee: NanoUsd| {
                Ok(u64::try_from(fee.0).ok().map(Rate))
            }),
        };
        let keep_bodies_hours = section.within("keep_bodies_hours", 0..=LONGEST_KEPT_HOURS, 0);
        let probe = probe::read(
            &mut section,
            models.as_ref().ok().and_then(Option::as_deref),
        );
        let pattern = |text: &str| name::upstream_model(text.to_owned());
        let feature = |text: &str| text.parse::<Feature>().map_err(|error| error.to_string());
        let capabilities = section.flags("capabilities", pattern, feature);

        let endpoints = match (&provider, &base_url, dialects) {
            (Ok(provider), Ok(own), Ok(dialects)) => {
                endpoint::resolve(*provider, own.as_ref(), dialects, allow_private_network)
                    .map_err(|(key, message)| section.problem(key, message))
            }
            _ => Err(Reported),
        };
        section.finish();

        let secrets = secrets?;
        Ok(Self {
            name: name?,
            provider: provider?,
            endpoints: endpoints?,
            credentials: CredentialDecl::label_all(secrets),
            models: models?.unwrap_or_default(),
            model_map: model_map?.into_iter().collect(),
            priority,
            weight,
            enabled,
            tags: tags?.unwrap_or_default(),
            max_concurrency,
            rpm,
            tpm,
            first_byte_timeout: first_byte_timeout?,
            allow_private_network,
            headers: headers?,
            proxy: proxy?,
            tls_ca: tls_ca?,
            queue_ms,
            keep_bodies_hours,
            probe: probe?,
            capabilities: capabilities?,
            charges,
        })
    }
}

impl CredentialDecl {
    pub(super) fn label_all(secrets: Vec<Secret>) -> Vec<Self> {
        let labels = labels(&secrets);
        labels
            .into_iter()
            .zip(secrets)
            .map(|(label, secret)| Self { label, secret })
            .collect()
    }
}

fn secrets(section: &mut Section<'_, '_>, required: bool) -> Read<Vec<Secret>> {
    let mut seen = BTreeSet::new();
    let secrets = section.list("api_keys", |secret: Secret| {
        if !seen.insert(secret.expose().to_owned()) {
            return Err("is the same key again; remove it".to_owned());
        }
        Ok(secret)
    })?;
    let secrets = secrets.unwrap_or_default();
    if required && secrets.is_empty() {
        let (key, off) = match section.is_body() {
            true => ("\"api_keys\": [\"…\"]", "\"enabled\": false"),
            false => ("api_keys = [\"${…}\"]", "enabled = false"),
        };
        let message =
            format!("is empty; add {key} (any word for a server that asks for none), or set {off}");
        return Err(section.problem("api_keys", message));
    }
    Ok(secrets)
}

fn by_name(name: &str) -> Result<&'static dyn Provider, String> {
    provider::by_name(name).ok_or_else(|| {
        let known: Vec<&str> = provider::all().iter().map(|known| known.name()).collect();
        format!(
            "there is no provider \"{name}\"{}; known: {}",
            did_you_mean(name, known.iter().copied()),
            known.join(", ")
        )
    })
}
