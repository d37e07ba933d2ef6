use bytes::Bytes;

use super::*;
use crate::{endpoint::GeminiAction, request};

fn session(endpoint: &Endpoint, headers: &[(&str, &str)], body: &str) -> Option<Session> {
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    };
    let body = Bytes::copy_from_slice(body.as_bytes());
    request::read(endpoint, &header, "", &body).unwrap().session
}

fn id(endpoint: &Endpoint, headers: &[(&str, &str)], body: &str) -> String {
    session(endpoint, headers, body).unwrap().id
}

fn in_body(endpoint: &Endpoint, body: &str) -> Session {
    session(endpoint, &[], body).unwrap()
}

#[test]
fn the_first_identity_that_is_present_names_the_conversation() {
    let body = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}],"session_id":"b1","prompt_cache_key":"b2",
        "user":"u","metadata":{"user_id":"user_ab_account_x_session_meta"}}"#;
    let mut headers = vec![
        ("x-claude-code-session-id", "h1"),
        ("session-id", "h3"),
        ("session_id", "h4"),
        ("thread-id", "h5"),
        ("x-codex-window-id", "h6"),
        ("x-session-id", "h7"),
        ("x-session-affinity", "h8"),
        ("x-client-request-id", "never"),
    ];
    let mut expected = vec!["h1", "meta", "h3", "h4", "h5", "h6", "h7", "h8", "b1"];
    assert_eq!(id(&Endpoint::Messages, &headers, body), expected.remove(0));
    headers.remove(0);
    assert_eq!(id(&Endpoint::Messages, &headers, body), expected.remove(0));
    // Elsewhere `metadata` is the client's own business.
    for name in expected {
        assert_eq!(id(&Endpoint::ChatCompletions, &headers, body), name);
        headers.remove(0);
    }
}

