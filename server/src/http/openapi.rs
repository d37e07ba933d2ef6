//! The admin API's own description, made of the handlers and the bodies.

mod polish;

use actix_web::web::Json;
use routex_entity::api::{
    AlertMessage, ChannelEvent, ConfigEvent, FailoverEvent, LaggedEvent, ProbeEvent, StatsEvent,
};
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        OpenApi,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use self::polish::Polish;
use super::{
    admin::{
        alerts, aliases, analytics, audit,
        channels::{self, credentials},
        events, failovers, keys, oauth, prices, providers, requests, routing, session, settings,
        setup, status, tokens, transfer,
    },
    reference,
};

/// The document.
pub fn document() -> OpenApi {
    Document::openapi()
}

/// Describes the admin API.
///
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
        description = "Everything an operator does. Sign in for a session cookie, or send an admin token as bearer.\n\n\
            Bodies are JSON with names in snake_case. Times are RFC 3339, ids are UUIDs, money is in US dollars. Lists answer \
            a page at a time: `next_cursor` is given back as `?cursor=`. `PATCH` takes a JSON merge patch. Fields that are not \
            known are refused. What the configuration file declares can be read here and changed there.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(
        serve,
        alerts::list,
        alerts::rules::show,
        alerts::rules::update,
        alerts::targets::create,
        alerts::targets::list,
        alerts::targets::remove,
        alerts::targets::show,
        alerts::targets::test,
        alerts::targets::update,
        aliases::create,
        aliases::list,
        aliases::remove,
        aliases::replace,
        aliases::show,
        analytics::breakdown,
        analytics::series,
        analytics::summary,
        audit::list,
        channels::create,
        channels::drain,
        channels::history,
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
        oauth::begin,
        oauth::complete,
        oauth::create,
        oauth::devices::begin,
        oauth::devices::remove,
        oauth::devices::show,
        oauth::list,
        oauth::presets,
        oauth::remove,
        oauth::show,
        oauth::update,
        prices::list,
        prices::replace,
        prices::refresh,
        prices::recompute,
        session::callback,
        session::create,
        session::methods,
        session::oidc,
        session::password,
        session::remove,
        session::show,
        setup::complete,
        setup::show,
        setup::test_channel,
        tokens::create,
        tokens::list,
        tokens::remove,
        events::listen,
        failovers::list,
        providers::list,
        requests::bodies,
        requests::list,
        requests::remove_bodies,
        requests::show,
        routing::explain,
        routing::reset,
        routing::show,
        routing::update,
        settings::show,
        settings::update,
        status::show,
        transfer::export,
        transfer::export_with_secrets,
        transfer::import,
        reference::file,
        reference::page,
        reference::redirect,
    ),
    components(schemas(
        AlertMessage, ChannelEvent, ConfigEvent, FailoverEvent, LaggedEvent, ProbeEvent, StatsEvent
    )),
    security(("admin_token" = []), ("session" = [])),
    modifiers(&Schemes, &Polish),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_call_has_a_name_of_its_own_a_summary_and_a_known_group() {
        let mut names = BTreeSet::new();
        for (path, mut item) in document().paths.paths {
            for operation in polish::operations(&mut item) {
                let name = operation.operation_id.clone().unwrap();
                assert!(operation.summary.is_some(), "{name} at {path} says nothing");
                let tags = operation.tags.clone().unwrap_or_default();
                let known = |tag: &String| polish::TAGS.iter().any(|(name, _)| name == tag);
                assert!(
                    tags.len() == 1 && known(&tags[0]),
                    "{name} at {path} is in {tags:?}, and not in one group of openapi/polish.rs"
                );
                assert!(names.insert(name.clone()), "{name} names two calls");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = serde_json::to_value(document()).unwrap();
        let mut left = vec![&document];
        let mut seen = 0;
        while let Some(value) = left.pop() {
            let inner: Vec<_> = match value {
                serde_json::Value::Object(members) => members.values().collect(),
                serde_json::Value::Array(items) => items.iter().collect(),
                _ => continue,
            };
            left.extend(inner);
            if let Some(place) = value.get("$ref").and_then(serde_json::Value::as_str) {
                let pointer = place.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{place} is not there");
                seen += 1;
            }
        }
        assert!(seen > 100, "only {seen} references were found");
    }

    #[test]
    fn every_problem_has_its_media_type() {
        for (path, mut item) in document().paths.paths {
            for operation in polish::operations(&mut item) {
                let value = serde_json::to_value(&operation.responses).unwrap();
                for (status, response) in value.as_object().unwrap() {
                    let problem = status.starts_with(['4', '5']);
                    let kinds = response["content"].as_object().into_iter().flatten();
                    for (kind, _) in kinds {
                        assert_eq!(
                            kind == "application/problem+json",
                            problem,
                            "{path} {status}"
                        );
                    }
                    assert!(
                        !response["description"]
                            .as_str()
                            .unwrap_or_default()
                            .is_empty()
                    );
                }
            }
        }
    }
}
