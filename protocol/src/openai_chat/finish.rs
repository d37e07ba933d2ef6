//! Why the model stopped, in the words of Chat and of its imitators.

use crate::hub::{Content, End, EndReason, Part};

/// What an answer has besides its word for the end, which may mislead.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub called: bool,
    pub refused: bool,
}

impl Told {
    pub(super) fn of(parts: &[Part]) -> Self {
        let any = |is: fn(&Content) -> bool| parts.iter().any(|part| is(&part.content));
        Self {
            called: any(|content| matches!(content, Content::ToolCall(_))),
            refused: any(|content| matches!(content, Content::Refusal(_))),
        }
    }
}

/// Reads the word. `met`: the stop sequence, where the provider tells it.
pub(super) fn read(word: &str, told: Told, met: Option<String>) -> End {
    let reason = match word {
        "length" | "max_tokens" => EndReason::Length,
        "model_length" => EndReason::ContextWindow,
        "content_filter" => EndReason::Refused,
        // The provider broke off: what there is, is not all.
        "insufficient_system_resource" | "abort" | "cancelled" => EndReason::Length,
        "error" | "malformed_function_call" => EndReason::Malformed,
        "tool_calls" | "function_call" => EndReason::ToolUse,
        // Some say this when they mean the calls; OpenAI itself does when the call was forced.
        _ if told.called => EndReason::ToolUse,
        _ if told.refused => EndReason::Refused,
        _ if met.is_some() => EndReason::StopSequence,
        _ => EndReason::Natural,
    };
    End {
        reason,
        sequence: met,
        native: word.to_owned(),
    }
}

/// The word for it. Who is refused in words hears that the model stopped: SDKs take the other for an error.
pub(super) const fn word(reason: EndReason, in_words: bool) -> &'static str {
    match reason {
        EndReason::Refused if in_words => "stop",
        EndReason::Natural | EndReason::StopSequence => "stop",
        EndReason::ToolUse => "tool_calls",
        EndReason::Refused => "content_filter",
        // What there is, is not all.
        EndReason::Length | EndReason::ContextWindow | EndReason::Paused | EndReason::Malformed => {
            "length"
        }
    }
}

/// The provider's own word, if it is one that clients know.
pub(super) fn native(end: &End, own: bool) -> Option<&str> {
    end.native_in(own).filter(|word| {
        matches!(
            *word,
            "stop" | "length" | "tool_calls" | "content_filter" | "function_call"
        )
    })
}
