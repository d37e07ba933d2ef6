//! Bodies of requests that operators want kept for a time, sealed: a row a request.
//!
//! Rows are large and leave when their time is over, which has an index. Channels and client keys say how long.

use sea_orm_migration::prelude::*;

use crate::column::{blob, int, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bodies = Table::create()
            .table("request_body")
            .col(uuid("request_id").primary_key())
            .col(int("kept_at_ms"))
            .col(int("until_ms"))
            .col(blob("sealed"))
            .take();
        manager.create_table(bodies).await?;
        let mut index = Index::create();
        index
            .name("request_body_by_end")
            .table("request_body")
            .col("until_ms");
        manager.create_index(index).await?;
        for table in ["channel", "client_key"] {
            let mut hours = int("keep_bodies_hours").default(0).take();
            let table = Table::alter().table(table).add_column(&mut hours).take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
