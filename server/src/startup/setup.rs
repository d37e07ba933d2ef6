//! `routex setup`: the setup without a browser, while no Routex runs or beside one.

use anyhow::bail;
use routex_entity::api::SetupDone;

use super::open_store;
use crate::{
    config::{Config, body::SetupDecl},
    inventory,
    operator::{
        password::Passwords,
        setup::{self, By, SetupError, Wanted},
    },
    secret::MasterKey,
};

/// Makes what `ask` answers; it is told whether a channel is needed.
pub fn setup(
    config: &Config,
    ask: impl FnOnce(bool) -> anyhow::Result<SetupDecl>,
) -> anyhow::Result<SetupDone> {
    actix::System::new().block_on(async {
        if config.admin.password.is_some() || config.admin.token.is_some() {
            bail!("[admin] in the configuration completes the setup; there is nothing to ask");
        }
        let store = open_store(config).await?;
        store.migrate_up().await?;
        let in_use = inventory::master_key_id(&store).await?;
        let master_key = MasterKey::load_beside(&config.data_dir, in_use.as_deref())?;
        let state = setup::state(&store).await?;
        if state.completed {
            return Err(SetupError::Completed.into());
        }
        let follows = !config.channels.is_empty() || !config.environment_channels().is_empty();
        let needs_channel = !state.has_channel && !follows;

        let answers = ask(needs_channel)?;
        let wanted = Wanted {
            channel: answers.channel,
            strategy: answers.strategy,
            username: answers.admin.username,
            password_hash: Passwords::default().hash(answers.admin.password).await?,
            needs_channel,
            needs_client_key: config.server.require_client_key && config.client_keys.is_empty(),
        };
        let by = By {
            actor: "cli",
            address: String::new(),
        };
        let change = store.change().await?;
        let (made, entries) = setup::complete(&change, &store, &master_key, wanted, by).await?;
        change.commit(entries).await?;
        store.close().await?;
        Ok(made)
    })
}
