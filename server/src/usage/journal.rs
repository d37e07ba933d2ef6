//! The journal: what was sent is on record before it is sent.
//!
//! An intent is written before each attempt, the settled record when the request has ended; both under the request's id,
//! so the later overwrites the earlier. The ledger removes an entry once the database has it, and whatever is found at
//! start is brought to the database first.
//!
//! Durability: when `intent` or `settle` returns, the entry has been given to the operating system, so it survives the end
//! of the process at any instant (`kill -9`, out of memory, a panic). A power failure or a crash of the operating system
//! may cost what was written since the last [`Journal::sync`], which the ledger calls every second.
//!
//! The store underneath is fjall, a log-structured tree with a write-ahead log. A write is an append to that log and an
//! insert into a table in memory.

mod contents;
mod entry;
mod open;
#[cfg(test)]
mod tests;

use std::{
    fs::{self, OpenOptions},
    io,
    ops::Bound,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use fjall::PersistMode;
use routex_entity::RequestRecord;
use uuid::Uuid;

use contents::Contents;
use entry::State;

/// The open journal. Cheap to clone; all clones are the same journal.
#[derive(Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    max_bytes: u64,
    database: fjall::Database,
    entries: fjall::Keyspace,
    contents: Mutex<Contents>,
    unsynced: AtomicBool,
}

/// Something the journal remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub record: RequestRecord,
    /// The request had ended. Otherwise its last attempt was sent, or about to be, and the end is unknown.
    pub settled: bool,
}

/// Some of the entries, oldest first.
#[derive(Debug, Default)]
pub struct Pending {
    pub entries: Vec<Entry>,
    /// Entries that were passed over because they cannot be read. They stay in the journal.
    pub unreadable: usize,
    /// Where to go on. `None`: that was all.
    pub next: Option<Uuid>,
}

/// An entry that has its room and still must be written.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) id: Uuid,
    value: Vec<u8>,
}

/// A record with an attempt or two.
const USUAL_BYTES: u64 = 1024;

/// Why the journal did not do as told.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The documented answer is to refuse the request with 503.
    #[error(
        "the usage journal is full ({max_bytes} bytes wait for the database); see to the database, or raise the bound"
    )]
    Full { max_bytes: u64 },
    #[error("the usage journal {folder} is in use by another process; only one Routex may use a data directory", folder = folder.display())]
    Locked { folder: PathBuf },
    #[error("cannot open the usage journal {folder}: {reason}", folder = folder.display())]
    Open { folder: PathBuf, reason: String },
    /// The disk failed or is full. The journal takes nothing more until Routex is started again.
    #[error("cannot write the usage journal: {0}; see to the disk, then restart Routex")]
    Write(fjall::Error),
    #[error("cannot read the usage journal: {0}")]
    Read(fjall::Error),
    #[error("cannot encode a record for the usage journal: {0}")]
    Encode(rmp_serde::encode::Error),
    #[error("the usage journal is closed: Routex is stopping")]
    Closed,
    #[error("cannot bring the usage journal to the disk: {0}")]
    Sync(io::Error),
}

impl Journal {
    /// Opens the journal in a folder of its own, making it when it is missing. At `max_bytes` of records that wait for
    /// the database, new requests are refused; on disk it may be some 200 MB more. A journal that is damaged beyond use is
    /// put aside under another name, reported, and a new one begun.
    pub fn open(dir: &Path, max_bytes: u64) -> Result<Self, JournalError> {
        let opened = open::open(dir)?;
        Ok(Self {
            inner: Arc::new(Inner {
                folder: dir.to_owned(),
                max_bytes,
                database: opened.database,
                entries: opened.entries,
                contents: Mutex::new(opened.contents),
                unsynced: AtomicBool::new(false),
            }),
        })
    }

    /// Notes that the last attempt of the record is about to be sent. Its outcome should be `unknown`. Microseconds.
    ///
    /// # Errors
    /// `Full` for a request that the journal does not know yet. Then nothing may be sent.
    pub fn intent(&self, record: &RequestRecord) -> Result<(), JournalError> {
        self.write([self.prepare_intent(record)?])
    }

    /// Notes how the request ended. Microseconds.
    ///
    /// # Errors
    /// `Full` only for a request of which nothing was sent and no intent is known.
    pub fn settle(&self, record: &RequestRecord) -> Result<(), JournalError> {
        self.write([self.prepare_settle(record)?])
    }

    /// Removes what the database has.
    pub fn forget(&self, ids: &[Uuid]) -> Result<(), JournalError> {
        let mut batch = self.inner.database.batch();
        for id in ids {
            batch.remove(&self.inner.entries, *id.as_bytes());
        }
        batch.commit().map_err(JournalError::Write)?;
        self.contents().remove(ids);
        self.inner.unsynced.store(true, Ordering::Release);
        Ok(())
    }

