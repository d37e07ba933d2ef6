//! Secrets that Routex makes itself.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rand_core::OsError, rngs::OsRng};

use super::Secret;

/// `mark` and 256 random bits as 43 characters of URL-safe base64.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random(mark: &str) -> Result<Secret, OsError> {
    let mut bits = [0; 32];
    OsRng.try_fill_bytes(&mut bits)?;
    Ok(Secret::new(format!(
        "{mark}{}",
        URL_SAFE_NO_PAD.encode(bits)
    )))
}
