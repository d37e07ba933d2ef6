use super::*;
use crate::testing::{now, request};

fn after(log: Log, change: Change) -> Log {
    (*Rc::new(log).reduce(change)).clone()
}

fn page(numbers: impl DoubleEndedIterator<Item = u32>, next: Option<&str>) -> RequestList {
    RequestList {
        items: numbers.rev().map(request).collect(),
        next_cursor: next.map(str::to_owned),
        searched_to: None,
    }
}

fn answer(log: Log, list: RequestList) -> Log {
    let question = log.question.clone().expect("something is asked");
    after(log, Change::Answer(question, Ok(list), now()))
}

fn ended(log: Log, numbers: impl Iterator<Item = u32>) -> Log {
    after(log, Change::Ended(numbers.map(request).collect(), now()))
}

fn asked(query: &str) -> Log {
    after(Log::default(), Change::Ask(Filter::parse(query), now()))
}

/// 100 requests, and older ones behind them.
fn long() -> Log {
    answer(asked(""), page(1000..1100, Some("1000")))
}

fn numbers(rows: &Rows) -> Vec<u32> {
    let number = |row: &Rc<RequestRow>| (row.started_at - now()).num_seconds() as u32;
    rows.iter().map(number).collect()
}

#[test]
fn pages_follow_each_other_until_the_end() {
    let log = long();
    assert_eq!((log.rows.len(), log.end()), (100, End::Coming));

    let log = after(log, Change::NearEnd);
    let path = &log.question.as_ref().unwrap().path;
    assert_eq!(path, "/requests?limit=200&cursor=1000");
    let asking = after(log.clone(), Change::NearEnd);
    assert_eq!(asking.question, log.question, "once is enough");
    let log = answer(log, page(990..1000, None));
    assert_eq!((log.rows.len(), log.end()), (110, End::Reached));
    let log = after(log, Change::NearEnd);
    assert_eq!(log.question, None);
}

#[test]
fn what_ends_is_added_where_it_belongs() {
    let log = ended(long(), [1101, 1100, 1050, 900].into_iter());
    assert_eq!(log.rows.len(), 102, "known ones and older ones are not");
    assert_eq!(numbers(&log.rows)[..3], [1101, 1100, 1099]);
}

#[test]
fn only_what_is_looked_for_is_added() {
    let log = answer(asked("outcome=overloaded"), page(0..0, None));
    assert!(ended(log, 1..4).rows.is_empty());
}

#[test]
fn a_list_that_is_read_further_down_stands_still() {
    let log = after(long(), Change::Away(true));
    let log = ended(log, 1100..1105);
    assert_eq!((log.rows.len(), log.waiting.len()), (100, 5));

    let shown = after(log.clone(), Change::Show(now()));
    assert_eq!((shown.rows.len(), shown.waiting.len()), (105, 0));
    let back = after(log, Change::Away(false));
    assert_eq!((back.rows.len(), back.waiting.len()), (105, 0));
}

#[test]
fn a_pause_lasts_until_it_is_ended() {
    let log = after(long(), Change::Pause(true));
    let log = ended(log, 1100..1103);
    let log = after(after(log, Change::Away(true)), Change::Away(false));
    assert_eq!((log.rows.len(), log.waiting.len()), (100, 3));
    let log = after(log, Change::Pause(false));
    assert_eq!((log.rows.len(), log.waiting.len()), (103, 0));
}

#[test]
fn too_much_of_it_is_read_from_the_log_instead() {
    let log = after(long(), Change::Pause(true));
    let log = ended(log, 2000..3001);
    assert!(log.overflown && log.waiting.is_empty());
    let log = after(log, Change::Show(now()));
    let log = answer(log, page(2950..3050, Some("2950")));
    assert_eq!((log.rows.len(), log.overflown), (100, false));

    let log = ended(long(), 2000..4100);
    assert!(
        log.is_stale(),
        "a list that is watched for days begins anew"
    );
}

#[test]
fn an_answer_to_what_nobody_asks_any_more_is_not_shown() {
    let old = asked("model=a");
    let question = old.question.clone().unwrap();
    let log = after(old, Change::Ask(Filter::parse("model=b"), now()));
    let log = after(log, Change::Answer(question, Ok(page(1..3, None)), now()));
    assert!(log.is_stale() && log.rows.is_empty());
}

#[test]
fn what_ended_while_the_first_page_was_on_its_way_is_not_lost() {
    let log = ended(asked(""), 5..6);
    assert!(log.rows.is_empty());
    let log = answer(log, page(1..5, None));
    assert_eq!(numbers(&log.rows), [5, 4, 3, 2, 1]);
}

#[test]
fn what_was_missed_is_made_good() {
    let log = after(long(), Change::Missed(now()));
    let joined = answer(log.clone(), page(1050..1150, Some("1050")));
    assert_eq!(joined.rows.len(), 150);

    let apart = answer(log.clone(), page(1500..1600, Some("1500")));
    assert_eq!((apart.rows.len(), numbers(&apart.rows)[99]), (100, 1500));

    let away = after(log, Change::Away(true));
    let away = answer(away, page(1500..1600, Some("1500")));
    assert!(away.overflown && away.rows.len() == 100);
}

#[test]
fn a_failure_leaves_what_is_there_and_can_be_tried_again() {
    let log = after(long(), Change::NearEnd);
    let question = log.question.clone().unwrap();
    let failed = Change::Answer(question, Err(Failure::Unreachable), now());
    let log = after(log, failed);
    assert_eq!((log.rows.len(), log.end()), (100, End::Failed));
    assert_eq!(after(log.clone(), Change::NearEnd).question, None);

    let log = after(log, Change::Retry(now()));
    assert_eq!(answer(log, page(900..1000, None)).rows.len(), 200);

    let never = asked("");
    let question = never.question.clone().unwrap();
    let never = after(
        never,
        Change::Answer(question, Err(Failure::Unreachable), now()),
    );
    assert!(!never.begun);
    assert!(after(never, Change::Retry(now())).is_stale());
}

#[test]
fn looking_for_what_is_rare_ends_until_somebody_wants_more() {
    let mut log = answer(asked("model=rare"), page(0..0, Some("x")));
    for _ in 0..PATIENCE {
        log = after(log, Change::NearEnd);
        log = answer(log, page(0..0, Some("x")));
    }
    assert_eq!(log.end(), End::Asks);
    assert_eq!(after(log.clone(), Change::NearEnd).question, None);
    assert!(after(log, Change::KeepLooking).question.is_some());
}
