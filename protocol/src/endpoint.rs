//! What a client call is, and where its counterpart lives upstream.

use std::{borrow::Cow, fmt::Write};

use routex_entity::Dialect;

/// One value per kind of client call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Endpoint {
    Messages,
    CountTokens,
    ChatCompletions,
    /// OpenAI's older text completion.
    Completions,
    Responses,
    /// Shortens a conversation; answers with items for the next request.
    ResponsesCompact,
    ResponsesInputTokens,
    /// A stored response.
    ResponseObject {
        id: String,
        action: ResponseAction,
    },
    Gemini {
        /// As in the path, decoded, without `models/`.
        model: String,
        action: GeminiAction,
    },
    Embeddings,
    Images(ImageAction),
    Audio(AudioAction),
    Moderations,
    Rerank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseAction {
    Get,
    Delete,
    Cancel,
    InputItems,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeminiAction {
    Generate,
    StreamGenerate,
    CountTokens,
    EmbedContent,
    BatchEmbed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageAction {
    Generations,
    Edits,
    Variations,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AudioAction {
    Transcriptions,
    Translations,
    Speech,
}

impl GeminiAction {
    /// The method after the colon of the path.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Generate => "generateContent",
            Self::StreamGenerate => "streamGenerateContent",
            Self::CountTokens => "countTokens",
            Self::EmbedContent => "embedContent",
            Self::BatchEmbed => "batchEmbedContents",
        }
    }

    pub fn from_method(method: &str) -> Option<Self> {
        [
            Self::Generate,
            Self::StreamGenerate,
            Self::CountTokens,
            Self::EmbedContent,
            Self::BatchEmbed,
        ]
        .into_iter()
        .find(|action| action.method() == method)
    }
}

impl Endpoint {
    /// The dialect of the call. OpenAI's endpoints beside Chat and Responses go with Chat.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Messages | Self::CountTokens => Dialect::Anthropic,
            Self::Responses
            | Self::ResponsesCompact
            | Self::ResponsesInputTokens
            | Self::ResponseObject { .. } => Dialect::OpenaiResponses,
            Self::Gemini { .. } => Dialect::Gemini,
            Self::ChatCompletions
            | Self::Completions
            | Self::Embeddings
            | Self::Images(_)
            | Self::Audio(_)
            | Self::Moderations
            | Self::Rerank => Dialect::OpenaiChat,
        }
    }

    /// HTTP method, the same on both sides.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::ResponseObject { action, .. } => match action {
                ResponseAction::Get | ResponseAction::InputItems => "GET",
                ResponseAction::Delete => "DELETE",
                ResponseAction::Cancel => "POST",
            },
            _ => "POST",
        }
    }

    /// Path below a channel's base URL, with a leading slash and without a query. The base of Anthropic has no
    /// version segment, those of OpenAI and Gemini have one.
    pub fn upstream_path(&self, model: &str) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Gemini { action, .. } => {
                let method = action.method();
                return Cow::Owned(format!("/models/{}:{method}", path_segment(model)));
            }
            Self::ResponseObject { id, action } => {
                let rest = match action {
                    ResponseAction::Get | ResponseAction::Delete => "",
                    ResponseAction::Cancel => "/cancel",
                    ResponseAction::InputItems => "/input_items",
                };
                return Cow::Owned(format!("/responses/{}{rest}", path_segment(id)));
            }
            Self::Messages => "/v1/messages",
            Self::CountTokens => "/v1/messages/count_tokens",
            Self::ChatCompletions => "/chat/completions",
            Self::Completions => "/completions",
            Self::Responses => "/responses",
            Self::ResponsesCompact => "/responses/compact",
            Self::ResponsesInputTokens => "/responses/input_tokens",
            Self::Embeddings => "/embeddings",
            Self::Images(ImageAction::Generations) => "/images/generations",
            Self::Images(ImageAction::Edits) => "/images/edits",
            Self::Images(ImageAction::Variations) => "/images/variations",
            Self::Audio(AudioAction::Transcriptions) => "/audio/transcriptions",
            Self::Audio(AudioAction::Translations) => "/audio/translations",
            Self::Audio(AudioAction::Speech) => "/audio/speech",
            Self::Moderations => "/moderations",
            Self::Rerank => "/rerank",
        })
    }

    /// Name in metrics and logs.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::CountTokens => "count_tokens",
            Self::ChatCompletions => "chat_completions",
            Self::Completions => "completions",
            Self::Responses => "responses",
            Self::ResponsesCompact => "responses_compact",
            Self::ResponsesInputTokens => "responses_input_tokens",
            Self::ResponseObject { action, .. } => match action {
                ResponseAction::Get => "response_get",
                ResponseAction::Delete => "response_delete",
                ResponseAction::Cancel => "response_cancel",
                ResponseAction::InputItems => "response_input_items",
            },
            Self::Gemini { action, .. } => match action {
                GeminiAction::Generate => "gemini_generate",
                GeminiAction::StreamGenerate => "gemini_stream_generate",
                GeminiAction::CountTokens => "gemini_count_tokens",
                GeminiAction::EmbedContent => "gemini_embed",
                GeminiAction::BatchEmbed => "gemini_batch_embed",
            },
            Self::Embeddings => "embeddings",
            Self::Images(ImageAction::Generations) => "image_generations",
            Self::Images(ImageAction::Edits) => "image_edits",
            Self::Images(ImageAction::Variations) => "image_variations",
            Self::Audio(AudioAction::Transcriptions) => "audio_transcriptions",
            Self::Audio(AudioAction::Translations) => "audio_translations",
            Self::Audio(AudioAction::Speech) => "audio_speech",
            Self::Moderations => "moderations",
            Self::Rerank => "rerank",
        }
    }

    /// Whether clients may send a form instead of JSON.
    pub const fn is_multipart_capable(&self) -> bool {
        matches!(
            self,
            Self::Images(ImageAction::Edits | ImageAction::Variations)
                | Self::Audio(AudioAction::Transcriptions | AudioAction::Translations)
        )
    }

    /// Whether a non-streamed answer is held until it is complete. Speech is not: it may be large and is of use
    /// from its first byte.
    pub const fn buffers_answer(&self) -> bool {
        !matches!(self, Self::Audio(AudioAction::Speech))
    }

    /// Whether the call asks how many tokens a request would cost.
    pub const fn counts_tokens(&self) -> bool {
        matches!(
            self,
            Self::CountTokens
                | Self::ResponsesInputTokens
                | Self::Gemini {
                    action: GeminiAction::CountTokens,
                    ..
                }
        )
    }

    /// Whether the answer's usage is charged. Counting is free, and a stored response was charged when it was
    /// made.
    pub const fn is_charged(&self) -> bool {
        !self.counts_tokens() && !self.is_stored()
    }

    /// Whether the answer tells of a response that was made before.
    pub const fn is_stored(&self) -> bool {
        matches!(self, Self::ResponseObject { .. })
    }

    /// Whether the answer is made of output tokens.
    pub const fn generates(&self) -> bool {
        !matches!(
            self,
            Self::Embeddings
                | Self::Moderations
                | Self::Rerank
                | Self::Gemini {
                    action: GeminiAction::EmbedContent | GeminiAction::BatchEmbed,
                    ..
                }
        )
    }

    /// Whether providers of other dialects have a counterpart of the call.
    pub const fn translates(&self) -> bool {
        matches!(
            self,
            Self::Messages
                | Self::ChatCompletions
                | Self::Responses
                | Self::Gemini {
                    action: GeminiAction::Generate | GeminiAction::StreamGenerate,
                    ..
                }
        ) || self.counts_tokens()
    }

    /// Whether the call is a turn of a conversation.
    pub const fn converses(&self) -> bool {
        matches!(
            self,
            Self::Messages
                | Self::ChatCompletions
                | Self::Responses
                | Self::ResponsesCompact
                | Self::Gemini {
                    action: GeminiAction::Generate | GeminiAction::StreamGenerate,
                    ..
                }
        )
    }
}

