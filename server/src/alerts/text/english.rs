//! English.

use routex_entity::{AlertKind, AlertState, Severity};

use super::{Message, detail};

pub(super) fn title(message: &Message, instance: &str) -> String {
    let kind = name(message.kind);
    match message.state {
        AlertState::Test => format!("{instance}: test"),
        AlertState::Resolved => format!("{instance}: resolved: {kind}"),
        AlertState::Firing => {
            let severity = match message.severity {
                Severity::Info => "info",
                Severity::Warning => "warning",
                Severity::Critical => "critical",
            };
            let again = if message.reminder { " (still)" } else { "" };
            format!("{instance}: {severity}: {kind}{again}")
        }
    }
}

fn name(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::ChannelDown => "channel down",
        AlertKind::CredentialRejected => "credential refused",
        AlertKind::NeedsSignIn => "sign-in needed",
        AlertKind::CredentialExhausted => "account without quota",
        AlertKind::BudgetLow => "budget nearly spent",
        AlertKind::BudgetUsedUp => "budget spent",
        AlertKind::ErrorRate => "many requests fail",
        AlertKind::NoRoute => "no channel can serve",
        AlertKind::JournalFilling => "journal growing",
        AlertKind::LedgerAway => "database away",
    }
}

pub(super) fn summary(message: &Message) -> String {
    match message.state {
        AlertState::Test => "This is a test message; nothing is wrong.".to_owned(),
        AlertState::Firing => wrong(message),
        AlertState::Resolved => well(message),
    }
}

fn wrong(message: &Message) -> String {
    let of = |name| detail(message, name);
    match message.kind {
        AlertKind::ChannelDown => {
            let why = match of("reason").as_str() {
                "credentials_suspended" => "the provider refuses all its credentials",
                _ => "its breaker is open, because requests to it failed",
            };
            format!("Channel {} serves nobody: {why}.", of("channel"))
        }
        AlertKind::CredentialRejected => format!(
            "The provider refuses credential {} of channel {}; enter a new key.",
            of("credential"),
            of("channel")
        ),
        AlertKind::NeedsSignIn => format!(
            "The provider takes the account of credential {} of channel {} no more; sign in to it again.",
            of("credential"),
            of("channel")
        ),
        AlertKind::CredentialExhausted => format!(
            "The account of credential {} of channel {} has no money or quota left.",
            of("credential"),
            of("channel")
        ),
        AlertKind::BudgetLow => format!(
            "Client key {} has spent {} % of its budget ({}): {} of {} USD.",
            of("client_key"),
            of("percent"),
            of("window"),
            of("spent_usd"),
            of("budget_usd")
        ),
        AlertKind::BudgetUsedUp => format!(
            "Client key {} has spent its budget ({}) of {} USD; its requests are refused.",
            of("client_key"),
            of("window"),
            of("budget_usd")
        ),
        AlertKind::ErrorRate => format!(
            "{} % of the requests of the last {} s failed: {} of {}.",
            of("percent"),
            of("window_seconds"),
            of("failed"),
            of("requests")
        ),
        AlertKind::NoRoute => format!(
            "{} requests of the last {} s found no channel that could serve them.",
            of("requests"),
            of("window_seconds")
        ),
        AlertKind::JournalFilling => format!(
            "The journal holds {} % of what it may; at the bound, requests are refused. See why the database does not take its entries.",
            of("percent")
        ),
        AlertKind::LedgerAway => format!(
            "The database takes no rows, or the ledger does not answer. Requests are served; {} wait in the journal.",
            of("journal_entries")
        ),
    }
}

fn well(message: &Message) -> String {
    let of = |name| detail(message, name);
    match message.kind {
        AlertKind::ChannelDown => format!("Channel {} serves again.", of("channel")),
        AlertKind::CredentialRejected => format!(
            "Credential {} of channel {} is no longer refused.",
            of("credential"),
            of("channel")
        ),
        AlertKind::NeedsSignIn => format!(
            "The account of credential {} of channel {} is signed in again.",
            of("credential"),
            of("channel")
        ),
        AlertKind::CredentialExhausted => format!(
            "The account of credential {} of channel {} has quota again.",
            of("credential"),
            of("channel")
        ),
        AlertKind::BudgetLow => format!(
            "The budget ({}) of client key {} has room again.",
            of("window"),
            of("client_key")
        ),
        AlertKind::BudgetUsedUp => format!(
            "The budget ({}) of client key {} is no longer used up.",
            of("window"),
            of("client_key")
        ),
        AlertKind::ErrorRate => "Requests fail no more often than they may.".to_owned(),
        AlertKind::NoRoute => "Requests find channels again.".to_owned(),
        AlertKind::JournalFilling => "The journal has room again.".to_owned(),
        AlertKind::LedgerAway => "The database takes rows again.".to_owned(),
    }
}
