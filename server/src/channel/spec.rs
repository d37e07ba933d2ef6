//! What the operator configured about a channel. Immutable; a change makes a new one.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use actix_http::header::{HeaderName, HeaderValue};
use routex_entity::{Dialect, ProbeKind, api::Capabilities};
use url::Url;
use uuid::Uuid;

use super::{Charges, Material, capabilities};
use crate::{
    protocol::codec::Features,
    upstream::{client::ProxyUrl, provider::Provider, trust::Authorities},
};

/// Identity of a channel; stable across restarts and edits.
pub type ChannelId = Uuid;
/// Identity of a credential; stable across restarts and edits.
pub type CredentialId = Uuid;

/// One upstream account or endpoint. `Debug` tells which one and where it leads; header values may hold secrets.
#[derive(Clone, PartialEq)]
pub struct ChannelSpec {
    pub id: ChannelId,
    /// Unique name, shown in `x-routex-channel`.
    pub name: String,
    pub provider: &'static dyn Provider,
    /// Base URL per dialect that this channel speaks, without a trailing slash. Never empty.
    pub endpoints: Vec<(Dialect, Url)>,
    /// Never empty for an enabled channel.
    pub credentials: Vec<Arc<CredentialSpec>>,
    /// Models it serves, as clients name them. Empty: any.
    pub models: Vec<String>,
    /// Client model name → upstream model name.
    pub model_map: BTreeMap<String, String>,
    /// Lower first.
    pub priority: i32,
    /// At least 1.
    pub weight: u32,
    pub enabled: bool,
    pub tags: Vec<String>,
    /// Requests in flight at once. 0: unlimited.
    pub max_concurrency: u32,
    /// Requests a minute. 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. 0: unlimited.
    pub tpm: u32,
    /// Overrides the routing default.
    pub first_byte_timeout: Option<Duration>,
    /// May resolve to loopback, private and similar addresses.
    pub allow_private_network: bool,
    /// Added to every upstream request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// `socks5://…` or `http://…`.
    pub proxy: Option<ProxyUrl>,
    /// Whom TLS trusts, instead of the system's authorities.
    pub tls_ca: Option<Authorities>,
    /// How long a request may wait for room when the channel is at a limit, in milliseconds. 0: not at all.
    pub queue_ms: u32,
    /// How long bodies of requests that it was tried for are kept. 0: they are not.
    pub keep_bodies_hours: u32,
    pub probe: ProbeSettings,
    /// The operator's corrections of what models can do.
    pub capabilities: Capabilities,
    /// What it asks for instead of the listed prices.
    pub charges: Charges,
}

impl ChannelSpec {
    /// The base URL for a dialect, when the channel speaks it.
    pub fn endpoint(&self, dialect: Dialect) -> Option<&Url> {
        self.endpoints
            .iter()
            .find(|(spoken, _)| *spoken == dialect)
            .map(|(_, url)| url)
    }

    /// Whether it serves a model by the name that clients use.
    pub fn serves(&self, model: &str) -> bool {
        self.models.is_empty()
            || self.models.iter().any(|served| served == model)
            || self.model_map.contains_key(model)
    }

    /// The model name to send upstream.
    pub fn upstream_model<'a>(&'a self, model: &'a str) -> &'a str {
        self.model_map.get(model).map_or(model, String::as_str)
    }

    /// What a model can do when asked in this dialect. `model`: as the provider names it.
    pub fn features(&self, dialect: Dialect, model: &str) -> Features {
        let known = self.provider.features(dialect, model);
        capabilities::corrected(&self.capabilities, model, known)
    }
}

impl fmt::Debug for ChannelSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelSpec")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("provider", &self.provider.name())
            .field("endpoints", &self.endpoints)
            .field("credentials", &self.credentials)
            .field("enabled", &self.enabled)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

/// How a channel is asked for its health, apart from requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeSettings {
    pub kind: ProbeKind,
    pub interval: Duration,
    /// As clients name it. `None`: the first that the channel serves.
    pub model: Option<String>,
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            kind: ProbeKind::Off,
            interval: Duration::from_secs(60),
            model: None,
        }
    }
}

/// One account of a channel: a key, or tokens that are kept fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialSpec {
    pub id: CredentialId,
    /// What operators see instead of the secret: `sk-…wxyz`.
    pub label: String,
    pub material: Material,
}
