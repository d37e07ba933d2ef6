use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::kept::keep;

const FIRST: &str = "0199aaaa000070008000000000000001";
const SECOND: &str = "0199aaaa000070008000000000000002";

fn item(kind: &str, answer: &str, number: usize) -> String {
    format!("{kind}_{answer}{number:x}")
}

fn reference(id: &str) -> Value {
    json!({ "type": "item_reference", "id": id })
}

fn said(id: &str, text: &str) -> Value {
    json!({ "type": "message", "id": id, "role": "assistant", "content": text })
}

fn kept(input: &Value, output: &Value) -> Vec<u8> {
    let body = json!({ "input": input }).to_string();
    let response = json!({ "output": output }).to_string();
    keep(None, body.as_bytes(), response.as_bytes()).unwrap()
}

fn body(input: &Value) -> Vec<u8> {
    let body = json!({ "model": "m", "input": input, "store": true });
    body.to_string().into_bytes()
}

/// The input that comes of a request, and whether reasoning was lost. `kept`: what is kept, by the response's id.
fn recalled(input: &Value, kept: &[(&str, Vec<u8>)]) -> Result<(Value, bool), String> {
    let body = body(input);
    let mut references = References::of(&body).unwrap();
    while let Some(response) = references.next_response() {
        let found = kept
            .iter()
            .find(|(answer, _)| response == format!("resp_rx{answer}"));
        if let Some((_, kept)) = found {
            let kept = KeptResponse::read(kept).unwrap();
            references.look_into(&kept).unwrap();
        }
    }
    let recalled = references
        .recall(&body)
        .map_err(|error| error.to_string())?;
    let mut body: Value = serde_json::from_slice(&recalled.body).unwrap();
    assert_eq!(
        (&body["model"], &body["store"]),
        (&json!("m"), &json!(true))
    );
    Ok((body["input"].take(), recalled.lost_reasoning))
}

#[test]
fn an_item_stands_in_place_of_its_name() {
    let [thought, call] = [item("rs", FIRST, 1), item("fc", FIRST, 2)];
    let thinks =
        json!({ "type": "reasoning", "id": thought, "summary": [], "encrypted_content": "cngx" });
    let calls = json!({ "type": "function_call", "id": call, "call_id": "c", "name": "f", "arguments": "{}" });
    let user = json!({ "role": "user", "content": "One" });
    let result = json!({ "type": "function_call_output", "call_id": "c", "output": "1" });
    let first = kept(&json!([user]), &json!([thinks, calls]));

    let input = json!([user, reference(&thought), { "id": call }, result]);
    let (input, lost) = recalled(&input, &[(FIRST, first)]).unwrap();

    assert_eq!(input, json!([user, thinks, calls, result]));
    assert!(!lost);
}

#[test]
fn the_newest_response_has_the_items_of_all_turns() {
    let [one, two] = [item("msg", FIRST, 1), item("msg", SECOND, 10)];
    let second = kept(&json!([said(&one, "1")]), &json!([said(&two, "2")]));
    let body = body(&json!([reference(&one), reference(&two)]));
    let mut references = References::of(&body).unwrap();

    assert_eq!(references.next_response(), Some(format!("resp_rx{SECOND}")));
    let second = KeptResponse::read(&second).unwrap();
    references.look_into(&second).unwrap();

    assert_eq!(references.next_response(), None);
    let recalled = references.recall(&body).unwrap();
    let recalled: Value = serde_json::from_slice(&recalled.body).unwrap();
    assert_eq!(recalled["input"], json!([said(&one, "1"), said(&two, "2")]));
}

#[test]
fn lost_reasoning_is_left_out_and_anything_else_is_missed() {
    let [thought, text] = [item("rs", FIRST, 1), item("msg", FIRST, 2)];
    let user = json!({ "role": "user", "content": "One" });
    let input = json!([user, reference(&thought)]);
    assert_eq!(recalled(&input, &[]), Ok((json!([user]), true)));

    let input = json!([user, reference(&thought), reference(&text)]);
    let message = format!("Item with id '{text}' not found.");
    assert_eq!(recalled(&input, &[]), Err(message));
}

#[test]
fn items_that_a_provider_keeps_are_its_own_business() {
    let native = reference("rs_68af4030baa48193b0b43b4c2a176a1a0e6967589f080e77");
    assert!(References::of(&body(&json!([native]))).is_none());
    assert!(References::of(&body(&json!("an \"item_reference\""))).is_none());

    let own = item("msg", FIRST, 1);
    let first = kept(&json!([]), &json!([said(&own, "1")]));
    let input = json!([native, reference(&own)]);
    let (input, _) = recalled(&input, &[(FIRST, first)]).unwrap();
    assert_eq!(input, json!([native, said(&own, "1")]));
}

#[test]
fn only_so_many_responses_are_looked_into() {
    let many = (0..1000).map(|number| reference(&item("rs", &format!("{number:032x}"), 1)));
    let body = body(&many.collect());
    let mut references = References::of(&body).unwrap();
    let asked = std::iter::from_fn(|| references.next_response()).count();
    assert_eq!(asked, MAX_RESPONSES);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\{\"input\":[\\[\\]\"{}a0,:]{0,12}\"item_reference\"[\\[\\]\"{}a0,:]{0,12}\\}") {
        if let Some(mut references) = References::of(text.as_bytes()) {
            while references.next_response().is_some() {}
            let _ = references.recall(text.as_bytes());
        }
    }
}
