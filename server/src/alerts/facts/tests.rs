use proptest::prelude::*;
use routex_entity::api::AlertRules;

use super::*;
use crate::alerts::traffic::Totals;

const QUIET: JournalFact = JournalFact {
    entries: 3,
    bytes: 10,
    max_bytes: 1000,
};

fn facts(history: &History) -> Facts<'_> {
    Facts {
        channels: Some(Vec::new()),
        budgets: Vec::new(),
        history,
        journal: QUIET,
        ledger_away: false,
    }
}

fn channel(state: ChannelState, enabled: bool) -> ChannelFact {
    ChannelFact {
        id: Uuid::from_u128(1),
        name: "a".to_owned(),
        enabled,
        state,
        suspended: Vec::new(),
    }
}

fn kinds(facts: &Facts<'_>) -> Vec<AlertKind> {
    let observed = observed(facts, &AlertRules::default(), 100_000);
    let kinds = observed.conditions.iter().map(|condition| condition.kind);
    kinds.collect()
}

#[test]
fn a_channel_is_down_when_it_serves_nobody_although_it_should() {
    let history = History::default();
    for (state, enabled, down) in [
        (ChannelState::Closed, true, false),
        (ChannelState::Cooling, true, false),
        (ChannelState::Open, true, true),
        (ChannelState::HalfOpen, true, true),
        (ChannelState::Disabled, true, true),
        (ChannelState::Disabled, false, false),
        (ChannelState::Open, false, false),
    ] {
        let facts = Facts {
            channels: Some(vec![channel(state, enabled)]),
            ..facts(&history)
        };
        let expected: &[AlertKind] = if down { &[AlertKind::ChannelDown] } else { &[] };
        assert_eq!(kinds(&facts), expected, "{state} {enabled}");
    }
}

#[test]
fn a_credential_is_told_by_what_the_provider_said() {
    let history = History::default();
    let refused = |label: &str, why| CredentialFact {
        id: Uuid::now_v7(),
        label: label.to_owned(),
        why,
    };
    let facts = Facts {
        channels: Some(vec![ChannelFact {
            suspended: vec![
                refused("one", AlertKind::CredentialRejected),
                refused("two", AlertKind::CredentialExhausted),
                refused("three", AlertKind::NeedsSignIn),
            ],
            ..channel(ChannelState::Closed, true)
        }]),
        ..facts(&history)
    };
    let expected = [
        AlertKind::CredentialRejected,
        AlertKind::CredentialExhausted,
        AlertKind::NeedsSignIn,
    ];
    assert_eq!(kinds(&facts), expected);
}

#[test]
fn nothing_is_said_of_channels_while_the_router_is_silent() {
    let history = History::default();
    let facts = Facts {
        channels: None,
        ..facts(&history)
    };
    let observed = observed(&facts, &AlertRules::default(), 0);
    assert!(observed.unknown.contains(&AlertKind::ChannelDown));
    assert!(observed.conditions.is_empty());
}

#[test]
fn requests_count_by_their_share_and_only_when_there_are_some() {
    for (totals, expected) in [
        ((100, 24, 0), &[][..]),
        ((100, 25, 0), &[AlertKind::ErrorRate]),
        ((19, 19, 0), &[]),
        ((20, 5, 0), &[AlertKind::ErrorRate]),
        ((1000, 3, 3), &[AlertKind::NoRoute]),
        ((1000, 2, 2), &[]),
        ((0, 0, 0), &[]),
    ] {
        let mut history = History::default();
        history.add(50_000, Totals::default());
        let (ended, failed, unrouted) = totals;
        let totals = Totals {
            ended,
            failed,
            unrouted,
        };
        history.add(100_000, totals);
        assert_eq!(kinds(&facts(&history)), expected, "{totals:?}");
    }
}

#[test]
fn the_journal_counts_from_half_of_its_bound_on() {
    let history = History::default();
    for (bytes, expected) in [(499, &[][..]), (500, &[AlertKind::JournalFilling])] {
        let facts = Facts {
            journal: JournalFact { bytes, ..QUIET },
            ..facts(&history)
        };
        assert_eq!(kinds(&facts), expected);
    }
    let away = Facts {
        ledger_away: true,
        ..facts(&history)
    };
    assert_eq!(kinds(&away), [AlertKind::LedgerAway]);
}

proptest! {
    #[test]
    fn budgets_count_exactly_from_their_thresholds_on(
        amount in 1..=i64::MAX,
        spent in any::<i64>(),
        share in 0..=120_i64,
        near: bool,
    ) {
        // Near the threshold it is decided.
        let spent = if near { (i128::from(amount) * i128::from(share) / 100) as i64 } else { spent };
        let history = History::default();
        let facts = Facts {
            budgets: vec![BudgetFact {
                key_id: Uuid::from_u128(1),
                key: "laptop".to_owned(),
                window: BudgetWindow::Day,
                spent,
                amount,
            }],
            ..facts(&history)
        };
        let kinds = kinds(&facts);
        let low = i128::from(spent) * 100 >= i128::from(amount) * 80;
        prop_assert_eq!(kinds.contains(&AlertKind::BudgetLow), low);
        prop_assert_eq!(kinds.contains(&AlertKind::BudgetUsedUp), spent >= amount);
    }
}

#[test]
fn money_is_told_to_the_cent() {
    assert_eq!(usd(12_345_678_901), "12.34");
    assert_eq!(usd(9_999_999), "0.00");
    assert_eq!(usd(-5), "0.00");
}
