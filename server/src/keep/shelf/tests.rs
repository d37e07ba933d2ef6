use proptest::prelude::*;

use super::*;
use crate::keep::Kind;

fn key(n: u8) -> Uuid {
    Uuid::from_u128(n.into())
}

const A: Uuid = Uuid::from_u128(0xA);
const B: Uuid = Uuid::from_u128(0xB);

fn entry(client_key: Uuid, kept_at_ms: i64, bytes: usize) -> Entry {
    Entry {
        kind: Kind::Response,
        client_key,
        kept_at_ms,
        plain: vec![0; bytes].into(),
    }
}

fn is_here(shelf: &mut Shelf, n: u8) -> bool {
    matches!(shelf.find(key(n), 0), Place::Here(_))
}

#[test]
fn what_is_too_old_is_gone() {
    let mut shelf = Shelf::default();
    shelf.put(key(1), entry(A, 100, 1), true);
    assert!(matches!(shelf.find(key(1), 100), Place::Here(_)));
    assert_eq!(shelf.find(key(1), 101), Place::Gone);
    shelf.begin();
    shelf.written();
    assert_eq!(shelf.find(key(1), 101), Place::Gone);
    assert_eq!(shelf.find(key(2), 0), Place::Unknown);
}

#[test]
fn what_was_removed_is_gone_until_the_database_knows() {
    let mut shelf = Shelf::default();
    shelf.put(key(1), entry(A, 1, 1), true);
    shelf.remove(key(1));
    assert_eq!(shelf.find(key(1), 0), Place::Gone);
    assert!(matches!(shelf.begin()[&key(1)], Change::Remove));
    assert_eq!(shelf.find(key(1), 0), Place::Gone);
    shelf.written();
    assert_eq!(shelf.find(key(1), 0), Place::Unknown);
}

#[test]
fn what_could_not_be_written_waits_again_behind_what_is_newer() {
    let mut shelf = Shelf::default();
    shelf.put(key(1), entry(A, 1, 1), true);
    shelf.put(key(2), entry(A, 1, 1), true);
    shelf.begin();
    shelf.remove(key(1));
    shelf.failed();
    let again = shelf.begin();
    assert!(matches!(again[&key(1)], Change::Remove));
    assert!(matches!(again[&key(2)], Change::Put(_)));
}

#[test]
fn a_forgotten_client_key_leaves_nothing() {
    let mut shelf = Shelf::default();
    shelf.put(key(1), entry(A, 1, 1), true);
    shelf.begin();
    shelf.put(key(2), entry(A, 1, 1), true);
    shelf.put(key(3), entry(B, 1, 1), true);
    shelf.forget(A);
    assert!(!is_here(&mut shelf, 1) && !is_here(&mut shelf, 2));
    assert!(is_here(&mut shelf, 3));
    shelf.failed();
    let left = shelf.begin();
    assert!(
        matches!(left[&key(1)], Change::Remove),
        "it may have been written"
    );
    assert!(!left.contains_key(&key(2)));
}

#[test]
fn memory_is_bounded_and_the_last_used_stay() {
    let mut shelf = Shelf::default();
    let third = MAX_RECENT / 3 - OVERHEAD;
    for n in 1..=3 {
        assert_eq!(shelf.put(key(n), entry(A, 1, third), false), Put::Held);
    }
    assert!(is_here(&mut shelf, 1));
    shelf.put(key(4), entry(A, 1, third), false);
    let here: Vec<bool> = (1..=4).map(|n| is_here(&mut shelf, n)).collect();
    assert_eq!(here, [true, false, true, true]);
    assert!(shelf.begin().is_empty());
}

#[test]
fn what_waits_is_bounded() {
    let mut shelf = Shelf::default();
    let half = MAX_WAITING / 2;
    assert_eq!(shelf.put(key(1), entry(A, 1, half), true), Put::Waits);
    assert_eq!(shelf.put(key(2), entry(A, 1, half), true), Put::Full);
    assert!(is_here(&mut shelf, 2));
    assert_eq!(shelf.begin().len(), 1);
}

proptest! {
    #[test]
    fn the_books_are_right_after_anything(steps in prop::collection::vec((0..7_u8, 0..6_u8, 0..5_000_000_usize), 0..60)) {
        let mut shelf = Shelf::default();
        for (step, n, bytes) in steps {
            match step {
                0 | 1 => { shelf.put(key(n), entry([A, B][usize::from(n % 2)], 1, bytes), step == 0); }
                2 => shelf.remove(key(n)),
                3 => shelf.forget(A),
                4 => { shelf.begin(); }
                5 => shelf.failed(),
                _ => { shelf.find(key(n), 0); }
            }
            let recent: usize = shelf.recent.values().map(|recent| size(&recent.entry)).sum();
            prop_assert_eq!(shelf.recent_bytes, recent);
            prop_assert!(recent <= MAX_RECENT || shelf.recent.len() == 1);
            prop_assert_eq!(shelf.uses.len(), shelf.recent.len());
            let waiting: usize = shelf.waiting.values().map(Change::size).sum();
            prop_assert_eq!(shelf.waiting_bytes, waiting);
        }
    }
}

#[test]
fn what_waits_stays_bounded_while_the_database_takes_long_and_then_nothing() {
    let mut shelf = Shelf::default();
    let quarter = MAX_WAITING / 4;
    let mut taken = 0;
    for n in 0..16 {
        if shelf.put(key(n), entry(A, 1, quarter), true) == Put::Waits {
            taken += 1;
        }
        // Each writing takes as long as the next thing to come, and fails.
        if n % 2 == 0 {
            shelf.begin();
        } else {
            shelf.failed();
        }
    }
    assert_eq!(taken, 3);
}

#[test]
fn what_was_removed_while_it_was_read_does_not_come_back() {
    let mut shelf = Shelf::default();
    let before = shelf.removals();
    shelf.remove(key(1));
    shelf.begin();
    shelf.written();
    shelf.remember_read(key(1), entry(A, 1, 1), before);
    assert_eq!(shelf.find(key(1), 0), Place::Unknown);

    let since = shelf.removals();
    shelf.remember_read(key(1), entry(A, 1, 1), since);
    assert!(is_here(&mut shelf, 1));
}
