//! Sealing secrets for the database: XChaCha20-Poly1305, bound to the cell that they are kept in.
//!
//! A sealed value is one byte of version, four of key id, 24 of nonce, then the ciphertext with its tag. Table, row and
//! column are authenticated along, so that a value copied into another cell does not open.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, Payload},
};
use uuid::Uuid;

use super::{MasterKey, Secret};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;

/// The place a sealed value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub table: &'static str,
    pub row: Uuid,
    pub column: &'static str,
}

/// Why a value could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("cannot seal a secret: the operating system gave no randomness")]
    NoRandomness,
    #[error("cannot seal a secret of this length")]
    TooLong,
    #[error("the sealed secret of {0} is not of a form that this version knows")]
    UnknownForm(CellName),
    #[error(
        "the secret of {cell} was sealed with master key {sealed_with}, but the master key in use is {in_use}; \
         bring back the old ROUTEX_MASTER_KEY or master.key, or enter the secret again"
    )]
    OtherKey {
        cell: CellName,
        sealed_with: String,
        in_use: String,
    },
    #[error("the sealed secret of {0} was changed or belongs elsewhere; enter the secret again")]
    Forged(CellName),
}

/// A cell, for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellName(Cell);

impl std::fmt::Display for CellName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cell { table, row, column } = self.0;
        write!(f, "{table}.{column}, row {row}")
    }
}

impl MasterKey {
    /// Seals a secret for one cell.
    pub fn seal(&self, cell: Cell, secret: &Secret) -> Result<Vec<u8>, SealError> {
        self.seal_bytes(cell, secret.expose().as_bytes())
    }

    /// Seals what is no text for one cell.
    pub fn seal_bytes(&self, cell: Cell, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = XNonce::try_generate().map_err(|_no_detail| SealError::NoRandomness)?;
        let payload = Payload {
            msg: plain,
            aad: &associated_data(cell),
        };
        let ciphertext = self
            .cipher()
            .encrypt(&nonce, payload)
            .map_err(|_no_detail| SealError::TooLong)?;
        let mut sealed = Vec::with_capacity(1 + KEY_ID + NONCE + ciphertext.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.id());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Opens what was sealed for this cell.
    pub fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Secret, SealError> {
        let plain = self.open_bytes(cell, sealed)?;
        let text = String::from_utf8(plain)
            .map_err(|_no_detail| SealError::UnknownForm(CellName(cell)))?;
        Ok(Secret::new(text))
    }

    /// Opens what was sealed for this cell and is no text.
    pub fn open_bytes(&self, cell: Cell, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let unknown = || SealError::UnknownForm(CellName(cell));
        let (version, rest) = sealed.split_first().ok_or_else(unknown)?;
        if *version != VERSION {
            return Err(unknown());
        }
        let (key_id, rest) = rest.split_first_chunk::<KEY_ID>().ok_or_else(unknown)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or_else(unknown)?;
        if *key_id != self.id() {
            return Err(SealError::OtherKey {
                cell: CellName(cell),
                sealed_with: hex(key_id),
                in_use: hex(&self.id()),
            });
        }
        let payload = Payload {
            msg: ciphertext,
            aad: &associated_data(cell),
        };
        self.cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_no_detail| SealError::Forged(CellName(cell)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        use chacha20poly1305::KeyInit;
        XChaCha20Poly1305::new(&self.bytes().into())
    }
}

/// Every part with its length, so that no two cells read the same.
fn associated_data(cell: Cell) -> Vec<u8> {
    let mut data = Vec::with_capacity(64);
    for part in [
        cell.table.as_bytes(),
        cell.row.as_bytes(),
        cell.column.as_bytes(),
    ] {
        data.extend_from_slice(&(part.len() as u64).to_le_bytes());
        data.extend_from_slice(part);
    }
    data
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CELL: Cell = Cell {
        table: "credential",
        row: Uuid::from_u128(7),
        column: "sealed_secret",
    };

    fn key(fill: u8) -> MasterKey {
        MasterKey::from_bytes([fill; 32])
    }

    #[test]
    fn line_01_it_opens_in_its_own_cell_and_nowhere_else() {
        let secret = Secret::new("sk-canary-äöü");
        let sealed = key(1).seal(CELL, &secret).unwrap();
        assert_eq!(key(1).open(CELL, &sealed), Ok(secret.clone()));
        assert_ne!(
            sealed,
            key(1).seal(CELL, &secret).unwrap(),
            "the nonce is fresh"
        );

        let elsewhere = [
            Cell {
                table: "channel",
                ..CELL
            },
            Cell {
                row: Uuid::from_u128(8),
                ..CELL
            },
            Cell {
                column: "label",
                ..CELL
            },
        ];
        for cell in elsewhere {
            assert_eq!(
                key(1).open(cell, &sealed),
                Err(SealError::Forged(CellName(cell)))
            );
        }
    }

    #[test]
    fn another_master_key_is_named() {
        let sealed = key(1).seal(CELL, &Secret::new("s")).unwrap();
        let error = key(2).open(CELL, &sealed).unwrap_err();
        assert!(matches!(error, SealError::OtherKey { .. }), "{error}");
    }

    proptest! {
        #[test]
        fn any_secret_comes_back(text in ".{0,200}") {
            let secret = Secret::new(text);
            let sealed = key(3).seal(CELL, &secret).unwrap();
            prop_assert_eq!(key(3).open(CELL, &sealed), Ok(secret));
        }

        #[test]
        fn one_flipped_bit_is_noticed(text in ".{0,40}", position: prop::sample::Index, bit in 0_u8..8) {
            let mut sealed = key(3).seal(CELL, &Secret::new(text)).unwrap();
            let position = position.index(sealed.len());
            sealed[position] ^= 1_u8 << bit;
            prop_assert!(key(3).open(CELL, &sealed).is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(mut bytes: Vec<u8>, ours: bool) {
            if ours {
                bytes.splice(0..0, [vec![VERSION], key(3).id().to_vec()].concat());
            }
            prop_assert!(key(3).open(CELL, &bytes).is_err());
        }
    }
}
