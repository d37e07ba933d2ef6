//! A ledger as large as one becomes in years, made by the store that serves it, and cleaned beside somebody who writes.
//! `cargo xtask ledger` builds and runs it.

mod clean;
mod figures;
mod fill;
mod holds;
mod rows;

use std::{path::Path, process::ExitCode};

const USAGE: &str = "usage: ledger fill DIR ROWS DAYS | ledger clean DIR ROWS";

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &[&str]) -> Result<(), Failure> {
    match words {
        ["fill", dir, rows, days] => fill::run(Path::new(dir), rows.parse()?, days.parse()?).await,
        ["clean", dir, rows] => clean::run(Path::new(dir), rows.parse()?).await,
        _ => Err(USAGE.into()),
    }
}
