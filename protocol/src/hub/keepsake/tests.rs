use proptest::prelude::*;
use routex_entity::Dialect;

use super::*;
use crate::hub::{Arguments, Choice, End, EndReason, ToolCall, ToolOutput, ToolResult};

fn call(id: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "f".to_owned(),
        arguments: Arguments::Json(String::new()),
    }))
}

fn sealed(mut part: Part, seal: &str) -> Part {
    part.seal = Some(Seal::new(Dialect::Anthropic, seal));
    part
}

fn thought(text: &str, seal: &str) -> Part {
    Part::thought(text, Some(Seal::new(Dialect::Anthropic, seal)))
}

fn result(id: &str) -> Turn {
    let result = Content::ToolResult(ToolResult {
        call_id: id.to_owned(),
        name: None,
        output: ToolOutput::Parts(vec![Part::text("4")]),
        is_error: None,
        custom: false,
    });
    Turn::new(Role::User, vec![Part::new(result)])
}

fn answer(parts: Vec<Part>) -> Answer {
    Answer {
        origin: Dialect::Anthropic,
        id: String::new(),
        model: String::new(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(EndReason::ToolUse),
            extras: Extras::new(),
        }],
        usage: None,
        extras: Extras::new(),
    }
}

/// What a Chat client sends back of a turn: text and calls.
fn through_chat(parts: &[Part]) -> Turn {
    let carried = parts
        .iter()
        .filter(|part| matches!(part.content, Content::Text(_) | Content::ToolCall(_)));
    let bare = carried.map(|part| Part {
        seal: None,
        ..part.clone()
    });
    Turn::new(Role::Assistant, bare.collect())
}

fn request(turns: Vec<Turn>) -> Request {
    Request {
        turns,
        ..Request::new(Dialect::OpenaiChat, "m")
    }
}

fn stored(answer: &Answer) -> HashMap<String, Keepsake> {
    let text = serde_json::to_string(&answer.keepsakes()).unwrap();
    let kept: Vec<(String, Option<Keepsake>)> = serde_json::from_str(&text).unwrap();
    kept.into_iter()
        .filter_map(|(call, kept)| Some((call, kept?)))
        .collect()
}

#[test]
fn a_turn_comes_back_as_it_was() {
    for parts in [
        vec![
            thought("Hm", "s1"),
            Part::text("Let me look"),
            call("a"),
            call("b"),
        ],
        vec![
            thought("Hm", "s1"),
            thought("", "s2"),
            Part::text("So"),
            thought("Hm again", "s3"),
            call("a"),
            call("b"),
        ],
        vec![sealed(call("a"), "s1"), call("b")],
    ] {
        let answer = answer(parts.clone());
        let mut request = request(vec![through_chat(&parts), result("a")]);

        request.restore(&stored(&answer));

        assert_eq!(request.turns[0].parts, parts);
    }
}

#[test]
fn nothing_is_kept_that_no_provider_asks_for() {
    for parts in [
        vec![thought("Hm", "s"), Part::text("Done")],
        vec![Part::thought("Hm", None), call("a")],
        vec![call("a")],
    ] {
        assert!(stored(&answer(parts)).is_empty());
    }
}

#[test]
fn a_client_that_carries_seals_keeps_its_own() {
    let own = vec![thought("Mine", "own"), call("a")];
    let mut request = request(vec![Turn::new(Role::Assistant, own.clone())]);
    assert_eq!(request.unsealed_calls().count(), 0);

    request.restore(&stored(&answer(vec![thought("Hm", "s"), call("a")])));

    assert_eq!(request.turns[0].parts, own);
}

#[test]
fn reasoning_that_came_back_without_its_seal_is_not_said_twice() {
    let parts = vec![thought("Hm", "s"), call("a")];
    let echoed = Turn::new(Role::Assistant, vec![Part::thought("Hm", None), call("a")]);
    let mut request = request(vec![echoed]);

    request.restore(&stored(&answer(parts.clone())));

    assert_eq!(request.turns[0].parts, parts);
}

#[test]
fn calls_of_the_loop_under_way_are_told_from_history() {
    let turn = |id| through_chat(&[call(id)]);
    let asks = || Turn::new(Role::User, vec![Part::text("And?")]);
    let request = request(vec![
        asks(),
        turn("old"),
        result("old"),
        asks(),
        turn("one"),
        result("one"),
        turn("two"),
        result("two"),
    ]);

    let calls: Vec<_> = request
        .unsealed_calls()
        .map(|call| (call.id, call.current))
        .collect();

    assert_eq!(calls, [("two", true), ("one", true), ("old", false)]);
}

proptest! {
    #[test]
    fn whatever_was_in_between_the_order_of_text_and_calls_stays(kinds in prop::collection::vec(0..4_u8, 0..8)) {
        let parts: Vec<Part> = kinds.iter().enumerate().map(|(n, kind)| match kind {
            0 => Part::text(format!("t{n}")),
            1 => call(&format!("c{n}")),
            2 => sealed(call(&format!("c{n}")), "s"),
            _ => thought("Hm", &format!("s{n}")),
        }).collect();
        let mut request = request(vec![through_chat(&parts)]);
        let plain = request.clone();
        request.restore(&stored(&answer(parts)));
        prop_assert_eq!(through_chat(&request.turns[0].parts), plain.turns[0].clone());
    }
}
