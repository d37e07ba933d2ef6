//! `[journal]`: the log of attempts that survives a crash, until their rows are in the database.

use super::section::Section;

/// `[journal]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalSettings {
    /// `ROUTEX_JOURNAL__MAX_BYTES`. Bytes it may grow to while the database is away; at the bound requests are
    /// refused with 503. Default 256 MiB.
    pub max_bytes: u64,
}

impl Default for JournalSettings {
    fn default() -> Self {
        Self {
            max_bytes: 256 * 1024 * 1024,
        }
    }
}

impl JournalSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let settings = Self {
            max_bytes: section.within(
                "max_bytes",
                1024 * 1024..=1 << 40,
                Self::default().max_bytes,
            ),
        };
        section.finish();
        settings
    }
}
