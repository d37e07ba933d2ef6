use std::{sync::mpsc, time::Duration};

use actix_rt::Arbiter;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::{
    store::{
        session_pin,
        testing::{everything, lock, make_impatient, record, temporary},
    },
    usage::{actor::testing::Crash, messages::PinRow},
};

struct Ledger {
    handle: UsageHandle,
    journal: Journal,
    store: Store,
    arbiter: Arbiter,
    dir: TempDir,
}

impl Ledger {
    async fn start() -> Self {
        let (store, dir) = temporary().await;
        make_impatient(&store).await;
        let journal = Journal::open(&dir.path().join("journal"), 1 << 30).unwrap();
        let arbiter = Arbiter::new();
        let handle = start(
            &arbiter.handle(),
            journal.clone(),
            store.clone(),
            EventBus::default(),
            History::default(),
        );
        Self {
            handle,
            journal,
            store,
            arbiter,
            dir,
        }
    }

    /// As the proxy does: into the journal, then to the ledger.
    fn report(&self, count: usize) -> Vec<RequestRecord> {
        let records: Vec<_> = (0..count).map(|_| record()).collect();
        for record in &records {
            self.journal.settle(record).unwrap();
            self.handle.record(Box::new(record.clone()));
        }
        records
    }

    async fn holds_exactly(&self, records: &[RequestRecord]) {
        assert!(everything(&self.store).await == records);
        assert_eq!(self.journal.depth(), 0);
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.arbiter.stop();
    }
}

#[actix_rt::test]
async fn what_is_reported_is_in_the_database_after_a_flush() {
    let ledger = Ledger::start().await;
    ledger.handle.flush().await.unwrap();
    let mut records = ledger.report(1300);
    ledger.handle.flush().await.unwrap();
    ledger.holds_exactly(&records).await;

    records.extend(ledger.report(1));
    ledger.handle.flush().await.unwrap();
    ledger.holds_exactly(&records).await;
}

#[actix_rt::test]
async fn without_a_flush_it_is_written_by_age() {
    let ledger = Ledger::start().await;
    ledger.handle.flush().await.unwrap();
    let records = ledger.report(3);
    while ledger.journal.depth() > 0 {
        actix_rt::task::yield_now().await;
    }
    ledger.holds_exactly(&records).await;
}

#[actix_rt::test]
async fn while_the_database_is_locked_records_wait_in_the_journal() {
    let ledger = Ledger::start().await;
    let mut records = ledger.report(10);
    ledger.handle.flush().await.unwrap();

    let other = lock(ledger.dir.path()).await;
    records.extend(ledger.report(700));
    ledger.handle.flush().await.unwrap_err();
    records.extend(ledger.report(5000));
    ledger.handle.flush().await.unwrap_err();
    assert_eq!(ledger.journal.depth(), 5700);
    assert_eq!(everything(&ledger.store).await.len(), 10);

    other.rollback().await.unwrap();
    records.extend(ledger.report(100));
    ledger.handle.flush().await.unwrap();
    ledger.holds_exactly(&records).await;
}

#[actix_rt::test]
async fn what_a_full_mailbox_refuses_is_found_in_the_journal() {
    let ledger = Ledger::start().await;
    ledger.handle.flush().await.unwrap();
    let (release, held) = mpsc::channel::<()>();
    ledger.arbiter.spawn_fn(move || {
        let _released = held.recv();
    });
    let records = ledger.report(6000);
    assert!(ledger.handle.refused() > 0);

    release.send(()).unwrap();
    ledger.handle.flush().await.unwrap();
    ledger.holds_exactly(&records).await;
}

#[actix_rt::test]
async fn a_ledger_that_panics_is_replaced_and_nothing_is_lost() {
    let ledger = Ledger::start().await;
    ledger.handle.flush().await.unwrap();
    let pins = ledger.handle.save_pins_recipient();

    let mut records = ledger.report(40);
    ledger
        .handle
        .current
        .load()
        .as_deref()
        .unwrap()
        .do_send(Crash);
    records.extend(ledger.report(40));
    while ledger.handle.flush().await.is_err() {}
    ledger.holds_exactly(&records).await;

    let pin = PinRow {
        key: "a".to_owned(),
        channel: Uuid::now_v7(),
        credential: Uuid::now_v7(),
        last_used_ms: 1000,
    };
    pins.send(SavePins {
        pins: vec![pin.clone()],
    })
    .await
    .unwrap();
    ledger.handle.flush().await.unwrap();
    let live = session_pin::load_live(&ledger.store, Duration::from_secs(1), 1000);
    assert_eq!(live.await.unwrap(), [pin]);
}

#[actix_rt::test]
async fn pins_survive_an_outage_and_the_newest_wins() {
    let ledger = Ledger::start().await;
    let pins = ledger.handle.save_pins_recipient();
    let pin = |last_used_ms| PinRow {
        key: "a".to_owned(),
        channel: Uuid::from_u128(1),
        credential: Uuid::from_u128(2),
        last_used_ms,
    };
    let other = lock(ledger.dir.path()).await;
    pins.send(SavePins { pins: vec![pin(1)] }).await.unwrap();
    ledger.handle.flush().await.unwrap_err();
    pins.send(SavePins { pins: vec![pin(2)] }).await.unwrap();
    ledger.handle.flush().await.unwrap_err();
    other.rollback().await.unwrap();
    ledger.handle.flush().await.unwrap();

    let live = session_pin::load_live(&ledger.store, Duration::from_secs(1), 2);
    assert_eq!(live.await.unwrap(), [pin(2)]);
}
