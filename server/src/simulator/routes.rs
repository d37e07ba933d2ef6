//! Everything the simulator answers to.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, ServiceConfig, get, post},
};
use routex_entity::Dialect;

use super::{beside, failure::Failure, generate, models};

pub(super) fn configure(service: &mut ServiceConfig) {
    service
        .route("/v1/messages", post().to(generate::messages))
        .route(
            "/v1/messages/count_tokens",
            post().to(generate::count_tokens),
        )
        .route("/v1/chat/completions", post().to(generate::chat))
        .route("/v1/responses", post().to(generate::responses))
        .route(
            "/v1/responses/input_tokens",
            post().to(generate::input_tokens),
        )
        .service(
            web::resource("/v1/responses/{id}")
                .get(beside::stored_response)
                .delete(beside::delete_response),
        )
        .route(
            "/v1/responses/{id}/cancel",
            post().to(beside::cancel_response),
        )
        .route(
            "/v1/responses/{id}/input_items",
            get().to(beside::input_items),
        )
        .route("/v1/embeddings", post().to(beside::embeddings))
        .route("/v1/images/generations", post().to(beside::images))
        .route("/v1/audio/speech", post().to(beside::speech))
        .route(
            "/v1/audio/transcriptions",
            post().to(beside::transcriptions),
        )
        .route("/v1/moderations", post().to(beside::moderations))
        .route("/v1/rerank", post().to(beside::rerank))
        .route("/v1/models", get().to(models::list))
        .route("/v1beta/models", get().to(models::gemini_list))
        .service(
            web::resource("/v1/models/{model:.+}")
                .get(models::one)
                .post(generate::gemini),
        )
        .service(
            web::resource("/v1beta/models/{model:.+}")
                .get(models::gemini_one)
                .post(generate::gemini),
        )
        .default_service(web::to(nothing_here));
}

async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let message = format!(
        "the simulator has no {} {}",
        request.method(),
        request.path()
    );
    Failure::new(404, message).respond(Dialect::OpenaiChat)
}
