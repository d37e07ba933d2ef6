//! Signatures by which receivers know that a message is from here. Pure.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _, digest::InvalidLength};
use sha2::Sha256;

use crate::secret::{Secret, seal::hex};

/// The value of `x-routex-signature`: time and body are signed together, so that an old message cannot be sent again as a
/// new one.
pub fn generic(secret: &Secret, unix_seconds: i64, body: &[u8]) -> Result<String, InvalidLength> {
    let mut signed = format!("{unix_seconds}.").into_bytes();
    signed.extend_from_slice(body);
    let signature = hmac(secret.expose().as_bytes(), &signed)?;
    Ok(format!("t={unix_seconds},v1={}", hex(&signature)))
}

/// Feishu makes the key of time and secret, and signs nothing with it.
pub fn feishu(secret: &Secret, unix_seconds: i64) -> Result<String, InvalidLength> {
    let key = format!("{unix_seconds}\n{}", secret.expose());
    Ok(BASE64_STANDARD.encode(hmac(key.as_bytes(), b"")?))
}

/// DingTalk signs time and secret with the secret.
pub fn dingtalk(secret: &Secret, unix_ms: i64) -> Result<String, InvalidLength> {
    let signed = format!("{unix_ms}\n{}", secret.expose());
    let signature = hmac(secret.expose().as_bytes(), signed.as_bytes())?;
    Ok(BASE64_STANDARD.encode(signature))
}

fn hmac(key: &[u8], message: &[u8]) -> Result<[u8; 32], InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    // Computed with Python's hmac and hashlib.
    #[test]
    fn the_signatures_are_those_that_receivers_compute() {
        let secret = Secret::new("whsec-test");
        assert_eq!(
            generic(&secret, 1_793_000_000, b"{\"version\":1}").unwrap(),
            "t=1793000000,v1=e2857b735ceae8a7065365e568b7b2b8236ad615286d8db43c56e733a1903895"
        );
        assert_eq!(
            feishu(&secret, 1_793_000_000).unwrap(),
            "J4n9FOdNaxB9j3OrhcmjtnvpS1qiEFYPnx60z0d1uuI="
        );
        assert_eq!(
            dingtalk(&secret, 1_793_000_000_000).unwrap(),
            "8BATEadLVgnBen8HDcxY1Td+cdxagdn+UF9vr3ew4tk="
        );
    }
}
