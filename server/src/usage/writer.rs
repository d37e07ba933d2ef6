//! One worker's way to the journal: what its requests have to write in the same turn of its event loop is written at once.
//!
//! A write to the journal is a system call under a lock that all workers share; under load a turn serves many requests,
//! and they pay for it together.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use routex_entity::RequestRecord;
use tokio::sync::{Notify, oneshot};

use super::journal::{Journal, JournalError, Prepared};

type Written = Result<(), Arc<JournalError>>;

/// The journal as one worker's requests see it. Not `Send`: made on the worker's thread, where it also writes.
#[derive(Clone)]
pub struct JournalWriter(Rc<Shared>);

struct Shared {
    journal: Journal,
    waiting: RefCell<Vec<Waiting>>,
    work: Notify,
}

struct Waiting {
    entry: Prepared,
    /// Who must not go on before it is written.
    done: Vec<oneshot::Sender<Written>>,
}

impl JournalWriter {
    /// Must be called inside a worker's runtime.
    pub fn new(journal: Journal) -> Self {
        let shared = Rc::new(Shared {
            journal,
            waiting: RefCell::default(),
            work: Notify::new(),
        });
        actix_rt::spawn(write_on(Rc::clone(&shared)));
        Self(shared)
    }

    /// As [`Journal::intent`]; written when this returns.
    pub async fn intent(&self, record: &RequestRecord) -> Written {
        let entry = self.0.journal.prepare_intent(record).map_err(Arc::new)?;
        let (done, written) = oneshot::channel();
        self.0.wait(entry, Some(done));
        // The writer lives as long as the worker, and nothing is sent by a worker that is going down.
        written
            .await
            .unwrap_or_else(|_closed| Err(Arc::new(JournalError::Closed)))
    }

    /// As [`Journal::has_room`].
    pub fn has_room(&self) -> bool {
        self.0.journal.has_room()
    }

    /// As [`Journal::settle`]; written before this thread waits for anything.
    pub fn settle(&self, record: &RequestRecord) -> Result<(), JournalError> {
        let entry = self.0.journal.prepare_settle(record)?;
        self.0.wait(entry, None);
        Ok(())
    }
}

impl Shared {
    fn wait(&self, entry: Prepared, done: Option<oneshot::Sender<Written>>) {
        let mut waiting = self.waiting.borrow_mut();
        match waiting
            .iter_mut()
            .find(|waiting| waiting.entry.id == entry.id)
        {
            // The later state of the same request says all that the earlier did.
            Some(same) => {
                same.entry = entry;
                same.done.extend(done);
            }
            None => waiting.push(Waiting {
                entry,
                done: Vec::from_iter(done),
            }),
        }
        self.work.notify_one();
    }
}

async fn write_on(shared: Rc<Shared>) {
    loop {
        shared.work.notified().await;
        let waiting = shared.waiting.take();
        let (entries, done): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .map(|waiting| (waiting.entry, waiting.done))
            .unzip();
        let written = shared.journal.write(entries).map_err(Arc::new);
        if let Err(error) = &written {
            tracing::error!(%error, "usage is not journalled");
        }
        for done in done.into_iter().flatten() {
            // A client that left waits no more.
            let _ = done.send(written.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;
    use crate::store::testing::record;

    fn journal(bound: u64) -> (Journal, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        (
            Journal::open(&dir.path().join("journal"), bound).unwrap(),
            dir,
        )
    }

    #[actix_rt::test]
    async fn what_is_intended_together_is_all_there() {
        let (journal, _dir) = journal(1 << 30);
        let writer = JournalWriter::new(journal.clone());
        let records: Vec<_> = (0..50).map(|_| record()).collect();

        let written = join_all(records.iter().map(|record| writer.intent(record))).await;

        assert!(written.iter().all(Result::is_ok));
        let found = journal.pending(None, 100).unwrap().entries;
        assert_eq!(found.len(), records.len());
        assert!(found.iter().all(|entry| !entry.settled));
    }

    #[actix_rt::test]
    async fn an_end_in_the_same_turn_overtakes_the_intent() {
        let (journal, _dir) = journal(1 << 30);
        let writer = JournalWriter::new(journal.clone());
        let record = record();

        let intent = writer.intent(&record);
        futures_util::pin_mut!(intent);
        assert!(futures_util::poll!(&mut intent).is_pending());
        writer.settle(&record).unwrap();
        intent.await.unwrap();

        let found = journal.pending(None, 10).unwrap().entries;
        assert_eq!(found.len(), 1);
        assert!(found[0].settled);
    }

    #[actix_rt::test]
    async fn a_full_journal_refuses_at_once() {
        let (journal, _dir) = journal(1);
        let writer = JournalWriter::new(journal);

        let refused = writer.intent(&record()).await.unwrap_err();

        assert!(matches!(*refused, JournalError::Full { .. }));
    }
}
