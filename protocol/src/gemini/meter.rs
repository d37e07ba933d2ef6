//! Google Gemini: what its chunks and answers mean. A chunk of a stream has the shape of a whole answer.

use routex_entity::{Extras, TokenUsage};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::modalities::Modalities;
use crate::{
    body::AnswerFacts,
    fault::{self, ErrorDetail},
    json::{Count, Str, Tier, Weight},
    stream::{EventFault, Events, Seen},
};

/// Answers with a part of the text each.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    /// One bit a candidate that has begun. Candidates past the 64th are not followed.
    begun: u64,
    /// One bit a candidate that has its finish reason.
    ended: u64,
}

impl Events for Chunks {
    fn read(
        &mut self,
        seen: &mut Seen,
        _event: Option<&[u8]>,
        data: &[u8],
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") {
            return Ok(());
        }
        let chunk: Answer<'_> = serde_json::from_slice(data)?;
        seen.name_model(chunk.model_version.as_str());
        if let Some(usage) = chunk.usage_metadata {
            seen.usage = usage.canonical();
            seen.extras = usage.extras();
            seen.usage_is_final = true;
        }
        if fault::present(chunk.error).is_some() {
            return Err(EventFault::Error(ErrorDetail::read_enclosing(data)));
        }
        for candidate in chunk.candidates.iter().flatten() {
            let bit = 1_u64.checked_shl(u32::try_from(candidate.index.0).unwrap_or(u32::MAX));
            self.begun |= bit.unwrap_or(0);
            seen.add_content(candidate.weight());
            if candidate.is_finished() {
                self.ended |= bit.unwrap_or(0);
                seen.finish();
            }
        }
        if chunk.is_blocked() {
            seen.finish();
        }
        seen.finished &= self.begun == self.ended;
        Ok(())
    }
}

/// Reads a whole answer, or that of `countTokens` and of the embedding methods.
pub(crate) fn answer(body: &[u8]) -> Result<AnswerFacts, serde_json::Error> {
    let answer: Answer<'_> = serde_json::from_slice(body)?;
    let spoken = answer
        .candidates
        .iter()
        .flatten()
        .any(|candidate| candidate.is_finished() || candidate.weight() > 0);
    Ok(AnswerFacts {
        usage: answer.usage_metadata.unwrap_or_default().canonical(),
        extras: answer.usage_metadata.unwrap_or_default().extras(),
        usage_partial: answer.usage_metadata.is_none(),
        model: answer.model_version.given().map(str::to_owned),
        error: fault::present(answer.error).map(ErrorDetail::read),
        empty: !spoken && !answer.is_blocked(),
        ..AnswerFacts::default()
    })
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(borrow)]
    candidates: Option<Vec<Candidate<'a>>>,
    #[serde(borrow)]
    prompt_feedback: Option<PromptFeedback<'a>>,
    usage_metadata: Option<UsageMetadata>,
    #[serde(borrow)]
    model_version: Str<'a>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PromptFeedback<'a> {
    #[serde(borrow)]
    block_reason: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Candidate<'a> {
    index: Count,
    content: Option<Content>,
    #[serde(borrow)]
    finish_reason: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    parts: Option<Vec<Part>>,
}

/// A part holds one of these. A bare `thoughtSignature` is none of them.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Part {
    text: Weight,
    function_call: Option<FunctionCall>,
    inline_data: Option<IgnoredAny>,
    file_data: Option<IgnoredAny>,
    executable_code: Option<IgnoredAny>,
    code_execution_result: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FunctionCall {
    name: Weight,
    args: Option<Weight>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct UsageMetadata {
    pub prompt_token_count: Count,
    pub cached_content_token_count: Count,
    pub candidates_token_count: Count,
    pub thoughts_token_count: Count,
    pub tool_use_prompt_token_count: Count,
    pub prompt_tokens_details: Modalities,
    pub cache_tokens_details: Modalities,
    pub candidates_tokens_details: Modalities,
    pub service_tier: Tier,
    /// The name at Vertex AI.
    pub traffic_type: Tier,
}

impl Answer<'_> {
    fn is_blocked(&self) -> bool {
        self.prompt_feedback
            .as_ref()
            .is_some_and(|feedback| !feedback.block_reason.is_empty())
    }
}

