//! Messages about alerts, on their way to targets.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_delivery")]
pub struct Model {
    /// UUID v7; receivers know the message by it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub alert_id: Uuid,
    pub target_id: Uuid,
    /// Name of the target when the message was made.
    pub target: String,
    /// `firing`, `reminder` or `resolved`.
    pub event: String,
    /// What is told.
    pub message: Json,
    /// `pending`, `delivered` or `given_up`.
    pub state: String,
    pub attempts: i64,
    pub created_at_ms: i64,
    /// When it is tried next.
    pub due_at_ms: i64,
    /// `None`: it is not over.
    pub finished_at_ms: Option<i64>,
    /// HTTP status of the last answer.
    pub status: Option<i64>,
    /// What went wrong last, without secrets.
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
