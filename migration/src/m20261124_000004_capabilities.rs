//! Channels keep what the operator corrected of what their models can do.

use sea_orm_migration::prelude::*;

use super::column::json;

/// Adds `channel.capabilities`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut corrected = json("capabilities").default("{}").take();
        let table = Table::alter()
            .table("channel")
            .add_column(&mut corrected)
            .take();
        manager.alter_table(table).await
    }
}
