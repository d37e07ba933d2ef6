//! Sums over requests.
//!
//! The key of a sum ends with its time, so that a chart reads one stretch for each of its lines. The ledger does not write
//! there but appends parcels, which are folded in later. Requests that are in the log already are counted little by little
//! while Routex runs: `usage_backlog` has one row as long as that goes on.

use sea_orm_migration::prelude::*;

use crate::column::{blob, clustered, int, text, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

const COUNT_WHAT_IS_THERE: &str = "INSERT INTO usage_backlog (counted, last) \
    SELECT X'00000000000000000000000000000000', id FROM request ORDER BY id DESC LIMIT 1";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [rollup(), parcel(), backlog()] {
            manager.create_table(clustered(manager, &mut table)).await?;
        }
        let database = manager.get_connection();
        database.execute_unprepared(COUNT_WHAT_IS_THERE).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["usage_backlog", "usage_parcel", "usage_rollup"] {
            manager
                .drop_table(Table::drop().table(table).take())
                .await?;
        }
        Ok(())
    }
}

fn rollup() -> TableCreateStatement {
    let key = [
        "grain",
        "slice",
        "channel",
        "model",
        "client_key",
        "start_ms",
    ];
    let mut primary = Index::create();
    for column in key {
        primary.col(column);
    }
    Table::create()
        .table("usage_rollup")
        .col(int("grain"))
        .col(int("slice"))
        .col(text("channel"))
        .col(text("model"))
        .col(text("client_key"))
        .col(int("start_ms"))
        .col(blob("cell"))
        .primary_key(&mut primary)
        .take()
}

fn parcel() -> TableCreateStatement {
    Table::create()
        .table("usage_parcel")
        .col(uuid("id").primary_key())
        .col(int("cells"))
        .col(blob("body"))
        .take()
}

/// Requests behind `counted` up to `last` are in the log and not in the sums.
fn backlog() -> TableCreateStatement {
    Table::create()
        .table("usage_backlog")
        .col(uuid("last").primary_key())
        .col(uuid("counted"))
        .take()
}
