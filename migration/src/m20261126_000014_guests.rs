//! Sessions of people whom an OpenID provider vouches for.

use sea_orm_migration::prelude::*;

use super::column::text_null;

/// Adds to `admin_session` who signed in where no user stands for them, and by which rules.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in ["oidc_subject", "oidc_name", "oidc_mark"].map(text_null) {
            let table = Table::alter()
                .table("admin_session")
                .add_column(&mut column)
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
