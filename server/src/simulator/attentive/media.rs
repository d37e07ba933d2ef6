//! Images and documents, as `sim-see` names them.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE},
};

/// Data in a request: its media type and size. `None` when it is not base64 or there is nothing.
pub(super) fn data(media_type: &str, base64: &str) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(base64).ok()?;
    (!bytes.is_empty()).then(|| sized(media_type, bytes.len()))
}

/// The same where base64 may have either alphabet, as JSON of protocol buffers has it.
pub(super) fn data_of_either(media_type: &str, base64: &str) -> Option<String> {
    let bytes = decoded(base64)?;
    (!bytes.is_empty()).then(|| sized(media_type, bytes.len()))
}

/// Base64 in either alphabet.
pub(super) fn decoded(base64: &str) -> Option<Vec<u8>> {
    let standard = BASE64_STANDARD.decode(base64);
    standard.or_else(|_| BASE64_URL_SAFE.decode(base64)).ok()
}

pub(super) fn sized(media_type: &str, bytes: usize) -> String {
    format!("{media_type} ({bytes} bytes)")
}

/// `kind`: the media type, or `image` or `document` where the dialect does not say more.
pub(super) fn url(kind: &str, url: &str) -> Option<String> {
    let has_host = url::Url::parse(url).is_ok_and(|url| url.has_host());
    has_host.then(|| format!("{kind} ({url})"))
}

/// A `data:` URL: its media type and its base64.
pub(super) fn data_url(url: &str) -> Option<(&str, &str)> {
    url.strip_prefix("data:")?.split_once(";base64,")
}
