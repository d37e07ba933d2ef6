//! The simulator over HTTP: every dialect answers, every failure looks as it should.

use std::sync::Arc;

use actix_web::{
    App,
    body::to_bytes,
    dev::ServiceResponse,
    test::{TestRequest, call_service, init_service},
    web,
};
use serde_json::{Value, json};

use super::{routes, worker::Worker};

const TARGETS: [&str; 3] = ["/v1/messages", "/v1/chat/completions", "/v1/responses"];

async fn post(target: &str, body: Value) -> ServiceResponse {
    post_as(target, body, &[]).await
}

pub(super) async fn post_as(
    target: &str,
    body: Value,
    headers: &[(&str, &str)],
) -> ServiceResponse {
    let worker = web::Data::new(Worker::new(Arc::default()));
    let app = init_service(App::new().app_data(worker).configure(routes::configure)).await;
    let mut request = TestRequest::post()
        .uri(target)
        .set_payload(body.to_string());
    for header in headers {
        request = request.insert_header(*header);
    }
    call_service(&app, request.to_request()).await
}

/// The body, as far as it came, and whether it ended properly.
pub(super) async fn text(response: ServiceResponse) -> Result<String, String> {
    match to_bytes(response.into_body()).await {
        Ok(body) => Ok(String::from_utf8_lossy(&body).into_owned()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) async fn json_of(response: ServiceResponse) -> Value {
    serde_json::from_str(&text(response).await.unwrap()).unwrap()
}

#[actix_web::test]
async fn usage_is_what_the_name_says() {
    let model = "sim-ok:tokens=7,input=11,cached=4";
    let [anthropic, chat, responses] = TARGETS
        .map(|target| async move { json_of(post(target, json!({"model": model})).await).await });
    let usage = anthropic.await["usage"].clone();
    assert_eq!(usage["input_tokens"], 11);
    assert_eq!(usage["cache_read_input_tokens"], 4);
    assert_eq!(usage["output_tokens"], 7);
    let usage = chat.await["usage"].clone();
    assert_eq!(usage["prompt_tokens"], 15);
    assert_eq!(usage["prompt_tokens_details"]["cached_tokens"], 4);
    let usage = responses.await["usage"].clone();
    assert_eq!(usage["input_tokens"], 15);
    assert_eq!(usage["total_tokens"], 22);
    let target = format!("/v1beta/models/{model}:generateContent");
    let gemini = json_of(post(&target, json!({})).await).await;
    assert_eq!(gemini["usageMetadata"]["promptTokenCount"], 15);
    assert_eq!(gemini["usageMetadata"]["candidatesTokenCount"], 7);
}

#[actix_web::test]
async fn streams_end_as_their_dialect_ends() {
    let endings = ["message_stop", "[DONE]", "response.completed"];
    for (target, ending) in TARGETS.into_iter().zip(endings) {
        let request = json!({"model": "sim-ok", "stream": true});
        let body = text(post(target, request).await).await.unwrap();
        assert!(body.contains(ending), "{target}: {body}");
        assert!(body.ends_with("\n\n"), "{target}");
    }
}

#[actix_web::test]
async fn the_usage_chunk_comes_when_asked_for() {
    let mut request = json!({"model": "sim-ok", "stream": true});
    let without = text(post(TARGETS[1], request.clone()).await).await.unwrap();
    assert!(!without.contains("prompt_tokens"));
    request["stream_options"] = json!({"include_usage": true});
    let with = text(post(TARGETS[1], request).await).await.unwrap();
    assert!(with.contains("\"choices\":[]") && with.contains("prompt_tokens"));
}

#[actix_web::test]
async fn a_gemini_stream_without_events_is_one_array() {
    let target = "/v1beta/models/sim-ok:tokens=2:streamGenerateContent";
    let array = json_of(post(target, json!({})).await).await;
    assert_eq!(array.as_array().map(Vec::len), Some(3));
}

#[actix_web::test]
async fn failures_show_in_the_status() {
    for target in TARGETS {
        for status in [400, 401, 402, 404, 429, 500, 529] {
            let model = format!("sim-{status}");
            let response = post(target, json!({"model": model})).await;
            assert_eq!(response.status().as_u16(), status, "{target}");
            let waits = response.headers().contains_key("retry-after");
            assert_eq!(waits, status == 429, "{target} {status}");
            assert!(json_of(response).await["error"]["message"].is_string());
        }
        let bare = post(target, json!({"model": "sim-429-bare"})).await;
        assert_eq!(bare.status().as_u16(), 429);
        assert!(!bare.headers().contains_key("retry-after"));
        let redirect = post(target, json!({"model": "sim-302"})).await;
        assert_eq!(redirect.status().as_u16(), 302);
    }
}

#[actix_web::test]
async fn a_cut_is_no_clean_end() {
    for stream in [false, true] {
        for target in TARGETS {
            let request = json!({"model": "sim-cut", "stream": stream});
            let body = text(post(target, request).await).await;
            assert!(body.is_err(), "{target} {stream}");
        }
    }
}

#[actix_web::test]
async fn a_broken_request_is_refused() {
    for target in TARGETS {
        assert_eq!(post(target, json!({})).await.status().as_u16(), 400);
        assert_eq!(post(target, json!("nonsense")).await.status().as_u16(), 400);
    }
}
