//! `/export` and `/import`

mod export;
mod export_with_secrets;
mod import;

pub use export::export;
pub use export_with_secrets::export_with_secrets;
pub use import::import;
pub(in crate::http) use {
    export::__path_export, export_with_secrets::__path_export_with_secrets, import::__path_import,
};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION},
};
use routex_entity::api::{Export, FieldProblem};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    http::problem::{Code, Problem},
    transfer::{ExportError, Refusal, Unreadable},
};

/// An export as a file that browsers save and nobody keeps on the way.
fn file(document: &Export) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((
            CONTENT_DISPOSITION,
            "attachment; filename=\"routex-export.json\"",
        ))
        .json(document)
}

/// Reads a body whose fields are all of this call.
fn input<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(|error| Problem::field("", error.to_string()))
}

impl From<Unreadable> for Problem {
    fn from(error: Unreadable) -> Self {
        Self::field(error.field, error.message)
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Passphrase(error) => Self::field("passphrase", error.to_string()),
            ExportError::Sealed(error) => Self::new(Code::Conflict, error.to_string()),
            ExportError::Json(error) => anyhow::Error::from(error).into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(errors) => Self::fields(
                errors
                    .into_iter()
                    .map(|FieldProblem { field, message }| FieldProblem {
                        field: format!("document.{field}"),
                        message,
                    })
                    .collect(),
            ),
            Refusal::Conflict(detail) => Self::new(Code::Conflict, detail),
            Refusal::SecretRequired(detail) => Self::new(Code::SecretRequired, detail),
            Refusal::Seal(error) => anyhow::Error::from(error).into(),
        }
    }
}
