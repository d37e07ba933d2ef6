//! Names that end up in headers and metrics: short, ASCII, no surprises.

use std::collections::BTreeSet;

/// A name of a channel, a client key or a tag: letters, digits, `.`, `_`, `-`.
pub(super) fn resource(name: String) -> Result<String, String> {
    check(name, 64, "._-")
}

/// A model name as clients send it: also `/`, `:`, `@` and `+`.
pub(super) fn model(name: String) -> Result<String, String> {
    check(name, 128, "._-/:@+")
}

/// A model name as a provider calls it, which may be anything that does not vanish or break a line.
pub(super) fn upstream_model(name: String) -> Result<String, String> {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err("is empty or holds a control character; write a model name".to_owned());
    }
    Ok(name)
}

/// A name that no earlier one of its kind has; takes it.
pub(super) fn unique(name: String, taken: &mut BTreeSet<String>) -> Result<String, String> {
    if taken.insert(name.clone()) {
        Ok(name)
    } else {
        Err("is used by an earlier one already; rename one of them".to_owned())
    }
}

fn check(name: String, most: usize, extra: &str) -> Result<String, String> {
    if name.is_empty() {
        return Err("is empty".to_owned());
    }
    if name.len() > most {
        return Err(format!("is longer than {most} characters"));
    }
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let allowed = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
    if starts_well && name.chars().all(allowed) {
        return Ok(name);
    }
    let extra: Vec<String> = extra.chars().map(|c| format!("\"{c}\"")).collect();
    Err(format!(
        "must begin with a letter or digit and hold only letters, digits and {}",
        extra.join(" ")
    ))
}
