//! Alerts, whom they are told, and the messages on their way: an outbox that survives a crash.

use sea_orm_migration::prelude::*;

use crate::column::{blob_null, flag, int, int_null, json, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [alert_target(), alert(), alert_delivery()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("alert_by_end", "alert", "resolved_at_ms"),
            ("alert_delivery_by_alert", "alert_delivery", "alert_id"),
            ("alert_delivery_by_state", "alert_delivery", "state"),
        ] {
            let index = Index::create().name(name).table(table).col(column).take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["alert_delivery", "alert", "alert_target"] {
            manager
                .drop_table(Table::drop().table(table).take())
                .await?;
        }
        Ok(())
    }
}

fn alert_target() -> TableCreateStatement {
    Table::create()
        .table("alert_target")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text("kind"))
        .col(text("origin"))
        .col(flag("has_secret"))
        .col(flag("has_proxy"))
        .col(blob_null("sealed"))
        .col(text_null("chat_id"))
        .col(flag("allow_private_network"))
        .col(text("language"))
        .col(text("min_severity"))
        .col(json("kinds"))
        .col(flag("enabled"))
        .col(flag("declared"))
        .take()
}

fn alert() -> TableCreateStatement {
    Table::create()
        .table("alert")
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(text("severity"))
        .col(json("subject"))
        .col(int("since_ms"))
        .col(int_null("resolved_at_ms"))
        .col(int("told_at_ms"))
        .col(json("details"))
        .take()
}

/// Targets may go before the messages that were sent to them, so nothing refers to them.
fn alert_delivery() -> TableCreateStatement {
    Table::create()
        .table("alert_delivery")
        .col(uuid("id").primary_key())
        .col(uuid("alert_id"))
        .col(uuid("target_id"))
        .col(text("target"))
        .col(text("event"))
        .col(json("message"))
        .col(text("state"))
        .col(int("attempts"))
        .col(int("created_at_ms"))
        .col(int("due_at_ms"))
        .col(int_null("finished_at_ms"))
        .col(int_null("status"))
        .col(text_null("error"))
        .foreign_key(
            ForeignKey::create()
                .from("alert_delivery", "alert_id")
                .to("alert", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
