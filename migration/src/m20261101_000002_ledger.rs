//! What happened: requests with their attempts, and where sessions live.
//!
//! These tables take every request's writes, so they carry no index besides the primary key. Both ids are UUID v7:
//! new rows go to the end of the tree, and the log pages by the key itself. An attempt's key begins with its request,
//! which makes the way from a request to its attempts a range of that same tree.

use sea_orm_migration::prelude::*;

use crate::column::{clustered, flag, int, int_null, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [request(), attempt(), session_pin()] {
            manager.create_table(clustered(manager, &mut table)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["session_pin", "attempt", "request"] {
            manager
                .drop_table(Table::drop().table(table).take())
                .await?;
        }
        Ok(())
    }
}

fn request() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("request")
        .col(uuid("id").primary_key())
        .col(int("started_at_ms"))
        .col(text("client_key"))
        .col(text_null("session"))
        .col(text("dialect_in"))
        .col(text_null("dialect_out"))
        .col(text("endpoint"))
        .col(text("model_requested"))
        .col(text_null("model_served"))
        .col(text_null("channel"))
        .col(text_null("credential"))
        .col(int_null("status"))
        .col(text("outcome"))
        .col(flag("stream"))
        .col(flag("usage_partial"))
        .col(int_null("ttft_ms"))
        .col(int("duration_ms"))
        .col(int("overhead_us"))
        .col(text("decision"))
        .col(text_null("error"));
    tokens_and_cost(&mut table);
    table
}

fn attempt() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("attempt")
        .col(uuid("request_id"))
        .col(uuid("id"))
        .col(int("started_at_ms"))
        .col(text("channel"))
        .col(text("credential"))
        .col(text("model_served"))
        .col(int_null("status"))
        .col(text("outcome"))
        .col(int_null("ttft_ms"))
        .col(int("duration_ms"))
        .col(text_null("error"))
        .primary_key(Index::create().col("request_id").col("id"));
    tokens_and_cost(&mut table);
    table
}

fn tokens_and_cost(table: &mut TableCreateStatement) {
    for kind in [
        "input_tokens",
        "cache_read_tokens",
        "cache_write_short_tokens",
        "cache_write_long_tokens",
        "output_tokens",
        "reasoning_tokens",
    ] {
        table.col(int(kind));
    }
    table.col(int_null("cost_nano_usd"));
}

fn session_pin() -> TableCreateStatement {
    Table::create()
        .table("session_pin")
        .col(text("key").primary_key())
        .col(uuid("channel"))
        .col(uuid("credential"))
        .col(int("last_used_ms"))
        .take()
}
