//! Settings: what an operator tunes while Routex runs, as named JSON values.

use std::collections::BTreeMap;

use routex_entity::table::setting;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::Value;

use super::{
    Change, Store,
    error::{During, StoreError},
};

/// Every setting by its name.
pub async fn all(store: &Store) -> Result<BTreeMap<String, Value>, StoreError> {
    let rows = setting::Entity::find()
        .all(store.reader())
        .await
        .during("read the settings")?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// One setting. `None`: never set.
pub async fn get(store: &Store, name: &str) -> Result<Option<Value>, StoreError> {
    let row = setting::Entity::find_by_id(name)
        .one(store.reader())
        .await
        .during("read a setting")?;
    Ok(row.map(|row| row.value))
}

/// Sets one setting.
pub async fn set(store: &Store, name: &str, value: Value) -> Result<(), StoreError> {
    write(store.writer(), name, value).await
}

/// Sets one setting, as part of a change.
pub async fn put(change: &Change, name: &str, value: Value) -> Result<(), StoreError> {
    write(&change.transaction, name, value).await
}

/// Forgets one setting.
pub async fn delete(change: &Change, name: &str) -> Result<(), StoreError> {
    setting::Entity::delete_by_id(name)
        .exec(&change.transaction)
        .await
        .during("remove a setting")?;
    Ok(())
}

async fn write(
    connection: &impl ConnectionTrait,
    name: &str,
    value: Value,
) -> Result<(), StoreError> {
    let row = setting::Model {
        name: name.to_owned(),
        value,
    };
    let update = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row.into_active_model())
        .on_conflict(update)
        .exec_without_returning(connection)
        .await
        .during("write a setting")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::testing::temporary;

    #[actix_rt::test]
    async fn the_last_value_counts() {
        let (store, _dir) = temporary().await;
        assert_eq!(get(&store, "routing").await.unwrap(), None);
        set(&store, "routing", json!({ "strategy": "fastest" }))
            .await
            .unwrap();
        set(&store, "routing", json!({ "strategy": "weighted" }))
            .await
            .unwrap();
        set(&store, "prices", json!([])).await.unwrap();

        let routing = json!({ "strategy": "weighted" });
        assert_eq!(get(&store, "routing").await.unwrap(), Some(routing.clone()));
        let expected = [
            ("prices".to_owned(), json!([])),
            ("routing".to_owned(), routing),
        ];
        assert_eq!(all(&store).await.unwrap(), BTreeMap::from(expected));
    }
}
