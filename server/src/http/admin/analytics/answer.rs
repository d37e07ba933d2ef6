//! JSON or a table for spreadsheets, as the caller wants it; and the work of making either, beside the workers.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Serialize;

use crate::{
    http::{extract::Query, problem::Problem},
    store::StoreError,
};

/// What the answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

impl Format {
    /// `format`, or what the caller says that it takes.
    pub(super) fn wanted(query: &mut Query, request: &HttpRequest) -> Self {
        let said = query.read("format", |text| match text {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            _ => Err(format!("expected json or csv; found {text:?}")),
        });
        said.unwrap_or_else(|| {
            let accept = request.headers().get(header::ACCEPT);
            let accept = accept.and_then(|value| value.to_str().ok());
            match accept {
                Some(accept) if accept.contains("text/csv") => Self::Csv,
                _ => Self::Json,
            }
        })
    }

    /// `file`: how a browser names the table when it keeps it.
    pub(super) fn respond<T: Serialize>(
        self,
        body: &T,
        csv: impl FnOnce(&T) -> String,
        file: &str,
    ) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::VARY, "accept"));
        match self {
            Self::Json => response.json(body),
            Self::Csv => response
                .content_type("text/csv; charset=utf-8")
                .insert_header((
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{file}\""),
                ))
                .body(csv(body)),
        }
    }
}

/// Adding up many sums takes milliseconds in which a worker would serve nobody.
pub(super) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let done = web::block(work).await.map_err(anyhow::Error::from)?;
    Ok(done?)
}
