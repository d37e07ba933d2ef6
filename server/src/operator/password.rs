//! Passwords: Argon2id, hashed beside the workers, a few at a time.

use std::sync::Arc;

use actix_rt::task::spawn_blocking;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::secret::Secret;

/// Hashes computed at once; each takes 19 MiB and a core.
const PARALLEL: usize = 2;
/// Passwords that may wait for their turn.
const WAITING: usize = 32;

/// What is compared with when there is no such user, so that the answer takes as long. No password is known for it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$GG7aNBzkbmRmVHq+pmboyA$cLVBuQhTCbHivh7cZbrDWQUVePHvFE2JEtKuKOag8CM";

/// The place where passwords are hashed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("too many passwords are being checked; try again in a few seconds")]
    Busy,
    #[error("cannot hash a password: {0}")]
    Hash(password_hash::Error),
    #[error("the thread that hashes passwords ended early")]
    Lost,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(PARALLEL)),
            waiting: Arc::new(Semaphore::new(PARALLEL + WAITING)),
        }
    }
}

impl Passwords {
    /// What is kept of a password, in PHC form.
    pub async fn hash(&self, password: Secret) -> Result<String, PasswordError> {
        self.beside_the_workers(move || {
            let hash = argon2().hash_password(password.expose().as_bytes());
            hash.map(|hash: PasswordHash| hash.to_string())
                .map_err(PasswordError::Hash)
        })
        .await
    }

    /// Whether it is the password that `kept` was made of. `None`: there is no such user; takes as long and says no.
    pub async fn verify(
        &self,
        password: Secret,
        kept: Option<String>,
    ) -> Result<bool, PasswordError> {
        self.beside_the_workers(move || {
            let known = kept.is_some();
            let hash = PasswordHash::new(kept.as_deref().unwrap_or(NOBODY))
                .map_err(|error| PasswordError::Hash(error.into()))?;
            match argon2().verify_password(password.expose().as_bytes(), &hash) {
                Ok(()) => Ok(known),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(PasswordError::Hash(error)),
            }
        })
        .await
    }

    /// A caller who leaves does not free the turn: the work goes on without him.
    async fn beside_the_workers<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned();
        let waiting = waiting.map_err(|_full| PasswordError::Busy)?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_closed| PasswordError::Busy)?;
        let permits: [OwnedSemaphorePermit; 2] = [waiting, turn];
        spawn_blocking(move || {
            let done = work();
            drop(permits);
            done
        })
        .await
        .map_err(|_panicked| PasswordError::Lost)?
    }
}

/// OWASP's first choice; a password that was hashed with other parameters is verified with those.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn line_03_a_password_is_kept_as_argon2id_and_verified() {
        let passwords = Passwords::default();
        let kept = passwords.hash(Secret::new("correct horse")).await.unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );

        let is = |text, kept| passwords.verify(Secret::new(text), kept);
        assert!(is("correct horse", Some(kept.clone())).await.unwrap());
        assert!(!is("correct house", Some(kept)).await.unwrap());
    }

    #[actix_rt::test]
    async fn line_03_nobody_is_compared_with_the_same_effort_and_never_let_in() {
        let parameters = |kept: &str| kept.rsplitn(3, '$').last().map(str::to_owned);
        let passwords = Passwords::default();
        let kept = passwords.hash(Secret::new("x")).await.unwrap();
        assert_eq!(parameters(NOBODY), parameters(&kept));
        assert_eq!(NOBODY.len(), kept.len());
        assert!(!passwords.verify(Secret::new("x"), None).await.unwrap());
    }

    #[actix_rt::test]
    async fn line_03_more_than_may_wait_are_turned_away() {
        let passwords = Passwords::default();
        let _all_places = passwords
            .waiting
            .clone()
            .try_acquire_many_owned(u32::try_from(PARALLEL + WAITING).unwrap())
            .unwrap();
        let refused = passwords.hash(Secret::new("x")).await;
        assert!(matches!(refused, Err(PasswordError::Busy)), "{refused:?}");
    }
}
