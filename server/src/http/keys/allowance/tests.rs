use std::{cell::RefCell, rc::Rc};

use futures_util::{FutureExt as _, future::join_all, poll};
use routex_entity::BudgetWindow;

use super::*;
use crate::{
    channel::{limits::Caps, messages::RefusedReason},
    config::{Budget, NanoUsd},
    http::keys::account::Cause,
    line::MOST_WAITING,
};

const NONE: Caps = Caps {
    max_concurrency: 0,
    rpm: 0,
    tpm: 0,
};
const ONE_AT_A_TIME: Caps = Caps {
    max_concurrency: 1,
    ..NONE
};

fn limited(caps: Caps, queue: Duration) -> Allowance {
    let terms = Terms {
        caps,
        queue,
        ..Terms::UNLIMITED
    };
    Allowance::new(terms, [], 0)
}

fn tokens(tokens: u64) -> Ask {
    Ask { tokens, cost: None }
}

async fn cause(allowance: &Allowance, ask: Ask) -> Cause {
    allowance.enter(ask).await.unwrap_err().cause
}

#[actix_rt::test]
async fn a_request_that_ends_makes_room() {
    let one = limited(ONE_AT_A_TIME, Duration::ZERO);

    let first = one.enter(Ask::default()).await.unwrap();
    let full = Cause::Load(RefusedReason::Concurrency);
    assert_eq!(cause(&one, Ask::default()).await, full);
    drop(first);
    assert!(one.enter(Ask::default()).await.is_ok());
}

#[actix_rt::test]
async fn tokens_that_were_not_used_come_back() {
    let hundred = limited(Caps { tpm: 100, ..NONE }, Duration::ZERO);

    let mut first = hundred.enter(tokens(90)).await.unwrap();
    assert!(hundred.enter(tokens(90)).await.is_err());
    first.used(5, None, 0);
    drop(first);
    assert!(hundred.enter(tokens(90)).await.is_ok());
}

#[actix_rt::test]
async fn other_limits_do_not_start_a_new_minute() {
    let before = limited(Caps { rpm: 1, ..NONE }, Duration::ZERO);
    let mut after = limited(Caps { rpm: 2, ..NONE }, Duration::ZERO);
    before.enter(Ask::default()).await.unwrap();

    after.continue_from(&before);

    assert!(after.enter(Ask::default()).await.is_ok());
    assert!(after.enter(Ask::default()).await.is_err());
}

#[actix_rt::test]
async fn a_budget_counts_what_was_spent_before_there_was_one() {
    let before = Allowance::new(Terms::UNLIMITED, [], 0);
    let mut pass = before.enter(Ask::default()).await.unwrap();
    pass.used(1, Some(70), now().unix_ms);
    drop(pass);
    let budget = Budget {
        window: BudgetWindow::Total,
        amount: NanoUsd(70),
    };
    let terms = Terms {
        budgets: vec![budget],
        ..Terms::UNLIMITED
    };

    let mut after = Allowance::new(terms, [], 0);
    after.continue_from(&before);

    assert_eq!(after.standings(0)[0].spent, 70);
    let ask = Ask {
        tokens: 1,
        cost: Some(1),
    };
    let spent = Cause::Spent(BudgetWindow::Total);
    assert_eq!(cause(&after, ask).await, spent);
}

#[actix_rt::test]
async fn who_waits_is_served_in_the_order_of_arrival() {
    let one = limited(ONE_AT_A_TIME, Duration::from_secs(60));
    let first = one.enter(Ask::default()).await.unwrap();
    let served = Rc::new(RefCell::new(Vec::new()));

    let mut waiting: Vec<_> = (0..10)
        .map(|number| {
            let (one, served) = (one.clone(), Rc::clone(&served));
            async move {
                let _pass = one.enter(Ask::default()).await.unwrap();
                served.borrow_mut().push(number);
            }
            .boxed_local()
        })
        .collect();
    for request in &mut waiting {
        assert!(poll!(request).is_pending());
    }
    // Two leave: one in the middle, and the first.
    drop(waiting.remove(4));
    drop(waiting.remove(0));
    drop(first);
    // Whoever is polled first does not go first.
    waiting.reverse();
    join_all(waiting).await;

    assert_eq!(*served.borrow(), [1, 2, 3, 5, 6, 7, 8, 9]);
}

#[actix_rt::test]
async fn nobody_overtakes_the_queue_and_it_is_bounded() {
    let one = limited(ONE_AT_A_TIME, Duration::from_secs(60));
    let first = one.enter(Ask::default()).await.unwrap();
    let mut waiting: Vec<_> = (0..MOST_WAITING)
        .map(|_| Box::pin(one.enter(Ask::default())))
        .collect();
    for request in &mut waiting {
        assert!(poll!(request).is_pending());
    }

    assert_eq!(
        one.enter(Ask::default()).await.unwrap_err(),
        Blocked::CROWDED
    );
    drop(first);
    // There is room, but it belongs to the first of the queue.
    assert_eq!(
        one.enter(Ask::default()).await.unwrap_err(),
        Blocked::CROWDED
    );
    assert!(waiting.remove(0).await.is_ok());
}

#[actix_rt::test]
async fn waiting_ends_when_patience_does_or_nothing_can_come_of_it() {
    let one = limited(ONE_AT_A_TIME, Duration::from_millis(1));
    let _first = one.enter(Ask::default()).await.unwrap();
    let full = Cause::Load(RefusedReason::Concurrency);
    assert_eq!(cause(&one, Ask::default()).await, full);

    // A minute's requests come back after a minute: nobody waits a second for that.
    let minute = limited(Caps { rpm: 1, ..NONE }, Duration::from_secs(1));
    minute.enter(Ask::default()).await.unwrap();
    let refused = minute.enter(Ask::default());
    assert!(
        refused
            .now_or_never()
            .is_some_and(|entered| entered.is_err())
    );
}

#[actix_rt::test]
async fn more_room_by_new_terms_is_found_by_those_who_wait() {
    let before = limited(ONE_AT_A_TIME, Duration::from_secs(60));
    let _first = before.enter(Ask::default()).await.unwrap();
    let mut waiting = Box::pin(before.enter(Ask::default()));
    assert!(poll!(&mut waiting).is_pending());

    let two = Caps {
        max_concurrency: 2,
        ..NONE
    };
    limited(two, Duration::ZERO).continue_from(&before);

    assert!(waiting.await.is_ok());
}
