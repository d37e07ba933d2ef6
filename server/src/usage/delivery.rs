//! One writing of the ledger: what it is, how it is done, what became of it.

use routex_entity::RequestRecord;
use uuid::Uuid;

use super::{journal::Journal, messages::PinRow};
use crate::{
    channel::Transition,
    store::{self, Store},
};

/// What to write.
pub(super) enum Task {
    /// Records from memory.
    Records(Vec<RequestRecord>),
    Pins(Vec<PinRow>),
    /// How channels fared.
    History(Vec<Transition>),
    /// The next settled records that the journal holds.
    Sweep {
        after: Option<Uuid>,
        limit: usize,
    },
}

/// What became of it; an error says what hindered it.
pub(super) enum Done {
    Records(Result<(), String>),
    Pins(Vec<PinRow>, Result<(), String>),
    /// Up to this one.
    History(Option<Uuid>, Result<(), String>),
    /// Where the sweep goes on. `None`: it is through.
    Sweep(Result<Option<Uuid>, String>),
}

impl Task {
    pub(super) async fn perform(self, journal: Journal, store: Store) -> Done {
        match self {
            Self::Records(records) => Done::Records(deliver(&records, &journal, &store).await),
            Self::Pins(pins) => {
                let result = store::session_pin::upsert_batch(&store, &pins).await;
                Done::Pins(pins, result.map_err(|error| error.to_string()))
            }
            Self::History(transitions) => {
                let last = transitions.last().map(|last| last.id);
                let result = store::channel_transition::insert(&store, &transitions).await;
                Done::History(last, result.map_err(|error| error.to_string()))
            }
            Self::Sweep { after, limit } => {
                Done::Sweep(sweep(after, limit, &journal, &store).await)
            }
        }
    }
}

async fn sweep(
    after: Option<Uuid>,
    limit: usize,
    journal: &Journal,
    store: &Store,
) -> Result<Option<Uuid>, String> {
    let page = journal
        .settled(after, limit)
        .map_err(|error| error.to_string())?;
    let records: Vec<RequestRecord> = page.entries.into_iter().map(|entry| entry.record).collect();
    deliver(&records, journal, store).await?;
    Ok(page.next)
}

/// The journal forgets only what the database has.
async fn deliver(
    records: &[RequestRecord],
    journal: &Journal,
    store: &Store,
) -> Result<(), String> {
    store::request::insert_batch(store, records)
        .await
        .map_err(|error| error.to_string())?;
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    journal.forget(&ids).map_err(|error| error.to_string())
}
