//! What things are called: the semantic conventions for generative AI, and names of our own under `routex.`.
//!
//! They are written down here because the crate of conventions marks those for generative AI as deprecated since they moved
//! to a repository of their own, from which no crate is made.

use crate::protocol::endpoint::{Endpoint, GeminiAction};

pub(super) const OPERATION: &str = "gen_ai.operation.name";
pub(super) const PROVIDER: &str = "gen_ai.provider.name";
pub(super) const REQUEST_MODEL: &str = "gen_ai.request.model";
pub(super) const REQUEST_STREAM: &str = "gen_ai.request.stream";
pub(super) const RESPONSE_MODEL: &str = "gen_ai.response.model";
pub(super) const TIME_TO_FIRST_CHUNK: &str = "gen_ai.response.time_to_first_chunk";
pub(super) const TOKEN_TYPE: &str = "gen_ai.token.type";
/// Cached ones included, as the conventions have it.
pub(super) const INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
pub(super) const CACHE_READ_TOKENS: &str = "gen_ai.usage.cache_read.input_tokens";
pub(super) const CACHE_WRITE_TOKENS: &str = "gen_ai.usage.cache_creation.input_tokens";
pub(super) const OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
pub(super) const REASONING_TOKENS: &str = "gen_ai.usage.reasoning.output_tokens";

pub(super) const ERROR_TYPE: &str = "error.type";
pub(super) const METHOD: &str = "http.request.method";
pub(super) const STATUS_CODE: &str = "http.response.status_code";
pub(super) const URL_PATH: &str = "url.path";
pub(super) const SERVER_ADDRESS: &str = "server.address";
pub(super) const SERVER_PORT: &str = "server.port";

pub(super) const ROUTEX_REQUEST_ID: &str = "routex.request_id";
pub(super) const ROUTEX_CLIENT_KEY: &str = "routex.client_key";
pub(super) const ROUTEX_CHANNEL: &str = "routex.channel";
pub(super) const ROUTEX_NEXT_CHANNEL: &str = "routex.next_channel";
pub(super) const ROUTEX_CREDENTIAL: &str = "routex.credential";
pub(super) const ROUTEX_DECISION: &str = "routex.decision";
pub(super) const ROUTEX_OUTCOME: &str = "routex.outcome";
pub(super) const ROUTEX_ATTEMPT: &str = "routex.attempt";
pub(super) const ROUTEX_ATTEMPTS: &str = "routex.attempts";
pub(super) const ROUTEX_DIALECT_IN: &str = "routex.dialect_in";
pub(super) const ROUTEX_DIALECT_OUT: &str = "routex.dialect_out";
/// Thousand-millionths of a US dollar.
pub(super) const ROUTEX_COST: &str = "routex.cost_nano_usd";
/// Microseconds.
pub(super) const ROUTEX_OVERHEAD: &str = "routex.overhead_us";
pub(super) const ROUTEX_USAGE_PARTIAL: &str = "routex.usage_partial";

pub(super) const EVENT_FAILOVER: &str = "routex.failover";
pub(super) const EVENT_FIRST_TOKEN: &str = "routex.first_token";

/// `gen_ai.operation.name` of a call; where the conventions know none, a word of our own.
pub(super) const fn operation(endpoint: &Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Messages | Endpoint::ChatCompletions | Endpoint::Responses => "chat",
        Endpoint::Completions => "text_completion",
        Endpoint::Gemini { action, .. } => match action {
            GeminiAction::Generate | GeminiAction::StreamGenerate => "generate_content",
            GeminiAction::CountTokens => "count_tokens",
            GeminiAction::EmbedContent | GeminiAction::BatchEmbed => "embeddings",
        },
        Endpoint::Embeddings => "embeddings",
        Endpoint::CountTokens | Endpoint::ResponsesInputTokens => "count_tokens",
        Endpoint::ResponsesCompact => "compact",
        Endpoint::ResponseObject { .. } => "stored_response",
        Endpoint::Images(_) => "images",
        Endpoint::Audio(_) => "audio",
        Endpoint::Moderations => "moderations",
        Endpoint::Rerank => "rerank",
    }
}

/// `gen_ai.provider.name` of a preset; where the conventions know none, the preset's own name.
pub(super) fn provider(preset: &'static str) -> &'static str {
    match preset {
        "azure_openai" => "azure.ai.openai",
        "bedrock" => "aws.bedrock",
        "gemini" => "gcp.gemini",
        "mistral" => "mistral_ai",
        "moonshot" => "moonshot_ai",
        "vertex" => "gcp.vertex_ai",
        "xai" => "x_ai",
        other => other,
    }
}
