//! What a request called, as labels: paths hold names that clients choose, labels must not.

use routex_entity::Dialect::{self, Anthropic, Gemini, OpenaiChat, OpenaiResponses};

/// A kind of call.
pub(super) struct Call {
    /// As `Endpoint::label` names it, where that can be told from the path.
    pub label: &'static str,
    pub dialect: Dialect,
    path: Path,
}

/// How its paths are known.
enum Path {
    Whole(&'static str),
    /// `/v1/responses/{id}` and what ends like this.
    Stored(&'static str),
    /// `…/models/{model}` and this.
    Action(&'static str),
}

use Path::{Action, Stored, Whole};

/// What is called most comes first, and what is more exact before what is less.
pub(super) static CALLS: [Call; COUNT] = [
    call("messages", Anthropic, Whole("/v1/messages")),
    call(
        "chat_completions",
        OpenaiChat,
        Whole("/v1/chat/completions"),
    ),
    call("responses", OpenaiResponses, Whole("/v1/responses")),
    call(
        "gemini_stream_generate",
        Gemini,
        Action(":streamGenerateContent"),
    ),
    call("gemini_generate", Gemini, Action(":generateContent")),
    call(
        "count_tokens",
        Anthropic,
        Whole("/v1/messages/count_tokens"),
    ),
    call("completions", OpenaiChat, Whole("/v1/completions")),
    call("embeddings", OpenaiChat, Whole("/v1/embeddings")),
    call("moderations", OpenaiChat, Whole("/v1/moderations")),
    call("rerank", OpenaiChat, Whole("/v1/rerank")),
    call(
        "image_generations",
        OpenaiChat,
        Whole("/v1/images/generations"),
    ),
    call("image_edits", OpenaiChat, Whole("/v1/images/edits")),
    call(
        "image_variations",
        OpenaiChat,
        Whole("/v1/images/variations"),
    ),
    call(
        "audio_transcriptions",
        OpenaiChat,
        Whole("/v1/audio/transcriptions"),
    ),
    call(
        "audio_translations",
        OpenaiChat,
        Whole("/v1/audio/translations"),
    ),
    call("audio_speech", OpenaiChat, Whole("/v1/audio/speech")),
    call(
        "responses_compact",
        OpenaiResponses,
        Whole("/v1/responses/compact"),
    ),
    call(
        "responses_input_tokens",
        OpenaiResponses,
        Whole("/v1/responses/input_tokens"),
    ),
    call("response_cancel", OpenaiResponses, Stored("/cancel")),
    call(
        "response_input_items",
        OpenaiResponses,
        Stored("/input_items"),
    ),
    // Read or deleted.
    call("response_object", OpenaiResponses, Stored("")),
    call("gemini_count_tokens", Gemini, Action(":countTokens")),
    call("gemini_embed", Gemini, Action(":embedContent")),
    call("gemini_batch_embed", Gemini, Action(":batchEmbedContents")),
    // The routes of Gemini take what is written unusually, such as a colon as %3A.
    call("gemini_other", Gemini, Action("")),
];
pub(super) const COUNT: usize = 25;

const fn call(label: &'static str, dialect: Dialect, path: Path) -> Call {
    Call {
        label,
        dialect,
        path,
    }
}

/// The place in `CALLS` of the call that a path makes.
pub(super) fn place(path: &str) -> usize {
    let found = CALLS.iter().position(|call| match call.path {
        Whole(whole) => path == whole,
        Stored(end) => path.starts_with("/v1/responses/") && path.ends_with(end),
        Action(end) => path.ends_with(end),
    });
    // The last takes every path.
    found.unwrap_or(COUNT - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::endpoint::{
        AudioAction, Endpoint, GeminiAction, ImageAction, ResponseAction,
    };

    /// The path of a client, from that of its counterpart upstream.
    fn path(endpoint: &Endpoint) -> String {
        let upstream = endpoint.upstream_path("a/m:1");
        match endpoint {
            Endpoint::Messages | Endpoint::CountTokens => upstream.into_owned(),
            Endpoint::Gemini { .. } => format!("/v1beta{upstream}"),
            _ => format!("/v1{upstream}"),
        }
    }

    #[test]
    fn calls_are_told_by_their_paths() {
        let gemini = |action| Endpoint::Gemini {
            model: "a/m:1".to_owned(),
            action,
        };
        let stored = |action| Endpoint::ResponseObject {
            id: "resp_1".to_owned(),
            action,
        };
        for endpoint in [
            Endpoint::Messages,
            Endpoint::CountTokens,
            Endpoint::ChatCompletions,
            Endpoint::Completions,
            Endpoint::Responses,
            Endpoint::ResponsesCompact,
            Endpoint::ResponsesInputTokens,
            stored(ResponseAction::Cancel),
            stored(ResponseAction::InputItems),
            gemini(GeminiAction::Generate),
            gemini(GeminiAction::StreamGenerate),
            gemini(GeminiAction::CountTokens),
            gemini(GeminiAction::EmbedContent),
            gemini(GeminiAction::BatchEmbed),
            Endpoint::Embeddings,
            Endpoint::Images(ImageAction::Generations),
            Endpoint::Images(ImageAction::Edits),
            Endpoint::Images(ImageAction::Variations),
            Endpoint::Audio(AudioAction::Transcriptions),
            Endpoint::Audio(AudioAction::Translations),
            Endpoint::Audio(AudioAction::Speech),
            Endpoint::Moderations,
            Endpoint::Rerank,
        ] {
            let call = &CALLS[place(&path(&endpoint))];
            assert_eq!(call.label, endpoint.label());
            assert_eq!(call.dialect, endpoint.dialect(), "{endpoint:?}");
        }
        for action in [ResponseAction::Get, ResponseAction::Delete] {
            let call = &CALLS[place(&path(&stored(action)))];
            assert_eq!(call.label, "response_object");
        }
        let odd = &CALLS[place("/v1beta/models/m%3AgenerateContent")];
        assert_eq!(odd.label, "gemini_other");
    }
}
