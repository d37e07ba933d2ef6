//! Asking the rooms how they are.

use std::{collections::HashMap, time::Duration};

use routex_entity::{AlertKind, Outcome, api::CredentialHealth};
use tokio::time::timeout;
use uuid::Uuid;

use super::facts::{BudgetFact, ChannelFact, CredentialFact, JournalFact};
use crate::{
    channel::ChannelSpec, http::keys::ClientKeys, router::handle::RouterHandle, usage::Journal,
    usage::UsageHandle,
};

/// A part that does not answer within this time is in trouble.
const PATIENCE: Duration = Duration::from_secs(1);

/// `None`: the router does not answer.
pub async fn channels(router: &RouterHandle) -> Option<Vec<ChannelFact>> {
    let table = router.table();
    if table.channels.is_empty() {
        return Some(Vec::new());
    }
    let snapshots = timeout(PATIENCE, router.snapshots()).await.ok()?;
    let reports = timeout(PATIENCE, router.inspect(None)).await.ok()?;
    if snapshots.is_empty() {
        return None;
    }
    let mut credentials: HashMap<Uuid, Vec<(Uuid, CredentialHealth)>> = reports
        .into_iter()
        .map(|report| (report.channel, report.credentials))
        .collect();
    let facts = table.channels.iter().filter_map(|spec| {
        let snapshot = snapshots.iter().find(|one| one.channel == spec.id)?;
        let health = credentials.remove(&spec.id).unwrap_or_default();
        Some(ChannelFact {
            id: spec.id,
            name: spec.name.clone(),
            enabled: spec.enabled,
            state: snapshot.state,
            suspended: suspended(spec, &health),
        })
    });
    Some(facts.collect())
}

fn suspended(spec: &ChannelSpec, health: &[(Uuid, CredentialHealth)]) -> Vec<CredentialFact> {
    let suspended = health.iter().filter_map(|(id, health)| {
        let needs_sign_in = health.token.as_ref().is_some_and(|it| it.needs_sign_in);
        let why = match health.suspended {
            _ if needs_sign_in => AlertKind::NeedsSignIn,
            Some(it) if it.cause == Outcome::QuotaExhausted => AlertKind::CredentialExhausted,
            Some(_) => AlertKind::CredentialRejected,
            None => return None,
        };
        let known = spec.credentials.iter().find(|known| known.id == *id)?;
        Some(CredentialFact {
            id: *id,
            label: known.label.clone(),
            why,
        })
    });
    suspended.collect()
}

/// Every budget of every key.
pub fn budgets(keys: &ClientKeys, now_ms: i64) -> Vec<BudgetFact> {
    let mut facts = Vec::new();
    for key in keys.iter() {
        let Some(allowance) = key.allowance.as_ref().filter(|it| it.is_budgeted()) else {
            continue;
        };
        let standings = allowance.standings(now_ms).into_iter();
        facts.extend(standings.map(|standing| BudgetFact {
            key_id: key.id,
            key: key.name.to_string(),
            window: standing.budget.window,
            spent: standing.spent,
            amount: standing.budget.amount.0,
        }));
    }
    facts
}

pub fn journal(journal: &Journal) -> JournalFact {
    let (entries, bytes) = journal.size();
    JournalFact {
        entries: entries as u64,
        bytes,
        max_bytes: journal.max_bytes(),
    }
}

/// Whether rows do not get to the database.
pub async fn ledger_away(usage: &UsageHandle) -> bool {
    usage.is_away() || !matches!(timeout(PATIENCE, usage.answers()).await, Ok(true))
}
