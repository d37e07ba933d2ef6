//! Texts as shells and programs want them written.

/// As a word of a POSIX shell.
pub fn shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    quoted(text)
}

/// The same, in quotes in any case.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// As JSON writes it, which Python, JavaScript and TOML read just as well.
pub fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
