//! The route list: every path that Routex answers, with who may call it, in one place.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{StatusCode, header::ALLOW},
    web::{self, ServiceConfig},
};

use super::{
    admin::{
        alerts, aliases, analytics, audit,
        channels::{self, credentials},
        events, failovers, keys, oauth, prices, providers, requests, routing, session, settings,
        setup, status, tokens, transfer,
    },
    error::{Refusal, final_error},
    health, metrics, openapi,
    problem::{Code, Problem},
    proxy::{self, dialect_of},
    reference, request_id, spa,
};
use crate::protocol::{
    endpoint::{AudioAction, Endpoint, ImageAction},
    error::ErrorKind,
};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// No secret is asked for.
    Anyone,
    /// A client key.
    Client,
    /// A signed-in browser or an admin token.
    Operator,
}

/// A route, as tests and documents see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// In capitals.
    pub method: &'static str,
    /// With `{name}` or `{name:pattern}` where it varies.
    pub path: &'static str,
    pub access: Access,
}

macro_rules! routes {
    ($($access:ident $method:ident $path:literal => $handler:expr;)+) => {
        /// Every route.
        pub const ROUTES: &[RouteInfo] = &[$(RouteInfo {
            method: name_of!($method),
            path: $path,
            access: Access::$access,
        }),+];

        /// Registers every route.
        pub fn configure(app: &mut ServiceConfig) {
            $(app.route($path, web::$method().to($handler));)+
            app.default_service(web::to(unknown));
        }
    };
}

macro_rules! name_of {
    (get) => {
        "GET"
    };
    (head) => {
        "HEAD"
    };
    (post) => {
        "POST"
    };
    (put) => {
        "PUT"
    };
    (patch) => {
        "PATCH"
    };
    (delete) => {
        "DELETE"
    };
}

