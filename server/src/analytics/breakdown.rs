//! Rows of a table.

use std::collections::HashMap;

use routex_entity::{
    GroupBy, Outcome, Ranking,
    api::{AnalyticsBreakdown, AnalyticsRow, time},
};

use super::{
    cover::Covered,
    csv::{Csv, OTHERS},
    figures::{figures, only_number},
    ranked::{divide, shown, weight},
};
use crate::{
    rollup::Cell,
    store::{StoreError, rollup::Summed},
};

/// The `limit` largest rows, and the one of all others. `group_by` is how `found` was told apart.
pub fn breakdown(
    covered: &Covered,
    found: Vec<Summed>,
    group_by: GroupBy,
    sort: Ranking,
    limit: usize,
) -> Result<AnalyticsBreakdown, StoreError> {
    let mut by_name: HashMap<String, Cell> = HashMap::new();
    let mut total = Cell::default();
    for summed in found {
        let cell = summed.cell()?;
        total.merge(&cell);
        by_name.entry(summed.name).or_default().merge(&cell);
    }
    let rows = match group_by {
        GroupBy::Outcome => by_outcome(&total),
        _ => largest(by_name, sort, limit),
    };
    Ok(AnalyticsBreakdown {
        from: time(covered.from_ms),
        to: time(covered.to_ms),
        group_by,
        sort,
        rows,
        total: figures(&total),
        counting_before: None,
    })
}

fn largest(by_name: HashMap<String, Cell>, sort: Ranking, limit: usize) -> Vec<AnalyticsRow> {
    let all = by_name.into_iter().collect();
    let (first, rest) = divide(all, limit, |cell| weight(cell, sort));
    let mut rows: Vec<AnalyticsRow> = first
        .into_iter()
        .map(|(name, cell)| AnalyticsRow {
            name: shown(name),
            others: false,
            others_count: 0,
            figures: figures(&cell),
        })
        .collect();
    if !rest.is_empty() {
        let mut others = Cell::default();
        rest.iter().for_each(|(_, cell)| others.merge(cell));
        rows.push(AnalyticsRow {
            name: None,
            others: true,
            others_count: rest.len() as u64,
            figures: figures(&others),
        });
    }
    rows
}

/// By the number of requests, whatever the rows of others are sorted by: nothing else is known.
fn by_outcome(total: &Cell) -> Vec<AnalyticsRow> {
    let mut rows: Vec<AnalyticsRow> = Outcome::ALL
        .iter()
        .map(|outcome| AnalyticsRow {
            name: Some(outcome.to_string()),
            others: false,
            others_count: 0,
            figures: only_number(total.outcome(*outcome)),
        })
        .filter(|row| row.figures.requests > 0)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.figures.requests));
    rows
}

/// A line for every row.
pub fn breakdown_csv(breakdown: &AnalyticsBreakdown) -> String {
    let by_outcome = breakdown.group_by == GroupBy::Outcome;
    let mut csv = Csv::new(&[breakdown.group_by.as_str()], !by_outcome);
    for row in &breakdown.rows {
        let name = match row.others {
            true => OTHERS,
            false => row.name.as_deref().unwrap_or_default(),
        };
        csv.row(&[name], &row.figures);
    }
    csv.text()
}
