//! Bringing to the database what an earlier life of this process left in the journal.

use routex_entity::{Outcome, RequestRecord};
use uuid::Uuid;

use super::journal::{Entry, Journal};
use crate::store::{self, Store, StoreError};

/// Entries read and written at once.
const PAGE: usize = 512;

/// What a replay found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// Requests that had ended.
    pub settled: usize,
    /// Requests of which the end is not known: they now stand in the log with the outcome `unknown`.
    pub unknown: usize,
    /// Entries that cannot be read. They stay in the journal.
    pub unreadable: usize,
}

/// Writes everything that the journal holds to the database, then forgets it. To be called before the first request is
/// taken: an entry without an end belongs to a request that was cut off. May be interrupted and called again at any
/// point. An entry that the journal cannot give back is reported in the log and does not stop the rest.
///
/// # Errors
/// When the database refuses. What was not written stays in the journal.
pub async fn replay(journal: &Journal, store: &Store) -> Result<ReplayReport, StoreError> {
    let mut report = ReplayReport::default();
    let mut after = None;
    while journal.depth() > 0 {
        let page = match journal.pending(after, PAGE) {
            Ok(page) => page,
            Err(error) => {
                tracing::error!(%error, "stopped replaying the usage journal; the rest stays in it");
                break;
            }
        };
        report.unreadable += page.unreadable;
        let records: Vec<RequestRecord> = page
            .entries
            .into_iter()
            .map(|entry| conclude(entry, &mut report))
            .collect();
        store::request::insert_batch(store, &records).await?;
        let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
        if let Err(error) = journal.forget(&ids) {
            // The next start finds them again and the database has them already.
            tracing::error!(%error, "cannot remove replayed entries from the usage journal");
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if report != ReplayReport::default() {
        let ReplayReport {
            settled,
            unknown,
            unreadable,
        } = report;
        tracing::info!(settled, unknown, unreadable, "replayed the usage journal");
    }
    Ok(report)
}

fn conclude(entry: Entry, report: &mut ReplayReport) -> RequestRecord {
    let mut record = entry.record;
    if entry.settled {
        report.settled += 1;
    } else {
        report.unknown += 1;
        record.outcome = Outcome::Unknown;
        record
            .error
            .get_or_insert_with(|| "routex stopped before the request had ended".to_owned());
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        request::{find, insert_batch},
        testing::{everything, intent, record, temporary},
    };

    #[actix_rt::test]
    async fn what_ended_is_written_as_it_is_and_what_did_not_as_unknown() {
        let (store, dir) = temporary().await;
        let journal = Journal::open(&dir.path().join("journal"), 1 << 30).unwrap();
        let (ended, cut_off) = (record(), record());
        journal.settle(&ended).unwrap();
        journal.intent(&intent(&cut_off)).unwrap();

        let report = replay(&journal, &store).await.unwrap();

        assert_eq!(
            (report.settled, report.unknown, report.unreadable),
            (1, 1, 0)
        );
        assert_eq!(find(&store, ended.id).await.unwrap(), Some(ended));
        let found = find(&store, cut_off.id).await.unwrap().unwrap();
        assert_eq!(found.outcome, Outcome::Unknown);
        assert!(found.error.is_some());
        let outcomes: Vec<_> = found
            .attempts
            .iter()
            .map(|attempt| attempt.outcome)
            .collect();
        assert_eq!(outcomes, [Outcome::RateLimited, Outcome::Unknown]);
        assert_eq!(journal.depth(), 0);
        assert_eq!(
            replay(&journal, &store).await.unwrap(),
            ReplayReport::default()
        );
    }

    #[actix_rt::test]
    async fn what_the_database_has_already_is_not_written_twice() {
        let (store, dir) = temporary().await;
        let journal = Journal::open(&dir.path().join("journal"), 1 << 30).unwrap();
        let records: Vec<_> = (0..PAGE + 100).map(|_| record()).collect();
        for record in &records {
            journal.settle(record).unwrap();
        }
        insert_batch(&store, &records[200..400]).await.unwrap();

        let report = replay(&journal, &store).await.unwrap();

        assert_eq!(report.settled, records.len());
        assert!(everything(&store).await == records);
    }

    #[actix_rt::test]
    async fn a_database_that_refuses_loses_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let store = store::connect("sqlite://routex.db", dir.path())
            .await
            .unwrap();
        let journal = Journal::open(&dir.path().join("journal"), 1 << 30).unwrap();
        journal.settle(&record()).unwrap();

        assert!(
            replay(&journal, &store).await.is_err(),
            "there are no tables yet"
        );
        assert_eq!(journal.depth(), 1);
        store.migrate_up().await.unwrap();
        assert_eq!(replay(&journal, &store).await.unwrap().settled, 1);
    }
}
