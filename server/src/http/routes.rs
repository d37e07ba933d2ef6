//! The route list: every path that Routex answers, in one place.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig, delete, get, head, post},
};

use super::{
    error::{Refusal, final_error},
    health,
    proxy::{self, dialect_of},
};
use crate::protocol::{
    endpoint::{AudioAction, Endpoint, ImageAction},
    error::ErrorKind,
};

/// Registers every route.
pub fn configure(app: &mut ServiceConfig) {
    app.route("/health/live", get().to(health::live))
        .route("/health/ready", get().to(health::ready))
        .route("/", head().to(health::hello))
        .route("/api/hello", head().to(health::hello))
        .configure(anthropic)
        .configure(openai)
        .configure(gemini)
        .default_service(web::to(unknown));
}

fn anthropic(app: &mut ServiceConfig) {
    app.route("/v1/messages", post().to(proxy::plain(Endpoint::Messages)))
        .route(
            "/v1/messages/count_tokens",
            post().to(proxy::plain(Endpoint::CountTokens)),
        );
}

fn openai(app: &mut ServiceConfig) {
    let plain = |endpoint| post().to(proxy::plain(endpoint));
    app.route("/v1/chat/completions", plain(Endpoint::ChatCompletions))
        .route("/v1/completions", plain(Endpoint::Completions))
        .route("/v1/embeddings", plain(Endpoint::Embeddings))
        .route("/v1/moderations", plain(Endpoint::Moderations))
        .route("/v1/rerank", plain(Endpoint::Rerank))
        .route(
            "/v1/images/generations",
            plain(Endpoint::Images(ImageAction::Generations)),
        )
        .route(
            "/v1/images/edits",
            plain(Endpoint::Images(ImageAction::Edits)),
        )
        .route(
            "/v1/images/variations",
            plain(Endpoint::Images(ImageAction::Variations)),
        )
        .route(
            "/v1/audio/transcriptions",
            plain(Endpoint::Audio(AudioAction::Transcriptions)),
        )
        .route(
            "/v1/audio/translations",
            plain(Endpoint::Audio(AudioAction::Translations)),
        )
        .route(
            "/v1/audio/speech",
            plain(Endpoint::Audio(AudioAction::Speech)),
        )
        .route("/v1/responses", plain(Endpoint::Responses))
        .route("/v1/responses/compact", plain(Endpoint::ResponsesCompact))
        .route(
            "/v1/responses/input_tokens",
            plain(Endpoint::ResponsesInputTokens),
        )
        .route("/v1/responses/{id}", get().to(proxy::response_object))
        .route("/v1/responses/{id}", delete().to(proxy::response_object))
        .route(
            "/v1/responses/{id}/{action}",
            get().to(proxy::response_object),
        )
        .route(
            "/v1/responses/{id}/{action}",
            post().to(proxy::response_object),
        )
        .route("/v1/models", get().to(proxy::models))
        .route("/v1/models/{id:.*}", get().to(proxy::model));
}

fn gemini(app: &mut ServiceConfig) {
    app.route("/v1beta/models", get().to(proxy::models))
        .route("/v1beta/models/{tail:.*}", get().to(proxy::model))
        // The Google SDKs use both prefixes.
        .route("/v1beta/models/{tail:.*}", post().to(proxy::gemini))
        .route("/v1/models/{tail:.*}", post().to(proxy::gemini));
}

async fn unknown(request: HttpRequest) -> HttpResponse {
    let message = format!(
        "{} {} is not an endpoint of Routex; clients use /v1/messages, /v1/chat/completions, /v1/responses or /v1beta/models/…",
        request.method(),
        request.path()
    );
    let dialect = dialect_of(request.path(), request.headers());
    let error = final_error(StatusCode::NOT_FOUND.as_u16(), ErrorKind::NotFound, message);
    actix_web::ResponseError::error_response(&Refusal::new(dialect, error, uuid::Uuid::now_v7()))
}
