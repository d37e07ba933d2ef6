//! Channels for tests.

use std::sync::Arc;

use routex_entity::{Dialect, Outcome, api::Capabilities};
use url::Url;
use uuid::Uuid;

use super::{
    Charges, Material,
    messages::{Admit, Settlement},
    spec::{ChannelSpec, CredentialSpec, ProbeSettings},
};
use crate::{
    protocol::codec::Features,
    secret::Secret,
    upstream::{
        outcome::Health,
        provider::{Auth, Provider},
    },
};

#[derive(Debug)]
struct Anybody;

impl Provider for Anybody {
    fn name(&self) -> &'static str {
        "anybody"
    }

    fn endpoints(&self) -> &'static [(Dialect, &'static str)] {
        &[]
    }

    fn dialects(&self) -> &'static [Dialect] {
        &[Dialect::OpenaiChat]
    }

    fn auth(&self, _: Dialect) -> Auth {
        Auth::Bearer
    }

    fn features(&self, _: Dialect, _: &str) -> Features {
        Features::all()
    }
}

pub(crate) fn url() -> Url {
    Url::parse("http://provider.test/v1").unwrap()
}

/// An enabled channel that speaks `openai_chat`, serves any model and has no limits.
pub(crate) fn channel(name: &str, credentials: usize) -> ChannelSpec {
    ChannelSpec {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        provider: &Anybody,
        endpoints: vec![(Dialect::OpenaiChat, url())],
        credentials: (0..credentials)
            .map(|number| {
                Arc::new(CredentialSpec {
                    id: Uuid::now_v7(),
                    label: format!("{name}-{number}"),
                    material: Material::Key(Secret::new(format!("secret-{name}-{number}"))),
                })
            })
            .collect(),
        models: Vec::new(),
        model_map: std::collections::BTreeMap::new(),
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
        charges: Charges::default(),
        keep_bodies_hours: 0,
        probe: ProbeSettings::default(),
        capabilities: Capabilities::default(),
    }
}

pub(crate) fn ask() -> Admit {
    Admit {
        dialect: Dialect::OpenaiChat,
        model: "gpt".into(),
        pinned: None,
        hard_pin: false,
        excluded: Vec::new(),
        estimated_tokens: 10,
        last_resort: false,
    }
}

pub(crate) fn ended(health: Health) -> Settlement {
    Settlement {
        health,
        ..Settlement::neutral(Outcome::Unknown)
    }
}
