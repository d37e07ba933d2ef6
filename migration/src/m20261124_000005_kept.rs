//! What Routex keeps of conversations that it translates, sealed and for a time.
//!
//! Rows are large and leave by age or with their client key, so both have an index; the key is a digest and says nothing.

use sea_orm_migration::prelude::*;

use crate::column::{blob, int, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kept = Table::create()
            .table("kept")
            .col(uuid("key").primary_key())
            .col(text("kind"))
            .col(uuid("client_key"))
            .col(int("kept_at_ms"))
            .col(blob("sealed"))
            .take();
        manager.create_table(kept).await?;
        for (name, columns) in [
            ("kept_by_age", &["kind", "kept_at_ms"][..]),
            ("kept_by_client_key", &["client_key"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("kept");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("kept").take()).await
    }
}
