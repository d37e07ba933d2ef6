//! The id in a path of the admin API.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::gate::behind_the_gate;
use crate::http::problem::{Code, Problem};

/// `{id}`. What is no id at all names nothing, and so is not found.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

impl FromRequest for Id {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        behind_the_gate(request, parse(request, "id").map(Self))
    }
}

/// The part of the path with this name.
pub fn parse(request: &HttpRequest, name: &str) -> Result<Uuid, Problem> {
    let text = request.match_info().get(name).unwrap_or_default();
    Uuid::try_parse(text).map_err(|_not_an_id| {
        Problem::new(
            Code::NotFound,
            "the id in the path is not one that Routex gives; list what there is",
        )
    })
}