// Matched from top to bottom; what is called most comes first.
routes! {
    Client post "/v1/messages" => plain(Endpoint::Messages);
    Client post "/v1/messages/count_tokens" => plain(Endpoint::CountTokens);

    Client post "/v1/chat/completions" => plain(Endpoint::ChatCompletions);
    Client post "/v1/completions" => plain(Endpoint::Completions);
    Client post "/v1/embeddings" => plain(Endpoint::Embeddings);
    Client post "/v1/moderations" => plain(Endpoint::Moderations);
    Client post "/v1/rerank" => plain(Endpoint::Rerank);
    Client post "/v1/images/generations" => plain(Endpoint::Images(ImageAction::Generations));
    Client post "/v1/images/edits" => plain(Endpoint::Images(ImageAction::Edits));
    Client post "/v1/images/variations" => plain(Endpoint::Images(ImageAction::Variations));
    Client post "/v1/audio/transcriptions" => plain(Endpoint::Audio(AudioAction::Transcriptions));
    Client post "/v1/audio/translations" => plain(Endpoint::Audio(AudioAction::Translations));
    Client post "/v1/audio/speech" => plain(Endpoint::Audio(AudioAction::Speech));
    Client post "/v1/responses" => plain(Endpoint::Responses);
    Client post "/v1/responses/compact" => plain(Endpoint::ResponsesCompact);
    Client post "/v1/responses/input_tokens" => plain(Endpoint::ResponsesInputTokens);
    Client get "/v1/responses/{id}" => proxy::response_object;
    Client delete "/v1/responses/{id}" => proxy::response_object;
    Client get "/v1/responses/{id}/{action}" => proxy::response_object;
    Client post "/v1/responses/{id}/{action}" => proxy::response_object;
    Client get "/v1/models" => proxy::models;
    Client get "/v1/models/{id:.*}" => proxy::model;

    Client get "/v1beta/models" => proxy::models;
    Client get "/v1beta/models/{tail:.*}" => proxy::model;
    // The Google SDKs use both prefixes.
    Client post "/v1beta/models/{tail:.*}" => proxy::gemini;
    Client post "/v1/models/{tail:.*}" => proxy::gemini;

    Anyone head "/" => health::hello;
    Anyone head "/api/hello" => health::hello;
    Anyone get "/health/live" => health::live;
    Anyone get "/health/ready" => health::ready;
    // The configuration may let scrapers in, too.
    Operator get "/metrics" => metrics::scrape;

    Anyone get "/" => spa::page;
    // The link on the console leads here, whatever opens it.
    Anyone get "/setup" => spa::page;
    Anyone get "/assets/{file:.*}" => spa::asset;
    Anyone head "/assets/{file:.*}" => spa::asset;
    Anyone get "/api/v1/openapi.json" => openapi::serve;
    Anyone get "/api/v1/docs" => reference::redirect;
    Anyone get "/api/v1/docs/" => reference::page;
    Anyone get "/api/v1/docs/{file}" => reference::file;

    Operator get "/api/v1/channels" => channels::list;
    Operator post "/api/v1/channels" => channels::create;
    Operator get "/api/v1/channels/{id}" => channels::show;
    Operator patch "/api/v1/channels/{id}" => channels::update;
    Operator delete "/api/v1/channels/{id}" => channels::remove;
    Operator post "/api/v1/channels/{id}/test" => channels::test;
    Operator get "/api/v1/channels/{id}/models" => channels::models;
    Operator get "/api/v1/channels/{id}/history" => channels::history;
    Operator post "/api/v1/channels/{id}/drain" => channels::drain;
    Operator post "/api/v1/channels/{id}/breaker/reset" => channels::reset;
    Operator get "/api/v1/channels/{id}/credentials" => credentials::list;
    Operator post "/api/v1/channels/{id}/credentials" => credentials::create;
    Operator patch "/api/v1/channels/{id}/credentials/{cid}" => credentials::update;
    Operator delete "/api/v1/channels/{id}/credentials/{cid}" => credentials::remove;
    Anyone get "/api/v1/providers" => providers::list;
    // Open until the setup is completed; the handlers refuse afterwards.
    Anyone get "/api/v1/setup" => setup::show;
    Anyone post "/api/v1/setup" => setup::complete;
    Anyone post "/api/v1/setup/test-channel" => setup::test_channel;

    Anyone post "/api/v1/session" => session::create;
    Operator get "/api/v1/session" => session::show;
    Operator delete "/api/v1/session" => session::remove;
    Anyone get "/api/v1/session/methods" => session::methods;
    // What the provider and the browser prove decides; the handlers ask for it.
    Anyone get "/api/v1/session/oidc" => session::oidc;
    Anyone get "/api/v1/session/oidc/callback" => session::callback;
    Operator put "/api/v1/session/password" => session::password;

    Operator get "/api/v1/alerts" => alerts::list;
    Operator get "/api/v1/alerts/rules" => alerts::rules::show;
    Operator put "/api/v1/alerts/rules" => alerts::rules::update;
    Operator get "/api/v1/alerts/targets" => alerts::targets::list;
    Operator post "/api/v1/alerts/targets" => alerts::targets::create;
    Operator get "/api/v1/alerts/targets/{id}" => alerts::targets::show;
    Operator patch "/api/v1/alerts/targets/{id}" => alerts::targets::update;
    Operator delete "/api/v1/alerts/targets/{id}" => alerts::targets::remove;
    Operator post "/api/v1/alerts/targets/{id}/test" => alerts::targets::test;

    Operator get "/api/v1/aliases" => aliases::list;
    Operator post "/api/v1/aliases" => aliases::create;
    Operator get "/api/v1/aliases/{id}" => aliases::show;
    Operator put "/api/v1/aliases/{id}" => aliases::replace;
    Operator delete "/api/v1/aliases/{id}" => aliases::remove;

    Operator get "/api/v1/keys" => keys::list;
    Operator post "/api/v1/keys" => keys::create;
    Operator get "/api/v1/keys/{id}" => keys::show;
    Operator patch "/api/v1/keys/{id}" => keys::update;
    Operator delete "/api/v1/keys/{id}" => keys::remove;
    Operator post "/api/v1/keys/{id}/rotate" => keys::rotate;

    Operator get "/api/v1/oauth/presets" => oauth::presets;
    Operator get "/api/v1/oauth/providers" => oauth::list;
    Operator post "/api/v1/oauth/providers" => oauth::create;
    Operator get "/api/v1/oauth/providers/{id}" => oauth::show;
    Operator patch "/api/v1/oauth/providers/{id}" => oauth::update;
    Operator delete "/api/v1/oauth/providers/{id}" => oauth::remove;
    Operator post "/api/v1/oauth/flows" => oauth::begin;
    Operator post "/api/v1/oauth/flows/complete" => oauth::complete;
    Operator post "/api/v1/oauth/devices" => oauth::devices::begin;
    Operator get "/api/v1/oauth/devices/{id}" => oauth::devices::show;
    Operator delete "/api/v1/oauth/devices/{id}" => oauth::devices::remove;

    Operator get "/api/v1/prices" => prices::list;
    Operator put "/api/v1/prices" => prices::replace;
    Operator post "/api/v1/prices/refresh" => prices::refresh;
    Operator post "/api/v1/prices/recompute" => prices::recompute;

    Operator get "/api/v1/tokens" => tokens::list;
    Operator post "/api/v1/tokens" => tokens::create;
    Operator delete "/api/v1/tokens/{id}" => tokens::remove;

    Operator get "/api/v1/audit" => audit::list;

    Operator get "/api/v1/events" => events::listen;
    Operator get "/api/v1/failovers" => failovers::list;

    Operator get "/api/v1/analytics/summary" => analytics::summary;
    Operator get "/api/v1/analytics/series" => analytics::series;
    Operator get "/api/v1/analytics/breakdown" => analytics::breakdown;

    Operator get "/api/v1/requests" => requests::list;
    Operator get "/api/v1/requests/{id}" => requests::show;
    Operator get "/api/v1/requests/{id}/bodies" => requests::bodies;
    Operator delete "/api/v1/requests/{id}/bodies" => requests::remove_bodies;

    Operator get "/api/v1/settings" => settings::show;
    Operator put "/api/v1/settings" => settings::update;

    Operator get "/api/v1/status" => status::show;

    Operator get "/api/v1/export" => transfer::export;
    Operator post "/api/v1/export" => transfer::export_with_secrets;
    Operator post "/api/v1/import" => transfer::import;

    Operator get "/api/v1/routing" => routing::show;
    Operator put "/api/v1/routing" => routing::update;
    Operator delete "/api/v1/routing" => routing::reset;
    Operator post "/api/v1/routing/explain" => routing::explain;
}