impl Candidate<'_> {
    fn is_finished(&self) -> bool {
        !matches!(
            self.finish_reason.as_str(),
            "" | "FINISH_REASON_UNSPECIFIED"
        )
    }

    fn weight(&self) -> u64 {
        self.content
            .iter()
            .flat_map(|content| content.parts.iter().flatten())
            .map(Part::weight)
            .fold(0, u64::saturating_add)
    }
}

impl Part {
    fn weight(&self) -> u64 {
        let call = self.function_call.as_ref().map_or(0, |call| {
            let args = call.args.unwrap_or_default().0;
            args.saturating_add(call.name.0).saturating_add(1)
        });
        let others = [
            &self.inline_data,
            &self.file_data,
            &self.executable_code,
            &self.code_execution_result,
        ];
        let others = others.into_iter().flatten().count() as u64;
        self.text.0.saturating_add(call).saturating_add(others)
    }
}

impl UsageMetadata {
    /// The prompt includes what was cached; candidates do not include thoughts.
    pub(super) fn canonical(&self) -> TokenUsage {
        let cached = self.cached_content_token_count.0;
        let thoughts = self.thoughts_token_count.0;
        TokenUsage {
            input: self
                .prompt_token_count
                .0
                .saturating_sub(cached)
                .saturating_add(self.tool_use_prompt_token_count.0),
            cache_read: cached,
            cache_write_short: 0,
            cache_write_long: 0,
            output: self.candidates_token_count.0.saturating_add(thoughts),
            reasoning: thoughts,
        }
    }

    /// What is no text, and the tier. The prompt includes what was cached.
    fn extras(&self) -> Extras {
        let (prompt, cached) = (self.prompt_tokens_details, self.cache_tokens_details);
        Extras {
            service_tier: self.service_tier.0.or(self.traffic_type.0),
            input_audio: prompt.audio.saturating_sub(cached.audio),
            cache_read_audio: cached.audio,
            output_audio: self.candidates_tokens_details.audio,
            input_image: prompt.image.saturating_sub(cached.image),
            cache_read_image: cached.image,
            output_image: self.candidates_tokens_details.image,
            ..Extras::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_are_output_and_the_cached_part_is_no_input() {
        let facts = answer(
            br#"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi","thoughtSignature":"x"}]},
                "finishReason":"STOP","index":0}],"modelVersion":"gemini-2.5-pro","responseId":"r",
                "usageMetadata":{"promptTokenCount":2152,"cachedContentTokenCount":2027,"candidatesTokenCount":710,
                "thoughtsTokenCount":50,"toolUsePromptTokenCount":5,"totalTokenCount":2917}}"#,
        )
        .unwrap();
        let expected = TokenUsage {
            input: 130,
            cache_read: 2_027,
            output: 760,
            reasoning: 50,
            ..TokenUsage::default()
        };
        assert_eq!(facts.usage, expected);
        assert_eq!(facts.usage.total(), 2_917);
        assert_eq!(facts.model.as_deref(), Some("gemini-2.5-pro"));
        assert!(!facts.empty);
    }

    #[test]
    fn sound_and_pictures_are_told_apart() {
        let facts = answer(
            br#"{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,
                "cachedContentTokenCount":30,"candidatesTokenCount":7,"serviceTier":"flex",
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":40},{"modality":"AUDIO","tokenCount":50},
                {"modality":"DOCUMENT","tokenCount":10}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":30}],
                "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":7}]}}"#,
        )
        .unwrap();
        let expected = Extras {
            service_tier: Some(routex_entity::ServiceTier::Flex),
            input_audio: 20,
            cache_read_audio: 30,
            input_image: 10,
            output_image: 7,
            ..Extras::default()
        };
        assert_eq!(facts.extras, expected);
    }

    #[test]
    fn a_blocked_prompt_is_an_answer_and_an_empty_candidate_none() {
        let empty = |json: &[u8]| answer(json).unwrap().empty;
        assert!(!empty(br#"{"promptFeedback":{"blockReason":"SAFETY"}}"#));
        assert!(!empty(br#"{"candidates":[{"finishReason":"SAFETY"}]}"#));
        assert!(empty(
            br#"{"candidates":[{"content":{"role":"model"}}],"usageMetadata":{}}"#
        ));
        assert!(empty(b"{}"));
    }
}