/// Percent-encodes everything that could end the segment or mean something else in a path.
fn path_segment(text: &str) -> Cow<'_, str> {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    if text.bytes().all(plain) && !matches!(text, "." | "..") {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if plain(byte) && byte != b'.' {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_below_the_base_of_their_dialect() {
        assert_eq!(Endpoint::Messages.upstream_path("m"), "/v1/messages");
        assert_eq!(
            Endpoint::ChatCompletions.upstream_path("m"),
            "/chat/completions"
        );
        let gemini = Endpoint::Gemini {
            model: "asked".into(),
            action: GeminiAction::StreamGenerate,
        };
        assert_eq!(
            gemini.upstream_path("gemini-2.5-pro"),
            "/models/gemini-2.5-pro:streamGenerateContent"
        );
        let items = Endpoint::ResponseObject {
            id: "resp_1".into(),
            action: ResponseAction::InputItems,
        };
        assert_eq!(items.upstream_path(""), "/responses/resp_1/input_items");
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        let stored = |id: &str| {
            Endpoint::ResponseObject {
                id: id.into(),
                action: ResponseAction::Get,
            }
            .upstream_path("")
            .into_owned()
        };
        assert_eq!(stored("../files?a#b"), "/responses/%2E%2E%2Ffiles%3Fa%23b");
        assert_eq!(stored(".."), "/responses/%2E%2E");
        assert_eq!(stored("模"), "/responses/%E6%A8%A1");
    }

    #[test]
    fn every_gemini_method_is_found_by_its_name() {
        assert_eq!(
            GeminiAction::from_method("batchEmbedContents"),
            Some(GeminiAction::BatchEmbed)
        );
        assert_eq!(GeminiAction::from_method("generate"), None);
    }
}
