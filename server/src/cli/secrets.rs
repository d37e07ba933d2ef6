//! `routex secrets rotate`: changes the master key.

use anyhow::{Context as _, bail};

use crate::{
    config::Config,
    inventory::{self, Resealed},
    secret::{MasterKey, NEW_VARIABLE, VARIABLE},
    startup,
};

/// Changes the master key and says what was done. `new_key`: to the key in `ROUTEX_NEW_MASTER_KEY`.
pub(super) fn rotate(config: &Config, new_key: bool) -> anyhow::Result<()> {
    let of_environment = MasterKey::of_environment()?;
    match (&of_environment, new_key) {
        (Some(_), false) => bail!(
            "the master key is that of {VARIABLE}; put a new one into {NEW_VARIABLE} \
             (head -c 32 /dev/urandom | base64) and say --new-key"
        ),
        (None, true) => bail!(
            "--new-key goes with {VARIABLE}, which is not set; without it the key is in a file of the data directory, \
             and a new file is made"
        ),
        _ => {}
    }
    actix::System::new().block_on(async {
        let (store, _alone) = startup::open_alone(config).await?;
        let in_use = inventory::master_key_id(&store).await?;
        let old = MasterKey::load_in_use(&config.data_dir, in_use.as_deref())?;
        let resealed = if of_environment.is_some() {
            let new = MasterKey::next_of_environment()?
                .with_context(|| format!("{NEW_VARIABLE} is not set"))?;
            if new.id_text() == old.id_text() {
                bail!("{NEW_VARIABLE} holds the same key as {VARIABLE}; make a new one");
            }
            let resealed = inventory::reseal(config, &store, &old, &new).await?;
            tell(resealed);
            println!(
                "before the next start: give {VARIABLE} the value of {NEW_VARIABLE}, and unset {NEW_VARIABLE}"
            );
            resealed
        } else {
            let new = MasterKey::make_new_file(&config.data_dir)?;
            let resealed = inventory::reseal(config, &store, &old, &new).await?;
            MasterKey::take_new_file(&config.data_dir)?;
            tell(resealed);
            println!("back up the new master.key with the database; backups from before need the old one");
            resealed
        };
        tracing::info!(?resealed, "master key changed");
        Ok(store.close().await?)
    })
}

fn tell(resealed: Resealed) {
    println!("sealed anew: {resealed}");
}
