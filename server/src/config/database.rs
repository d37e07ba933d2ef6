//! `[database]`: where rows live.

use std::path::Path;

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

    /// The URL with a relative SQLite path resolved against the data directory.
    pub fn resolved(&self, data_dir: &Path) -> Secret {
        let Some(rest) = self.url.expose().strip_prefix("sqlite://") else {
            return self.url.clone();
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if path.is_empty() || path == ":memory:" || Path::new(path).is_absolute() {
            return self.url.clone();
        }
        // Only these two mean something else in a URL of this kind; what the operator wrote is escaped already.
        let folder = data_dir
            .to_string_lossy()
            .replace('%', "%25")
            .replace('?', "%3F");
        let path = Path::new(&folder).join(path);
        let separator = if query.is_empty() { "" } else { "?" };
        Secret::new(format!("sqlite://{}{separator}{query}", path.display()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_lie_in_the_data_directory() {
        for (url, expected) in [
            ("sqlite://routex.db", "sqlite:///data/100%25/routex.db"),
            (
                "sqlite://sub/r.db?mode=ro",
                "sqlite:///data/100%25/sub/r.db?mode=ro",
            ),
            ("sqlite:///var/r.db", "sqlite:///var/r.db"),
            ("sqlite::memory:", "sqlite::memory:"),
            ("sqlite://:memory:", "sqlite://:memory:"),
        ] {
            let settings = DatabaseSettings {
                url: Secret::new(url),
            };
            let resolved = settings.resolved(Path::new("/data/100%"));
            assert_eq!(resolved.expose(), expected);
        }
    }
}
