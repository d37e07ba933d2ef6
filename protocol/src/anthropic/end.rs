//! Why the model stopped, in Anthropic's words.

use crate::hub::{End, EndReason};

/// `used_tool`: the answer calls a tool. Imitators do not always say so.
pub(super) fn read(stop_reason: &str, stop_sequence: Option<&str>, used_tool: bool) -> End {
    let reason = match stop_reason {
        "max_tokens" => EndReason::Length,
        "model_context_window_exceeded" => EndReason::ContextWindow,
        "refusal" => EndReason::Refused,
        "pause_turn" => EndReason::Paused,
        "stop_sequence" => EndReason::StopSequence,
        "tool_use" => EndReason::ToolUse,
        _ if used_tool => EndReason::ToolUse,
        _ => EndReason::Natural,
    };
    End {
        reason,
        sequence: stop_sequence.map(str::to_owned),
        native: stop_reason.to_owned(),
    }
}

/// `used_tool`: the answer has a call that the client must run.
pub(super) fn stop_reason(reason: EndReason, used_tool: bool) -> &'static str {
    match reason {
        EndReason::ToolUse => "tool_use",
        EndReason::Natural if used_tool => "tool_use",
        // What the model meant to call is lost, and the answer says so in words.
        EndReason::Natural | EndReason::Malformed => "end_turn",
        EndReason::StopSequence => "stop_sequence",
        EndReason::Length => "max_tokens",
        EndReason::ContextWindow => "model_context_window_exceeded",
        EndReason::Refused => "refusal",
        EndReason::Paused => "pause_turn",
    }
}

/// What the client is told in place of an answer that the provider could not use.
pub(super) const MALFORMED: &str =
    "[The provider could not use what the model produced, such as a broken tool call. Ask again.]";
