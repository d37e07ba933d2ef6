//! Alerts, those that last and those that are over.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    /// UUID v7 of its beginning.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub severity: String,
    /// `AlertSubject` of the API.
    pub subject: Json,
    pub since_ms: i64,
    /// `None`: it lasts.
    pub resolved_at_ms: Option<i64>,
    /// When a message about it was last made.
    pub told_at_ms: i64,
    /// As of that message.
    pub details: Json,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
