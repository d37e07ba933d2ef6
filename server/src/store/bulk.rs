//! Many rows in few statements.
//!
//! A row at a time costs a round trip to the connection's thread each; one huge statement costs a compilation for every
//! new size. Rows therefore go in blocks of a few fixed sizes, whose statements the connection keeps compiled.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};

/// Rows a statement, largest first. The largest times the widest table stays far below SQLite's 32766 variables.
const BLOCKS: [usize; 3] = [64, 8, 1];

/// The prepared text of inserts into one table.
pub(super) struct BulkInsert {
    columns: usize,
    statements: [String; BLOCKS.len()],
}

impl BulkInsert {
    /// `conflict`: what follows `ON CONFLICT`.
    pub(super) fn new(table: &str, columns: &[&str], conflict: &str) -> Self {
        let names = columns
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        let statements = BLOCKS.map(|rows| {
            let rows = vec![row.as_str(); rows].join(", ");
            format!("INSERT INTO \"{table}\" ({names}) VALUES {rows} ON CONFLICT {conflict}")
        });
        Self {
            columns: columns.len(),
            statements,
        }
    }

    /// Inserts the rows whose cells are given one row after the other, in the order of the columns.
    pub(super) async fn run(
        &self,
        transaction: &DatabaseTransaction,
        cells: Vec<Value>,
    ) -> Result<(), DbErr> {
        let backend = transaction.get_database_backend();
        let mut left = cells.len() / self.columns;
        let mut cells = cells.into_iter();
        for (rows, sql) in BLOCKS.into_iter().zip(&self.statements) {
            while left >= rows {
                let block = cells.by_ref().take(rows * self.columns);
                let statement = Statement::from_sql_and_values(backend, sql, block);
                transaction.execute_raw(statement).await?;
                left -= rows;
            }
        }
        Ok(())
    }
}
