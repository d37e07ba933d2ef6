//! The lists of models, in the form of whoever asks.

use actix_web::{HttpRequest, HttpResponse, web::Path};
use serde_json::{Value, json};

use super::voice::openai_chat::CREATED;

/// One name for every behaviour.
const MODELS: [&str; 29] = [
    "sim-ok",
    "sim-tool",
    "sim-tools",
    "sim-see",
    "sim-json",
    "sim-think",
    "sim-echo",
    "sim-slow",
    "sim-flaky",
    "sim-hang",
    "sim-stall",
    "sim-cut",
    "sim-garbage",
    "sim-empty",
    "sim-stream-error",
    "sim-late-error",
    "sim-302",
    "sim-400",
    "sim-401",
    "sim-402",
    "sim-404",
    "sim-429",
    "sim-429-bare",
    "sim-quota",
    "sim-500",
    "sim-502",
    "sim-503",
    "sim-504",
    "sim-529",
];

/// `GET /v1/models`, which all three families of clients ask; their headers tell them apart.
pub(super) async fn list(request: HttpRequest) -> HttpResponse {
    let headers = request.headers();
    if headers.contains_key("x-goog-api-key") {
        return gemini_list().await;
    }
    if headers.contains_key("anthropic-version") {
        return HttpResponse::Ok().json(json!({
            "data": MODELS.map(anthropic_model),
            "has_more": false,
            "first_id": MODELS.first(),
            "last_id": MODELS.last(),
        }));
    }
    HttpResponse::Ok().json(json!({"object": "list", "data": MODELS.map(openai_model)}))
}

/// `GET /v1/models/{model}`.
pub(super) async fn one(request: HttpRequest, model: Path<String>) -> HttpResponse {
    let headers = request.headers();
    if headers.contains_key("x-goog-api-key") {
        return HttpResponse::Ok().json(gemini_model(&model));
    }
    if headers.contains_key("anthropic-version") {
        return HttpResponse::Ok().json(anthropic_model(&model));
    }
    HttpResponse::Ok().json(openai_model(&model))
}

pub(super) async fn gemini_list() -> HttpResponse {
    HttpResponse::Ok().json(json!({"models": MODELS.map(gemini_model)}))
}

pub(super) async fn gemini_one(model: Path<String>) -> HttpResponse {
    HttpResponse::Ok().json(gemini_model(&model))
}

fn anthropic_model(id: &str) -> Value {
    json!({
        "type": "model",
        "id": id,
        "display_name": id,
        "created_at": "2026-01-01T00:00:00Z",
    })
}

fn openai_model(id: &str) -> Value {
    json!({"id": id, "object": "model", "created": CREATED, "owned_by": "routex"})
}

fn gemini_model(id: &str) -> Value {
    json!({
        "name": format!("models/{id}"),
        "displayName": id,
        "version": "1",
        "inputTokenLimit": 1_000_000,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    })
}