use proxy::plain;

/// What no route answers: the dashboard to a browser that asks for one of its views, else in the problem format on the operators' side, in the caller's dialect on the clients'.
async fn unknown(request: HttpRequest) -> HttpResponse {
    if spa::is_view(&request) {
        return spa::page(request).await;
    }
    if request.path().starts_with("/api/") {
        return unknown_call(&request);
    }
    let message = format!(
        "{} {} is not an endpoint of Routex; clients use /v1/messages, /v1/chat/completions, /v1/responses or /v1beta/models/…",
        request.method(),
        request.path()
    );
    let dialect = dialect_of(request.path(), request.headers());
    let error = final_error(StatusCode::NOT_FOUND.as_u16(), ErrorKind::NotFound, message);
    Refusal::new(dialect, error, request_id::of(&request)).error_response()
}

fn unknown_call(request: &HttpRequest) -> HttpResponse {
    let (method, path) = (request.method(), request.path());
    let methods: Vec<&str> = ROUTES
        .iter()
        .filter(|route| matches(route.path, path))
        .map(|route| route.method)
        .collect();
    if methods.is_empty() {
        let detail = format!(
            "{method} {path} is not a call of the admin API; GET /api/v1/openapi.json lists them"
        );
        return Problem::new(Code::NotFound, detail).respond(request_id::of(request));
    }
    let allowed = methods.join(", ");
    let detail = format!("{path} does not know {method}; it knows {allowed}");
    let problem = Problem::new(Code::MethodNotAllowed, detail);
    let mut response = problem.respond(request_id::of(request));
    if let Ok(allowed) = allowed.parse() {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// Whether a path is one of a pattern. Patterns of the admin API vary by whole segments.
fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let fits = pattern.split('/').all(|part| {
        segments.next().is_some_and(|segment| {
            part == segment || (part.starts_with('{') && !segment.is_empty())
        })
    });
    fits && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_call_of_the_admin_api_is_described_with_who_may_make_it() {
        let document = serde_json::to_value(openapi::document()).unwrap();
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let open = operation
                    .get("security")
                    .is_some_and(|security| *security == serde_json::json!([{}]));
                described.insert((method.to_uppercase(), path.clone(), open));
            }
        }
        let registered: BTreeSet<_> = ROUTES
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| {
                (
                    route.method.to_owned(),
                    route.path.to_owned(),
                    route.access == Access::Anyone,
                )
            })
            .collect();

        assert_eq!(described, registered);
    }

    #[test]
    fn patterns_fit_whole_segments() {
        assert!(matches("/api/v1/aliases/{id}", "/api/v1/aliases/7"));
        assert!(!matches("/api/v1/aliases/{id}", "/api/v1/aliases"));
        assert!(!matches("/api/v1/aliases/{id}", "/api/v1/aliases/"));
        assert!(!matches("/api/v1/aliases/{id}", "/api/v1/aliases/7/x"));
        assert!(!matches("/api/v1/aliases", "/api/v1/aliasesx"));
    }
}
