//! What an operator sets up: channels with their credentials, aliases, client keys, settings.

use sea_orm_migration::prelude::*;

use crate::column::{blob_null, flag, int, int_null, json, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [channel(), credential(), alias(), client_key(), setting()] {
            manager.create_table(table).await?;
        }
        manager.create_index(credential_identity()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["setting", "client_key", "alias", "credential", "channel"] {
            manager
                .drop_table(Table::drop().table(table).take())
                .await?;
        }
        Ok(())
    }
}

fn channel() -> TableCreateStatement {
    Table::create()
        .table("channel")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text("provider"))
        .col(json("endpoints"))
        .col(json("models"))
        .col(json("model_map"))
        .col(int("priority"))
        .col(int("weight"))
        .col(flag("enabled"))
        .col(json("tags"))
        .col(int("max_concurrency"))
        .col(int("rpm"))
        .col(int("tpm"))
        .col(int_null("first_byte_timeout_ms"))
        .col(flag("allow_private_network"))
        .col(json("headers"))
        .col(text_null("proxy"))
        .col(flag("declared"))
        .take()
}

fn credential() -> TableCreateStatement {
    Table::create()
        .table("credential")
        .col(uuid("id").primary_key())
        .col(uuid("channel_id"))
        .col(text("label"))
        .col(text("fingerprint"))
        .col(blob_null("sealed_secret"))
        .col(flag("declared"))
        .foreign_key(
            ForeignKey::create()
                .from("credential", "channel_id")
                .to("channel", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// Also serves to find a channel's credentials.
fn credential_identity() -> IndexCreateStatement {
    Index::create()
        .name("credential_identity")
        .table("credential")
        .col("channel_id")
        .col("fingerprint")
        .unique()
        .take()
}

fn alias() -> TableCreateStatement {
    Table::create()
        .table("alias")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text_null("strategy"))
        .col(json("targets"))
        .col(flag("declared"))
        .take()
}

fn client_key() -> TableCreateStatement {
    Table::create()
        .table("client_key")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text("hash").unique_key())
        .col(text("prefix"))
        .col(json("models"))
        .col(json("tags"))
        .col(int("rpm"))
        .col(int("tpm"))
        .col(int("max_concurrency"))
        .col(int("budget_nano_usd"))
        .col(text_null("budget_window"))
        .col(int_null("expires_at_ms"))
        .col(flag("enabled"))
        .col(flag("declared"))
        .take()
}

fn setting() -> TableCreateStatement {
    Table::create()
        .table("setting")
        .col(text("name").primary_key())
        .col(json("value"))
        .take()
}
