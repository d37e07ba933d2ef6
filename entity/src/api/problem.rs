//! What went wrong, as RFC 9457 problem details.

use serde::{Deserialize, Serialize};

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Problem))]
pub struct ProblemBody {
    /// `urn:routex:problem:<code>`
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of its kind.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// What is wrong this time, and what to do.
    pub detail: String,
    /// The end of `type`, for programs.
    pub code: String,
    /// Appears in the log beside what is not told here.
    pub request_id: String,
    /// What is wrong with single fields of the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Its name; `targets[0]` for elements. Empty: the body as a whole.
    pub field: String,
    pub message: String,
}
