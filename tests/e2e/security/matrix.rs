//! Line 17: every route of the list × every kind of caller.
//!
//! The cells come from `routex::http::ROUTES`, so a new route is in the matrix from the start. It cannot be added without
//! deciding who may call it: the list is a macro whose every line begins with an `Access`, and
//! `get "/api/v1/secrets" => secrets::list;` matches no rule of it.

use routex::http::{Access, ROUTES, RouteInfo};
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Call, Channel, Config, FakeProvider, TestApp};

use super::routes;

/// Client key whose time is over.
const EXPIRED_KEY: &str = "rx-test-of-a-former-client-0";
/// Client key that is no longer declared.
const REVOKED_KEY: &str = "rx-test-of-a-revoked-client-0";
/// Admin token that is no longer declared.
const REVOKED_TOKEN: &str = "ra-test-of-a-revoked-operator-0";

/// Who calls, and where the secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    Garbage,
    Empty,
    ClientKey,
    ClientKeyAsApiKey,
    ClientKeyInQuery,
    ExpiredClientKey,
    RevokedClientKey,
    AdminToken,
    /// Where clients put theirs; no operator's call reads it there.
    AdminTokenAsApiKey,
    AdminTokenInQuery,
    AdminTokenAsBasic,
    RevokedAdminToken,
}

const CALLERS: [Caller; 13] = [
    Caller::Nobody,
    Caller::Garbage,
    Caller::Empty,
    Caller::ClientKey,
    Caller::ClientKeyAsApiKey,
    Caller::ClientKeyInQuery,
    Caller::ExpiredClientKey,
    Caller::RevokedClientKey,
    Caller::AdminToken,
    Caller::AdminTokenAsApiKey,
    Caller::AdminTokenInQuery,
    Caller::AdminTokenAsBasic,
    Caller::RevokedAdminToken,
];

impl Caller {
    /// Whether routes with this access let it in.
    fn may(self, access: Access) -> bool {
        match access {
            Access::Anyone => true,
            Access::Client => matches!(
                self,
                Self::ClientKey | Self::ClientKeyAsApiKey | Self::ClientKeyInQuery
            ),
            Access::Operator => self == Self::AdminToken,
        }
    }

    fn call(self, app: &TestApp, route: &RouteInfo) -> Call {
        let call = routes::call(app, route);
        match self {
            Self::Nobody => call,
            Self::Garbage => call.bearer("garbage' OR '1'='1"),
            Self::Empty => call.bearer("").header("x-api-key", ""),
            Self::ClientKey => call.bearer(CLIENT_KEY),
            Self::ClientKeyAsApiKey => call.header("x-goog-api-key", CLIENT_KEY),
            Self::ClientKeyInQuery => call.query(&format!("key={CLIENT_KEY}")),
            Self::ExpiredClientKey => call.bearer(EXPIRED_KEY),
            Self::RevokedClientKey => call.bearer(REVOKED_KEY),
            Self::AdminToken => call.bearer(ADMIN_TOKEN),
            Self::AdminTokenAsApiKey => call.header("x-api-key", ADMIN_TOKEN),
            Self::AdminTokenInQuery => call.query(&format!("key={ADMIN_TOKEN}")),
            Self::AdminTokenAsBasic => {
                call.header("authorization", &format!("Basic {ADMIN_TOKEN}"))
            }
            Self::RevokedAdminToken => call.bearer(REVOKED_TOKEN),
        }
    }
}

#[tokio::test]
async fn line_17_whoever_may_not_call_a_route_gets_401_and_changes_nothing() {
    let (provider, app) = app().await;
    let before = (app.contents().await, provider.count());
    let mut wrong = Vec::new();

    for route in ROUTES {
        for caller in CALLERS
            .into_iter()
            .filter(|caller| !caller.may(route.access))
        {
            let answer = caller.call(&app, route).open().await;
            if answer.status != 401 {
                wrong.push(format!(
                    "{} {} by {caller:?}: {}",
                    route.method, route.path, answer.status
                ));
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((app.contents().await, provider.count()), before);
}

#[tokio::test]
async fn line_17_whoever_may_call_a_route_is_let_in() {
    let (_provider, app) = app().await;
    let mut wrong = Vec::new();

    for route in ROUTES {
        for caller in CALLERS
            .into_iter()
            .filter(|caller| caller.may(route.access))
        {
            let answer = caller.call(&app, route).open().await;
            if matches!(answer.status, 401 | 403) {
                wrong.push(format!(
                    "{} {} by {caller:?}: {}",
                    route.method, route.path, answer.status
                ));
            }
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// With one key that has expired, one key that was removed, and a token that was exchanged.
async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    let config = |token: &str| {
        Config::new()
            .set("admin", &format!("token = \"{token}\""))
            .channel(Channel::new("a", OpenaiChat, &provider))
            .table(&format!(
                "[[client_key]]\nname = \"former\"\nkey = \"{EXPIRED_KEY}\"\nexpires_at = \"2020-01-01T00:00:00Z\"\n"
            ))
    };
    let revoked = format!("[[client_key]]\nname = \"revoked\"\nkey = \"{REVOKED_KEY}\"\n");
    let mut app = config(REVOKED_TOKEN).table(&revoked).start().await;
    let listed = app
        .anonymous("GET", "/api/v1/aliases")
        .bearer(REVOKED_TOKEN);
    assert_eq!(listed.send().await.status, 200, "it is valid at first");
    let models = app.anonymous("GET", "/v1/models").bearer(REVOKED_KEY);
    assert_eq!(models.send().await.status, 200, "it is valid at first");
    app.rewrite(&config(ADMIN_TOKEN));
    app.restart().await;
    (provider, app)
}
