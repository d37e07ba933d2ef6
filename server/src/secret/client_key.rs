//! Client keys: 256 random bits, shown once, kept as a hash.

use rand::rand_core::OsError;
use sha2::{Digest, Sha256};

use super::{Secret, random};

/// What every key that Routex makes begins with.
const MARK: &str = "rx-";
/// Characters kept for display: the mark and 24 of the 256 bits.
const PREFIX: usize = 7;

/// A new key: `rx-` and 43 characters of URL-safe base64.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn generate() -> Result<Secret, OsError> {
    random(MARK)
}

/// SHA-256 of the whole key as 64 hexadecimal digits. A key has too many bits to be guessed from it, so nothing slower is
/// needed.
pub fn hash(key: &str) -> String {
    super::seal::hex(&Sha256::digest(key))
}

/// The beginning of a key, for display.
pub fn prefix(key: &str) -> String {
    key.chars().take(PREFIX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_never_the_same() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert_ne!(one, other);
        assert!(one.expose().starts_with("rx-"));
        assert_eq!(one.expose().len(), 46);
        assert_eq!(prefix(one.expose()), one.expose()[..7]);
    }

    #[test]
    fn the_hash_is_sha_256_of_the_whole_key() {
        assert_eq!(
            hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_ne!(hash("rx-0123456789a"), hash("rx-0123456789b"));
    }
}
