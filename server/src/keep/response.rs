//! Responses that a later request goes on from.

use bytes::Bytes;
use uuid::Uuid;

use super::{Keeper, Kind, Unreadable, entry::Label};

impl Keeper {
    /// Whether responses are kept at all.
    pub fn keeps_responses(&self) -> bool {
        self.shared.settings.borrow().response_keep_days > 0
    }

    /// A kept response of this client key, as `protocol::kept` reads it. `None`: there is none, or no more.
    ///
    /// # Errors
    /// When it is not in memory and the database does not tell.
    pub async fn response(&self, client_key: Uuid, id: &str) -> Result<Option<Bytes>, Unreadable> {
        if !self.keeps_responses() {
            return Ok(None);
        }
        self.find(&label(client_key, id)).await
    }

    /// Removes a kept response. Tells whether there was one.
    ///
    /// # Errors
    /// When the database does not tell.
    pub async fn remove_response(&self, client_key: Uuid, id: &str) -> Result<bool, Unreadable> {
        let label = label(client_key, id);
        let there = self.find(&label).await?.is_some();
        if there {
            self.remove(&label);
        }
        Ok(there)
    }

    pub(super) fn keep_response(&self, client_key: Uuid, id: &str, kept: Vec<u8>) {
        self.put(&label(client_key, id), kept.into(), true);
    }
}

fn label(client_key: Uuid, id: &str) -> Label<'_> {
    Label {
        kind: Kind::Response,
        client_key,
        id,
    }
}
