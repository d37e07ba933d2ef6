use proptest::prelude::*;

use super::*;
use crate::config::NanoUsd;

const NOON: i64 = 1_795_003_200_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn budget(window: BudgetWindow, nano_usd: i64) -> Budget {
    Budget {
        window,
        amount: NanoUsd(nano_usd),
    }
}

fn fresh() -> Purse {
    Purse::new([], NOON)
}

#[test]
fn what_is_reserved_is_not_there_for_others() {
    let budgets = [budget(BudgetWindow::Day, 100)];
    let mut purse = fresh();

    let first = purse.reserve(60);
    assert_eq!(purse.check(&budgets, 41, NOON), Err(Short::Reserved));
    assert_eq!(purse.check(&budgets, 40, NOON), Ok(()));
    purse.settle(&first, Some(10), NOON, NOON);

    assert_eq!(purse.check(&budgets, 90, NOON), Ok(()));
    assert_eq!(purse.standing(budgets[0], NOON).spent, 10);
}

#[test]
fn alone_a_request_may_take_more_than_is_left_but_not_of_nothing() {
    let budgets = [budget(BudgetWindow::Total, 100)];
    let mut purse = fresh();

    purse.charge(99, NOON, NOON);
    assert_eq!(purse.check(&budgets, 1_000, NOON), Ok(()));
    purse.charge(1, NOON, NOON);
    let never = Short::Spent(BudgetWindow::Total, None);
    assert_eq!(purse.check(&budgets, 0, NOON), Err(never));
}

#[test]
fn of_several_used_up_budgets_the_last_to_reset_is_told() {
    let budgets = [
        budget(BudgetWindow::Day, 10),
        budget(BudgetWindow::Month, 10),
        budget(BudgetWindow::Week, 10),
    ];
    let mut purse = fresh();
    purse.charge(10, NOON, NOON);

    let Err(Short::Spent(window, Some(wait))) = purse.check(&budgets, 1, NOON) else {
        panic!("all are used up");
    };

    assert_eq!(window, BudgetWindow::Month);
    let end = window::end_ms(BudgetWindow::Month, NOON).unwrap();
    assert_eq!(
        i128::from(end - NOON),
        i128::try_from(wait.as_millis()).unwrap()
    );
}

#[test]
fn a_new_window_is_fresh_and_a_clock_put_back_makes_none_fresh() {
    let budgets = [budget(BudgetWindow::Day, 10)];
    let mut purse = fresh();
    purse.charge(10, NOON, NOON);

    assert!(purse.check(&budgets, 1, NOON).is_err());
    assert!(purse.check(&budgets, 1, NOON + DAY_MS).is_ok());
    purse.charge(10, NOON + DAY_MS, NOON + DAY_MS);
    assert!(purse.check(&budgets, 1, NOON).is_err());
    assert_eq!(
        purse.standing(budget(BudgetWindow::Total, 1), NOON).spent,
        20
    );
}

#[test]
fn what_ended_before_midnight_counts_for_the_day_before_as_it_does_in_its_row() {
    let (day, week) = (budget(BudgetWindow::Day, 9), budget(BudgetWindow::Week, 9));
    let midnight = window::end_ms(BudgetWindow::Day, NOON).unwrap();
    let mut purse = fresh();
    let late = purse.reserve(5);

    purse.charge(1, midnight, midnight);
    purse.settle(&late, Some(5), midnight - 1, midnight + 1);

    let spent = |purse: &mut Purse, budget| purse.standing(budget, midnight + 1).spent;
    assert_eq!((spent(&mut purse, day), spent(&mut purse, week)), (1, 6));
    let days = [(window::day(midnight), 1), (window::day(midnight - 1), 5)];
    let mut after_a_start = Purse::new(days, midnight + 1);
    assert_eq!(spent(&mut after_a_start, day), 1);
    assert_eq!(spent(&mut after_a_start, week), 6);
}

#[test]
fn a_clock_put_back_makes_nothing_free() {
    let day = budget(BudgetWindow::Day, 9);
    let mut purse = fresh();

    purse.charge(9, NOON - DAY_MS, NOON - DAY_MS);

    assert!(purse.check(&[day], 1, NOON - DAY_MS).is_err());
}

#[test]
fn a_request_that_cost_more_than_reserved_makes_later_ones_reserve_more() {
    let budgets = [budget(BudgetWindow::Total, 1_000)];
    let mut purse = fresh();
    let low = purse.reserve(10);
    purse.settle(&low, Some(30), NOON, NOON);

    let first = purse.reserve(300);

    assert_eq!(purse.standing(budgets[0], NOON).reserved, 900);
    assert_eq!(purse.check(&budgets, 300, NOON), Err(Short::Reserved));
    purse.settle(&first, None, NOON, NOON);
    assert_eq!(purse.standing(budgets[0], NOON).reserved, 0);
}

