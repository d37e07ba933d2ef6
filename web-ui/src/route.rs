//! The views and their addresses. The server answers every address that is not its own with the page.

use yew_router::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Route {
    #[at("/")]
    Overview,
    #[at("/setup")]
    Setup,
    #[not_found]
    #[at("/404")]
    NotFound,
}
