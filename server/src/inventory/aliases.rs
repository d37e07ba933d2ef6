//! Aliases: declared ones and those that operators made.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use uuid::Uuid;

use crate::{
    config::{AliasDecl, PlaceDecl},
    router::table::{Alias, Place, Target},
    store::{
        Store,
        alias::{self, AliasRow},
        channel::{self, ChannelRow},
    },
};

pub(super) async fn reconcile(declared: &[AliasDecl], store: &Store) -> Result<()> {
    let channels = channel::list(store).await?;
    let mut wanted = Vec::new();
    for decl in declared {
        let row = row(decl, &channels, true);
        if row.alias.targets.is_empty() {
            tracing::warn!(
                alias = decl.name,
                "alias left out: none of its channels is there"
            );
            continue;
        }
        wanted.push(row);
    }
    alias::reconcile(store, wanted).await?;
    Ok(())
}

pub(super) async fn read(store: &Store) -> Result<BTreeMap<String, Arc<Alias>>> {
    let rows = alias::list(store).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.alias.name.clone(), Arc::new(row.alias)))
        .collect())
}

/// The row of an alias, with a new id. Targets whose channel is not there are left out.
pub fn row(decl: &AliasDecl, channels: &[ChannelRow], declared: bool) -> AliasRow {
    let targets = decl.targets.iter().filter_map(|target| {
        let place = match &target.place {
            PlaceDecl::Tag(tag) => Place::Tag(tag.clone()),
            PlaceDecl::Channel(name) => {
                Place::Channel(channels.iter().find(|channel| channel.name == *name)?.id)
            }
        };
        Some(Target {
            place,
            model: target.model.clone(),
        })
    });
    AliasRow {
        id: Uuid::now_v7(),
        alias: Alias {
            name: decl.name.clone(),
            strategy: decl.strategy,
            targets: targets.collect(),
            fallbacks: decl.fallbacks.clone(),
        },
        declared,
    }
}
