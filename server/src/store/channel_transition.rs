//! The history of channels: every change of their states and of their credentials'.

use std::collections::{HashMap, HashSet};

use routex_entity::{ChannelState, TransitionReason, table::channel_transition};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{
    Store,
    error::{During, StoreError},
    first_id_at,
    reader::Reader,
    removal::{Removed, remove_some},
};
use crate::channel::{Change, ChannelId, CredentialId, Standing, Transition};

/// Which part of a channel's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The smallest id that belongs to it.
    pub from: Uuid,
    /// The smallest id that does not belong to it any more.
    pub before: Uuid,
}

impl Span {
    /// From a time on, up to another, in milliseconds since the Unix epoch. With `cursor` only what is before it.
    pub fn new(from_ms: Option<i64>, to_ms: Option<i64>, cursor: Option<Uuid>) -> Self {
        let end = to_ms.map_or(Uuid::max(), first_id_at);
        Self {
            from: from_ms.map_or(Uuid::nil(), first_id_at),
            before: cursor.map_or(end, |cursor| cursor.min(end)),
        }
    }

    pub fn holds(self, id: Uuid) -> bool {
        (self.from..self.before).contains(&id)
    }
}

/// Writes changes, in one transaction. What is about a channel that is gone is left out.
pub async fn insert(store: &Store, transitions: &[Transition]) -> Result<(), StoreError> {
    let action = "write the history of channels";
    let transaction = store.begin(action).await?;
    let there = super::channel::ids(&transaction).await?;
    let there: HashSet<ChannelId> = there.into_iter().collect();
    let rows = transitions
        .iter()
        .filter(|transition| there.contains(&transition.channel))
        .map(|transition| write(transition).into_active_model());
    for row in rows {
        channel_transition::Entity::insert(row)
            .exec_without_returning(&transaction)
            .await
            .during(action)?;
    }
    transaction.commit().await.during(action)
}

/// At most `limit` changes of a channel, newest first.
pub async fn page(
    store: &Store,
    channel: ChannelId,
    span: Span,
    limit: u64,
) -> Result<Vec<Transition>, StoreError> {
    let rows = of(channel)
        .filter(channel_transition::Column::Id.gte(span.from))
        .filter(channel_transition::Column::Id.lt(span.before))
        .order_by_desc(channel_transition::Column::Id)
        .limit(limit)
        .all(store.reader())
        .await
        .during("read the history of a channel")?;
    rows.into_iter().map(read).collect()
}

/// The state that the channel as a whole had when `from` began. `None`: nothing is known of that, nor of later.
pub async fn state_at(
    store: &Store,
    channel: ChannelId,
    from: Uuid,
) -> Result<Option<ChannelState>, StoreError> {
    let action = "read the state that a channel had";
    let whole = || of(channel).filter(channel_transition::Column::CredentialId.is_null());
    let before = whole()
        .filter(channel_transition::Column::Id.lt(from))
        .order_by_desc(channel_transition::Column::Id)
        .one(store.reader())
        .await
        .during(action)?;
    if let Some(row) = before {
        return Ok(Some(read(row)?.change.to));
    }
    let since = whole()
        .filter(channel_transition::Column::Id.gte(from))
        .order_by_asc(channel_transition::Column::Id)
        .one(store.reader())
        .await
        .during(action)?;
    since
        .map(|row| read(row).map(|first| first.change.from))
        .transpose()
}

/// How every channel and every credential was left.
pub async fn standings(
    store: &Store,
    channels: impl Iterator<Item = (ChannelId, Vec<CredentialId>)>,
) -> Result<HashMap<ChannelId, Standing>, StoreError> {
    let mut standings = HashMap::new();
    for (channel, credentials) in channels {
        let whole = of(channel).filter(channel_transition::Column::CredentialId.is_null());
        let whole = last(store, whole).await?;
        let mut suspended = Vec::new();
        for credential in credentials {
            let of_it = channel_transition::Entity::find()
                .filter(channel_transition::Column::CredentialId.eq(credential));
            let change = last(store, of_it).await?;
            let change = change.filter(|(state, _)| *state == ChannelState::Disabled);
            suspended.extend(change.map(|(_, reason)| (credential, reason)));
        }
        standings.insert(channel, Standing::restore(whole, suspended));
    }
    Ok(standings)
}

/// Removes at most `most` changes, the oldest first, that came before a time in milliseconds since the Unix epoch. Tells how
/// many there were.
pub async fn delete_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove old changes of channels";
    let id = channel_transition::Column::Id;
    remove_some::<channel_transition::Entity>(store, id, first_id_at(before_ms), most, action).await
}

fn of(channel: ChannelId) -> Select<channel_transition::Entity> {
    channel_transition::Entity::find().filter(channel_transition::Column::ChannelId.eq(channel))
}

/// To what state the newest change led, and why.
async fn last(
    store: &Store,
    changes: Select<channel_transition::Entity>,
) -> Result<Option<(ChannelState, TransitionReason)>, StoreError> {
    let row = changes
        .order_by_desc(channel_transition::Column::Id)
        .one(store.reader())
        .await
        .during("read how channels were left")?;
    row.map(|row| read(row).map(|last| (last.change.to, last.change.reason)))
        .transpose()
}

fn write(transition: &Transition) -> channel_transition::Model {
    let Transition {
        id,
        channel,
        change,
    } = transition;
    channel_transition::Model {
        id: *id,
        channel_id: *channel,
        credential_id: change.credential.as_ref().map(|(id, _)| *id),
        credential: change.credential.as_ref().map(|(_, label)| label.clone()),
        state_before: change.from.as_str().to_owned(),
        state_after: change.to.as_str().to_owned(),
        reason: change.reason.as_str().to_owned(),
    }
}

fn read(row: channel_transition::Model) -> Result<Transition, StoreError> {
    let reader = Reader {
        table: "channel_transition",
        row: &row.id,
    };
    let label = row.credential.unwrap_or_default();
    Ok(Transition {
        id: row.id,
        channel: row.channel_id,
        change: Change {
            credential: row.credential_id.map(|id| (id, label)),
            from: reader.name("state_before", &row.state_before)?,
            to: reader.name("state_after", &row.state_after)?,
            reason: reader.name("reason", &row.reason)?,
        },
    })
}

#[cfg(test)]
mod tests;
