//! What operating Routex needs: who may, what was changed, budgets in several windows, and what was spent of them.

use sea_orm_migration::prelude::*;

use crate::column::{
    blob_null, clustered, flag, int, int_null, json, json_null, text, text_null, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [admin_user(), admin_session(), admin_token()] {
            manager.create_table(table).await?;
        }
        for mut table in [audit_log(), key_spend()] {
            manager.create_table(clustered(manager, &mut table)).await?;
        }
        for (table, column) in added() {
            let change = Table::alter().table(table).add_column(column).take();
            manager.alter_table(change).await?;
        }
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE client_key SET budgets = \
                 '[{\"window\":\"' || budget_window || '\",\"nano_usd\":' || budget_nano_usd || '}]' \
                 WHERE budget_nano_usd > 0 AND budget_window IS NOT NULL",
            )
            .await?;
        manager
            .get_connection()
            .execute_unprepared(SPENT_BEFORE)
            .await?;
        for (table, column) in REPLACED {
            let change = Table::alter().table(table).drop_column(column).take();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}

/// Who may operate Routex.
fn admin_user() -> TableCreateStatement {
    Table::create()
        .table("admin_user")
        .col(uuid("id").primary_key())
        .col(text("username").unique_key())
        .col(text("password_hash"))
        .col(int("password_changed_at_ms"))
        .col(flag("declared"))
        .take()
}

/// Browsers that are signed in.
fn admin_session() -> TableCreateStatement {
    Table::create()
        .table("admin_session")
        .col(text("hash").primary_key())
        .col(uuid("user_id"))
        .col(text("csrf_token"))
        .col(int("created_at_ms"))
        .col(int("last_seen_ms"))
        .col(text("address"))
        .foreign_key(
            ForeignKey::create()
                .from("admin_session", "user_id")
                .to("admin_user", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// Bearer tokens of automation.
fn admin_token() -> TableCreateStatement {
    Table::create()
        .table("admin_token")
        .col(uuid("id").primary_key())
        .col(text("name").unique_key())
        .col(text("hash").unique_key())
        .col(text("prefix"))
        .col(int("created_at_ms"))
        .col(int_null("expires_at_ms"))
        .col(flag("declared"))
        .take()
}

/// Every change that an operator made.
fn audit_log() -> TableCreateStatement {
    Table::create()
        .table("audit_log")
        .col(uuid("id").primary_key())
        .col(int("at_ms"))
        .col(text("actor"))
        .col(text("address"))
        .col(text("action"))
        .col(text("resource"))
        .col(text_null("resource_id"))
        .col(json_null("before"))
        .col(json_null("after"))
        .take()
}

/// What each client key cost, a row a day. Written with the requests it sums up.
fn key_spend() -> TableCreateStatement {
    Table::create()
        .table("key_spend")
        .col(text("client_key"))
        .col(int("day"))
        .col(int("nano_usd"))
        .primary_key(Index::create().col("client_key").col("day"))
        .take()
}

fn added() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("client_key", json("budgets").default("[]").take()),
        ("client_key", json("allowed_ips").default("[]").take()),
        ("client_key", int("queue_ms").default(0).take()),
        ("client_key", flag("allow_unpriced").default(false).take()),
        ("client_key", int_null("created_at_ms")),
        ("channel", blob_null("sealed_headers")),
        ("channel", blob_null("sealed_proxy")),
        ("channel", text_null("tls_ca")),
        ("channel", int("queue_ms").default(0).take()),
        ("credential", flag("enabled").default(true).take()),
        ("credential", int_null("created_at_ms")),
        ("alias", json("fallbacks").default("[]").take()),
    ]
}

/// What the log says that keys cost until now, each request on the day on which it ended, so that no budget begins anew.
/// No request costs more than a million dollars; what says so is held to that, or the sum could overflow.
const SPENT_BEFORE: &str = "INSERT INTO key_spend (client_key, day, nano_usd) \
    SELECT client_key, (started_at_ms + duration_ms) / 86400000 AS day, \
    SUM(MIN(cost_nano_usd, 1000000000000000)) FROM request \
    WHERE client_key <> '' AND cost_nano_usd > 0 GROUP BY client_key, day";

/// Columns whose content lives elsewhere now. Nobody ever wrote the two of `channel`.
const REPLACED: [(&str, &str); 4] = [
    ("client_key", "budget_nano_usd"),
    ("client_key", "budget_window"),
    ("channel", "headers"),
    ("channel", "proxy"),
];
