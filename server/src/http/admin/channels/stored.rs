//! Channels as they are kept, and as they are in effect.

use std::{collections::HashMap, sync::Arc};

use uuid::Uuid;

use crate::{
    channel::{ChannelSpec, CredentialSpec},
    http::problem::{Code, Problem},
    inventory::{Accounts, Inventory, stored_credential},
    store::{
        channel::{self, ChannelRow},
        credential::{self, CredentialRow},
    },
};

/// A channel with all its credentials, those that are disabled too.
#[derive(Debug, Clone)]
pub struct Stored {
    pub row: ChannelRow,
    /// Oldest first.
    pub credentials: Vec<CredentialRow>,
}

impl Stored {
    /// Every channel, by name.
    pub async fn all(inventory: &Inventory) -> Result<Vec<Self>, Problem> {
        let mut credentials: HashMap<Uuid, Vec<CredentialRow>> = HashMap::new();
        for row in credential::list(inventory.store()).await? {
            credentials.entry(row.channel_id).or_default().push(row);
        }
        let channels = channel::list(inventory.store()).await?;
        let with_credentials = channels.into_iter().map(|row| Self {
            credentials: credentials.remove(&row.id).unwrap_or_default(),
            row,
        });
        Ok(with_credentials.collect())
    }

    pub async fn find(inventory: &Inventory, id: Uuid) -> Result<Self, Problem> {
        let all = Self::all(inventory).await?;
        Self::among(&all, id).cloned()
    }

    /// The channel, if operators may change it.
    pub async fn changeable(inventory: &Inventory, id: Uuid) -> Result<Self, Problem> {
        let all = Self::all(inventory).await?;
        Self::changeable_among(&all, id).cloned()
    }

    pub fn changeable_among(all: &[Self], id: Uuid) -> Result<&Self, Problem> {
        let stored = Self::among(all, id)?;
        if stored.row.declared {
            return Err(Problem::declared("channel", &stored.row.name));
        }
        Ok(stored)
    }

    fn among(all: &[Self], id: Uuid) -> Result<&Self, Problem> {
        all.iter()
            .find(|stored| stored.row.id == id)
            .ok_or_else(|| Problem::not_found("channel", id))
    }

    /// The credential to try the channel with: the one named, or the first that takes part, or the first of all.
    pub async fn credential_to_try(
        &self,
        inventory: &Inventory,
        spec: &ChannelSpec,
        named: Option<Uuid>,
    ) -> Result<Arc<CredentialSpec>, Problem> {
        let is_wanted = |id: Uuid| named.is_none_or(|named| named == id);
        if let Some(known) = spec.credentials.iter().find(|known| is_wanted(known.id)) {
            return Ok(known.clone());
        }
        match self.credentials.iter().find(|row| is_wanted(row.id)) {
            Some(row) => {
                let accounts =
                    Accounts::read(inventory.store(), inventory.vault(), inventory.master_key())
                        .await?;
                let opened = stored_credential(row.clone(), &accounts, inventory.master_key())?;
                Ok(Arc::new(opened))
            }
            None if named.is_some() => Err(Problem::field(
                "credential_id",
                "is not a credential of this channel; list them to see what there is",
            )),
            None => Err(Problem::new(
                Code::Conflict,
                "the channel has no credential to try it with; add one",
            )),
        }
    }
}

/// The channel as requests find it. `None`: there is none, or its stored settings cannot be used.
pub fn in_effect(inventory: &Inventory, id: Uuid) -> Option<Arc<ChannelSpec>> {
    let table = inventory.router().table();
    table.channels.iter().find(|spec| spec.id == id).cloned()
}

/// The same for what cannot do without it.
pub fn usable(inventory: &Inventory, id: Uuid) -> Result<Arc<ChannelSpec>, Problem> {
    in_effect(inventory, id).ok_or_else(|| {
        Problem::new(
            Code::Conflict,
            "the stored settings of this channel cannot be used, the log says why; bring back the master key, or remove the channel and make it again",
        )
    })
}
