use super::*;
use crate::testing::routing;

fn changed(draft: Draft, changes: impl IntoIterator<Item = Change>) -> Rc<Draft> {
    let mut draft = Rc::new(draft);
    for change in changes {
        draft = draft.reduce(change);
    }
    draft
}

fn text(field: &'static str, text: &str) -> Change {
    Change::Text(field, text.to_owned())
}

#[test]
fn what_was_not_changed_is_not_told() {
    let draft = Draft::of(&routing());
    assert_eq!((draft.count(), draft.may_save()), (0, false));
    assert_eq!(draft.text("breaker.failure_ratio"), "50");

    let draft = changed(
        draft,
        [
            Change::Strategy(Strategy::Fastest),
            Change::Affinity(false),
            text("idle_timeout_ms", "1.5"),
            text("breaker.open_ms", "5.0"),
            text("breaker.failure_ratio", "75"),
        ],
    );

    assert_eq!(draft.count(), 4);
    assert!(draft.may_save());
    let told = json!({
        "strategy": "fastest", "idle_timeout_ms": 1500,
        "affinity": { "enabled": false }, "breaker": { "failure_ratio": 0.75 },
    });
    assert_eq!(draft.changes(), told);
}

#[test]
fn no_time_exceeds_the_one_around_it() {
    let first_byte = &SETTINGS[place("first_byte_timeout_ms").unwrap()];
    let draft = changed(Draft::of(&routing()), [text("total_timeout_ms", "30")]);
    assert_eq!(
        draft.wrong(first_byte),
        Some(Wrong::Exceeds("routing-total"))
    );
    assert!(!draft.may_save());

    let draft = draft.reduce(text("first_byte_timeout_ms", "20"));
    assert_eq!(draft.wrong(first_byte), None);
    assert!(draft.may_save());
}

#[test]
fn what_others_save_comes_in_and_what_was_typed_stays() {
    let draft = changed(
        Draft::of(&routing()),
        [text("max_attempts", "7"), text("idle_timeout_ms", "nine")],
    );
    let mut theirs = routing();
    theirs.strategy = Strategy::Weighted;
    theirs.max_attempts = 5;
    theirs.breaker.open_ms = 250;

    let draft = draft.reduce(Change::Saved(Rc::new(theirs.clone())));

    assert_eq!(draft.strategy, Strategy::Weighted);
    assert_eq!(draft.text("breaker.open_ms"), "0.25");
    assert_eq!(
        (draft.text("max_attempts"), draft.text("idle_timeout_ms")),
        ("7", "nine")
    );
    assert_eq!((draft.count(), draft.may_save()), (2, false));

    theirs.max_attempts = 7;
    let draft = draft.reduce(Change::Saved(Rc::new(theirs)));
    assert_eq!(draft.count(), 1);
    assert_eq!(draft.reduce(Change::Discard).count(), 0);
}
