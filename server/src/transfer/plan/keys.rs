//! Client keys of a file. Only their hashes are known, so whoever holds a key goes on using it.

use serde_json::{Value, json};

use super::{Planner, Refusal, Turn};
use crate::{
    config::body,
    inventory::client_key_row,
    store::ClientKeyRow,
    transfer::{bundle::KeyItem, export::key_body},
};

/// Characters of a prefix, at most: more would tell too much of a key.
const LONGEST_PREFIX: usize = 16;

impl Planner<'_> {
    pub(super) fn client_key(&mut self, item: &KeyItem) -> Result<(), Refusal> {
        let name = item.body.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default().to_owned();
        let planned = &self.plan.client_keys;
        if planned
            .iter()
            .any(|row| row.name == name || row.hash == item.hash)
        {
            self.refuse_field(
                &item.place,
                "name",
                "name or key is an earlier one's already",
            );
            return Ok(());
        }
        let existing = self.there.client_keys.iter().find(|row| row.name == name);
        let existing = existing.map(|row| (row, row.declared));
        let replaced = match self.turn("client_key", &name, existing)? {
            Turn::Skip => return Ok(()),
            Turn::Make => None,
            Turn::Replace(row) => Some(row),
        };
        let Some(mut row) = self.key_by_the_rules(item) else {
            return Ok(());
        };
        let own = replaced.map(|row| row.id);
        let known = |row: &&ClientKeyRow| row.hash == item.hash && Some(row.id) != own;
        if let Some(other) = self.there.client_keys.iter().find(known) {
            let message = format!("the key is known as \"{}\" already", other.name);
            self.refuse_field(&item.place, "hash", &message);
            return Ok(());
        }
        row.id = own.unwrap_or(row.id);
        row.declared = false;
        row.created_at_ms = replaced
            .and_then(|replaced| replaced.created_at_ms)
            .or(Some(self.options.now_ms));
        let before = replaced.map(|row| json!(key_body(row)));
        let after = json!(key_body(&row));
        self.note("client_key", &name, row.id, before, after);
        if replaced.is_none() {
            self.plan.new_keys.push(name);
        }
        self.plan.client_keys.push(row);
        Ok(())
    }

    fn key_by_the_rules(&mut self, item: &KeyItem) -> Option<ClientKeyRow> {
        let hexadecimal = item
            .hash
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if item.hash.len() != 64 || !hexadecimal {
            self.refuse_field(
                &item.place,
                "hash",
                "must be a SHA-256 as 64 hexadecimal digits, lower case",
            );
            return None;
        }
        let shown = item.prefix.chars().all(|c| c.is_ascii_graphic());
        if item.prefix.len() > LONGEST_PREFIX || !shown {
            self.refuse_field(
                &item.place,
                "prefix",
                "must be the first characters of the key, at most 16",
            );
            return None;
        }
        if item.body.contains_key("key") {
            self.refuse_field(
                &item.place,
                "key.key",
                "a file brings the hash of a key, not the key",
            );
            return None;
        }
        match body::client_key(Value::Object(item.body.clone())) {
            Ok(decl) => Some(client_key_row(
                &decl,
                item.hash.clone(),
                item.prefix.clone(),
            )),
            Err(problems) => {
                self.refuse(&item.place, problems);
                None
            }
        }
    }
}
