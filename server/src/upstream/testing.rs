//! Channels for tests.

use std::collections::BTreeMap;

use routex_entity::{Dialect, api::Capabilities};
use url::Url;
use uuid::Uuid;

use super::provider;
use crate::{
    channel::{ChannelSpec, Charges, CredentialSpec, Material, ProbeSettings},
    secret::Secret,
};

pub(super) fn channel(provider: &str, dialect: Dialect, base: &str) -> ChannelSpec {
    ChannelSpec {
        id: Uuid::nil(),
        name: "a".to_owned(),
        provider: provider::by_name(provider).unwrap(),
        endpoints: vec![(dialect, Url::parse(base).unwrap())],
        credentials: vec![],
        models: vec![],
        model_map: BTreeMap::new(),
        priority: 0,
        weight: 1,
        enabled: true,
        tags: vec![],
        max_concurrency: 0,
        rpm: 0,
        tpm: 0,
        first_byte_timeout: None,
        allow_private_network: false,
        headers: vec![],
        proxy: None,
        tls_ca: None,
        queue_ms: 0,
        charges: Charges::default(),
        keep_bodies_hours: 0,
        probe: ProbeSettings::default(),
        capabilities: Capabilities::default(),
    }
}

pub(super) fn credential(secret: &str) -> CredentialSpec {
    CredentialSpec {
        id: Uuid::nil(),
        label: "sk-…1".to_owned(),
        material: Material::Key(Secret::new(secret)),
    }
}
