//! Bodies of requests that the operator wants kept: what is kept, of whom, and how long; and what never is.

mod masked;
mod parts;
mod standing;

use routex_entity::Dialect;
use routex_tests::{CLIENT_KEY, Config, TestApp, answers, within};
use serde_json::Value;

/// The usual client key wants its bodies kept.
fn keeping() -> Config {
    Config::default().operated().table(&format!(
        "[[client_key]]\nname = \"test\"\nkey = \"{CLIENT_KEY}\"\nkeep_bodies_hours = 2\n"
    ))
}

/// Asks, and answers the id of the request with what the client saw.
async fn ask(app: &TestApp, dialect: Dialect, model: &str, stream: bool) -> (String, String) {
    let call = app.ask(dialect, model, stream);
    let answer = call.send().await;
    (id_of(&answer), answer.text())
}

fn id_of(answer: &routex_tests::Answer) -> String {
    let id = answer.header("x-routex-request-id");
    id.expect("every answer has an id").to_owned()
}

/// The bodies of a request, once they are written.
async fn bodies(app: &TestApp, id: &str) -> Value {
    within("the bodies of the request", async {
        loop {
            let answer = app.admin("GET", &call(id)).send().await;
            match answer.status {
                200 => {
                    assert_eq!(answer.header("cache-control"), Some("no-store"));
                    return answer.json();
                }
                404 => tokio::task::yield_now().await,
                status => panic!("{status}: {}", answer.text()),
            }
        }
    })
    .await
}

/// Until when bodies of the request are kept, as the log of requests tells once it has the request.
async fn until(app: &TestApp, id: &str) -> Value {
    within("the request in the log", async {
        loop {
            let shown = app.admin("GET", &format!("/requests/{id}")).send().await;
            match shown.status {
                200 => return shown.json()["bodies_until"].clone(),
                404 => tokio::task::yield_now().await,
                status => panic!("{status}: {}", shown.text()),
            }
        }
    })
    .await
}

fn call(id: &str) -> String {
    format!("/requests/{id}/bodies")
}

/// Part, attempt and text of every body.
fn told(bodies: &Value) -> Vec<(String, Option<u64>, String)> {
    let items = bodies["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let text = |field: &str| item[field].as_str().expect(field).to_owned();
            (text("part"), item["attempt"].as_u64(), text("text"))
        })
        .collect()
}

/// The text of the only body of that part.
fn text(bodies: &Value, part: &str) -> String {
    let mut found = told(bodies).into_iter().filter(|(of, ..)| of == part);
    let (.., text) = found.next().expect("a body of that part");
    assert!(found.next().is_none(), "one body of that part");
    text
}

/// A small request in the dialect, with a text of the test's own.
fn saying(dialect: Dialect, model: &str, text: &str) -> Value {
    let body = answers::request(dialect, model, false).to_string();
    let body = body.replace("Say something.", &text.replace('"', "\\\""));
    serde_json::from_str(&body).expect("a request")
}