    /// At most `limit` entries after `after`, oldest first. With requests in flight their intents are among them.
    pub fn pending(&self, after: Option<Uuid>, limit: usize) -> Result<Pending, JournalError> {
        self.scan(after, limit, false)
    }

    /// As [`Journal::pending`], without what has not ended.
    pub fn settled(&self, after: Option<Uuid>, limit: usize) -> Result<Pending, JournalError> {
        self.scan(after, limit, true)
    }

    /// Entries that the database does not have yet; those of requests in flight included.
    pub fn depth(&self) -> usize {
        self.contents().depth()
    }

    /// The same, with their bytes.
    pub fn size(&self) -> (usize, u64) {
        let contents = self.contents();
        (contents.depth(), contents.bytes())
    }

    /// Bytes at which new requests are refused.
    pub fn max_bytes(&self) -> u64 {
        self.inner.max_bytes
    }

    /// Whether a request of the usual size would be taken now.
    pub fn has_room(&self) -> bool {
        self.contents().bytes() + USUAL_BYTES <= self.inner.max_bytes
    }

    /// Brings what was written to the disk, so that it survives a power failure. Blocks for as long as the disk takes;
    /// writers are not held up.
    pub fn sync(&self) -> Result<(), JournalError> {
        if !self.inner.unsynced.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        // fjall's own sync would hold its write lock meanwhile, and with it every request. The file can be synced through
        // another handle; the logs before the newest were synced when they were closed.
        newest_log(&self.inner.folder)
            .and_then(|path| path.map_or(Ok(()), |path| sync_file(&path)))
            .map_err(|error| {
                self.inner.unsynced.store(true, Ordering::Release);
                JournalError::Sync(error)
            })
    }

    /// What `intent` would write, with its room taken.
    pub(super) fn prepare_intent(&self, record: &RequestRecord) -> Result<Prepared, JournalError> {
        self.prepare(State::Intent, record, true)
    }

    /// What `settle` would write, with its room taken.
    pub(super) fn prepare_settle(&self, record: &RequestRecord) -> Result<Prepared, JournalError> {
        self.prepare(State::Settled, record, record.attempts.is_empty())
    }

    /// Writes all of it at once, which costs little more than writing one. No two may have the same id.
    pub(super) fn write(
        &self,
        entries: impl IntoIterator<Item = Prepared>,
    ) -> Result<(), JournalError> {
        let inner = &*self.inner;
        let mut batch = inner.database.batch().durability(Some(PersistMode::Buffer));
        for entry in entries {
            batch.insert(&inner.entries, *entry.id.as_bytes(), entry.value);
        }
        batch.commit().map_err(JournalError::Write)?;
        inner.unsynced.store(true, Ordering::Release);
        Ok(())
    }

    fn prepare(
        &self,
        state: State,
        record: &RequestRecord,
        may_refuse: bool,
    ) -> Result<Prepared, JournalError> {
        let value = entry::encode(state, record).map_err(JournalError::Encode)?;
        let max_bytes = self.inner.max_bytes;
        let bound = may_refuse.then_some(max_bytes);
        self.contents()
            .put(record.id, value.len(), bound)
            .map_err(|contents::Full| JournalError::Full { max_bytes })?;
        Ok(Prepared {
            id: record.id,
            value,
        })
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // Nothing that runs under the lock can leave it half changed.
        self.inner
            .contents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn scan(
        &self,
        after: Option<Uuid>,
        limit: usize,
        settled_only: bool,
    ) -> Result<Pending, JournalError> {
        let from = after.map_or(Bound::Unbounded, |id| Bound::Excluded(*id.as_bytes()));
        let mut pending = Pending::default();
        for guard in self.inner.entries.range((from, Bound::Unbounded)) {
            let (_, value) = guard.into_inner().map_err(JournalError::Read)?;
            match entry::decode(&value, settled_only) {
                Ok(Some(entry)) => pending.entries.push(entry),
                Ok(None) => {}
                Err(_reason) => pending.unreadable += 1,
            }
            if pending.entries.len() >= limit {
                pending.next = pending.entries.last().map(|entry| entry.record.id);
                break;
            }
        }
        Ok(pending)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("folder", &self.inner.folder)
            .field("depth", &self.depth())
            .finish_non_exhaustive()
    }
}

/// fjall numbers its logs `0.jnl`, `1.jnl`, …; the highest is being written.
fn newest_log(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut newest: Option<(u64, PathBuf)> = None;
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_none_or(|extension| extension != "jnl") {
            continue;
        }
        let number = path
            .file_stem()
            .and_then(|stem| stem.to_str()?.parse().ok());
        if let Some(number) = number
            && newest.as_ref().is_none_or(|(highest, _)| number > *highest)
        {
            newest = Some((number, path));
        }
    }
    Ok(newest.map(|(_, path)| path))
}

fn sync_file(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => file.sync_data(),
        // Closed and removed meanwhile: all of it has gone into tables that are on the disk.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
