//! Writing what was decided.

use super::Plan;
use crate::store::{
    AuditEntry, Change, StoreError, alias, channel, client_key, credential, key_spend, setting,
};

impl Plan {
    /// Writes everything as part of a change. Answers what the audit log is to say of it.
    pub async fn write(self, change: &Change) -> Result<Vec<AuditEntry>, StoreError> {
        for row in self.channels {
            channel::put(change, row).await?;
        }
        for id in self.credentials_gone {
            credential::delete(change, id).await?;
        }
        for row in self.credentials {
            credential::put(change, row).await?;
        }
        for row in self.aliases {
            alias::put(change, row).await?;
        }
        for row in self.client_keys {
            client_key::put(change, row).await?;
        }
        for name in self.new_keys {
            // Of an earlier key of that name.
            key_spend::forget(change, &name).await?;
        }
        for held in self.settings {
            setting::put(change, held.name, held.value).await?;
        }
        Ok(self.entries)
    }

    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
