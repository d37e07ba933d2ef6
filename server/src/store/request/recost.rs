//! Correcting what requests cost, and with it what their keys spent and the sums of the analytics.

use routex_entity::{
    AttemptRecord, RequestRecord,
    table::{attempt, request},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
        first_id_at, key_spend,
        rollup::{self, CostChange},
    },
    attempts::with_attempts,
};

/// Which requests come next, the oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The last of the step before.
    pub after: Option<Uuid>,
    /// By their arrival, in milliseconds since the Unix epoch; `to_ms` is not part of it.
    pub from_ms: i64,
    pub to_ms: i64,
    pub most: u64,
    /// Nothing is written.
    pub dry_run: bool,
}

/// What a step found and, unless it was a dry run, wrote.
#[derive(Debug, Default)]
pub struct Recosted {
    pub looked_at: u64,
    /// `None`: there were no more.
    pub last: Option<Uuid>,
    pub requests: Vec<RequestChange>,
    pub attempts: Vec<AttemptChange>,
}

/// A request that costs something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestChange {
    pub client_key: String,
    pub ended_ms: i64,
    pub before: Option<i64>,
    pub after: Option<i64>,
    /// It is summed up for its key: it did not come before the key was made.
    pub counts: bool,
}

/// An attempt that costs something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptChange {
    pub model: String,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

impl RequestChange {
    /// What the key spent more than was counted.
    pub fn difference(&self) -> i64 {
        let spent = |cost: Option<i64>| cost.unwrap_or(0).max(0);
        spent(self.after) - spent(self.before)
    }
}

/// Reckons some requests again, and writes what is different in one transaction: rows, sums, and what keys spent.
pub async fn recost(
    store: &Store,
    step: Step,
    cost: impl Fn(&AttemptRecord) -> Option<i64>,
) -> Result<Recosted, StoreError> {
    let action = "correct the costs of requests";
    if step.dry_run {
        let records = read(store.reader(), step).await?;
        return Ok(compare(&records, cost).0);
    }
    let transaction = store.begin(action).await?;
    let records = read(&transaction, step).await?;
    let (mut done, changed) = compare(&records, cost);
    write(&transaction, &changed).await.during(action)?;
    let sums: Vec<CostChange<'_>> = changed.iter().map(Changed::in_sums).collect();
    rollup::move_cost(store, &transaction, &sums)
        .await
        .during(action)?;
    let counted = key_spend::shift(&transaction, &changed)
        .await
        .during(action)?;
    for (change, counts) in done.requests.iter_mut().zip(counted) {
        change.counts = counts;
    }
    transaction.commit().await.during(action)?;
    Ok(done)
}

/// A request as it was, with what it and its attempts cost now.
pub(in crate::store) struct Changed<'a> {
    pub record: &'a RequestRecord,
    pub cost: Option<i64>,
    attempts: Vec<(Uuid, Option<i64>)>,
}

impl Changed<'_> {
    fn in_sums(&self) -> CostChange<'_> {
        CostChange {
            record: self.record,
            cost_nano_usd: self.cost,
        }
    }
}

fn compare(
    records: &[RequestRecord],
    cost: impl Fn(&AttemptRecord) -> Option<i64>,
) -> (Recosted, Vec<Changed<'_>>) {
    let mut done = Recosted {
        looked_at: u64::try_from(records.len()).unwrap_or(u64::MAX),
        last: records.last().map(|record| record.id),
        ..Recosted::default()
    };
    let mut changed = Vec::new();
    for record in records {
        let mut attempts = record.attempts.clone();
        let mut different = Vec::new();
        for attempt in &mut attempts {
            let (before, after) = (attempt.cost_nano_usd, cost(attempt));
            if before != after {
                attempt.cost_nano_usd = after;
                different.push((attempt.id, after));
                done.attempts.push(AttemptChange {
                    model: attempt.model_served.clone(),
                    before,
                    after,
                });
            }
        }
        if different.is_empty() {
            continue;
        }
        let cost = AttemptRecord::total_cost(&attempts);
        done.requests.push(RequestChange {
            client_key: record.client_key.clone(),
            ended_ms: record.ended_at_ms(),
            before: record.cost_nano_usd,
            after: cost,
            counts: false,
        });
        changed.push(Changed {
            record,
            cost,
            attempts: different,
        });
    }
    (done, changed)
}

async fn write(transaction: &DatabaseTransaction, changed: &[Changed<'_>]) -> Result<(), DbErr> {
    for change in changed {
        for (id, cost) in &change.attempts {
            attempt::Entity::update_many()
                .col_expr(attempt::Column::CostNanoUsd, Expr::value(*cost))
                .filter(attempt::Column::RequestId.eq(change.record.id))
                .filter(attempt::Column::Id.eq(*id))
                .exec(transaction)
                .await?;
        }
        request::Entity::update_many()
            .col_expr(request::Column::CostNanoUsd, Expr::value(change.cost))
            .filter(request::Column::Id.eq(change.record.id))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

async fn read(db: &impl ConnectionTrait, step: Step) -> Result<Vec<RequestRecord>, StoreError> {
    let from = request::Column::Id.gte(first_id_at(step.from_ms));
    let rows = request::Entity::find()
        .filter(
            step.after
                .map_or(from, |after| request::Column::Id.gt(after)),
        )
        .filter(request::Column::Id.lt(first_id_at(step.to_ms)))
        .order_by_asc(request::Column::Id)
        .limit(step.most)
        .all(db)
        .await
        .during("read requests to reckon them again")?;
    with_attempts(db, rows).await
}
