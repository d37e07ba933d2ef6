use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::hub::Seal;
use routex_entity::Dialect;

fn kept(body: &Value, output: &Value) -> Vec<u8> {
    let response = json!({ "id": "resp_rx1", "output": output });
    keep(
        Some("s"),
        body.to_string().as_bytes(),
        response.to_string().as_bytes(),
    )
    .unwrap()
}

fn expanded(body: &Value, kept: &[u8]) -> Value {
    let kept = KeptResponse::read(kept).unwrap();
    let body = expand(body.to_string().as_bytes(), &kept).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn the_next_request_says_everything_itself() {
    let said = |text: &str| json!({ "type": "message", "role": "assistant", "content": text });
    let first = kept(
        &json!({ "model": "m", "input": "One" }),
        &json!([said("1")]),
    );

    let second = expanded(
        &json!({ "model": "m", "previous_response_id": "resp_rx1", "input": "Two", "tools": [] }),
        &first,
    );

    let user = |text: &str| json!({ "type": "message", "role": "user", "content": text });
    let items = json!([user("One"), said("1"), user("Two")]);
    assert_eq!(second, json!({ "model": "m", "input": items, "tools": [] }));
    let second_kept = kept(&second, &json!([said("2")]));
    let result = json!({ "type": "function_call_output", "call_id": "c", "output": "3" });
    let third = expanded(
        &json!({ "previous_response_id": "resp_rx2", "input": [result] }),
        &second_kept,
    );
    let items = json!([user("One"), said("1"), user("Two"), said("2"), result]);
    assert_eq!(third["input"], items);
}

#[test]
fn a_request_without_input_goes_on_as_well() {
    let first = kept(
        &json!({ "input": [{ "role": "user", "content": "a" }] }),
        &json!([]),
    );
    for body in [
        json!({ "previous_response_id": "resp_rx1" }),
        json!({ "previous_response_id": "resp_rx1", "input": null }),
    ] {
        let second = expanded(&body, &first);
        assert_eq!(
            second,
            json!({ "input": [{ "role": "user", "content": "a" }] })
        );
    }
}

#[test]
fn the_session_of_the_first_turn_goes_along() {
    let kept = kept(&json!({ "input": "a" }), &json!([]));
    let session = KeptResponse::read(&kept).unwrap().session();
    assert_eq!(session, Some(Session::soft("s")));
}

#[test]
fn a_provider_gets_only_what_it_can_know() {
    let seal = |origin| Seal::new(origin, "gAAA").to_client(Dialect::OpenaiResponses);
    let reasoning = |id: &str, sealed: &str| json!({ "type": "reasoning", "id": id, "summary": [], "encrypted_content": sealed });
    let body = json!({ "model": "m", "input": [
        { "role": "user", "content": "a" },
        reasoning("rs_1", &seal(Dialect::Anthropic)),
        reasoning("rs_2", &seal(Dialect::OpenaiResponses)),
        { "type": "reasoning", "id": "rs_3", "summary": [] },
        { "type": "function_call", "id": "fc_4", "call_id": "toolu_1", "name": "f", "arguments": "{}" },
        { "type": "item_reference", "id": "msg_abc" },
    ] });

    let body = portable(body.to_string().as_bytes()).unwrap();

    let body: Value = serde_json::from_slice(&body).unwrap();
    let expected = json!([
        { "role": "user", "content": "a" },
        { "type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "gAAA" },
        { "type": "function_call", "call_id": "toolu_1", "name": "f", "arguments": "{}" },
        { "type": "item_reference", "id": "msg_abc" },
    ]);
    assert_eq!(body["input"], expected);
}

#[test]
fn input_items_come_in_pages_of_either_order() {
    let items: Vec<Value> = (0..5)
        .map(|n| json!({ "role": "user", "content": format!("{n}") }))
        .collect();
    let kept = kept(&json!({ "input": items }), &json!([]));
    let kept = KeptResponse::read(&kept).unwrap();
    for order in ["asc", "desc"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let mut pairs = vec![("limit", "2"), ("order", order)];
            if !after.is_empty() {
                pairs.push(("after", after.as_str()));
            }
            let query = PageQuery::of(pairs.into_iter()).unwrap();
            let page = page(kept.input(), &query).unwrap();
            let data = page["data"].as_array().unwrap();
            assert_eq!(page["last_id"], data.last().unwrap()["id"]);
            seen.extend(data.iter().map(|item| item["content"].clone()));
            if page["has_more"] == false {
                break;
            }
            after = page["last_id"].as_str().unwrap().to_owned();
        }
        let mut expected = ["0", "1", "2", "3", "4"];
        if order == "desc" {
            expected.reverse();
        }
        assert_eq!(json!(seen), json!(expected));
    }
}

#[test]
fn a_page_that_cannot_be_had_is_told() {
    let bad = |name, value| PageQuery::of([(name, value)].into_iter()).unwrap_err();
    assert_eq!(bad("limit", "0"), BadPage::Limit);
    assert_eq!(bad("limit", "101"), BadPage::Limit);
    assert_eq!(bad("order", "up"), BadPage::Order);
    let query = PageQuery::of([("after", "x")].into_iter()).unwrap();
    assert_eq!(page(&[], &query), Err(BadPage::After));
}

proptest! {
    #[test]
    fn items_stay_the_bytes_that_they_were(text in ".{0,40}", spaces in " {0,3}") {
        let text = Value::from(text).to_string();
        let item = format!("{{{spaces}\"role\":{spaces}\"user\", \"content\" : {text}}}");
        let body = format!("{{\"input\":[{item}]}}");
        let kept = keep(None, body.as_bytes(), b"{\"output\":[ ]}").unwrap();
        let kept = KeptResponse::read(&kept).unwrap();
        let body = expand(b"{\"input\":[]}", &kept).unwrap();
        prop_assert_eq!(String::from_utf8(body).unwrap(), format!("{{\"input\":[{item}]}}"));
    }

    #[test]
    fn nothing_makes_it_panic(body: Vec<u8>, text in "\\{\"(input|previous_response_id)\":[\\[\\]\"{}a0,:]{0,12}\\}") {
        let kept = keep(None, b"{}", b"{}").unwrap();
        let kept = KeptResponse::read(&kept).unwrap();
        for body in [&body[..], text.as_bytes()] {
            let _ = expand(body, &kept);
            let _ = portable(body);
            let _ = keep(None, body, body);
            let _ = KeptResponse::read(body);
        }
    }
}
