//! A JSON body of the admin API.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::gate;
use crate::http::{
    intake::{self, BodyTimeout, Limits, Unread},
    problem::{Code, Problem},
};

/// Bytes of a body, at most, decompressed.
const LIMIT: usize = 4 << 20;

/// A body that was sent as `application/json` and could be read.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let passed = gate::passed(request);
        // A page of another site can send forms and plain text without asking; it cannot send this.
        let json = request
            .mime_type()
            .is_ok_and(|mime| mime.is_some_and(|mime| mime.essence_str() == "application/json"));
        let timeout = request.app_data::<BodyTimeout>();
        let limits = Limits {
            size: LIMIT,
            timeout: timeout.copied().unwrap_or_default(),
            latest: None,
        };
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            passed.await;
            if !json {
                let detail = "send the body with \"content-type: application/json\"";
                return Err(Problem::new(Code::UnsupportedMediaType, detail));
            }
            let body = intake::whole(request.headers(), &mut payload, limits).await;
            let body = body.map_err(|unread| unreadable(&unread))?;
            // Deeper than serde_json goes, 128 levels, is refused like any other nonsense.
            let body = serde_json::from_slice(&body).map_err(|error| {
                let detail = format!("the body is not the JSON that is expected here: {error}");
                Problem::new(Code::InvalidRequest, detail)
            })?;
            Ok(Self(body))
        })
    }
}

fn unreadable(unread: &Unread) -> Problem {
    let code = match unread {
        Unread::TooLarge { .. } => Code::TooLarge,
        Unread::TooSlow => Code::Timeout,
        Unread::Coding(_) => Code::UnsupportedMediaType,
        Unread::Broken(_) | Unread::ClientLeft => Code::InvalidRequest,
    };
    Problem::new(code, unread.to_string())
}
