//! What operators are told of without asking, and how.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// A channel serves nobody: its breaker is open, or the provider refuses all its credentials.
    ChannelDown,
    /// The provider answered 401 or 403: the key was revoked, or must be made anew.
    CredentialRejected,
    /// The provider takes the tokens of an account no more: somebody has to sign in.
    NeedsSignIn,
    /// The provider says that the account has no money or quota left.
    CredentialExhausted,
    /// A client key has spent much of a budget.
    BudgetLow,
    /// A client key has spent a whole budget and is refused.
    BudgetUsedUp,
    /// Many requests fail.
    ErrorRate,
    /// Requests found no channel that could serve them.
    NoRoute,
    /// Much waits in the journal for the database.
    JournalFilling,
    /// The database takes no rows, or the ledger that writes them does not answer.
    LedgerAway,
}

super::names!("kind of alert", AlertKind {
    ChannelDown => "channel_down",
    CredentialRejected => "credential_rejected",
    NeedsSignIn => "needs_sign_in",
    CredentialExhausted => "credential_exhausted",
    BudgetLow => "budget_low",
    BudgetUsedUp => "budget_used_up",
    ErrorRate => "error_rate",
    NoRoute => "no_route",
    JournalFilling => "journal_filling",
    LedgerAway => "ledger_away",
});

/// How much an alert matters; later ones matter more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

super::names!("severity", Severity {
    Info => "info",
    Warning => "warning",
    Critical => "critical",
});

/// How an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertState {
    Firing,
    Resolved,
    /// Nothing is wrong: an operator tries a target.
    Test,
}

super::names!("state of an alert", AlertState {
    Firing => "firing",
    Resolved => "resolved",
    Test => "test",
});

/// What a message tells of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertEvent {
    Firing,
    /// It still lasts.
    Reminder,
    Resolved,
}

super::names!("event of an alert", AlertEvent {
    Firing => "firing",
    Reminder => "reminder",
    Resolved => "resolved",
});

/// What receives alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertTargetKind {
    /// Any program that takes JSON over HTTP.
    Generic,
    Slack,
    /// Also Lark.
    Feishu,
    Dingtalk,
    Telegram,
}

super::names!("kind of alert target", AlertTargetKind {
    Generic => "generic",
    Slack => "slack",
    Feishu => "feishu",
    Dingtalk => "dingtalk",
    Telegram => "telegram",
});

/// How a message on its way to a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    Pending,
    Delivered,
    /// Tried for as long as it was worth it.
    GivenUp,
}

super::names!("state of a delivery", DeliveryState {
    Pending => "pending",
    Delivered => "delivered",
    GivenUp => "given_up",
});

/// The language of texts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Chinese,
}

super::names!("language", Language {
    English => "en",
    Chinese => "zh-CN",
});
