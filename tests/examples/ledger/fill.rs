//! Writes rows as the ledger does, only without a pause.

use std::{
    path::Path,
    sync::mpsc::sync_channel,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use routex::{
    rollup::Keep,
    store::{self, Store, request, rollup},
};
use routex_entity::api::Settings;

use super::{Failure, figures::Figures, rows::Rows};

/// Rows a batch, as the ledger takes when it has much to do.
const BATCH: usize = 1_000;
const REPORT_EVERY: u64 = 500_000;
/// Batches between two foldings of their sums, and cells a transaction: nobody else waits here.
const FOLD_EVERY: u64 = 20;
const CELLS: u64 = 100_000;

pub async fn run(dir: &Path, rows: u64, days: u64) -> Result<(), Failure> {
    let store = store::connect("sqlite://routex.db", dir).await?;
    store.migrate_up().await?;
    tokio::spawn(store::checkpoint::run(store.clone()));
    let now_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let (made, batches) = sync_channel(4);
    let maker = std::thread::spawn(move || {
        let mut log = Rows::new(now_ms - days * 86_400_000, now_ms, rows);
        loop {
            let batch: Vec<_> = log.by_ref().take(BATCH).collect();
            if batch.is_empty() || made.send(batch).is_err() {
                return;
            }
        }
    });

    let begun = Instant::now();
    let (mut written, mut figures) = (0, Figures::default());
    let (mut inserting, mut folding) = (Duration::ZERO, Duration::ZERO);
    let keep = Keep::at(&Settings::default(), i64::try_from(now_ms)?);
    while let Ok(batch) = batches.recv() {
        let start = Instant::now();
        request::insert_batch(&store, &batch).await?;
        let took = start.elapsed();
        figures.push(took);
        inserting += took;
        written += batch.len() as u64;
        if written % (FOLD_EVERY * BATCH as u64) == 0 {
            folding += fold(&store, &keep).await?;
        }
        if written % REPORT_EVERY == 0 {
            eprintln!("{written} rows, {:.0} s", begun.elapsed().as_secs_f64());
        }
    }
    maker
        .join()
        .map_err(|_panic| "the maker of the rows panicked")?;
    folding += fold(&store, &keep).await?;
    store.close().await?;
    let bytes = std::fs::metadata(dir.join("routex.db"))?.len();
    println!(
        "{written} rows over {days} days in {:.0} s, {:.1} µs of writing a row and {:.1} µs of folding its sums, {:.2} GB\n\n\
         | batches of {BATCH} | p50 ms | p95 ms | p99 ms | max ms |\n| ---: | ---: | ---: | ---: | ---: |\n| {figures} |",
        begun.elapsed().as_secs_f64(),
        inserting.as_secs_f64() * 1e6 / written.max(1) as f64,
        folding.as_secs_f64() * 1e6 / written.max(1) as f64,
        bytes as f64 / 1e9,
    );
    Ok(())
}

async fn fold(store: &Store, keep: &Keep) -> Result<Duration, Failure> {
    let begun = Instant::now();
    while !rollup::fold(store, CELLS, keep).await?.done {}
    Ok(begun.elapsed())
}
