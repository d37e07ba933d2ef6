//! Why an answer ended, in the dialect's words.

use crate::hub::{End, EndReason};

/// `calls`: the answer calls tools, which the dialect tells by its parts alone.
pub(super) fn read(word: &str, calls: bool) -> End {
    let reason = match word {
        "STOP" if calls => EndReason::ToolUse,
        "STOP" | "" | "FINISH_REASON_UNSPECIFIED" => EndReason::Natural,
        "MAX_TOKENS" => EndReason::Length,
        "CONTINUATION" => EndReason::Paused,
        "SAFETY"
        | "RECITATION"
        | "LANGUAGE"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION"
        | "ESCALATION"
        | "PUP_LIMITED_DISABLED"
        | "MODEL_ARMOR" => EndReason::Refused,
        // `MALFORMED_FUNCTION_CALL`, `UNEXPECTED_TOOL_CALL`, `OTHER`, `NO_IMAGE` and what is yet to come: whatever there
        // is, it is not what was asked for.
        _ => EndReason::Malformed,
    };
    End {
        native: word.to_owned(),
        ..End::new(reason)
    }
}

pub(super) fn write(end: &End, own: bool) -> &str {
    end.native_in(own).unwrap_or(match end.reason {
        EndReason::Natural | EndReason::StopSequence | EndReason::ToolUse => "STOP",
        EndReason::Length | EndReason::ContextWindow | EndReason::Paused => "MAX_TOKENS",
        EndReason::Refused => "SAFETY",
        EndReason::Malformed => "MALFORMED_FUNCTION_CALL",
    })
}

/// Whether a word says that the answer has ended.
pub(super) fn is_end(word: &str) -> bool {
    !matches!(word, "" | "FINISH_REASON_UNSPECIFIED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_meaning_and_comes_back() {
        for (word, calls, reason, elsewhere) in [
            ("STOP", false, EndReason::Natural, "STOP"),
            ("STOP", true, EndReason::ToolUse, "STOP"),
            ("MAX_TOKENS", true, EndReason::Length, "MAX_TOKENS"),
            ("CONTINUATION", false, EndReason::Paused, "MAX_TOKENS"),
            ("SAFETY", false, EndReason::Refused, "SAFETY"),
            ("RECITATION", false, EndReason::Refused, "SAFETY"),
            ("SPII", false, EndReason::Refused, "SAFETY"),
            (
                "UNEXPECTED_TOOL_CALL",
                true,
                EndReason::Malformed,
                "MALFORMED_FUNCTION_CALL",
            ),
            (
                "OTHER",
                false,
                EndReason::Malformed,
                "MALFORMED_FUNCTION_CALL",
            ),
        ] {
            let end = read(word, calls);
            assert_eq!(end.reason, reason, "{word}");
            assert_eq!(write(&end, true), word);
            assert_eq!(write(&end, false), elsewhere, "{word}");
        }
    }
}
