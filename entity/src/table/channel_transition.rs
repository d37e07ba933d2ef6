//! Changes of the states of channels and of their credentials.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_transition")]
pub struct Model {
    /// UUID v7: it says when.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    /// `None`: the channel as a whole.
    pub credential_id: Option<Uuid>,
    /// Label of the credential at that time.
    pub credential: Option<String>,
    /// `closed`, `open`, …
    pub state_before: String,
    pub state_after: String,
    /// `breaker_open`, `serving`, …
    pub reason: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
