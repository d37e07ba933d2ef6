//! Everything that is in the database, so that tests can say that nothing changed.

use std::{collections::BTreeMap, path::Path};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// The rows of every table, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, Vec<String>>);

impl Contents {
    pub(super) async fn read(data_dir: &Path) -> Self {
        let database = open(data_dir, "ro").await;
        let tables = texts(
            &database,
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' ORDER BY name",
        );
        let mut contents = BTreeMap::new();
        for table in tables.await {
            let columns = format!(
                "SELECT 'quote(\"' || name || '\")' AS line FROM pragma_table_info('{table}')"
            );
            let columns = texts(&database, &columns).await.join(" || ' ' || ");
            let rows = format!("SELECT {columns} AS line FROM \"{table}\" ORDER BY line");
            let rows = texts(&database, &rows).await;
            contents.insert(table, rows);
        }
        database.close().await.expect("the database closes");
        Self(contents)
    }

    /// Without the tables in which it is no change that a row appears.
    pub fn without(mut self, tables: &[&str]) -> Self {
        self.0.retain(|table, _| !tables.contains(&table.as_str()));
        self
    }

    /// The rows of a table. Fails when there is no such table.
    pub fn rows(&self, table: &str) -> &[String] {
        let rows = self.0.get(table);
        rows.unwrap_or_else(|| panic!("there is no table {table}"))
    }

    /// Tables in whose rows the text is.
    pub fn tables_with<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let tables = self.0.iter();
        let found = tables.filter(move |(_, rows)| rows.iter().any(|row| row.contains(text)));
        found.map(|(table, _)| table.as_str())
    }
}

pub(super) async fn execute(data_dir: &Path, statements: &[&str]) {
    let database = open(data_dir, "rw").await;
    for sql in statements {
        let done = database.execute_unprepared(sql).await;
        let done = done.unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(done.rows_affected() > 0, "{sql} changes nothing");
    }
    database.close().await.expect("the database closes");
}

async fn open(data_dir: &Path, mode: &str) -> DatabaseConnection {
    let file = data_dir.join("routex.db");
    let url = format!("sqlite://{}?mode={mode}", file.display());
    Database::connect(url).await.expect("the database")
}

/// The column `line` of every row.
async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let rows = database.query_all_raw(statement).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter()
        .map(|row| row.try_get("", "line").expect("a text"))
        .collect()
}
