//! Sessions of people whom an OpenID provider vouches for.

use sea_orm_migration::prelude::*;

use super::column::{int, text, text_null, uuid_null};

/// Makes `admin_session` anew: a session may have no user, and then says who signed in and by which rules. Whoever was
/// signed in signs in again.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let old = Table::drop().table("admin_session").take();
        manager.drop_table(old).await?;
        let new = Table::create()
            .table("admin_session")
            .col(text("hash").primary_key())
            .col(uuid_null("user_id"))
            .col(text("csrf_token"))
            .col(int("created_at_ms"))
            .col(int("last_seen_ms"))
            .col(text("address"))
            .col(text_null("oidc_subject"))
            .col(text_null("oidc_name"))
            .col(text_null("oidc_mark"))
            .foreign_key(
                ForeignKey::create()
                    .from("admin_session", "user_id")
                    .to("admin_user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(new).await
    }
}
