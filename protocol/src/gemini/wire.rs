//! The dialect's objects as Google documents them.
//!
//! Members may come in camelCase or snake_case, as Google's own JSON reader takes both; they are written in camelCase.
//! What has no field here is kept in `extras`, its name in camelCase.

mod answer;
mod content;
mod lenient;
mod request;

pub(super) use answer::{Answer, Candidate, PromptFeedback, UsageMetadata};
pub(super) use content::{Blob, Content, FileData, FunctionCall, FunctionResponse, Part};
pub(super) use lenient::camel;
pub(super) use request::{
    FunctionCallingConfig, FunctionDeclaration, GenerationConfig, Request, ThinkingConfig, Tool,
    ToolConfig,
};
