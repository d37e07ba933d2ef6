//! What each kind of target is sent, tried by `POST /alerts/targets/{id}/test`; and that the documented ways to check a
//! signature do.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use routex_tests::{FakeProvider, Reply, Seen, TestApp};
use serde_json::{Value, json};

use super::{app, generic, make, receiver};

async fn test(app: &TestApp, path: &str) -> Value {
    let answer = app.admin("POST", &format!("{path}/test")).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Makes the target, tries it with this answer of the receiver, and returns what both sides saw.
async fn tried(body: Value, reply: Reply) -> (Value, Seen) {
    let (provider, receiver) = (
        FakeProvider::start().await,
        FakeProvider::always(reply).await,
    );
    let app = app(&provider).await;
    let mut body = body;
    body["name"] = json!("ops");
    body["url"] = json!(format!("{}/hook/token?a=b", receiver.url()));
    body["allow_private_network"] = json!(true);
    let path = make(&app, &body).await;
    let told = test(&app, &path).await;
    let seen = receiver.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].method, "POST");
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    (told, Seen::clone(&seen[0]))
}

const TITLE: &str = "Routex: test";
const SENTENCE: &str = "This is a test message; nothing is wrong.";

fn lines(seen: &Value) -> Vec<&str> {
    seen.as_str().unwrap_or_default().lines().collect()
}

