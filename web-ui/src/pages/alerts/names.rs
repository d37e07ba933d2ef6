//! Names of texts that name kinds, severities and the like.

use routex_entity::{AlertEvent, AlertKind, AlertTargetKind, DeliveryState, Severity};

/// What it is, and when it is told unless somebody said otherwise.
pub const fn kind(kind: AlertKind) -> (&'static str, &'static str) {
    match kind {
        AlertKind::ChannelDown => ("alerts-channel-down", "alerts-channel-down-help"),
        AlertKind::CredentialRejected => (
            "alerts-credential-rejected",
            "alerts-credential-rejected-help",
        ),
        AlertKind::NeedsSignIn => ("alerts-needs-sign-in", "alerts-needs-sign-in-help"),
        AlertKind::CredentialExhausted => (
            "alerts-credential-exhausted",
            "alerts-credential-exhausted-help",
        ),
        AlertKind::BudgetLow => ("alerts-budget-low", "alerts-budget-low-help"),
        AlertKind::BudgetUsedUp => ("alerts-budget-used-up", "alerts-budget-used-up-help"),
        AlertKind::ErrorRate => ("alerts-error-rate", "alerts-error-rate-help"),
        AlertKind::NoRoute => ("alerts-no-route", "alerts-no-route-help"),
        AlertKind::JournalFilling => ("alerts-journal-filling", "alerts-journal-filling-help"),
        AlertKind::LedgerAway => ("alerts-ledger-away", "alerts-ledger-away-help"),
    }
}

pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "alerts-info",
        Severity::Warning => "alerts-warning",
        Severity::Critical => "alerts-critical",
    }
}

/// Services are called the same in every language, but for those that have two names.
pub const fn target(kind: AlertTargetKind) -> &'static str {
    match kind {
        AlertTargetKind::Generic => "alerts-generic",
        AlertTargetKind::Slack => "alerts-slack",
        AlertTargetKind::Feishu => "alerts-feishu",
        AlertTargetKind::Dingtalk => "alerts-dingtalk",
        AlertTargetKind::Telegram => "alerts-telegram",
    }
}

pub const fn event(event: AlertEvent) -> &'static str {
    match event {
        AlertEvent::Firing => "alerts-event-firing",
        AlertEvent::Reminder => "alerts-event-reminder",
        AlertEvent::Resolved => "alerts-event-resolved",
    }
}

pub const fn delivery(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => "alerts-delivery-pending",
        DeliveryState::Delivered => "alerts-delivery-delivered",
        DeliveryState::GivenUp => "alerts-delivery-given-up",
    }
}
