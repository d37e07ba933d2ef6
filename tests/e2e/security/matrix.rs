//! Line 17: every route of the list × every kind of caller.
//!
//! The cells come from `routex::http::ROUTES`, so a new route is in the matrix from the start. It cannot be added without
//! deciding who may call it: the list is a macro whose every line begins with an `Access`, and
//! `get "/api/v1/secrets" => secrets::list;` matches no rule of it.

use routex::http::{Access, ROUTES, RouteInfo};

use super::{
    callers::{CALLERS, Caller, Secrets},
    routes,
};

#[tokio::test]
async fn line_17_whoever_may_not_call_a_route_is_refused_and_changes_nothing() {
    let (app, secrets) = Secrets::all().await;
    let before = app.contents().await;
    let mut wrong = Vec::new();

    for (route, caller) in cells() {
        let Some(refusal) = refusal(caller, route) else {
            continue;
        };
        let answer = secrets.call(caller, &app, route).open().await;
        if answer.status != refusal {
            wrong.push(told(caller, route, answer.status));
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.contents().await, before);
}

#[tokio::test]
async fn line_17_whoever_may_call_a_route_is_let_in() {
    let (app, mut secrets) = Secrets::all().await;
    let mut wrong = Vec::new();

    for (route, caller) in cells() {
        if refusal(caller, route).is_some() {
            continue;
        }
        let answer = secrets.call(caller, &app, route).open().await;
        if matches!(answer.status, 401 | 403) {
            wrong.push(told(caller, route, answer.status));
        }
        if route.path.starts_with("/api/v1/session") && routes::may_change(route) {
            secrets.sign_in_again(&app).await;
        }
    }

    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn cells() -> impl Iterator<Item = (&'static RouteInfo, Caller)> {
    let routes = ROUTES.iter();
    routes.flat_map(|route| CALLERS.into_iter().map(move |caller| (route, caller)))
}

/// The status that keeps a caller out. `None`: it is let in.
fn refusal(caller: Caller, route: &RouteInfo) -> Option<u16> {
    use Caller::{
        AdminToken, ClientKey, ClientKeyAsApiKey, ClientKeyInQuery, Session, SessionOfAnotherSite,
        SessionWithoutToken,
    };
    match route.access {
        // A page of another site could otherwise sign a browser in as somebody else.
        Access::Anyone if (route.method, route.path) == ("POST", "/api/v1/session") => {
            (caller == SessionOfAnotherSite).then_some(403)
        }
        Access::Anyone => None,
        Access::Client => match caller {
            ClientKey | ClientKeyAsApiKey | ClientKeyInQuery => None,
            _ => Some(401),
        },
        Access::Operator => match caller {
            AdminToken | Session => None,
            // A page of another site can neither read what a browser is answered nor change anything.
            SessionWithoutToken | SessionOfAnotherSite if routes::may_change(route) => Some(403),
            SessionWithoutToken | SessionOfAnotherSite => None,
            _ => Some(401),
        },
    }
}

fn told(caller: Caller, route: &RouteInfo, status: u16) -> String {
    format!("{} {} by {caller:?}: {status}", route.method, route.path)
}
