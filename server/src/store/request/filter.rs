//! What to show of the log.

use routex_entity::{Outcome, table::request::Column};
use sea_orm::{ColumnTrait, Condition};

/// What to show. Everything that is given must match, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Name of the channel that answered or was tried last.
    pub channel: Option<String>,
    /// Requested or served.
    pub model: Option<String>,
    pub client_key: Option<String>,
    pub status: Option<u16>,
    pub outcome: Option<Outcome>,
    pub session: Option<String>,
    /// Milliseconds since the Unix epoch, inclusive.
    pub from_ms: Option<i64>,
    /// Milliseconds since the Unix epoch, exclusive.
    pub to_ms: Option<i64>,
}

impl RequestFilter {
    /// What the key knows nothing of. Text is compared as a whole; there are no patterns.
    pub(super) fn matching(&self) -> Condition {
        let model = self.model.as_ref().map(|model| {
            Condition::any()
                .add(Column::ModelRequested.eq(model))
                .add(Column::ModelServed.eq(model))
        });
        let status = self.status.map(i64::from);
        let outcome = self.outcome.map(Outcome::as_str);
        let client_key = self.client_key.as_ref();
        Condition::all()
            .add_option(self.channel.as_ref().map(|name| Column::Channel.eq(name)))
            .add_option(client_key.map(|name| Column::ClientKey.eq(name)))
            .add_option(status.map(|status| Column::Status.eq(status)))
            .add_option(outcome.map(|outcome| Column::Outcome.eq(outcome)))
            .add_option(self.session.as_ref().map(|id| Column::Session.eq(id)))
            .add_option(model)
    }
}
