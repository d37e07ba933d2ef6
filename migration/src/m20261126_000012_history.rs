//! How channels have been doing: a row a change of state. An id says when.
//!
//! Rows are few next to those of requests, so they may have indexes: one to read a channel's history, one to find what was
//! last known of a credential.

use sea_orm_migration::prelude::*;

use crate::column::{clustered, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create()
            .table("channel_transition")
            .col(uuid("id").primary_key())
            .col(uuid("channel_id"))
            .col(uuid_null("credential_id"))
            .col(text_null("credential"))
            .col(text("state_before"))
            .col(text("state_after"))
            .col(text("reason"))
            .foreign_key(
                ForeignKey::create()
                    .from("channel_transition", "channel_id")
                    .to("channel", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(clustered(manager, &mut table)).await?;
        for (name, column) in [
            ("channel_transition_by_channel", "channel_id"),
            ("channel_transition_by_credential", "credential_id"),
        ] {
            let index = Index::create()
                .name(name)
                .table("channel_transition")
                .col(column)
                .col("id")
                .take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::drop().table("channel_transition").take();
        manager.drop_table(table).await
    }
}
