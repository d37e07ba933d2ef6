//! Limits of the first lines of a request. Past 128 KiB, 96 headers or 64 KiB of an address actix refuses by itself, with
//! an empty 431, or 400 for the address; these are lower, so that whoever errs hears why in a form it can read.

use actix_web::{Error, HttpRequest};
use uuid::Uuid;

use super::{
    error::{Refusal, final_error},
    problem::{Code, Problem},
    proxy::dialect_of,
};
use crate::protocol::error::ErrorKind;

/// Bytes of path and query.
const LONGEST_TARGET: usize = 8 * 1024;
/// Bytes of all headers, names and values.
const LARGEST_HEADERS: usize = 64 * 1024;

/// The error is an answer for the caller: a problem on the operators' side, in its dialect on the clients'.
pub(super) fn check(request: &HttpRequest) -> Result<(), Error> {
    let target = request.uri().path_and_query();
    if target.is_some_and(|target| target.as_str().len() > LONGEST_TARGET) {
        let detail = format!("the path and query are longer than {LONGEST_TARGET} bytes");
        return Err(refuse(request, Code::TargetTooLong, detail));
    }
    let size: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > LARGEST_HEADERS {
        let detail = format!("the headers are larger than {LARGEST_HEADERS} bytes together");
        return Err(refuse(request, Code::HeadersTooLarge, detail));
    }
    Ok(())
}

fn refuse(request: &HttpRequest, code: Code, detail: String) -> Error {
    if request.path().starts_with("/api/") {
        return Problem::new(code, detail).into();
    }
    let dialect = dialect_of(request.path(), request.headers());
    let error = final_error(code.status(), ErrorKind::InvalidRequest, detail);
    Refusal::new(dialect, error, Uuid::now_v7()).into()
}
