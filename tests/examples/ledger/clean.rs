//! Removes the oldest rows as the server does, beside somebody who writes, and tells what the writer noticed.

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use routex::{
    retention, rollup,
    store::{self, Store, request},
};
use routex_entity::api::Settings;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tokio::{sync::watch, time::sleep};

use super::{Failure, figures::Figures, holds::Holds, rows::Rows};

/// What the writer writes, and how often.
const BATCH: usize = 50;
const EVERY: Duration = Duration::from_millis(20);
/// How long it writes alone, for comparison.
const ALONE: Duration = Duration::from_secs(20);
const DAY_MS: u64 = 86_400_000;

pub async fn run(dir: &Path, rows: u64) -> Result<(), Failure> {
    let holds = Holds::listen()?;
    let looker = Database::connect(format!("sqlite://{}/routex.db", dir.display())).await?;
    let before = count(&looker, "SELECT count(*) FROM request").await?;
    let now_ms = now_ms()?;
    let days = days(&looker, rows, now_ms).await?;
    let store = store::connect("sqlite://routex.db", dir).await?;
    tokio::spawn(store::checkpoint::run(store.clone()));
    let mut writer = Writer {
        store: store.clone(),
        rows: Rows::new(now_ms, now_ms + DAY_MS, 86_400_000),
        longest_log: 0,
    };

    let (sums, unchanged) = watch::channel(Settings::default());
    tokio::spawn(rollup::run(store.clone(), unchanged));
    let begun = Instant::now();
    let alone = writer
        .write_until(dir, async |_| begun.elapsed() > ALONE)
        .await?;

    let settings = Settings {
        request_retention_days: u32::try_from(days)?,
        ..Settings::default()
    };
    let (keep, settings) = watch::channel(settings);
    tokio::spawn(retention::run(store.clone(), settings));
    let begun = Instant::now();
    let end = now_ms - days * DAY_MS;
    let old =
        format!("SELECT count(*) FROM (SELECT 1 FROM request WHERE id < x'{end:012x}' LIMIT 1)");
    let mut looked = Instant::now();
    let beside = writer
        .write_until(dir, async |_| {
            if looked.elapsed() < Duration::from_millis(500) {
                return false;
            }
            looked = Instant::now();
            matches!(count(&looker, &old).await, Ok(0) | Err(_))
        })
        .await?;
    let took = begun.elapsed();
    drop((keep, sums));
    let written = (alone.1 + beside.1) * BATCH as u64;
    let removed = before + written - count(&looker, "SELECT count(*) FROM request").await?;
    looker.close().await?;
    store.close().await?;
    println!(
        "{removed} requests removed in {:.0} s; the write-ahead log was {:.0} MB at most\n\n\
         | a batch of {BATCH} every {} ms | batches | p50 ms | p95 ms | p99 ms | max ms |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |\n| alone | {} |\n| beside the clean-up | {} |\n\
         | transactions of the clean-up, each keeps writers waiting | {} |",
        took.as_secs_f64(),
        writer.longest_log as f64 / 1e6,
        EVERY.as_millis(),
        alone.0,
        beside.0,
        holds.row(),
    );
    Ok(())
}

struct Writer {
    store: Store,
    rows: Rows,
    longest_log: u64,
}

impl Writer {
    async fn write_until(
        &mut self,
        dir: &Path,
        mut done: impl AsyncFnMut(u64) -> bool,
    ) -> Result<(Figures, u64), Failure> {
        let (mut figures, mut batches) = (Figures::default(), 0);
        while !done(batches).await {
            let batch: Vec<_> = self.rows.by_ref().take(BATCH).collect();
            let begun = Instant::now();
            request::insert_batch(&self.store, &batch).await?;
            let took = begun.elapsed();
            figures.push(took);
            batches += 1;
            let log = std::fs::metadata(dir.join("routex.db-wal"));
            self.longest_log = self.longest_log.max(log.map_or(0, |log| log.len()));
            sleep(EVERY.saturating_sub(took)).await;
        }
        Ok((figures, batches))
    }
}

/// The retention, in whole days, that removes about so many rows.
async fn days(looker: &DatabaseConnection, rows: u64, now_ms: u64) -> Result<u64, Failure> {
    let at = format!("SELECT started_at_ms FROM request ORDER BY id LIMIT 1 OFFSET {rows}");
    let at_ms = count(looker, &at).await?;
    Ok((now_ms.saturating_sub(at_ms) / DAY_MS).max(1))
}

async fn count(looker: &DatabaseConnection, sql: &str) -> Result<u64, Failure> {
    let statement = Statement::from_string(looker.get_database_backend(), sql);
    let row = looker
        .query_one_raw(statement)
        .await?
        .ok_or("there are not as many rows")?;
    Ok(u64::try_from(row.try_get_by_index::<i64>(0)?)?)
}

fn now_ms() -> Result<u64, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(u64::try_from(now.as_millis())?)
}
