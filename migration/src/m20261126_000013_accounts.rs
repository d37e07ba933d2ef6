//! Credentials that are no keys: what each is made of, the tokens it holds, who gives them, and sign-ins on their way.
//!
//! Tokens have a table of their own, so that an operator who edits a credential never writes back one that was
//! refreshed meanwhile.

use sea_orm_migration::prelude::*;

use crate::column::{blob, blob_null, flag, int, int_null, json, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut kind = text("kind");
        let kind = kind.default("api_key");
        let credential = Table::alter().table("credential").add_column(kind).take();
        manager.alter_table(credential).await?;
        for table in [token_grant(), oauth_provider(), oauth_flow()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["oauth_flow", "oauth_provider", "token_grant"] {
            manager
                .drop_table(Table::drop().table(table).take())
                .await?;
        }
        let credential = Table::alter()
            .table("credential")
            .drop_column("kind")
            .take();
        manager.alter_table(credential).await
    }
}

fn token_grant() -> TableCreateStatement {
    Table::create()
        .table("token_grant")
        .col(uuid("credential_id").primary_key())
        .col(uuid_null("provider_id"))
        .col(int("version"))
        .col(int("sign_ins"))
        .col(blob_null("sealed_tokens"))
        .col(int_null("obtained_at_ms"))
        .col(int_null("expires_at_ms"))
        .col(text_null("account"))
        .col(flag("needs_sign_in"))
        .col(text_null("last_error"))
        .foreign_key(
            ForeignKey::create()
                .from("token_grant", "credential_id")
                .to("credential", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn oauth_provider() -> TableCreateStatement {
    Table::create()
        .table("oauth_provider")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text("preset"))
        .col(json("settings"))
        .col(blob_null("sealed_client_secret"))
        .col(flag("declared"))
        .take()
}

/// A sign-in belongs to the caller who began it, and is gone when it is used.
fn oauth_flow() -> TableCreateStatement {
    Table::create()
        .table("oauth_flow")
        .col(uuid("id").primary_key())
        .col(text("state_hash").unique_key())
        .col(text("caller"))
        .col(uuid("provider_id"))
        .col(uuid("channel_id"))
        .col(uuid_null("credential_id"))
        .col(blob("sealed"))
        .col(int("expires_at_ms"))
        .foreign_key(
            ForeignKey::create()
                .from("oauth_flow", "channel_id")
                .to("channel", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}
