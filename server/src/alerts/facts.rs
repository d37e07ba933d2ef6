//! What is the matter: from facts about the installation to what its rules call wrong. Pure.

use routex_entity::{
    AlertKind, BudgetWindow, ChannelState,
    api::{AlertRules, AlertSubject},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    engine::{Condition, Observed},
    traffic::History,
};

/// What is known of one moment.
#[derive(Debug)]
pub struct Facts<'a> {
    /// `None`: the router does not answer.
    pub channels: Option<Vec<ChannelFact>>,
    pub budgets: Vec<BudgetFact>,
    pub history: &'a History,
    pub journal: JournalFact,
    /// The database takes no rows, or the ledger does not answer.
    pub ledger_away: bool,
}

#[derive(Debug, Clone)]
pub struct ChannelFact {
    pub id: Uuid,
    pub name: String,
    /// Switched on by the operator.
    pub enabled: bool,
    pub state: ChannelState,
    /// Credentials that the provider refuses.
    pub suspended: Vec<CredentialFact>,
}

#[derive(Debug, Clone)]
pub struct CredentialFact {
    pub id: Uuid,
    pub label: String,
    /// What it is told as.
    pub why: AlertKind,
}

/// Thousand-millionths of a US dollar.
#[derive(Debug, Clone)]
pub struct BudgetFact {
    pub key_id: Uuid,
    pub key: String,
    pub window: BudgetWindow,
    pub spent: i64,
    pub amount: i64,
}

#[derive(Debug, Clone, Copy)]
pub struct JournalFact {
    pub entries: u64,
    pub bytes: u64,
    pub max_bytes: u64,
}

/// Kinds of which nothing is known while the router does not answer.
const OF_CHANNELS: [AlertKind; 4] = [
    AlertKind::ChannelDown,
    AlertKind::CredentialRejected,
    AlertKind::NeedsSignIn,
    AlertKind::CredentialExhausted,
];

/// What is wrong by the rules.
pub fn observed(facts: &Facts<'_>, rules: &AlertRules, now_ms: i64) -> Observed {
    let mut observed = Observed::default();
    match &facts.channels {
        Some(channels) => {
            let wrong = channels.iter().filter(|channel| channel.enabled);
            observed.conditions.extend(wrong.flat_map(of_channel));
        }
        None => observed.unknown.extend(OF_CHANNELS),
    }
    let budgets = facts.budgets.iter();
    let conditions = &mut observed.conditions;
    conditions.extend(budgets.flat_map(|budget| of_budget(budget, rules)));
    conditions.extend(error_rate(facts.history, rules, now_ms));
    conditions.extend(no_route(facts.history, rules, now_ms));
    conditions.extend(journal(facts.journal, rules));
    if facts.ledger_away {
        let details = json!({ "journal_entries": facts.journal.entries });
        conditions.push(of_installation(AlertKind::LedgerAway, details));
    }
    observed
}

fn of_channel(channel: &ChannelFact) -> Vec<Condition> {
    let mut wrong = Vec::new();
    let reason = match channel.state {
        ChannelState::Open | ChannelState::HalfOpen => Some("breaker_open"),
        ChannelState::Disabled => Some("credentials_suspended"),
        ChannelState::Closed | ChannelState::Cooling => None,
    };
    if let Some(reason) = reason {
        wrong.push(Condition {
            kind: AlertKind::ChannelDown,
            subject: subject("channel", channel.id, &channel.name, None),
            details: json!({ "channel": channel.name, "reason": reason }),
        });
    }
    wrong.extend(channel.suspended.iter().map(|credential| Condition {
        kind: credential.why,
        subject: subject(
            "credential",
            credential.id,
            &channel.name,
            Some(credential.label.clone()),
        ),
        details: json!({ "channel": channel.name, "credential": credential.label }),
    }));
    wrong
}

