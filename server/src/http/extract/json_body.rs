//! A JSON body of the admin API.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::{JsonPayloadError, PayloadError},
    web::{Json, JsonConfig},
};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::gate;
use crate::http::problem::{Code, Problem};

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
        let read = json.then(|| Json::<T>::from_request(request, payload));
        Box::pin(async move {
            passed.await;
            let Some(read) = read else {
                let detail = "send the body with \"content-type: application/json\"";
                return Err(Problem::new(Code::UnsupportedMediaType, detail));
            };
            let Json(body) = read.await.map_err(|error| unreadable(&error))?;
            Ok(Self(body))
        })
    }
}

/// What the application registers, so that the limit holds.
pub fn config() -> JsonConfig {
    JsonConfig::default().limit(LIMIT)
}

fn unreadable(error: &actix_web::Error) -> Problem {
    match error.as_error::<JsonPayloadError>() {
        Some(
            JsonPayloadError::Overflow { .. }
            | JsonPayloadError::OverflowKnownLength { .. }
            | JsonPayloadError::Payload(PayloadError::Overflow),
        ) => Problem::new(
            Code::TooLarge,
            format!("the body is larger than {LIMIT} bytes"),
        ),
        Some(JsonPayloadError::Deserialize(error)) => Problem::new(
            Code::InvalidRequest,
            format!("the body is not the JSON that is expected here: {error}"),
        ),
        _ => Problem::new(Code::InvalidRequest, "the body could not be read"),
    }
}
