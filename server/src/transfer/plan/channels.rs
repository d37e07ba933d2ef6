//! Channels of a file.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Planner, Refusal, Turn};
use crate::{
    config::{ChannelDecl, body},
    inventory::{channel_row, new_credential, secret_cell},
    store::{ChannelRow, CredentialRow},
    transfer::{bundle::ChannelItem, export::channel_body},
};

impl Planner<'_> {
    pub(super) fn channel(&mut self, item: &ChannelItem) -> Result<(), Refusal> {
        let name = item.body.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default().to_owned();
        if self.plan.channels.iter().any(|row| row.name == name) {
            self.refuse_field(&item.place, "name", "is used by an earlier one already");
            return Ok(());
        }
        let existing = self.there.channels.iter().find(|row| row.name == name);
        let existing = existing.map(|row| (row, row.declared));
        let replaced = match self.turn("channel", &name, existing)? {
            Turn::Skip => return Ok(()),
            Turn::Make => None,
            Turn::Replace(row) => Some(row),
        };
        let Some(decl) = self.rules(item) else {
            return Ok(());
        };
        let wanted = item.body.get("enabled").and_then(Value::as_bool);
        let row = self.channel_with_secrets(&decl, item, replaced, wanted.unwrap_or(true))?;
        let before = replaced.map(|row| json!(channel_body(row)));
        let after = json!(channel_body(&row));
        self.note("channel", &name, row.id, before, after);
        self.plan.channels.push(row);
        Ok(())
    }

    /// Holds the channel to the rules of the file. Without its secrets only what is disabled can fulfil them.
    fn rules(&mut self, item: &ChannelItem) -> Option<ChannelDecl> {
        let mut whole = item.body.clone();
        let keys = item.credentials.iter().map(|own| own.secret.expose());
        whole.insert("api_keys".to_owned(), json!(keys.collect::<Vec<_>>()));
        whole.insert("headers".to_owned(), json!(item.headers));
        if let Some(proxy) = &item.proxy {
            whole.insert("proxy".to_owned(), json!(proxy.expose()));
        }
        let enabled = whole.get("enabled");
        if item.credentials.is_empty() && enabled.is_none_or(|enabled| *enabled == json!(true)) {
            whole.insert("enabled".to_owned(), json!(false));
        }
        match body::channel(Value::Object(whole), self.total_timeout()) {
            Ok(decl) => Some(decl),
            Err(problems) => {
                self.refuse(&item.place, problems);
                None
            }
        }
    }

    fn channel_with_secrets(
        &mut self,
        decl: &ChannelDecl,
        item: &ChannelItem,
        replaced: Option<&ChannelRow>,
        wanted: bool,
    ) -> Result<ChannelRow, Refusal> {
        let id = replaced.map_or_else(Uuid::now_v7, |replaced| replaced.id);
        let mut row = channel_row(decl, id, self.master_key)?;
        if item.credentials.is_empty() {
            let kept = replaced.filter(|replaced| self.has_secrets(replaced));
            if let Some(kept) = kept {
                // What was entered for one address never goes to another.
                let other_authorities = row.tls_ca.is_some() && row.tls_ca != kept.tls_ca;
                if kept.endpoints != row.endpoints
                    || kept.provider != row.provider
                    || other_authorities
                {
                    return Err(Refusal::SecretRequired(format!(
                        "channel \"{}\" would lead elsewhere, and the file holds no secret for it; \
                         give the passphrase, or change the channel by hand",
                        row.name
                    )));
                }
                row.sealed_headers.clone_from(&kept.sealed_headers);
                row.sealed_proxy.clone_from(&kept.sealed_proxy);
                row.enabled = wanted;
                return Ok(row);
            }
            row.enabled = false;
            let mut missing = item.missing.clone();
            if missing.is_empty() {
                missing.push("api_keys".to_owned());
            }
            self.secrets_needed(&row.name, missing);
        } else {
            self.put_credentials(&row, decl, item)?;
            if !item.missing.is_empty() {
                self.secrets_needed(&row.name, item.missing.clone());
            }
        }
        Ok(row)
    }

    fn has_secrets(&self, row: &ChannelRow) -> bool {
        row.sealed_headers.is_some()
            || row.sealed_proxy.is_some()
            || self.there.credentials_of(row.id).next().is_some()
    }

    /// The file's credentials instead of those that are there; one whose secret is the same stays the same one.
    fn put_credentials(
        &mut self,
        row: &ChannelRow,
        decl: &ChannelDecl,
        item: &ChannelItem,
    ) -> Result<(), Refusal> {
        let mut gone: Vec<&CredentialRow> = self.there.credentials_of(row.id).collect();
        for (declared, given) in decl.credentials.iter().zip(&item.credentials) {
            let mut made = new_credential(row.id, declared, self.master_key)?;
            let same = gone
                .iter()
                .position(|row| row.fingerprint == made.fingerprint);
            if let Some(same) = same.map(|index| gone.swap_remove(index)) {
                made.sealed_secret = Some(
                    self.master_key
                        .seal(secret_cell(same.id), &declared.secret)?,
                );
                made.id = same.id;
                made.created_at_ms = same.created_at_ms;
            }
            if let Some(label) = &given.label {
                made.label.clone_from(label);
            }
            made.enabled = given.enabled;
            self.plan.credentials.push(made);
        }
        self.plan
            .credentials_gone
            .extend(gone.into_iter().map(|row| row.id));
        Ok(())
    }
}
