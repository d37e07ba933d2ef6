//! By what figures are told apart.

/// What a chart has a line for, and a table a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// The channel that answered, or was tried last.
    Channel,
    /// The model that served, or that was asked for where none did.
    Model,
    /// The client key.
    Key,
    /// How requests ended. Only their number is known by outcome.
    Outcome,
}

super::names!("group", GroupBy {
    Channel => "channel",
    Model => "model",
    Key => "key",
    Outcome => "outcome",
});
