use serde_json::json;

use super::*;
use crate::testing::{client_key, now};

fn typed(changes: impl IntoIterator<Item = Change>, draft: Draft) -> Draft {
    let start = Rc::new(draft);
    let end = changes
        .into_iter()
        .fold(start, |draft, change| draft.reduce(change));
    (*end).clone()
}

#[test]
fn a_new_key_says_what_was_typed_and_nothing_else() {
    let draft = typed(
        [
            Change::Text(|draft| &mut draft.name, " laptop ".to_owned()),
            Change::Text(
                |draft| &mut draft.models,
                "gpt-5, claude-sonnet-4-6\ngpt-5\n".to_owned(),
            ),
            Change::Text(|draft| &mut draft.tpm, "200,000".to_owned()),
            Change::Budget(2, "$ 12.50".to_owned()),
        ],
        Draft::default(),
    );
    let input = serde_json::to_value(draft.input().unwrap()).unwrap();

    assert_eq!(input["name"], "laptop");
    assert_eq!(input.get("key"), None, "Routex makes it");
    assert_eq!(input["models"], json!(["gpt-5", "claude-sonnet-4-6"]));
    assert_eq!((&input["tpm"], &input["rpm"]), (&json!(200_000), &json!(0)));
    assert_eq!(
        input["budgets"],
        json!([{ "window": "month", "usd": 12.5 }])
    );
    assert_eq!(input.get("expires_at"), None);
    assert_eq!(input["enabled"], true);
}

#[test]
fn only_what_differs_is_changed() {
    let mut key = client_key("laptop");
    key.rpm = 60;
    key.expires_at = Some(now());
    let before = Draft::of(&key);

    assert_eq!(before.patch(&before).unwrap(), Map::new());
    let after = typed(
        [
            Change::Text(|draft| &mut draft.rpm, String::new()),
            Change::ExpiresAt(None),
            Change::Budget(0, "1".to_owned()),
        ],
        before.clone(),
    );
    assert_eq!(
        Value::Object(after.patch(&before).unwrap()),
        json!({ "rpm": 0, "expires_at": null, "budgets": [{ "window": "day", "usd": 1 }] })
    );
    let later = typed([Change::ExpiresAt(Some(now()))], after.clone());
    assert_eq!(later.patch(&after).unwrap().len(), 1);
}

#[test]
fn what_is_no_number_is_not_sent() {
    for (which, text) in [
        ((|draft| &mut draft.rpm) as Text, "many"),
        (|draft| &mut draft.queue_ms, "-1"),
        (|draft| &mut draft.tpm, "99999999999"),
    ] {
        let draft = typed([Change::Text(which, text.to_owned())], Draft::default());
        assert!(draft.input().is_none(), "{text}");
    }
    let draft = typed([Change::Budget(1, "ten".to_owned())], Draft::default());
    assert!(draft.patch(&Draft::default()).is_none());
}
