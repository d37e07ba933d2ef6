//! `[database]`: where rows live.

use super::section::Section;
use crate::secret::Secret;

/// `[database]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `ROUTEX_DATABASE__URL`, `DATABASE_URL`. A relative SQLite path lies in the data directory. May hold a password.
    /// Default `sqlite://routex.db`.
    pub url: Secret,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: Secret::new("sqlite://routex.db"),
        }
    }
}

impl DatabaseSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let settings = Self {
            url: section.parsed_or("url", Self::default().url, supported),
        };
        section.finish();
        settings
    }
}

fn supported(text: String) -> Result<Secret, String> {
    if text.starts_with("sqlite://") || text == "sqlite::memory:" {
        return Ok(Secret::new(text));
    }
    let scheme = text.split(':').next().filter(|_| text.contains("://"));
    Err(match scheme {
        Some(scheme) => format!("this build cannot use {scheme} databases; use sqlite://routex.db"),
        None => "is not a database URL; use sqlite://routex.db".to_owned(),
    })
}
