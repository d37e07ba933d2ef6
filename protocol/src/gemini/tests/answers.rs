//! An answer goes through the hub and keeps every documented member.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    context,
    generate::{Json, count, list, model_part, object, one_of, opaque, some_text},
};
use crate::{Framing, codec::Codec, gemini::CODEC};

const REASONS: [&str; 24] = [
    "STOP",
    "MAX_TOKENS",
    "SAFETY",
    "RECITATION",
    "LANGUAGE",
    "OTHER",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "MALFORMED_FUNCTION_CALL",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_OTHER",
    "NO_IMAGE",
    "IMAGE_RECITATION",
    "UNEXPECTED_TOOL_CALL",
    "TOO_MANY_TOOL_CALLS",
    "MISSING_THOUGHT_SIGNATURE",
    "MALFORMED_RESPONSE",
    "ESCALATION",
    "PUP_LIMITED_DISABLED",
    "CONTINUATION",
    "MODEL_ARMOR",
    "SOMETHING_NEW",
];

fn candidate() -> Json {
    let content = object(
        vec![
            ("role", one_of(&["model"])),
            ("parts", list(model_part(true), 1)),
        ],
        vec![],
    );
    object(
        vec![("content", content), ("finishReason", one_of(&REASONS))],
        vec![
            ("finishMessage", some_text()),
            ("citationMetadata", opaque()),
            ("tokenCount", count()),
            ("groundingMetadata", opaque()),
            ("avgLogprobs", Just(json!(-0.25)).boxed()),
            ("logprobsResult", opaque()),
            ("safetyRatings", list(opaque(), 1)),
            ("urlContextMetadata", opaque()),
        ],
    )
}

fn usage() -> Json {
    let details = || list(opaque(), 1);
    let counts = object(
        vec![
            ("promptTokenCount", count()),
            ("candidatesTokenCount", count()),
        ],
        vec![
            ("thoughtsTokenCount", count()),
            ("toolUsePromptTokenCount", count()),
            ("promptTokensDetails", details()),
            ("candidatesTokensDetails", details()),
            ("cacheTokensDetails", details()),
            ("toolUsePromptTokensDetails", details()),
            ("trafficType", one_of(&["ON_DEMAND"])),
        ],
    );
    (counts, any::<bool>())
        .prop_map(|(mut usage, cached)| {
            if cached {
                usage["cachedContentTokenCount"] = usage["promptTokenCount"].clone();
            }
            let tokens = |name: &str| usage[name].as_u64().unwrap_or(0);
            usage["totalTokenCount"] = json!(
                tokens("promptTokenCount")
                    + tokens("candidatesTokenCount")
                    + tokens("thoughtsTokenCount")
                    + tokens("toolUsePromptTokenCount")
            );
            usage
        })
        .boxed()
}

fn answer() -> Json {
    let candidates = list(candidate(), 1).prop_map(|mut candidates| {
        for (index, candidate) in candidates.as_array_mut().unwrap().iter_mut().enumerate() {
            candidate["index"] = json!(index);
        }
        candidates
    });
    let rest = || {
        vec![
            ("usageMetadata", usage()),
            ("createTime", one_of(&["2026-11-23T12:00:00Z"])),
            ("modelStatus", opaque()),
        ]
    };
    let named = || vec![("modelVersion", some_text()), ("responseId", some_text())];
    let mut spoken = named();
    spoken.push(("candidates", candidates.boxed()));
    let mut blocked = named();
    let feedback = object(
        vec![("blockReason", one_of(&["SAFETY", "OTHER", "JAILBREAK"]))],
        vec![
            ("blockReasonMessage", some_text()),
            ("safetyRatings", list(opaque(), 1)),
        ],
    );
    blocked.push(("promptFeedback", feedback));
    prop_oneof![4 => object(spoken, rest()), 1 => object(blocked, rest())].boxed()
}

proptest! {
    #[test]
    fn an_answer_keeps_every_documented_member(answer in answer()) {
        let read = CODEC.read_answer(answer.to_string().as_bytes()).unwrap();
        let written = CODEC.write_answer(&read, &context(Framing::Sse));
        let written: Value = serde_json::from_slice(&written).unwrap();
        prop_assert_eq!(written, answer);
    }
}
