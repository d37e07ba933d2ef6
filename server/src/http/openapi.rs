//! The admin API's own description, made of the handlers and the bodies.

use actix_web::web::Json;
use routex_entity::api::{ChannelEvent, ConfigEvent, LaggedEvent, StatsEvent};
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        OpenApi,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::admin::{
    aliases,
    channels::{self, credentials},
    events, keys, prices, requests, settings, status, transfer,
};

/// The document.
pub fn document() -> OpenApi {
    Document::openapi()
}

/// The same for everybody: it says nothing of this installation.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "about", operation_id = "openapi", security(()),
    responses((status = 200, description = "This document", content_type = "application/json"))
)]
pub(super) async fn serve() -> Json<OpenApi> {
    Json(document())
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Routex admin API",
        description = "Everything an operator does. Sign in for a session cookie, or send an admin token as bearer.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(
        serve,
        aliases::create,
        aliases::list,
        aliases::remove,
        aliases::replace,
        channels::create,
        channels::drain,
        channels::list,
        channels::models,
        channels::remove,
        channels::reset,
        channels::show,
        channels::test,
        channels::update,
        credentials::create,
        credentials::list,
        credentials::remove,
        credentials::update,
        keys::create,
        keys::list,
        keys::remove,
        keys::rotate,
        keys::show,
        keys::update,
        prices::list,
        prices::replace,
        events::listen,
        requests::list,
        requests::show,
        settings::show,
        settings::update,
        status::show,
        transfer::export,
        transfer::export_with_secrets,
        transfer::import,
    ),
    components(schemas(ChannelEvent, ConfigEvent, LaggedEvent, StatsEvent)),
    security(("admin_token" = []), ("session" = [])),
    modifiers(&Schemes),
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("admin_token", SecurityScheme::Http(token));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("routex_session"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}