#[test]
fn one_absurd_answer_does_not_hold_a_key_to_one_request_at_a_time() {
    let budgets = [budget(BudgetWindow::Day, 1_000_000)];
    let mut purse = fresh();
    let absurd = purse.reserve(1);
    purse.settle(&absurd, Some(900_000), NOON, NOON);
    assert_eq!(purse.reserve(10).amount, 1_000, "within reason");
    purse.reserved = 0;

    for _ in 0..200 {
        let usual = purse.reserve(10);
        purse.settle(&usual, Some(10), NOON, NOON);
    }

    let _first = purse.reserve(10);
    assert_eq!(purse.standing(budgets[0], NOON).reserved, 10);
}

#[test]
fn a_price_that_came_while_a_request_was_under_way_teaches_nothing() {
    let mut purse = fresh();
    let unpriced = purse.reserve(0);
    purse.settle(&unpriced, Some(7_000), NOON, NOON);

    assert_eq!(purse.reserve(10).amount, 10);
}

#[test]
fn absurd_costs_use_the_budget_up_and_never_refill_it() {
    let budgets = [budget(BudgetWindow::Day, i64::MAX)];
    let mut purse = fresh();
    for cost in [i64::MAX, i64::MAX, i64::MIN, -5] {
        let reservation = purse.reserve(i64::MAX);
        purse.settle(&reservation, Some(cost), NOON, NOON);
        assert_eq!(purse.standing(budgets[0], NOON).spent, i64::MAX);
    }
    assert!(purse.check(&budgets, 1, NOON).is_err());
}

#[test]
fn what_was_spent_before_a_start_counts_in_its_windows() {
    // A Wednesday, in the fourth week of November.
    let today = window::day(NOON);
    let days = [
        (today, 1),
        (today - 1, 10),
        (today - 7, 100),
        (today - 60, 1_000),
    ];

    let mut purse = Purse::new(days, NOON);

    let spent = |purse: &mut Purse, window| purse.standing(budget(window, 1), NOON).spent;
    assert_eq!(spent(&mut purse, BudgetWindow::Day), 1);
    assert_eq!(spent(&mut purse, BudgetWindow::Week), 11);
    assert_eq!(spent(&mut purse, BudgetWindow::Month), 111);
    assert_eq!(spent(&mut purse, BudgetWindow::Total), 1_111);
}

/// A client's next step: another request of that estimate and true cost, or the end of one under way.
#[derive(Debug, Clone)]
enum Step {
    Ask { estimate: i64, cost: i64 },
    End(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ask = (1..500_i64, 0..=1_000_u32).prop_map(|(estimate, thousandths)| Step::Ask {
        estimate,
        cost: estimate * i64::from(thousandths) / 1_000,
    });
    let end = any::<usize>().prop_map(Step::End);
    prop::collection::vec(prop_oneof![3 => ask, 2 => end], 1..300)
}

proptest! {
    #[test]
    fn whatever_the_order_budgets_are_overshot_by_less_than_one_request(
        steps in steps(),
        day in 1..5_000_i64,
        total in 1..5_000_i64,
    ) {
        let budgets = [budget(BudgetWindow::Day, day), budget(BudgetWindow::Total, total)];
        let mut purse = fresh();
        let mut under_way: Vec<(Reservation, i64)> = Vec::new();
        let (mut spent, mut dearest) = (0, 0);
        for step in steps {
            match step {
                Step::Ask { estimate, cost } => {
                    if purse.check(&budgets, estimate, NOON).is_ok() {
                        under_way.push((purse.reserve(estimate), cost));
                        dearest = dearest.max(cost);
                    }
                }
                Step::End(which) if !under_way.is_empty() => {
                    let (reservation, cost) = under_way.swap_remove(which % under_way.len());
                    purse.settle(&reservation, Some(cost), NOON, NOON);
                    spent += cost;
                }
                Step::End(_) => {}
            }
        }
        for (reservation, cost) in under_way {
            purse.settle(&reservation, Some(cost), NOON, NOON);
            spent += cost;
        }
        let standing = purse.standing(budgets[1], NOON);
        prop_assert_eq!((standing.spent, standing.reserved), (spent, 0));
        prop_assert!(spent <= day.min(total) + dearest, "{spent} of {day} and {total}");
    }

    #[test]
    fn any_amount_at_any_time_is_taken_without_a_panic(
        amounts in prop::collection::vec((any::<i64>(), any::<i64>()), 0..50),
        at in prop::collection::vec(any::<i64>(), 50),
    ) {
        let budgets = [budget(BudgetWindow::Month, 7), budget(BudgetWindow::Week, i64::MAX)];
        let mut purse = Purse::new(amounts.iter().copied(), NOON);
        let mut before = 0;
        for ((estimate, cost), at) in amounts.into_iter().zip(at) {
            let _ = purse.check(&budgets, estimate, at);
            let reservation = purse.reserve(estimate);
            purse.settle(&reservation, Some(cost), at, at);
            let total = purse.standing(budget(BudgetWindow::Total, 1), at).spent;
            prop_assert!(total >= before);
            before = total;
        }
    }
}
