//! Reckoning past costs again after prices were corrected.

use std::{collections::BTreeMap, time::Duration};

use chrono::Utc;
use routex_entity::{
    AttemptRecord, Outcome,
    api::{PriceRecomputed, RecomputedModel, Usd},
};

use super::Inventory;
use crate::{
    http::keys::ClientKeys,
    store::{
        Store,
        request::{Recosted, Step, recost},
    },
    usage::pricing::{Call, PriceList},
};

/// Requests a transaction: a few milliseconds of the one connection that writes.
const CHUNK: u64 = 100;
/// Between two of them, so that others have their turn.
const PAUSE: Duration = Duration::from_millis(5);

/// Which requests: by their arrival, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// `None`: since ever.
    pub from_ms: Option<i64>,
    /// Not itself part of it. `None`: up to now.
    pub to_ms: Option<i64>,
}

/// Corrects the log of a running Routex, and what its budgets count.
pub async fn run(
    inventory: &Inventory,
    range: Range,
    dry_run: bool,
) -> anyhow::Result<PriceRecomputed> {
    let prices = inventory.prices().load_full();
    let correct = |step: &Recosted| {
        if !dry_run {
            correct_budgets(&inventory.keys(), step);
        }
    };
    reckon(inventory.store(), &prices, range, dry_run, correct).await
}

/// Corrects a log that nobody writes to.
pub async fn run_alone(
    store: &Store,
    prices: &PriceList,
    range: Range,
    dry_run: bool,
) -> anyhow::Result<PriceRecomputed> {
    reckon(store, prices, range, dry_run, |_| ()).await
}

async fn reckon(
    store: &Store,
    prices: &PriceList,
    range: Range,
    dry_run: bool,
    after_step: impl Fn(&Recosted),
) -> anyhow::Result<PriceRecomputed> {
    let mut models: BTreeMap<String, RecomputedModel> = BTreeMap::new();
    let mut told = PriceRecomputed {
        dry_run,
        ..PriceRecomputed::default()
    };
    let mut step = Step {
        after: None,
        from_ms: range.from_ms.unwrap_or(0),
        to_ms: range.to_ms.unwrap_or_else(|| Utc::now().timestamp_millis()),
        most: CHUNK,
        dry_run,
    };
    loop {
        let done = recost(store, step, |attempt| cost(prices, attempt)).await?;
        told.requests += done.looked_at;
        told.changed += u64::try_from(done.requests.len()).unwrap_or(u64::MAX);
        for change in &done.attempts {
            let model = models.entry(change.model.clone());
            let model = model.or_insert_with(|| RecomputedModel {
                model: change.model.clone(),
                attempts: 0,
                before_usd: Usd::default(),
                after_usd: Usd::default(),
            });
            model.attempts += 1;
            model.before_usd = plus(model.before_usd, change.before);
            model.after_usd = plus(model.after_usd, change.after);
        }
        after_step(&done);
        let Some(last) = done.last else { break };
        step.after = Some(last);
        tokio::time::sleep(PAUSE).await;
    }
    told.models = models.into_values().collect();
    Ok(told)
}

/// Nobody knows what an attempt cost whose end nobody saw.
fn cost(prices: &PriceList, attempt: &AttemptRecord) -> Option<i64> {
    if attempt.outcome == Outcome::Unknown {
        return attempt.cost_nano_usd;
    }
    let call = Call {
        channel: &attempt.channel,
        model: &attempt.model_served,
        at_ms: attempt.started_at_ms,
    };
    prices.cost(&call, &attempt.usage, &attempt.extras)
}

fn correct_budgets(keys: &ClientKeys, step: &Recosted) {
    let now_ms = Utc::now().timestamp_millis();
    let allowances = keys.allowances();
    for change in step.requests.iter().filter(|change| change.counts) {
        if let Some(allowance) = allowances.get(&*change.client_key) {
            allowance.correct(change.difference(), change.ended_ms, now_ms);
        }
    }
}

fn plus(sum: Usd, nanos: Option<i64>) -> Usd {
    Usd::from_nanos(sum.nanos().saturating_add(nanos.unwrap_or(0)))
}
