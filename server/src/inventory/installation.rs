//! The settings of the installation, as they are stored.

use routex_entity::api::Settings;

use crate::store::{Store, StoreError, setting};

/// Under which name.
pub const INSTALLATION: &str = "installation";

/// What was never set has its default; so has what cannot be read, which is told.
pub(super) async fn read(store: &Store) -> Result<Settings, StoreError> {
    let Some(stored) = setting::get(store, INSTALLATION).await? else {
        return Ok(Settings::default());
    };
    Ok(serde_json::from_value(stored).unwrap_or_else(|error| {
        tracing::error!(%error, "the settings of the installation cannot be read; the defaults hold until they are set again");
        Settings::default()
    }))
}
