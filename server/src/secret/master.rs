//! The key that seals all secrets: from the environment, or a file beside the database.
//!
//! The database says by its key id which key sealed it, once the key was changed. A change writes the new key beside the old
//! one, reseals everything in one transaction together with the new id, and then moves the new file into place. Wherever
//! that is interrupted, the id tells which of the two files counts: `load_in_use` finishes the move, or removes what was left.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

use super::{Secret, seal::hex};
use crate::part_file::{PartFile, sync_folder_of};

pub const VARIABLE: &str = "ROUTEX_MASTER_KEY";
/// Where `routex secrets rotate --new-key` reads the key to change to.
pub const NEW_VARIABLE: &str = "ROUTEX_NEW_MASTER_KEY";
const FILE: &str = "master.key";
/// A key that is not in use yet.
const NEW_FILE: &str = "master.key.new";

/// 256 bits that seal all secrets of one installation. Never shown by `Debug`.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error(
        "{origin} does not hold 32 bytes in base64; make one with: head -c 32 /dev/urandom | base64"
    )]
    Malformed { origin: String },
    #[error(
        "{path} may be read by others (mode {mode:03o}); run: chmod 600 {path}",
        path = path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error("cannot {action} the master key {path}: {source}", path = path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("cannot make a master key: the operating system gave no randomness")]
    NoRandomness,
}

impl MasterKey {
    /// The key of the environment variable `ROUTEX_MASTER_KEY` (base64 of 32 bytes), otherwise of `master.key` in
    /// `data_dir`, which is made when it is missing, readable for its owner alone. `data_dir` must exist.
    ///
    /// Whoever has the database at hand asks `load_in_use`.
    pub fn load(data_dir: &Path) -> Result<Self, MasterKeyError> {
        match Self::of_environment()? {
            Some(key) => Ok(key),
            None => Self::load_file(&data_dir.join(FILE)),
        }
    }

    /// The same, for a database that was sealed with the key of the id `in_use`; `None`: its key was never changed.
    /// Finishes or undoes a change of keys that was interrupted. Another key is told in the log and answered all the same.
    pub fn load_in_use(data_dir: &Path, in_use: Option<&str>) -> Result<Self, MasterKeyError> {
        if Self::of_environment()?.is_none() {
            settle_files(data_dir, in_use)?;
        }
        let key = Self::load(data_dir)?;
        key.tell_unless(in_use);
        Ok(key)
    }

    /// The same for whoever is not alone on the data directory: a change of keys may be under way, so its files stay as
    /// they are.
    pub fn load_beside(data_dir: &Path, in_use: Option<&str>) -> Result<Self, MasterKeyError> {
        if Self::of_environment()?.is_none()
            && let Some(new) = Self::load_existing(&data_dir.join(NEW_FILE))?
            && in_use == Some(new.id_text().as_str())
        {
            return Ok(new);
        }
        let key = Self::load(data_dir)?;
        key.tell_unless(in_use);
        Ok(key)
    }

