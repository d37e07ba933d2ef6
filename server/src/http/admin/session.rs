//! `/session`: signing in and out, and who is calling.

mod callback;
mod create;
mod methods;
mod oidc;
mod password;
mod remove;
mod show;

pub use callback::callback;
pub use create::create;
pub use methods::methods;
pub use oidc::oidc;
pub use password::password;
pub use remove::remove;
pub use show::show;
pub(in crate::http) use {
    callback::__path_callback, create::__path_create, methods::__path_methods, oidc::__path_oidc,
    password::__path_password, remove::__path_remove, show::__path_show,
};

use std::sync::Arc;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY},
};

use crate::{
    http::{
        admin::Admin,
        problem::{Code, Problem},
    },
    operator::oidc::Door,
};

/// What went wrong on the way to a provider and back; the dashboard says it in words.
#[derive(Debug, Clone, Copy)]
enum Stray {
    /// The provider cannot be reached or used.
    Unavailable,
    /// The browser took too long, came back twice, or never set out.
    Lapsed,
    /// The provider, or the browser's user there, said no; or nothing that can be believed.
    Failed,
    /// The provider knows them, and they may not operate Routex.
    NotAllowed,
    /// Too many attempts.
    Throttled,
}

impl Stray {
    /// Back to the dashboard, always to the same page of it.
    fn home(self) -> &'static str {
        match self {
            Self::Unavailable => "/?sign-in=unavailable",
            Self::Lapsed => "/?sign-in=lapsed",
            Self::Failed => "/?sign-in=failed",
            Self::NotAllowed => "/?sign-in=not-allowed",
            Self::Throttled => "/?sign-in=throttled",
        }
    }
}

/// Sends a browser elsewhere. What leads there may hold secrets of the way: nobody keeps it, no other site learns it.
fn redirect(to: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    response
        .insert_header((LOCATION, to))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((REFERRER_POLICY, "no-referrer"));
    response
}

/// `[admin.oidc]` as it is now.
fn door(admin: &Admin) -> Result<Arc<Door>, Problem> {
    let detail =
        "signing in at a provider is not configured; add [admin.oidc] to the configuration";
    let door = admin.entrance.oidc.door();
    door.ok_or_else(|| Problem::new(Code::NotFound, detail))
}

/// A call about a browser's session came with a token.
fn not_a_session() -> Problem {
    Problem::new(
        Code::Conflict,
        "this call came with an admin token, which has neither session nor password; sign in as a user",
    )
}
