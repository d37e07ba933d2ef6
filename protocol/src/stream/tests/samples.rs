//! A whole streamed answer of every dialect, as providers send it.

use routex_entity::Dialect;

use super::Framing;

pub(super) const ANTHROPIC: &str = r#"event: message_start
data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":[],"stop_reason":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße, 世界 \"quoted\""}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

event: message_stop
data: {"type":"message_stop"}

"#;

pub(super) const CHAT: &str = r#"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-6-sol","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}],"usage":null}

: OPENROUTER PROCESSING

data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-6-sol","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}],"usage":null}

data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-6-sol","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-6-sol","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":15,"total_tokens":24,"prompt_tokens_details":{"cached_tokens":4}}}

data: [DONE]

"#;

pub(super) const RESPONSES: &str = r#"event: response.created
data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"gpt-6-sol","error":null,"usage":null}}

event: response.output_item.added
data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message","id":"msg_1","content":[]}}

event: response.content_part.added
data: {"type":"response.content_part.added","sequence_number":2,"part":{"type":"output_text","text":""}}

event: response.output_text.delta
data: {"type":"response.output_text.delta","sequence_number":3,"delta":"Hi"}

event: response.completed
data: {"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","status":"completed","model":"gpt-6-sol","error":null,"output":[],"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":15,"output_tokens_details":{"reasoning_tokens":6},"total_tokens":24}}}

"#;

pub(super) const GEMINI: &str = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}],\"role\": \"model\"},\"index\": 0}],\"modelVersion\": \"gemini-2.5-pro\"}\r\n\r\n\
data: {\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": {\"name\": \"f\",\"args\": {}}}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9}}\r\n\r\n\
data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\",\"thoughtSignature\": \"s\"}],\"role\": \"model\"},\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"cachedContentTokenCount\": 4,\"candidatesTokenCount\": 5,\"thoughtsTokenCount\": 10,\"totalTokenCount\": 24}}\r\n\r\n";

pub(super) fn gemini_array() -> String {
    let elements: Vec<&str> = GEMINI
        .split("\r\n\r\n")
        .filter_map(|frame| frame.strip_prefix("data: "))
        .collect();
    format!("[{}\n]\n", elements.join("\n,\r\n"))
}

/// Every dialect and framing with a whole answer.
pub(super) fn answers() -> [(Dialect, Framing, String); 5] {
    [
        (Dialect::Anthropic, Framing::Sse, ANTHROPIC.to_owned()),
        (Dialect::OpenaiChat, Framing::Sse, CHAT.to_owned()),
        (Dialect::OpenaiResponses, Framing::Sse, RESPONSES.to_owned()),
        (Dialect::Gemini, Framing::Sse, GEMINI.to_owned()),
        (Dialect::Gemini, Framing::JsonArray, gemini_array()),
    ]
}
