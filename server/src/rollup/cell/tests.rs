use proptest::prelude::*;

use super::*;
use crate::store::testing::record;

#[test]
fn a_request_counts_with_all_that_it_was() {
    let cell = Cell::of(&record());

    assert_eq!(cell.requests(), 1);
    assert_eq!(cell.outcome(Outcome::Success), 1);
    for (number, sum) in [
        (Number::Streams, 1),
        (Number::Attempts, 2),
        (Number::Input, 100),
        (Number::CacheRead, 20),
        (Number::CacheWriteShort, 3),
        (Number::CacheWriteLong, 4),
        (Number::Output, 50),
        (Number::Reasoning, 10),
        (Number::CostNanoUsd, 1_000_750),
        (Number::CostUnknown, 0),
        (Number::CacheHits, 1),
        (Number::TimedTokens, 50),
        (Number::TimedMs, 950),
    ] {
        assert_eq!(cell.sum(number), sum, "{number:?}");
    }
    assert_eq!(cell.duration.total(), 1);
}

#[test]
fn what_was_never_sent_has_no_unknown_cost() {
    let unsent = RequestRecord {
        attempts: vec![],
        cost_nano_usd: None,
        ..record()
    };
    assert_eq!(Cell::of(&unsent).sum(Number::CostUnknown), 0);
}

/// Places in the database: who inserts an outcome in the middle gives all sums after it to others.
#[test]
fn outcomes_keep_their_places() {
    let names: Vec<_> = Outcome::ALL
        .iter()
        .map(|outcome| outcome.as_str())
        .collect();
    let places = [
        "success",
        "client_error",
        "rate_limited",
        "overloaded",
        "upstream_error",
        "unauthorized",
        "quota_exhausted",
        "timeout_first_byte",
        "timeout_idle",
        "connect_error",
        "truncated",
        "malformed",
        "client_cancelled",
        "no_route",
        "unknown",
    ];
    assert_eq!(names[..places.len()], places);
    for (place, outcome) in Outcome::ALL.iter().enumerate() {
        assert_eq!(*outcome as usize, place);
    }
}

#[test]
fn a_new_price_moves_cost_and_nothing_else() {
    for (before, after) in [
        (Some(5), Some(7)),
        (None, Some(7)),
        (Some(5), None),
        (None, None),
    ] {
        let of = |cost_nano_usd| RequestRecord {
            cost_nano_usd,
            ..record()
        };
        let mut moved = Cell::of(&of(before));
        moved.merge(&Cell::repriced(&of(before), after));
        assert_eq!(moved, Cell::of(&of(after)));
    }
}

fn any_record() -> impl Strategy<Value = RequestRecord> {
    (
        0..Outcome::ALL.len(),
        any::<bool>(),
        prop::option::of(0..100_000_u32),
        0..600_000_u32,
        prop::option::of(0..1_000_000_000_i64),
        0..100_000_u64,
    )
        .prop_map(
            |(outcome, stream, ttft_ms, duration_ms, cost_nano_usd, output)| {
                let mut record = record();
                record.usage.output = output;
                RequestRecord {
                    outcome: Outcome::ALL[outcome],
                    stream,
                    ttft_ms,
                    duration_ms,
                    cost_nano_usd,
                    ..record
                }
            },
        )
}

proptest! {
    #[test]
    fn sums_of_parts_are_the_sum_and_come_back_as_they_were(
        records in prop::collection::vec(any_record(), 0..20),
        split in 0..20_usize,
    ) {
        let of = |records: &[RequestRecord]| {
            let mut cell = Cell::default();
            records.iter().for_each(|record| cell.count(record));
            cell
        };
        let (left, right) = records.split_at(split.min(records.len()));
        let (mut one, mut other) = (of(left), of(right));
        one.merge(&of(right));
        other.merge(&of(left));
        let whole = of(&records);
        let mut bytes = Vec::new();
        whole.encode(&mut bytes);

        prop_assert_eq!(&one, &whole);
        prop_assert_eq!(&other, &whole);
        prop_assert_eq!(whole.requests(), records.len() as u64);
        prop_assert_eq!(Cell::decode(&bytes), Some(whole));
    }

    #[test]
    fn nothing_that_is_read_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        Cell::decode(&bytes);
    }
}
