//! Helpers for writing columns, shared by the steps. They only ever gain functions: a released step must keep its meaning.

use sea_orm_migration::prelude::*;

/// 16 bytes, not null: a UUID stored as it is, which sorts by time for version 7.
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).binary_len(16).not_null().take()
}

/// A UUID as 16 bytes, or null.
pub fn uuid_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).binary_len(16).take()
}

/// Text, not null.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// Text or null.
pub fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// 64-bit integer, not null.
pub fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// 64-bit integer or null.
pub fn int_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().take()
}

/// Boolean, not null.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// JSON, not null.
pub fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json().not_null().take()
}

/// JSON or null.
pub fn json_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json().take()
}

/// Bytes of any length, not null.
pub fn blob(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

/// Bytes of any length or null.
pub fn blob_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().take()
}

/// On SQLite, keeps the rows in the primary key's own tree: one tree to write and to read instead of two. Other
/// databases have no such words.
pub fn clustered(
    manager: &SchemaManager<'_>,
    table: &mut TableCreateStatement,
) -> TableCreateStatement {
    if manager.get_database_backend() == sea_orm::DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table.take()
}
