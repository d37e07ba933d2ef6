//! Secrets under a passphrase: one XChaCha20-Poly1305 box, its key made by Argon2id.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rand::{TryRngCore, rngs::OsRng};
use routex_entity::api::SealedBox;

use crate::secret::Secret;

/// Characters of a passphrase, at least.
pub const LEAST: usize = 12;

/// About a quarter of a second on a small machine.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// What a file may ask of the machine that opens it.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;
const SALT: usize = 16;
const NONCE: usize = 24;

/// Why a box could not be closed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoxError {
    #[error("is shorter than {LEAST} characters; take a longer one")]
    TooShort,
    #[error("the operating system gave no randomness")]
    NoRandomness,
    #[error("the box of secrets is not of a form that this version knows")]
    UnknownForm,
    /// One cannot be told from the other.
    #[error("does not open the box of secrets, or the box was changed")]
    Closed,
}

/// Closes a box. Takes a while: not for a thread that serves.
pub fn seal(passphrase: &Secret, plain: &[u8]) -> Result<SealedBox, BoxError> {
    if passphrase.expose().chars().count() < LEAST {
        return Err(BoxError::TooShort);
    }
    let (mut salt, mut nonce) = ([0; SALT], [0; NONCE]);
    for bytes in [&mut salt[..], &mut nonce[..]] {
        OsRng
            .try_fill_bytes(bytes)
            .map_err(|_no_detail| BoxError::NoRandomness)?;
    }
    let mut sealed = SealedBox {
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: 1,
        salt: STANDARD.encode(salt),
        nonce: STANDARD.encode(nonce),
        ciphertext: String::new(),
    };
    let ciphertext = cipher(passphrase, &sealed, &salt)?
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plain,
                aad: associated_data(&sealed).as_bytes(),
            },
        )
        .map_err(|_no_detail| BoxError::UnknownForm)?;
    sealed.ciphertext = STANDARD.encode(ciphertext);
    Ok(sealed)
}

/// Opens a box. Takes a while: not for a thread that serves.
pub fn open(passphrase: &Secret, sealed: &SealedBox) -> Result<Vec<u8>, BoxError> {
    let affordable = sealed.memory_kib <= MOST_MEMORY_KIB
        && sealed.passes <= MOST_PASSES
        && sealed.lanes <= MOST_LANES;
    let decode = |text: &str| {
        STANDARD
            .decode(text)
            .map_err(|_not_base64| BoxError::UnknownForm)
    };
    let salt = decode(&sealed.salt)?;
    let nonce = <[u8; NONCE]>::try_from(decode(&sealed.nonce)?)
        .map_err(|_wrong_length| BoxError::UnknownForm)?;
    let ciphertext = decode(&sealed.ciphertext)?;
    if !affordable || salt.len() != SALT {
        return Err(BoxError::UnknownForm);
    }
    cipher(passphrase, sealed, &salt)?
        .decrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &ciphertext,
                aad: associated_data(sealed).as_bytes(),
            },
        )
        .map_err(|_no_detail| BoxError::Closed)
}

fn cipher(
    passphrase: &Secret,
    sealed: &SealedBox,
    salt: &[u8],
) -> Result<XChaCha20Poly1305, BoxError> {
    let params = Params::new(sealed.memory_kib, sealed.passes, sealed.lanes, Some(32))
        .map_err(|_out_of_range| BoxError::UnknownForm)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, &mut key)
        .map_err(|_out_of_range| BoxError::UnknownForm)?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

fn associated_data(sealed: &SealedBox) -> String {
    let SealedBox {
        memory_kib,
        passes,
        lanes,
        salt,
        ..
    } = sealed;
    format!("routex export 1, argon2id, {memory_kib}, {passes}, {lanes}, {salt}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Secret {
        Secret::new(text)
    }

    #[test]
    fn only_the_passphrase_opens_what_was_not_touched() {
        let right = passphrase("correct horse battery");
        let sealed = seal(&right, b"canary").unwrap();
        assert_eq!(open(&right, &sealed), Ok(b"canary".to_vec()));
        assert_eq!(
            open(&passphrase("correct horse batterx"), &sealed),
            Err(BoxError::Closed)
        );
        assert_ne!(
            sealed.ciphertext,
            seal(&right, b"canary").unwrap().ciphertext
        );

        let mut ciphertext = STANDARD.decode(&sealed.ciphertext).unwrap();
        ciphertext[0] ^= 1;
        let changed = SealedBox {
            ciphertext: STANDARD.encode(ciphertext),
            ..sealed.clone()
        };
        assert_eq!(open(&right, &changed), Err(BoxError::Closed));
        let weaker = SealedBox {
            passes: 2,
            ..sealed
        };
        assert_eq!(open(&right, &weaker), Err(BoxError::Closed));
    }

    #[test]
    fn short_passphrases_are_refused() {
        assert_eq!(
            seal(&passphrase("elevenchars"), b""),
            Err(BoxError::TooShort)
        );
    }

    #[test]
    fn a_file_cannot_ask_for_more_than_is_affordable() {
        let right = passphrase("correct horse battery");
        let fair = SealedBox {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            salt: STANDARD.encode([0; SALT]),
            nonce: STANDARD.encode([0; NONCE]),
            ciphertext: STANDARD.encode([0; 16]),
        };
        assert_eq!(open(&right, &fair), Err(BoxError::Closed));
        for greedy in [
            SealedBox {
                memory_kib: u32::MAX,
                ..fair.clone()
            },
            SealedBox {
                passes: u32::MAX,
                ..fair.clone()
            },
            SealedBox {
                lanes: u32::MAX,
                ..fair.clone()
            },
            SealedBox {
                lanes: 0,
                ..fair.clone()
            },
            SealedBox {
                salt: "not base64!".to_owned(),
                ..fair.clone()
            },
            SealedBox {
                nonce: String::new(),
                ..fair.clone()
            },
        ] {
            assert_eq!(
                open(&right, &greedy),
                Err(BoxError::UnknownForm),
                "{greedy:?}"
            );
        }
    }
}
