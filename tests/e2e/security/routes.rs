//! The server's own route list, as calls that can be made.

use routex::http::{Access, ROUTES, RouteInfo};
use routex_tests::{Call, TestApp};

/// An id that nothing has.
pub const NO_ID: &str = "00000000-0000-7000-8000-000000000000";

/// Whether a call that is let in may change something.
pub fn may_change(route: &RouteInfo) -> bool {
    !matches!(route.method, "GET" | "HEAD")
}

/// Every route that asks for this.
pub fn with(access: Access) -> impl Iterator<Item = &'static RouteInfo> {
    ROUTES.iter().filter(move |route| route.access == access)
}

/// The path with something in the place of what varies.
pub fn target(route: &RouteInfo) -> String {
    let filled = |segment: &'static str| match segment {
        "{tail:.*}" => "m:generateContent",
        varying if varying.starts_with('{') => NO_ID,
        fixed => fixed,
    };
    route
        .path
        .split('/')
        .map(filled)
        .collect::<Vec<_>>()
        .join("/")
}

/// A call of the route without any secret. A body that none accepts, so that one that is let in does nothing.
pub fn call(app: &TestApp, route: &RouteInfo) -> Call {
    let call = app.anonymous(route.method, &target(route));
    if may_change(route) && route.method != "DELETE" {
        call.body("{}")
    } else {
        call
    }
}
