//! The views and their addresses. The server answers every address that is not its own with the page.

mod query;

pub use query::{Query, link_to, use_query};

use uuid::Uuid;
use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Route {
    #[at("/")]
    Overview,
    #[at("/channels")]
    Channels,
    #[at("/channels/new")]
    NewChannel,
    #[at("/channels/:id")]
    Channel { id: Uuid },
    #[at("/accounts")]
    Accounts,
    #[at("/oauth/callback")]
    SignInCallback,
    #[at("/routing")]
    Routing,
    #[at("/aliases")]
    Aliases,
    #[at("/requests")]
    Requests,
    #[at("/requests/:id")]
    Request { id: Uuid },
    #[at("/analytics")]
    Analytics,
    #[at("/keys")]
    Keys,
    #[at("/prices")]
    Prices,
    #[at("/alerts")]
    Alerts,
    #[at("/playground")]
    Playground,
    #[at("/connect")]
    Connect,
    #[at("/audit")]
    Audit,
    #[at("/settings")]
    Settings,
    #[at("/setup")]
    Setup,
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// The entry of the navigation that leads here.
    pub const fn section(self) -> Self {
        match self {
            Self::NewChannel | Self::Channel { .. } => Self::Channels,
            Self::SignInCallback => Self::Accounts,
            Self::Request { .. } => Self::Requests,
            other => other,
        }
    }
}
