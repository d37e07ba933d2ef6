use proptest::prelude::*;

use super::*;
use crate::splice;

fn read_body(endpoint: &Endpoint, body: &str) -> Result<RequestFacts, BadRequest> {
    read(
        endpoint,
        &|_| None,
        "",
        &Bytes::copy_from_slice(body.as_bytes()),
    )
}

fn gemini(action: GeminiAction) -> Endpoint {
    Endpoint::Gemini {
        model: "gemini-2.5-pro".into(),
        action,
    }
}

#[test]
fn a_message_request_is_read() {
    let body = r#"{"max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}],
        "model": "claude-opus-5-5", "stream": true}"#;
    let facts = read_body(&Endpoint::Messages, body).unwrap();
    assert_eq!(facts.model, "claude-opus-5-5");
    assert_eq!(&body[facts.model_span.unwrap()], "\"claude-opus-5-5\"");
    assert_eq!(facts.max_output, Some(1_024));
    assert!(facts.stream && facts.json);
    assert!((5..40).contains(&facts.estimated_input));
}

#[test]
fn the_number_of_answers_is_read_in_every_dialect() {
    let answers = |endpoint: &Endpoint, body: &str| read_body(endpoint, body).unwrap().answers;
    let chat = r#"{"model":"m","n":4,"messages":[]}"#;
    assert_eq!(answers(&Endpoint::ChatCompletions, chat), 4);
    let legacy = r#"{"model":"m","n":2,"best_of":"5","prompt":"x"}"#;
    assert_eq!(answers(&Endpoint::Completions, legacy), 5);
    let config = r#"{"contents":[],"generationConfig":{"candidateCount":3,"maxOutputTokens":9}}"#;
    assert_eq!(answers(&gemini(GeminiAction::Generate), config), 3);
    for odd in ["null", "0", "-7", "[]", "{}", "true"] {
        let body = format!(r#"{{"model":"m","n":{odd},"messages":[]}}"#);
        assert_eq!(answers(&Endpoint::ChatCompletions, &body), 1, "{odd}");
    }
}

#[test]
fn a_model_with_escapes_is_decoded() {
    let body = r#"{"model":"gpt\u002d6\/a","messages":[]}"#;
    let facts = read_body(&Endpoint::ChatCompletions, body).unwrap();
    assert_eq!(facts.model, "gpt-6/a");
    assert_eq!(&body[facts.model_span.unwrap()], r#""gpt\u002d6\/a""#);
    assert!(!facts.stream);
}

#[test]
fn a_model_inside_another_member_is_not_the_model() {
    let body = r#"{"metadata":{"model":"inner"},"messages":[{"content":"\"model\":\"x\""}],"model":"outer"}"#;
    let facts = read_body(&Endpoint::ChatCompletions, body).unwrap();
    let spliced = splice(&Bytes::from(body), &facts.model_span.unwrap(), "new", true);
    assert_eq!(spliced, body.replace("outer", "new"));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let error = |body: &str| {
        read_body(&Endpoint::Messages, body)
            .unwrap_err()
            .to_string()
    };
    assert!(error("{}").contains("`model` is missing"));
    assert!(error("{\"a\": 1,\n  \"model\": 7}").contains("line 2, column 12"));
    assert!(error(r#"{"model":""}"#).contains("column 10"));
    assert!(error(r#"{"model":"a","model":"b"}"#).contains("duplicate field `model`"));
    assert!(error(r#"{"model":"a","stream":"yes"}"#).contains("expected a boolean at line 1"));
    assert!(error(r#"{"model":"a""#).contains("line 1 column 12"));
    assert!(error("").contains("line 1 column 0"));
    let deep = format!(
        r#"{{"model":"a","x":{}{}}}"#,
        "[".repeat(200),
        "]".repeat(200)
    );
    assert!(error(&deep).contains("201 levels"));
}

#[test]
fn gemini_names_the_model_and_the_stream_in_the_path() {
    let body = Bytes::from_static(br#"{"contents":[],"generationConfig":{"maxOutputTokens":99}}"#);
    let endpoint = gemini(GeminiAction::StreamGenerate);
    let facts = read(&endpoint, &|_| None, "key=x&alt=sse", &body).unwrap();
    assert_eq!(facts.model, "gemini-2.5-pro");
    assert_eq!(facts.model_span, None);
    assert_eq!(facts.max_output, Some(99));
    assert!(facts.stream && facts.wants_sse);
    assert_eq!(facts.framing(Dialect::Gemini), Framing::Sse);
    let plain = read(&endpoint, &|_| None, "", &body).unwrap();
    assert_eq!(plain.framing(Dialect::Gemini), Framing::JsonArray);
    assert!(
        !read_body(&gemini(GeminiAction::Generate), "{}")
            .unwrap()
            .stream
    );
}

#[test]
fn a_stored_response_is_asked_for_without_a_body() {
    let endpoint = Endpoint::ResponseObject {
        id: "resp_1".into(),
        action: crate::endpoint::ResponseAction::Get,
    };
    let facts = read(&endpoint, &|_| None, "stream=true", &Bytes::new()).unwrap();
    assert_eq!(facts.session, Some(Session::hard("resp_1")));
    assert!(facts.stream);
}

#[test]
fn a_form_is_read_and_its_model_exchanged() {
    let body = Bytes::from_static(
        b"--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b--\r\n",
    );
    let header = |name: &str| match name {
        "content-type" => Some("multipart/form-data; boundary=b"),
        "x-session-id" => Some("s1"),
        _ => None,
    };
    let endpoint = Endpoint::Audio(crate::endpoint::AudioAction::Transcriptions);
    let facts = read(&endpoint, &header, "", &body).unwrap();
    assert_eq!(facts.model, "whisper-1");
    assert_eq!(facts.session.unwrap().id, "s1");
    let spliced = splice(&body, &facts.model_span.unwrap(), "large", facts.json);
    assert!(spliced.ends_with(b"\r\n\r\nlarge\r\n--b--\r\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(body: Vec<u8>, json in "\\{(\"model\":)?[\\[\\]{}\",:a-z0-9-]{0,40}") {
        for endpoint in [Endpoint::Messages, Endpoint::Responses, gemini(GeminiAction::Generate)] {
            let _ = read(&endpoint, &|_| None, "", &Bytes::from(body.clone()));
            let _ = read(&endpoint, &|_| None, "", &Bytes::from(json.clone()));
        }
    }

    #[test]
    fn the_span_is_exact_whatever_stands_around(
        model in "\\PC{1,20}",
        before in "\\PC*",
        spaces in "[ \n\t]{0,4}",
    ) {
        let body = format!(
            "{{\"user\":{},{spaces}\"model\"{spaces}:{spaces}{}{spaces}, \"messages\":[]}}",
            serde_json::to_string(&before).unwrap(),
            serde_json::to_string(&model).unwrap(),
        );
        let facts = read_body(&Endpoint::ChatCompletions, &body).unwrap();
        let span = facts.model_span.unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(&body[span]).unwrap(), model.as_str());
        prop_assert_eq!(facts.model, model);
    }
}
