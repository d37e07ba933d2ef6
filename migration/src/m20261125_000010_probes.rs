//! Channels say how they are asked for their health, apart from requests.

use sea_orm_migration::prelude::*;

use super::column::{int, text, text_null};

/// Adds `channel.probe` and what belongs to it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [
            text("probe").default("off").take(),
            int("probe_interval_seconds").default(60).take(),
            text_null("probe_model"),
        ] {
            let table = Table::alter()
                .table("channel")
                .add_column(&mut column)
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
