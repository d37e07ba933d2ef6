//! `[metrics]`: who may scrape `/metrics`.

use super::{admin::at_least, section::Section};
use crate::secret::Secret;

/// `[metrics]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricsSettings {
    /// `ROUTEX_METRICS__PUBLIC`. Whether anybody who reaches the port may scrape. Default false.
    pub public: bool,
    /// `ROUTEX_METRICS__TOKEN`. Bearer token for scrapers, which opens nothing else; at least 20 characters. Default: none.
    pub token: Option<Secret>,
}

impl MetricsSettings {
    pub(super) fn read(mut section: Section<'_, '_>) -> Self {
        let settings = Self {
            public: section.or("public", Self::default().public),
            token: section
                .parsed("token", |token| at_least(token, 20))
                .ok()
                .flatten(),
        };
        section.finish();
        settings
    }
}
