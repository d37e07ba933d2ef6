//! Aliases: model names offered to clients that lead elsewhere.

use routex_entity::{FallbackCause, table::alias};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    prelude::Json,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reader::Reader,
    reconcile::{Declared, plan},
    upsert,
};
use crate::router::table::{Alias, Fallback, Place, Target};

/// An alias as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasRow {
    pub id: Uuid,
    pub alias: Alias,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// Every alias, by name.
pub async fn list(store: &Store) -> Result<Vec<AliasRow>, StoreError> {
    load(store.reader()).await
}

/// Makes the alias, or replaces the one with its id.
pub async fn save(store: &Store, row: AliasRow) -> Result<(), StoreError> {
    upsert(store.writer(), vec![row]).await
}

/// Makes the alias, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: AliasRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the alias.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    alias::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove a alias")?;
    Ok(())
}

/// Brings the declared aliases in line with the file and returns them with their ids: an alias keeps the id of the row
/// with its name.
pub async fn reconcile(store: &Store, wanted: Vec<AliasRow>) -> Result<Vec<AliasRow>, StoreError> {
    let action = "bring aliases in line with the configuration";
    let transaction = store.begin(action).await?;
    let plan = plan(&load(&transaction).await?, wanted);
    alias::Entity::delete_many()
        .filter(alias::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)?;
    Ok(plan.declared)
}

impl Declared for AliasRow {
    type Key = String;

    fn key(&self) -> String {
        self.alias.name.clone()
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn set_id(&mut self, id: Uuid) {
        self.id = id;
    }

    fn is_declared(&self) -> bool {
        self.declared
    }
}

async fn load(db: &impl ConnectionTrait) -> Result<Vec<AliasRow>, StoreError> {
    let rows = alias::Entity::find()
        .order_by_asc(alias::Column::Name)
        .all(db)
        .await
        .during("read the aliases")?;
    rows.into_iter().map(read).collect()
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<AliasRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<alias::Entity>(db, alias::Column::Id, rows)
        .await
        .during("write aliases")
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Leads {
    To { channel: Uuid, model: String },
    Tagged { tag: String, model: String },
}

#[derive(Serialize, Deserialize)]
struct Otherwise {
    when: FallbackCause,
    model: String,
}

fn read(row: alias::Model) -> Result<AliasRow, StoreError> {
    let reader = Reader {
        table: "alias",
        row: &row.id,
    };
    let targets: Vec<Leads> = reader.json("targets", row.targets)?;
    let targets = targets
        .into_iter()
        .map(|target| match target {
            Leads::To { channel, model } => Target {
                place: Place::Channel(channel),
                model,
            },
            Leads::Tagged { tag, model } => Target {
                place: Place::Tag(tag),
                model,
            },
        })
        .collect();
    let fallbacks: Vec<Otherwise> = reader.json("fallbacks", row.fallbacks)?;
    let fallbacks = fallbacks
        .into_iter()
        .map(|otherwise| Fallback {
            cause: otherwise.when,
            model: otherwise.model,
        })
        .collect();
    Ok(AliasRow {
        id: row.id,
        alias: Alias {
            fallbacks,
            strategy: reader.name_or_null("strategy", row.strategy.as_deref())?,
            targets,
            name: row.name,
        },
        declared: row.declared,
    })
}

fn write(row: AliasRow) -> alias::Model {
    let target = |target: Target| -> Json {
        match target.place {
            Place::Channel(id) => json!({ "channel": id, "model": target.model }),
            Place::Tag(tag) => json!({ "tag": tag, "model": target.model }),
        }
    };
    alias::Model {
        id: row.id,
        name: row.alias.name,
        strategy: row
            .alias
            .strategy
            .map(|strategy| strategy.as_str().to_owned()),
        targets: row.alias.targets.into_iter().map(target).collect(),
        fallbacks: row
            .alias
            .fallbacks
            .into_iter()
            .map(|fallback| json!({ "when": fallback.cause, "model": fallback.model }))
            .collect(),
        declared: row.declared,
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::Strategy;

    use super::*;
    use crate::store::testing::temporary;

    fn row(name: &str, strategy: Option<Strategy>, declared: bool) -> AliasRow {
        let target = |place| Target {
            place,
            model: "gpt-5.4".to_owned(),
        };
        AliasRow {
            id: Uuid::now_v7(),
            alias: Alias {
                name: name.to_owned(),
                strategy,
                targets: vec![
                    target(Place::Channel(Uuid::from_u128(7))),
                    target(Place::Tag("eu".to_owned())),
                ],
                fallbacks: vec![Fallback {
                    cause: FallbackCause::ContextLength,
                    model: "gpt-5.4-long".to_owned(),
                }],
            },
            declared,
        }
    }

    #[actix_rt::test]
    async fn aliases_come_back_as_they_went_in_and_keep_their_ids() {
        let (store, _dir) = temporary().await;
        let made = row("z", None, false);
        save(&store, made.clone()).await.unwrap();
        let first = reconcile(&store, vec![row("a", None, true), row("b", None, true)])
            .await
            .unwrap();
        let second = reconcile(&store, vec![row("a", Some(Strategy::Cheapest), true)])
            .await
            .unwrap();
        assert_eq!(second[0].id, first[0].id);
        assert_eq!(list(&store).await.unwrap(), [second[0].clone(), made]);
    }
}
