//! Aliases of a file. They may lead to channels of the same file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Planner, Refusal, Snapshot, Turn};
use crate::{
    config::{Reachable, body},
    inventory::alias_row,
    store::ChannelRow,
    transfer::{bundle::AliasItem, export::alias_value},
};

/// Names of the aliases that are there and of those in a file.
pub(super) fn names(items: &[AliasItem], there: &Snapshot) -> BTreeSet<String> {
    let named = items
        .iter()
        .filter_map(|item| item.body.get("name")?.as_str());
    let known = there.aliases.iter().map(|row| row.alias.name.as_str());
    named.chain(known).map(str::to_owned).collect()
}

impl Planner<'_> {
    pub(super) fn alias(&mut self, item: AliasItem) -> Result<(), Refusal> {
        let name = item.body.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default().to_owned();
        let taken = |row: &&crate::store::AliasRow| row.alias.name == name;
        if self.plan.aliases.iter().any(|row| taken(&row)) {
            self.refuse_field(&item.place, "name", "is used by an earlier one already");
            return Ok(());
        }
        let existing = self.there.aliases.iter().find(taken);
        let existing = existing.map(|row| (row, row.declared));
        let replaced = match self.turn("alias", &name, existing)? {
            Turn::Skip => return Ok(()),
            Turn::Make => None,
            Turn::Replace(row) => Some(row),
        };
        let channels = self.channels_afterwards();
        let reachable = channels.iter().map(reachable).collect();
        let decl = match body::alias(Value::Object(item.body), reachable, self.aliases.clone()) {
            Ok(decl) => decl,
            Err(problems) => {
                self.refuse(&item.place, problems);
                return Ok(());
            }
        };
        let mut row = alias_row(&decl, &channels, false);
        if let Some(replaced) = replaced {
            row.id = replaced.id;
        }
        let before = replaced.map(|row| json!(alias_value(row, &channels)));
        let after = json!(alias_value(&row, &channels));
        self.note("alias", &name, row.id, before, after);
        self.plan.aliases.push(row);
        Ok(())
    }

    fn channels_afterwards(&self) -> Vec<ChannelRow> {
        let planned = &self.plan.channels;
        let stays = |row: &&ChannelRow| planned.iter().all(|planned| planned.id != row.id);
        let kept = self.there.channels.iter().filter(stays);
        planned.iter().chain(kept).cloned().collect()
    }
}

fn reachable(row: &ChannelRow) -> Reachable {
    Reachable {
        name: row.name.clone(),
        tags: row.tags.clone(),
        models: row.models.clone(),
        mapped: row.model_map.keys().cloned().collect(),
    }
}