#[tokio::test]
async fn generic_targets_get_the_documented_body() {
    let (told, seen) = tried(
        json!({ "kind": "generic", "secret": "s" }),
        Reply::status(204),
    )
    .await;

    assert_eq!(told["ok"], true, "{told}");
    assert_eq!(told["status"], 204);
    assert_eq!(told["error"], json!(null));
    assert_eq!(seen.target, "/hook/token?a=b");
    let mut body = seen.json();
    for varying in ["id", "alert_id", "since", "at"] {
        assert!(body[varying].is_string(), "{varying}");
        body[varying] = json!(null);
    }
    let expected = json!({
        "version": 1, "id": null, "alert_id": null, "kind": "channel_down", "severity": "info",
        "state": "test", "reminder": false,
        "subject": { "type": "channel", "id": null, "name": "example" },
        "since": null, "at": null, "summary": SENTENCE, "details": {}, "instance": "Routex",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn slack_gets_blocks() {
    let reply = Reply::status(200).piece("ok");
    let (told, seen) = tried(json!({ "kind": "slack" }), reply).await;

    assert_eq!(told["ok"], true, "{told}");
    let body = seen.json();
    assert_eq!(body["text"], TITLE);
    let header = json!({ "type": "plain_text", "text": TITLE, "emoji": false });
    assert_eq!(
        body["blocks"][0],
        json!({ "type": "header", "text": header })
    );
    assert_eq!(body["blocks"][1]["type"], "section");
    assert_eq!(lines(&body["blocks"][1]["text"]["text"])[0], SENTENCE);
    assert_eq!(seen.header("x-routex-signature"), None);
}

#[tokio::test]
async fn feishu_gets_a_signed_text_and_its_error_code_counts() {
    let body = json!({ "kind": "feishu", "secret": "s", "language": "zh-CN" });
    let good = Reply::json(200, &json!({ "code": 0, "msg": "success" }));
    let (told, seen) = tried(body.clone(), good).await;
    assert_eq!(told["ok"], true, "{told}");
    let sent = seen.json();
    assert_eq!(sent["msg_type"], "text");
    assert!(sent["timestamp"].is_string() && sent["sign"].is_string());
    let text = lines(&sent["content"]["text"]);
    assert_eq!(text[..2], ["Routex：测试", "这是一条测试消息，一切正常。"]);

    let bad = Reply::json(200, &json!({ "code": 19021, "msg": "sign match fail" }));
    let (told, _) = tried(body, bad).await;
    assert_eq!((&told["ok"], &told["status"]), (&json!(false), &json!(200)));
    assert_eq!(
        told["error"],
        "the receiver answered 200: 19021 sign match fail"
    );
}

#[tokio::test]
async fn dingtalk_gets_its_sign_in_the_query_and_its_error_code_counts() {
    let body = json!({ "kind": "dingtalk", "secret": "SECabc" });
    let good = Reply::json(200, &json!({ "errcode": 0, "errmsg": "ok" }));
    let (told, seen) = tried(body.clone(), good).await;
    assert_eq!(told["ok"], true, "{told}");
    let query = seen.query().unwrap_or_default();
    assert!(
        query.starts_with("a=b&timestamp=1") && query.contains("&sign="),
        "{query}"
    );
    let sent = seen.json();
    assert_eq!(sent["msgtype"], "text");
    assert_eq!(lines(&sent["text"]["content"])[..2], [TITLE, SENTENCE]);

    let bad = Reply::json(
        200,
        &json!({ "errcode": 310000, "errmsg": "sign not match" }),
    );
    let (told, _) = tried(body, bad).await;
    assert_eq!(told["ok"], false, "{told}");
}

#[tokio::test]
async fn telegram_is_called_with_the_token_in_the_path() {
    let body = json!({ "kind": "telegram", "secret": "123:abc", "chat_id": "-1001" });
    let good = Reply::json(200, &json!({ "ok": true, "result": {} }));
    let (told, seen) = tried(body.clone(), good).await;
    assert_eq!(told["ok"], true, "{told}");
    assert_eq!(seen.path(), "/hook/token/bot123:abc/sendMessage");
    let sent = seen.json();
    assert_eq!(sent["chat_id"], "-1001");
    assert_eq!(lines(&sent["text"])[..2], [TITLE, SENTENCE]);

    let bad = Reply::json(
        400,
        &json!({ "ok": false, "description": "Bad Request: chat not found" }),
    );
    let (told, _) = tried(body, bad).await;
    let expected = "the receiver answered 400: Bad Request: chat not found";
    assert_eq!(told["error"], expected);
}

#[tokio::test]
async fn a_test_that_fails_says_how() {
    for (reply, status, words) in [
        (
            Reply::status(500).piece("no room"),
            json!(500),
            "500: no room",
        ),
        (
            Reply::redirect("https://elsewhere.example/"),
            json!(302),
            "never followed",
        ),
        (
            Reply::close_at_once(),
            json!(null),
            "before the answer began",
        ),
    ] {
        let (told, _) = tried(json!({ "kind": "generic" }), reply).await;
        assert_eq!(told["ok"], false);
        assert_eq!(told["status"], status);
        let error = told["error"].as_str().unwrap_or_default();
        assert!(error.contains(words), "{error}");
    }
}

/// The fenced block of a language in docs/en/alerts.md.
fn documented(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/en/alerts.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page
        .split_once(&format!("```{language}\n"))
        .unwrap_or_else(|| panic!("no {language} in docs/en/alerts.md"));
    let (block, _) = rest.split_once("\n```").unwrap();
    format!("{block}\n")
}

#[tokio::test]
async fn the_documented_checks_accept_the_signature_and_nothing_else() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    let path = make(&app, &generic(&receiver.url())).await;
    test(&app, &path).await;
    let seen = &receiver.seen()[0];
    let signature = seen.header("x-routex-signature").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let accepted = |program: &str, extension: &str, body: &[u8], secret: &str| {
        let (script, message) = (folder.path().join(extension), folder.path().join("body"));
        std::fs::write(&script, documented(extension)).unwrap();
        std::fs::write(&message, body).unwrap();
        let ran = Command::new(program)
            .args([&script, &message])
            .env("SIGNATURE", signature)
            .env("SECRET", secret)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        ran.status.success()
    };

    for (program, extension) in [("python3", "python"), ("sh", "sh")] {
        let check = |body: &[u8], secret| accepted(program, extension, body, secret);
        assert!(check(&seen.body, "whsec-0123456789"), "{program}");
        assert!(!check(&seen.body, "whsec-0123456780"), "{program}");
        assert!(!check(&seen.body[1..], "whsec-0123456789"), "{program}");
    }
}
