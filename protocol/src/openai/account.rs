//! Whose request it is, and how it is served.

use sha2::{Digest, Sha256};

/// Characters of the end user's name, and of a cache's key.
const MAX_NAME: usize = 64;

/// A name that fits. Some clients put a whole record in its place, which is nobody else's business.
pub(crate) fn fit_user(user: &str) -> String {
    if user.len() <= MAX_NAME {
        return user.to_owned();
    }
    Sha256::digest(user)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// OpenAI's name of a tier. `None`: it has no such.
pub(crate) fn tier(tier: &str) -> Option<&str> {
    match tier {
        "auto" | "default" | "flex" | "scale" | "priority" | "fast" => Some(tier),
        // Anthropic's, and Gemini's.
        "standard_only" | "standard" => Some("default"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_not_told() {
        assert_eq!(fit_user("user-7"), "user-7");
        let record = format!("{{\"device_id\":\"{}\"}}", "d".repeat(64));
        let told = fit_user(&record);
        assert_eq!(told.len(), 64);
        assert!(!told.contains("device"));
    }
}
