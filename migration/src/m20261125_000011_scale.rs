//! Where in the log a value occurs, so that a filter need not read all of it.
//!
//! The log keeps no index: each would cost every request a write to a place of its own. Instead there is one note for each
//! span of time and each value that a request in it has, however many have it. A span is 2^18 milliseconds, about four minutes,
//! of the clock in the request's id. The index by span is for removing what is old.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::column::{clustered, int, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create()
            .table("request_span")
            .col(int("field"))
            .col(text("value"))
            .col(int("span"))
            .primary_key(Index::create().col("field").col("value").col("span"))
            .take();
        manager.create_table(clustered(manager, &mut table)).await?;
        let by_age = Index::create()
            .name("request_span_by_age")
            .table("request_span")
            .col("span")
            .take();
        manager.create_index(by_age).await?;
        // Other databases have no log yet.
        if manager.get_database_backend() == DbBackend::Sqlite {
            for (field, value) in FIELDS {
                let sql = note(field, value);
                manager.get_connection().execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::drop().table("request_span").take();
        manager.drop_table(table).await
    }
}

/// What can be filtered by, with the number that notes know it by. Both names of a model are the same to a filter.
const FIELDS: [(u8, &str); 7] = [
    (1, "channel"),
    (2, "model_requested"),
    (2, "model_served"),
    (3, "client_key"),
    (4, "CAST(status AS TEXT)"),
    (5, "outcome"),
    (6, "session"),
];

/// Notes for the requests that are in the log.
fn note(field: u8, value: &str) -> String {
    let span = span();
    format!(
        "INSERT INTO request_span (field, value, span) \
         SELECT DISTINCT {field}, {value}, {span} FROM request WHERE {value} IS NOT NULL \
         ON CONFLICT DO NOTHING"
    )
}

/// The first 48 bits of the id are milliseconds; SQLite reads a number from hexadecimal digits only one by one.
/// Eight digits are the milliseconds without their last 16 bits.
fn span() -> String {
    let digits = (1..=8).map(|place| {
        let weight = 1_u64 << (4 * (8 - place));
        format!(
            "(instr('0123456789ABCDEF', substr(hex(substr(id, 1, 4)), {place}, 1)) - 1) * {weight}"
        )
    });
    format!("(({}) / 4)", digits.collect::<Vec<_>>().join(" + "))
}