fn of_budget(budget: &BudgetFact, rules: &AlertRules) -> Vec<Condition> {
    let low = share_reached(
        unsigned(budget.spent),
        unsigned(budget.amount),
        rules.rule(AlertKind::BudgetLow).percent,
    );
    let used_up = budget.spent >= budget.amount;
    let condition = |kind| Condition {
        kind,
        subject: subject(
            "client_key",
            budget.key_id,
            &budget.key,
            Some(budget.window.as_str().to_owned()),
        ),
        details: json!({
            "client_key": budget.key,
            "window": budget.window,
            "spent_usd": usd(budget.spent),
            "budget_usd": usd(budget.amount),
            "percent": percent(unsigned(budget.spent), unsigned(budget.amount)),
        }),
    };
    let kinds = [
        (AlertKind::BudgetLow, low),
        (AlertKind::BudgetUsedUp, used_up),
    ];
    let wrong = kinds.into_iter().filter(|(_, reached)| *reached);
    wrong.map(|(kind, _)| condition(kind)).collect()
}

fn error_rate(history: &History, rules: &AlertRules, now_ms: i64) -> Option<Condition> {
    let rule = rules.rule(AlertKind::ErrorRate);
    let window = rule.window_seconds.unwrap_or_default();
    let totals = history.last(window, now_ms);
    let enough = totals.ended >= u64::from(rule.minimum_requests.unwrap_or_default()).max(1);
    let reached = share_reached(totals.failed, totals.ended, rule.percent);
    let details = json!({
        "requests": totals.ended,
        "failed": totals.failed,
        "percent": percent(totals.failed, totals.ended),
        "window_seconds": window,
    });
    (enough && reached).then(|| of_installation(AlertKind::ErrorRate, details))
}

fn no_route(history: &History, rules: &AlertRules, now_ms: i64) -> Option<Condition> {
    let rule = rules.rule(AlertKind::NoRoute);
    let window = rule.window_seconds.unwrap_or_default();
    let unrouted = history.last(window, now_ms).unrouted;
    let details = json!({ "requests": unrouted, "window_seconds": window });
    let enough = unrouted >= u64::from(rule.minimum_requests.unwrap_or_default()).max(1);
    enough.then(|| of_installation(AlertKind::NoRoute, details))
}

fn journal(journal: JournalFact, rules: &AlertRules) -> Option<Condition> {
    let rule = rules.rule(AlertKind::JournalFilling);
    let details = json!({
        "bytes": journal.bytes,
        "max_bytes": journal.max_bytes,
        "entries": journal.entries,
        "percent": percent(journal.bytes, journal.max_bytes),
    });
    share_reached(journal.bytes, journal.max_bytes, rule.percent)
        .then(|| of_installation(AlertKind::JournalFilling, details))
}

fn of_installation(kind: AlertKind, details: Value) -> Condition {
    Condition {
        kind,
        subject: AlertSubject {
            kind: "installation".to_owned(),
            id: None,
            name: String::new(),
            part: None,
        },
        details,
    }
}

fn subject(what: &str, id: Uuid, name: &str, part: Option<String>) -> AlertSubject {
    AlertSubject {
        kind: what.to_owned(),
        id: Some(id),
        name: name.to_owned(),
        part,
    }
}

/// Whether a part is at least so many hundredths of the whole, exactly. Nothing is no part of nothing.
fn share_reached(part: u64, whole: u64, percent: Option<u32>) -> bool {
    let percent = u128::from(percent.unwrap_or(100));
    whole > 0 && u128::from(part) * 100 >= u128::from(whole) * percent
}

/// Whole hundredths, rounded down.
fn percent(part: u64, whole: u64) -> u64 {
    let percent = u128::from(part) * 100 / u128::from(whole.max(1));
    u64::try_from(percent).unwrap_or(u64::MAX)
}

fn unsigned(nano_usd: i64) -> u64 {
    nano_usd.max(0).unsigned_abs()
}

/// To the cent, rounded down: `12.34`.
fn usd(nano_usd: i64) -> String {
    let cents = unsigned(nano_usd) / 10_000_000;
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests;
