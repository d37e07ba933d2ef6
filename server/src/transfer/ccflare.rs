//! Reading the database of ccflare and better-ccflare.
//!
//! Accounts with an API key become channels. Logins to a subscription are not taken over: they were given to another
//! program, and refreshing them here would end them there.

mod account;
mod database;

use routex_entity::api::ImportFormat;

use super::{Bundle, Unreadable};
use account::Account;
use database::Contents;

/// Reads a database file.
pub(super) async fn read(bytes: &[u8], allow_private_network: bool) -> Result<Bundle, Unreadable> {
    let Contents {
        accounts,
        more,
        client_keys,
    } = database::read(bytes).await?;
    let mut bundle = Bundle::new(ImportFormat::Ccflare);
    for account in accounts {
        let name = account.name.clone();
        match account.into_channel(allow_private_network, &mut bundle) {
            Ok(channel) => bundle.channels.push(channel),
            Err(reason) => bundle.leave_out(format!("account {name}"), reason),
        }
    }
    if more {
        bundle.leave_out(
            "accounts",
            format!("only the first {} were read", database::MOST_ACCOUNTS),
        );
    }
    for name in client_keys {
        bundle.leave_out(
            format!("api key {name}"),
            "its hash is of another kind than Routex's; make a client key and give it to whoever used this one",
        );
    }
    bundle.leave_out(
        "strategy",
        "it is in ccflare's configuration, not in its database; PUT /routing sets it here",
    );
    Ok(bundle)
}

#[cfg(test)]
mod tests;
