//! Model names offered to clients that lead elsewhere.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique.
    pub name: String,
    /// Name of a strategy. `None`: the global one.
    pub strategy: Option<String>,
    /// `[{"channel": id, "model": name} | {"tag": name, "model": name}]`, in order of preference.
    pub targets: Json,
    /// `[{"when": cause, "model": name}]`
    pub fallbacks: Json,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
