//! A request to the proxy as any client would make it, read while it arrives.

use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use routex_entity::Dialect;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader, RequestCredentials};
use yew::Callback;

use super::{
    bench::{Change, Head, Phase},
    draft::Draft,
    frames::Frames,
    speech::{self, Call, Piece},
};
use crate::browser;

/// A request under way. It is broken off when this is dropped.
pub struct Sending {
    abort: Option<AbortController>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

/// Sends what was asked as this run, and tells what comes of it.
pub fn send(number: u32, key: &str, draft: &Draft, tell: Callback<Change>) -> Sending {
    let abort = browser::window().and_then(|_| AbortController::new().ok());
    let signal = abort.as_ref().map(AbortController::signal);
    let mut run = Run {
        number,
        dialect: draft.dialect,
        began: browser::now(),
        tell,
    };
    let (call, key) = (speech::call(draft), key.to_owned());
    spawn_local(async move {
        let ended = run.go(call, &key, signal.as_ref()).await;
        let (phase, error) = match ended {
            Ok(()) => (Phase::Done, None),
            Err(error) => (Phase::Failed, Some(error)),
        };
        let ms = run.ms();
        run.tell.emit(Change::Ended(number, phase, error, ms));
    });
    Sending { abort }
}

struct Run {
    number: u32,
    dialect: Dialect,
    began: chrono::DateTime<chrono::Utc>,
    tell: Callback<Change>,
}

impl Run {
    async fn go(
        &mut self,
        call: Call,
        key: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<(), String> {
        let (header, before) = call.key;
        let request = RequestBuilder::new(&call.path)
            .method(Method::POST)
            // The operator's session is none of the client's business.
            .credentials(RequestCredentials::Omit)
            .abort_signal(signal)
            .header(header, &format!("{before}{key}"))
            .header("content-type", "application/json");
        let request = match self.dialect {
            Dialect::Anthropic => request.header("anthropic-version", "2023-06-01"),
            _ => request,
        };
        let request = request
            .body(call.body.to_string())
            .map_err(|error| told(&error))?;
        let response = request.send().await.map_err(|error| told(&error))?;
        let head = head(&response);
        let good = response.ok();
        self.tell.emit(Change::Head(self.number, head));
        let streams = response
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind.starts_with("text/event-stream"));
        if good && streams {
            return self.stream(&response).await;
        }
        let text = response.text().await.map_err(|error| told(&error))?;
        self.whole(&text, good);
        Ok(())
    }

    async fn stream(&self, response: &Response) -> Result<(), String> {
        let Some(body) = response.body() else {
            return Ok(());
        };
        let reader: ReadableStreamDefaultReader = body
            .get_reader()
            .dyn_into()
            .map_err(|_other| String::new())?;
        let mut frames = Frames::default();
        while let Some(bytes) = next(&reader).await.map_err(why)? {
            self.events(frames.push(&bytes));
        }
        self.events(frames.finish().into_iter().collect());
        Ok(())
    }

    fn events(&self, events: Vec<String>) {
        if events.is_empty() {
            return;
        }
        let mut all = Piece::default();
        for event in &events {
            // `[DONE]`, and what no dialect knows.
            let Ok(event) = serde_json::from_str::<Value>(event) else {
                continue;
            };
            let piece = speech::of_event(self.dialect, &event);
            all.text.push_str(&piece.text);
            all.thinking.push_str(&piece.thinking);
            all.error = all.error.or(piece.error);
        }
        self.arrived(all, events);
    }

    fn whole(&self, text: &str, good: bool) {
        let answer = serde_json::from_str::<Value>(text).ok();
        let mut piece = match &answer {
            Some(answer) => speech::of_whole(self.dialect, answer),
            None => Piece::default(),
        };
        if !good && piece.error.is_none() {
            piece.error = Some(text.to_owned());
        }
        let raw = answer.map_or_else(|| text.to_owned(), |answer| format!("{answer:#}"));
        self.arrived(piece, vec![raw]);
    }

    fn arrived(&self, piece: Piece, raw: Vec<String>) {
        self.tell
            .emit(Change::Arrived(self.number, piece, raw, self.ms()));
    }

    fn ms(&self) -> u64 {
        let passed = browser::now() - self.began;
        u64::try_from(passed.num_milliseconds()).unwrap_or(0)
    }
}

fn head(response: &Response) -> Head {
    let headers = response.headers();
    let text = |name: &str| headers.get(name);
    Head {
        status: response.status(),
        request_id: text("x-routex-request-id").and_then(|id| id.parse().ok()),
        channel: text("x-routex-channel"),
        attempts: text("x-routex-attempts"),
        decision: text("x-routex-decision"),
        dropped: text("x-routex-dropped"),
    }
}

/// `None`: that was all.
async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let read = JsFuture::from(reader.read()).await?;
    let done = Reflect::get(&read, &"done".into())?.is_truthy();
    if done {
        return Ok(None);
    }
    let bytes: Uint8Array = Reflect::get(&read, &"value".into())?.unchecked_into();
    Ok(Some(bytes.to_vec()))
}

fn told(error: &gloo_net::Error) -> String {
    error.to_string()
}

fn why(error: JsValue) -> String {
    let error = error.unchecked_into::<js_sys::Error>();
    String::from(error.message())
}