    /// Where the key is that no variable gives.
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE)
    }

    /// Whether there is a key, of the variable or in a file.
    pub fn is_there(data_dir: &Path) -> bool {
        matches!(Self::of_environment(), Ok(Some(_))) || Self::file(data_dir).exists()
    }

    /// The key of `ROUTEX_MASTER_KEY`, if it is set.
    pub fn of_environment() -> Result<Option<Self>, MasterKeyError> {
        Self::of_variable(VARIABLE)
    }

    /// The key to change to, of `ROUTEX_NEW_MASTER_KEY`, if it is set.
    pub fn next_of_environment() -> Result<Option<Self>, MasterKeyError> {
        Self::of_variable(NEW_VARIABLE)
    }

    /// Makes a new key in `master.key.new`. It is not in use until the database is sealed with it and `take_new_file` was
    /// called.
    pub fn make_new_file(data_dir: &Path) -> Result<Self, MasterKeyError> {
        Self::make_file(&data_dir.join(NEW_FILE))
    }

    /// Puts `master.key.new` in the place of `master.key`, whose key is gone then.
    pub fn take_new_file(data_dir: &Path) -> Result<(), MasterKeyError> {
        let path = data_dir.join(FILE);
        fs::rename(data_dir.join(NEW_FILE), &path)
            .and_then(|()| sync_folder_of(&path))
            .map_err(|source| MasterKeyError::File {
                action: "replace",
                path,
                source,
            })
    }

    /// `id` as 8 hexadecimal digits.
    pub fn id_text(&self) -> String {
        hex(&self.id())
    }

    /// Recognises the same secret without keeping it: 64 hexadecimal digits, worthless without the master key.
    pub fn fingerprint(&self, secret: &Secret) -> String {
        let key = self.derive(b"fingerprint");
        hex(&Sha256::new()
            .chain_update(key)
            .chain_update(secret.expose())
            .finalize())
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Tells master keys apart; says nothing about the key.
    pub(super) fn id(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.derive(b"id");
        [a, b, c, d]
    }

    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        Sha256::new()
            .chain_update(b"routex master key, ")
            .chain_update(purpose)
            .chain_update([0])
            .chain_update(self.0)
            .finalize()
            .into()
    }

    fn of_variable(name: &str) -> Result<Option<Self>, MasterKeyError> {
        match std::env::var(name) {
            Ok(text) if !text.is_empty() => Self::parse(&text, name).map(Some),
            _ => Ok(None),
        }
    }

    fn parse(text: &str, origin: impl Into<String>) -> Result<Self, MasterKeyError> {
        STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Self::from_bytes)
            .ok_or_else(|| MasterKeyError::Malformed {
                origin: origin.into(),
            })
    }

    /// Says in the log that this is not the key that sealed the database.
    fn tell_unless(&self, in_use: Option<&str>) {
        if let Some(in_use) = in_use.filter(|id| *id != self.id_text()) {
            tracing::error!(
                sealed_with = in_use,
                in_use = self.id_text(),
                "the secrets in the database were sealed with another master key and cannot be opened; \
                 bring back that ROUTEX_MASTER_KEY or master.key, or enter them again"
            );
        }
    }

    fn load_file(path: &Path) -> Result<Self, MasterKeyError> {
        if let Some(key) = Self::load_existing(path)? {
            return Ok(key);
        }
        let key = Self::make_file(path)?;
        tracing::info!(path = %path.display(), "made a master key; back it up with the database");
        Ok(key)
    }

    /// `None`: there is no such file.
    fn load_existing(path: &Path) -> Result<Option<Self>, MasterKeyError> {
        let failed = |action| {
            move |source| MasterKeyError::File {
                action,
                path: path.to_owned(),
                source,
            }
        };
        match fs::read_to_string(path) {
            Ok(text) => {
                refuse_exposed(path).map_err(failed("inspect"))??;
                Self::parse(&text, path.display().to_string()).map(Some)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read")(error)),
        }
    }

    fn make_file(path: &Path) -> Result<Self, MasterKeyError> {
        let mut bytes = [0; 32];
        OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|_no_detail| MasterKeyError::NoRandomness)?;
        write_private(path, &STANDARD.encode(bytes)).map_err(|source| MasterKeyError::File {
            action: "write",
            path: path.to_owned(),
            source,
        })?;
        Ok(Self(bytes))
    }
}

/// Finishes or undoes a change of keys that was interrupted. Without a sure sign both files stay.
fn settle_files(data_dir: &Path, in_use: Option<&str>) -> Result<(), MasterKeyError> {
    let (current, new) = (data_dir.join(FILE), data_dir.join(NEW_FILE));
    let is_in_use = |path: &Path| -> Result<bool, MasterKeyError> {
        Ok(path.exists() && Some(MasterKey::load_file(path)?.id_text().as_str()) == in_use)
    };
    if !new.exists() {
        return Ok(());
    }
    if in_use.is_some() && is_in_use(&new)? {
        MasterKey::take_new_file(data_dir)?;
        tracing::info!("finished a change of the master key that was interrupted");
    } else if in_use.is_none() || is_in_use(&current)? {
        fs::remove_file(&new).map_err(|source| MasterKeyError::File {
            action: "remove",
            path: new,
            source,
        })?;
        tracing::info!("removed a new master key that was never put to use");
    }
    Ok(())
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// The outer error says that the file could not be inspected.
fn refuse_exposed(path: &Path) -> io::Result<Result<(), MasterKeyError>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let path = path.to_owned();
            return Ok(Err(MasterKeyError::Exposed { path, mode }));
        }
    }
    Ok(Ok(()))
}

