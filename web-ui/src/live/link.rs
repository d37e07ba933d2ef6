//! How the connection of a stream is.

use chrono::{DateTime, Utc};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    Connecting,
    Live,
    /// It broke; the next try is then.
    Lost {
        retry_at: DateTime<Utc>,
    },
}
