//! Opening the journal whatever state it was left in.

use std::{
    ffi::OsString,
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use fjall::{Database, Keyspace, KeyspaceCreateOptions};
use uuid::Uuid;

use super::{JournalError, contents::Contents};

/// Memory for blocks read back. Reading happens at start and after an outage only.
const CACHE_BYTES: u64 = 1024 * 1024;
/// Memory for what was written last; once full it goes to disk as a sorted table.
const TABLE_BYTES: u64 = 8 * 1024 * 1024;
/// One writes tables out while the other merges them.
const WORKERS: usize = 2;
/// An empty journal with more log than this is begun anew: reading the log would only slow every start.
const WORN_BYTES: u64 = 4 * 1024 * 1024;

pub(super) struct Opened {
    pub(super) database: Database,
    pub(super) entries: Keyspace,
    pub(super) contents: Contents,
}

pub(super) fn open(folder: &Path) -> Result<Opened, JournalError> {
    let opened = open_or_begin_anew(folder)?;
    let worn =
        opened.contents.depth() == 0 && log_bytes(folder).is_ok_and(|bytes| bytes > WORN_BYTES);
    if !worn {
        return Ok(opened);
    }
    drop(opened);
    // Renamed first: a crash while it is removed must not leave half a journal under the real name.
    let old = beside(folder, "old");
    let removed = remove_if_there(&old)
        .and_then(|()| fs::rename(folder, &old))
        .and_then(|()| fs::remove_dir_all(&old));
    if let Err(error) = removed {
        tracing::warn!(%error, "cannot renew the empty usage journal; going on with the old one");
    }
    open_or_begin_anew(folder)
}

fn open_or_begin_anew(folder: &Path) -> Result<Opened, JournalError> {
    let failed = |reason: String| JournalError::Open {
        folder: folder.to_owned(),
        reason,
    };
    match try_open(folder) {
        Ok(opened) => Ok(opened),
        Err(Failure::Locked) => Err(JournalError::Locked {
            folder: folder.to_owned(),
        }),
        Err(Failure::Io(error)) => Err(failed(error.to_string())),
        Err(Failure::Damaged(reason)) => {
            let since_epoch = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            let aside = beside(folder, &format!("damaged-{}", since_epoch.as_millis()));
            fs::rename(folder, &aside).map_err(|error| {
                failed(format!("{reason}; and it cannot be put aside: {error}"))
            })?;
            tracing::error!(
                reason,
                put_aside = %aside.display(),
                "the usage journal is damaged; requests in it are missing from the log"
            );
            try_open(folder).map_err(|error| failed(error.to_string()))
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("in use by another process")]
    Locked,
    #[error("{0}")]
    Io(io::Error),
    #[error("{0}")]
    Damaged(String),
}

impl From<fjall::Error> for Failure {
    fn from(error: fjall::Error) -> Self {
        match error {
            fjall::Error::Locked => Self::Locked,
            // These kinds tell of the content, all others of the disk and its permissions.
            fjall::Error::Io(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::AlreadyExists
                        | io::ErrorKind::UnexpectedEof
                        | io::ErrorKind::InvalidData
                ) =>
            {
                Self::Io(error)
            }
            other => Self::Damaged(other.to_string()),
        }
    }
}

fn try_open(folder: &Path) -> Result<Opened, Failure> {
    private_folder(folder).map_err(Failure::Io)?;
    // The store asserts some of what it reads; a damaged journal must not end the start.
    catch_unwind(AssertUnwindSafe(|| open_and_measure(folder)))
        .unwrap_or_else(|_panic| Err(Failure::Damaged("the store gave up reading it".to_owned())))
}

fn open_and_measure(folder: &Path) -> Result<Opened, Failure> {
    let database = Database::builder(folder)
        .cache_size(CACHE_BYTES)
        .worker_threads(WORKERS)
        .max_journaling_size(64 * 1024 * 1024)
        .open()?;
    let entries = database.keyspace("requests", || {
        KeyspaceCreateOptions::default().max_memtable_size(TABLE_BYTES)
    })?;
    let mut contents = Contents::default();
    for guard in entries.iter() {
        let (key, value) = guard.into_inner()?;
        let Ok(id) = Uuid::from_slice(&key) else {
            return Err(Failure::Damaged("a key is not an id".to_owned()));
        };
        // Without a bound it takes everything.
        let _taken = contents.put(id, value.len(), None);
    }
    Ok(Opened {
        database,
        entries,
        contents,
    })
}

/// For its owner alone: models, sessions and channel names are nobody else's business.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}

pub(super) fn log_bytes(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        let file = file?;
        if Path::new(&file.file_name())
            .extension()
            .is_some_and(|extension| extension == "jnl")
        {
            bytes += used_bytes(&file.metadata()?);
        }
    }
    Ok(bytes)
}

/// Logs are given their full length in advance, which takes no space.
fn used_bytes(metadata: &fs::Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.blocks().saturating_mul(512)
    }
    #[cfg(not(unix))]
    metadata.len()
}

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(folder);
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