/// A crash leaves a whole key or none.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut part = PartFile::begin(path)?;
    writeln!(part.file(), "{text}")?;
    part.keep()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_made_once_and_for_the_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        fs::write(dir.path().join("master.key.part"), "left by a crash").unwrap();

        let made = MasterKey::load_file(&path).unwrap();
        let again = MasterKey::load_file(&path).unwrap();
        assert_eq!(made.bytes(), again.bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let other = MasterKey::load_file(&dir.path().join("other.key")).unwrap();
        assert_ne!(made.bytes(), other.bytes());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        MasterKey::load_file(&path).unwrap();
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = MasterKey::load_file(&path).unwrap_err();
            assert!(matches!(error, MasterKeyError::Exposed { .. }), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(MasterKey::load_file(&path).is_ok());
    }

    #[test]
    fn the_key_id_tells_which_of_two_files_counts() {
        for (in_use_is_new, known, left) in [
            (false, true, false),
            (true, true, false),
            (false, false, false),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let old = MasterKey::load_file(&dir.path().join(FILE)).unwrap();
            let new = MasterKey::make_new_file(dir.path()).unwrap();
            let expected = if in_use_is_new { &new } else { &old };
            let id = known.then(|| expected.id_text());

            let loaded = MasterKey::load_in_use(dir.path(), id.as_deref()).unwrap();

            assert_eq!(loaded.bytes(), expected.bytes());
            assert_eq!(dir.path().join(NEW_FILE).exists(), left);
            let again = MasterKey::load_in_use(dir.path(), id.as_deref()).unwrap();
            assert_eq!(again.bytes(), expected.bytes());
        }
    }

    #[test]
    fn whoever_is_not_alone_takes_nothing_from_a_change_of_keys() {
        let dir = tempfile::tempdir().unwrap();
        let old = MasterKey::load_file(&dir.path().join(FILE)).unwrap();
        let new = MasterKey::make_new_file(dir.path()).unwrap();
        for (in_use, expected) in [
            (None, &old),
            (Some(old.id_text()), &old),
            (Some(new.id_text()), &new),
        ] {
            let loaded = MasterKey::load_beside(dir.path(), in_use.as_deref()).unwrap();
            assert_eq!(loaded.bytes(), expected.bytes());
        }

        MasterKey::take_new_file(dir.path()).unwrap();

        let loaded = MasterKey::load_beside(dir.path(), Some(&new.id_text())).unwrap();
        assert_eq!(loaded.bytes(), new.bytes());
    }

    #[test]
    fn files_of_which_neither_counts_stay() {
        let dir = tempfile::tempdir().unwrap();
        let old = MasterKey::load_file(&dir.path().join(FILE)).unwrap();
        MasterKey::make_new_file(dir.path()).unwrap();

        let loaded = MasterKey::load_in_use(dir.path(), Some("00000000")).unwrap();

        assert_eq!(loaded.bytes(), old.bytes());
        assert!(dir.path().join(NEW_FILE).exists());
    }

    #[test]
    fn what_is_not_a_key_is_refused_without_being_shown() {
        for text in [
            "",
            "canary",
            "Y2FuYXJ5",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        ] {
            let error = MasterKey::parse(text, VARIABLE).unwrap_err().to_string();
            assert!(
                error.starts_with(VARIABLE) && !error.contains("canary"),
                "{error}"
            );
        }
        let text = STANDARD.encode([7; 32]);
        assert_eq!(
            MasterKey::parse(&format!("{text}\n"), VARIABLE)
                .unwrap()
                .bytes(),
            [7; 32]
        );
    }

    #[test]
    fn fingerprints_recognise_a_secret_under_one_master_key() {
        let (one, other) = (MasterKey([1; 32]), MasterKey([2; 32]));
        let (a, b) = (Secret::new("sk-a"), Secret::new("sk-b"));
        assert_eq!(one.fingerprint(&a), one.fingerprint(&a.clone()));
        assert_ne!(one.fingerprint(&a), one.fingerprint(&b));
        assert_ne!(one.fingerprint(&a), other.fingerprint(&a));
        assert_eq!(one.fingerprint(&a).len(), 64);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", MasterKey([7; 32])), "MasterKey(…)");
    }
}
