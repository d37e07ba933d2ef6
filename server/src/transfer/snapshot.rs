//! What is there: all rows that an export tells and an import is held against.

use super::{bundle::Body, settings};
use crate::store::{
    AliasRow, ChannelRow, ClientKeyRow, CredentialRow, Store, StoreError, alias, channel,
    client_key, credential,
};

/// All rows of one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub channels: Vec<ChannelRow>,
    pub credentials: Vec<CredentialRow>,
    pub aliases: Vec<AliasRow>,
    pub client_keys: Vec<ClientKeyRow>,
    /// What operators tuned, by the name of the resource.
    pub settings: Body,
}

impl Snapshot {
    pub async fn read(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            channels: channel::list(store).await?,
            credentials: credential::list(store).await?,
            aliases: alias::list(store).await?,
            client_keys: client_key::list(store).await?,
            settings: settings::read(store).await?,
        })
    }

    /// Those of one channel.
    pub(super) fn credentials_of(
        &self,
        channel: uuid::Uuid,
    ) -> impl Iterator<Item = &CredentialRow> {
        self.credentials
            .iter()
            .filter(move |row| row.channel_id == channel)
    }
}
