//! A part of the log, by its key.

use routex_entity::table::request;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::{
    Store,
    error::{During, StoreError},
};

#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    /// Inclusive.
    pub from: Option<Uuid>,
    /// Exclusive.
    pub before: Option<Uuid>,
}

impl Range {
    /// What both have.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            // Nothing is before all that is given.
            from: self.from.max(other.from),
            before: [self.before, other.before].into_iter().flatten().min(),
        }
    }

    /// The newest that match, at most `limit`.
    pub(super) async fn read(
        self,
        store: &Store,
        matching: Condition,
        limit: u64,
    ) -> Result<Vec<request::Model>, StoreError> {
        request::Entity::find()
            .filter(self.condition().add(matching))
            .order_by_desc(request::Column::Id)
            .limit(limit)
            .all(store.reader())
            .await
            .during("read the request log")
    }

    fn condition(self) -> Condition {
        use request::Column::Id;
        Condition::all()
            .add_option(self.before.map(|id| Id.lt(id)))
            .add_option(self.from.map(|id| Id.gte(id)))
    }
}
