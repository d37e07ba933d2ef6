//! The forms of names and ids.

/// Letters, digits, underscores and hyphens, at least one and at most `max`.
pub(super) fn is_plain(name: &str, max: usize) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= max && name.bytes().all(plain)
}

/// As Gemini wants the names of functions.
pub(super) fn is_function(name: &str) -> bool {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
    name.as_bytes().first().is_some_and(begins) && name.len() <= 64 && name.bytes().all(plain)
}
