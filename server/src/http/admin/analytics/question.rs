//! What every question about usage has in common: a time, and whose requests.

use chrono::Utc;
use routex_entity::GroupBy;

use crate::{
    http::{admin::Admin, extract::Query},
    rollup::{Dimension, Keep},
    store::rollup::Scope,
};

/// What is asked about when nothing is said: the last day.
const USUAL_MS: i64 = 24 * 60 * 60 * 1000;
/// The last time that a calendar of four digits has.
const LATEST_MS: i64 = 253_402_300_799_999;
/// Lines or rows, when nothing is said.
const LIMIT: usize = 10;

/// A time, and whose requests.
#[derive(Debug)]
pub(super) struct Question {
    /// Milliseconds since the Unix epoch, inclusive.
    pub(super) from_ms: i64,
    /// Exclusive.
    pub(super) to_ms: i64,
    pub(super) scope: Scope,
    pub(super) keep: Keep,
}

impl Question {
    pub(super) fn read(query: &mut Query, admin: &Admin) -> Self {
        let now_ms = Utc::now().timestamp_millis();
        let scope = Scope {
            channel: query.optional("channel"),
            model: query.optional("model"),
            client_key: query.optional("key"),
        };
        let (from_ms, to_ms) = time(query, now_ms);
        Self {
            from_ms,
            to_ms,
            scope,
            keep: Keep::at(&admin.inventory.settings(), now_ms),
        }
    }
}

fn time(query: &mut Query, now_ms: i64) -> (i64, i64) {
    let from = query.time_ms("from");
    let to = query.time_ms("to");
    let to_ms = to.unwrap_or(now_ms);
    let from_ms = from.unwrap_or_else(|| to_ms.saturating_sub(USUAL_MS).max(0));
    for (name, at_ms) in [("to", to_ms), ("from", from_ms)] {
        if !(0..=LATEST_MS).contains(&at_ms) {
            query.refuse(name, "expected a time between the years 1970 and 9999");
            return (now_ms - USUAL_MS, now_ms);
        }
    }
    if from_ms >= to_ms {
        // The one that was given is the one to change.
        let (name, message) = match from {
            Some(_) => (
                "from",
                "expected a time before that of to, which is now when it is not given",
            ),
            None => ("to", "expected a time after that of from"),
        };
        query.refuse(name, message);
    }
    (from_ms, to_ms)
}

/// How many lines or rows have a name of their own.
pub(super) fn limit(query: &mut Query, most: usize) -> usize {
    let limit = query.read("limit", |text| match text.parse() {
        Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
        _ => Err(format!(
            "expected a whole number from 1 to {most}; found {text:?}"
        )),
    });
    limit.unwrap_or(LIMIT)
}

/// What sums are told apart by. Outcomes are within each sum.
pub(super) const fn dimension(group_by: GroupBy) -> Option<Dimension> {
    match group_by {
        GroupBy::Channel => Some(Dimension::Channel),
        GroupBy::Model => Some(Dimension::Model),
        GroupBy::Key => Some(Dimension::ClientKey),
        GroupBy::Outcome => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Result<(i64, i64), String> {
        let mut query = Query::parse(text);
        let time = time(&mut query, 1_800_000_000_000);
        query.finish().map_err(|problem| problem.to_string())?;
        Ok(time)
    }

    #[test]
    fn the_last_day_is_meant_unless_told_otherwise() {
        let now = 1_800_000_000_000;
        assert_eq!(asked(""), Ok((now - USUAL_MS, now)));
        assert_eq!(asked("from=5"), Ok((5, now)));
        assert_eq!(
            asked("to=90000000"),
            Ok((90_000_000 - USUAL_MS, 90_000_000))
        );
        assert_eq!(asked("from=1&to=2"), Ok((1, 2)));
    }

    #[test]
    fn a_time_that_is_none_is_refused_by_the_name_of_its_parameter() {
        for (text, name) in [
            ("from=2&to=2", "from"),
            ("from=1900000000000", "from"),
            ("to=0", "to"),
            ("from=-1", "from"),
            ("to=9223372036854775807", "to"),
            ("from=tomorrow", "from"),
        ] {
            let told = asked(text).unwrap_err();
            assert!(told.contains(&format!("{name}: ")), "{text}: {told}");
        }
    }
}
