//! JSON for any program, signed when there is a secret.

use bytes::Bytes;

use super::{DELIVERY, Letter, Outgoing, PayloadError};
use crate::alerts::sign;

pub(super) fn write(letter: &Letter<'_>) -> Result<Outgoing, PayloadError> {
    let target = letter.target;
    let body = letter
        .message
        .generic(letter.id, target.language, letter.instance);
    let body = serde_json::to_vec(&body).map_err(|_never| PayloadError::Write)?;
    let mut headers = vec![(DELIVERY, letter.id.to_string())];
    if let Some(secret) = &target.secret {
        let signature = sign::generic(secret, letter.now.timestamp(), &body)?;
        headers.push(("x-routex-signature", signature));
    }
    Ok(Outgoing {
        url: target.url.expose().clone(),
        headers,
        body: Bytes::from(body),
    })
}
