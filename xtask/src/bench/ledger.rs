//! Whether Routex's database holds a row for every request of the load.

use std::{fmt, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::process;

pub struct Ledger {
    answered: u64,
    cut: u64,
    requests: u64,
    attempts: u64,
}

/// Counts in the database of a stopped Routex.
///
/// `answered` requests were answered whole; at most `cut` more were under way when a load ended, and
/// those that had arrived have a row too. A count outside of that is an error.
pub fn count(data: &Path, answered: u64, cut: u64) -> Result<Ledger> {
    let database = data.join("routex.db");
    let ledger = Ledger {
        answered,
        cut,
        requests: rows(&database, "request")?,
        attempts: rows(&database, "attempt")?,
    };
    ensure!(
        (answered..=answered + cut).contains(&ledger.requests),
        "the ledger does not match the load: {ledger}"
    );
    Ok(ledger)
}

fn rows(database: &Path, table: &str) -> Result<u64> {
    let printed = process::output(
        Command::new("sqlite3")
            .arg(database)
            .arg(format!("SELECT count(*) FROM \"{table}\"")),
    )?;
    printed
        .trim()
        .parse()
        .with_context(|| format!("sqlite3 printed no count of {table}: {printed:?}"))
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requests were answered and at most {} cut off at the end of a load; \
             the database has {} request rows and {} attempt rows",
            self.answered, self.cut, self.requests, self.attempts
        )
    }
}