#[test]
fn weaker_identities_come_in_their_order() {
    let body = |members: &str| format!(r#"{{"model":"m",{members},"messages":[]}}"#);
    let chat = |members: &str| id(&Endpoint::ChatCompletions, &[], &body(members));
    assert_eq!(chat(r#""user":"u","prompt_cache_key":"k""#), "k");
    assert_eq!(chat(r#""user":"u","conversation":{"id":"c"}"#), "c");
    assert_eq!(chat(r#""safety_identifier":"s","user":"u""#), "u");
    assert_eq!(
        chat(r#""safety_identifier":"s","user":"","session_id":null"#),
        "s"
    );
}

#[test]
fn the_session_in_a_user_id_is_found_in_both_forms_and_the_raw_value_never_used() {
    let body = |user_id: &str| {
        let user_id = serde_json::to_string(user_id).unwrap();
        format!(r#"{{"model":"m","metadata":{{"user_id":{user_id}}},"messages":[]}}"#)
    };
    let messages = |user_id: &str| session(&Endpoint::Messages, &[], &body(user_id));
    assert_eq!(
        messages("user_0f_account__session_5e-1").unwrap().id,
        "5e-1"
    );
    let json = r#"{"device_id":"d","account_uuid":"","session_id":"5e-2"}"#;
    assert_eq!(messages(json).unwrap().id, "5e-2");
    assert_eq!(messages("customer-7"), None);
    assert_eq!(messages(r#"{"device_id":"d"}"#), None);
}

#[test]
fn what_lives_on_one_account_is_a_hard_pin_before_everything_else() {
    let headers = [("session-id", "h")];
    let hard = |endpoint: &Endpoint, body: &str| {
        let session = session(endpoint, &headers, body).unwrap();
        assert_eq!(session.kind, SessionKind::Hard, "{body}");
        session.id
    };
    let responses = |body| hard(&Endpoint::Responses, body);
    assert_eq!(
        responses(r#"{"model":"m","input":"a","previous_response_id":"resp_1"}"#),
        "resp_1"
    );
    assert_eq!(
        responses(r#"{"model":"m","input":"a","conversation":"conv_1"}"#),
        "conv_1"
    );
    assert_eq!(
        responses(r#"{"model":"m","input":"a","conversation":{"id":"conv_2"}}"#),
        "conv_2"
    );
    assert_eq!(
        responses(
            r#"{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}]}"#
        ),
        "file-1"
    );
    let gemini = Endpoint::Gemini {
        model: "m".into(),
        action: GeminiAction::Generate,
    };
    assert_eq!(
        hard(&gemini, r#"{"cachedContent":"cachedContents/1"}"#),
        "cachedContents/1"
    );
    assert_eq!(
        hard(
            &gemini,
            r#"{"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/a1"}}]}]}"#
        ),
        "files/a1"
    );
    assert_eq!(
        hard(
            &Endpoint::Messages,
            r#"{"model":"m","messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"file_2"}}]}]}"#
        ),
        "file_2"
    );
    assert_eq!(
        hard(
            &Endpoint::ChatCompletions,
            r#"{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-3"}}]}]}"#
        ),
        "file-3"
    );
}

#[test]
fn a_response_that_routex_keeps_itself_binds_to_no_account() {
    let body = |previous: &str| {
        format!(
            r#"{{"model":"m","input":"a","prompt_cache_key":"k","previous_response_id":"{previous}"}}"#
        )
    };
    let own = in_body(&Endpoint::Responses, &body("resp_rx0199"));
    assert_eq!(own, Session::soft("k"));
    let providers = in_body(&Endpoint::Responses, &body("resp_0199"));
    assert_eq!(providers, Session::hard("resp_0199"));
    let facts = request::read(
        &Endpoint::Responses,
        &|_: &str| None,
        "",
        &body("resp_rx0199").into(),
    );
    assert_eq!(facts.unwrap().kept_response.as_deref(), Some("resp_rx0199"));
}

#[test]
fn what_only_looks_like_a_file_is_no_pin() {
    let soft = |endpoint: &Endpoint, body: &str| {
        assert_ne!(in_body(endpoint, body).kind, SessionKind::Hard, "{body}");
    };
    soft(
        &Endpoint::Messages,
        r#"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":[
            {"type":"tool_use","id":"t","name":"open","input":{"file_id":"mine"}}]}],
            "tools":[{"name":"open","input_schema":{"properties":{"file_id":{"type":"string"}}}}]}"#,
    );
    soft(
        &Endpoint::Gemini {
            model: "m".into(),
            action: GeminiAction::Generate,
        },
        r#"{"contents":[{"parts":[{"text":"a"},{"fileData":{"fileUri":"https://video.example/files/1"}}]}]}"#,
    );
}

#[test]
fn the_second_turn_is_known_by_the_first() {
    let first = in_body(
        &Endpoint::Messages,
        r#"{"model":"m","system":[{"type":"text","text":"x-anthropic-billing-header: a=1"},{"type":"text","text":"Be kind"}],
            "messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]}"#,
    );
    let second = in_body(
        &Endpoint::Messages,
        r#"{"model":"m","system":[{"type":"text","text":"x-anthropic-billing-header: a=2"},{"type":"text","text":"Be kind"}],
            "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"?"}]}"#,
    );
    assert_eq!(first.kind, SessionKind::FirstTurn);
    assert_eq!(second.kind, SessionKind::Soft);
    assert_eq!(first.id, second.id);
    let hex = first.id.strip_prefix("sha256:").unwrap();
    assert!(hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn another_beginning_is_another_conversation() {
    let chat = |model: &str, system: &str, user: &str| {
        let body = format!(
            r#"{{"model":"{model}","messages":[{{"role":"developer","content":"{system}"}},{{"role":"user","content":"{user}"}}]}}"#
        );
        in_body(&Endpoint::ChatCompletions, &body).id
    };
    let one = chat("m", "s", "u");
    assert_eq!(one, chat("m", "s", "u"));
    for other in [
        chat("n", "s", "u"),
        chat("m", "t", "u"),
        chat("m", "s", "v"),
        chat("m", "su", ""),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn every_dialect_tells_its_first_turn() {
    let gemini = Endpoint::Gemini {
        model: "m".into(),
        action: GeminiAction::StreamGenerate,
    };
    for (endpoint, first, second) in [
        (
            &Endpoint::Responses,
            r#"{"model":"m","instructions":"s","input":"Hi"}"#,
            r#"{"model":"m","instructions":"s","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},
                {"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}"#,
        ),
        (
            &gemini,
            r#"{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"parts":[{"text":"Hi"}]}]}"#,
            r#"{"system_instruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]},
                {"role":"model","parts":[{"text":"Hello"}]}]}"#,
        ),
    ] {
        let (first, second) = (in_body(endpoint, first), in_body(endpoint, second));
        assert_eq!(
            (first.kind, second.kind),
            (SessionKind::FirstTurn, SessionKind::Soft)
        );
        assert_eq!(first.id, second.id);
    }
}

#[test]
fn calls_without_a_conversation_have_no_session_of_their_own() {
    assert_eq!(
        session(&Endpoint::Embeddings, &[], r#"{"model":"m","input":["a"]}"#),
        None
    );
    let count = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#;
    assert_eq!(session(&Endpoint::CountTokens, &[], count), None);
    assert_eq!(
        session(&Endpoint::Messages, &[], r#"{"model":"m","messages":[]}"#),
        None
    );
    assert_eq!(
        session(&Endpoint::Messages, &[], r#"{"model":"m","messages":[7]}"#),
        None
    );
}

#[test]
fn long_ids_are_hashed() {
    let long = "x".repeat(129);
    let hashed = id(
        &Endpoint::Messages,
        &[("x-session-id", &long)],
        r#"{"model":"m"}"#,
    );
    assert_eq!(hashed, bounded(&long));
    assert_eq!(hashed.len(), "sha256:".len() + 32);
    let kept = "x".repeat(128);
    assert_eq!(bounded(&kept), kept);
}
