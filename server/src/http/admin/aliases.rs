//! `/aliases`

mod create;
mod list;
mod remove;
mod replace;
mod show;

pub use create::create;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
pub use show::show;
pub(in crate::http) use {
    create::__path_create, list::__path_list, remove::__path_remove, replace::__path_replace,
    show::__path_show,
};

use std::collections::BTreeSet;

use routex_entity::api::{Alias, AliasInput, AliasTarget, Fallback};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    config::{AliasDecl, Reachable, body},
    http::problem::Problem,
    inventory::{Inventory, alias_row},
    router::table::Place,
    store::{
        alias::{self, AliasRow},
        channel::{self, ChannelRow},
    },
};

/// An alias as the API shows it.
fn view(row: &AliasRow, channels: &[ChannelRow]) -> Alias {
    let name_of = |id: Uuid| {
        let channel = channels.iter().find(|channel| channel.id == id);
        channel.map(|channel| channel.name.clone())
    };
    let targets = row.alias.targets.iter().map(|target| {
        let (channel, tag) = match &target.place {
            Place::Channel(id) => (name_of(*id), None),
            Place::Tag(tag) => (None, Some(tag.clone())),
        };
        AliasTarget {
            channel,
            tag,
            model: target.model.clone(),
        }
    });
    let fallbacks = row.alias.fallbacks.iter().map(|fallback| Fallback {
        when: fallback.cause,
        model: fallback.model.clone(),
    });
    Alias {
        id: row.id,
        settings: AliasInput {
            name: row.alias.name.clone(),
            strategy: row.alias.strategy,
            targets: targets.collect(),
            fallbacks: fallbacks.collect(),
        },
        declared: row.declared,
    }
}

/// The row that a body asks for. Its name must be free, but for the row with the id `own`.
fn wanted(
    body: Value,
    own: Option<Uuid>,
    aliases: &[AliasRow],
    channels: &[ChannelRow],
) -> Result<AliasRow, Problem> {
    let others: BTreeSet<String> = aliases
        .iter()
        .filter(|row| Some(row.id) != own)
        .map(|row| row.alias.name.clone())
        .collect();
    let reachable = channels.iter().map(reachable).collect();
    let decl: AliasDecl = body::alias(body, reachable, others.clone())?;
    if others.contains(&decl.name) {
        return Err(Problem::name_taken("alias", &decl.name));
    }
    let row = alias_row(&decl, channels, false);
    Ok(AliasRow {
        id: own.unwrap_or(row.id),
        ..row
    })
}

/// The alias with this id, if operators may change it.
async fn changeable(inventory: &Inventory, id: Uuid) -> Result<(AliasRow, Vec<AliasRow>), Problem> {
    let aliases = alias::list(inventory.store()).await?;
    let row = aliases
        .iter()
        .find(|row| row.id == id)
        .cloned()
        .ok_or_else(|| Problem::not_found("alias", id))?;
    if row.declared {
        return Err(Problem::declared("alias", &row.alias.name));
    }
    Ok((row, aliases))
}

fn reachable(row: &ChannelRow) -> Reachable {
    Reachable {
        name: row.name.clone(),
        tags: row.tags.clone(),
        models: row.models.clone(),
        mapped: row.model_map.keys().cloned().collect(),
    }
}

async fn channels(inventory: &Inventory) -> Result<Vec<ChannelRow>, Problem> {
    Ok(channel::list(inventory.store()).await?)
}
