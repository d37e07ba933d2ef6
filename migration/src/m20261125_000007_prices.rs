//! Prices of their own for channels, and what attempts were charged for beside plain tokens.

use sea_orm_migration::prelude::*;

use super::column::{int, int_null, text_null};

/// Adds `channel.price_multiplier`, `channel.price_per_request_nano_usd` and `attempt.extras`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut multiplier = int("price_multiplier").default(1_000_000).take();
        let mut per_request = int_null("price_per_request_nano_usd");
        let mut extras = text_null("extras");
        for (table, column) in [
            ("channel", &mut multiplier),
            ("channel", &mut per_request),
            ("attempt", &mut extras),
        ] {
            let table = Table::alter().table(table).add_column(column).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
