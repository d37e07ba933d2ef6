//! Anthropic Messages: what its events and answers mean.

use routex_entity::{Extras, TokenUsage};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    body::AnswerFacts,
    fault::{self, ErrorDetail},
    json::{Count, Str, Tier, Weight},
    stream::{EventFault, Events, Seen},
};

/// Named events from `message_start` to `message_stop`.
#[derive(Debug)]
pub(crate) struct MessageEvents;

impl Events for MessageEvents {
    fn read(
        &mut self,
        seen: &mut Seen,
        event: Option<&[u8]>,
        data: &[u8],
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") {
            // Not Anthropic's, but imitators send it.
            return Ok(());
        }
        let read: Event<'_> = serde_json::from_slice(data)?;
        let kind = match read.kind.as_str() {
            "" => event.unwrap_or_default(),
            kind => kind.as_bytes(),
        };
        match kind {
            b"message_start" => {
                if let Some(message) = read.message {
                    let message: Message<'_> = serde_json::from_str(message.get())?;
                    seen.name_model(message.model.as_str());
                    let told = message.usage.unwrap_or_default();
                    told.merge_into(&mut seen.usage);
                    told.note_extras(&mut seen.extras);
                }
            }
            b"content_block_start" => {
                seen.add_content(read.content_block.as_ref().map_or(0, Block::weight));
            }
            b"content_block_delta" => {
                seen.add_content(read.delta.as_ref().map_or(0, Delta::weight));
            }
            b"message_delta" => {
                if let Some(usage) = read.usage {
                    seen.usage_is_final |= usage.output_tokens.is_some();
                    usage.merge_into(&mut seen.usage);
                    usage.note_extras(&mut seen.extras);
                }
                if read
                    .delta
                    .is_some_and(|delta| !delta.stop_reason.is_empty())
                {
                    seen.finish();
                }
            }
            // Only a message that said something is ended by this alone.
            b"message_stop" => seen.finished |= seen.content,
            b"error" => return Err(EventFault::Error(ErrorDetail::read_enclosing(data))),
            _ if fault::present(read.error).is_some() => {
                return Err(EventFault::Error(ErrorDetail::read_enclosing(data)));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads a whole message, or the count of `count_tokens`.
pub(crate) fn answer(body: &[u8]) -> Result<AnswerFacts, serde_json::Error> {
    let message: Message<'_> = serde_json::from_slice(body)?;
    let failed = message.kind.as_str() == "error" || fault::present(message.error).is_some();
    let told = message.usage.unwrap_or_default();
    let mut usage = TokenUsage::default();
    let mut extras = Extras::default();
    told.merge_into(&mut usage);
    told.note_extras(&mut extras);
    Ok(AnswerFacts {
        usage,
        extras,
        usage_partial: told.output_tokens.is_none(),
        model: message.model.given().map(str::to_owned),
        error: failed.then(|| ErrorDetail::read_enclosing(body)),
        empty: message.content.0 == 0 && message.stop_reason.is_empty(),
        ..AnswerFacts::default()
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    content_block: Option<Block<'a>>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    usage: Option<WireUsage>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    model: Str<'a>,
    content: Weight,
    #[serde(borrow)]
    stop_reason: Str<'a>,
    usage: Option<WireUsage>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Block<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    text: Weight,
    thinking: Weight,
}

impl Block<'_> {
    /// Text and thinking begin empty; every other block says something by its mere beginning.
    fn weight(&self) -> u64 {
        match self.kind.as_str() {
            "text" | "thinking" | "" => self.text.0.saturating_add(self.thinking.0),
            _ => 4,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta<'a> {
    text: Weight,
    thinking: Weight,
    partial_json: Weight,
    signature: Weight,
    citation: Weight,
    #[serde(borrow)]
    stop_reason: Str<'a>,
}

impl Delta<'_> {
    fn weight(&self) -> u64 {
        let generated = self
            .text
            .0
            .saturating_add(self.thinking.0)
            .saturating_add(self.partial_json.0);
        // A signature or citation is content, but no output tokens of its own.
        generated.max(u64::from(self.signature.0 > 0 || self.citation.0 > 0))
    }
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct WireUsage {
    input_tokens: Option<Count>,
    cache_creation_input_tokens: Option<Count>,
    cache_read_input_tokens: Option<Count>,
    cache_creation: Option<CacheCreation>,
    output_tokens: Option<Count>,
    output_tokens_details: Option<OutputDetails>,
    server_tool_use: Option<ServerToolUse>,
    service_tier: Tier,
    speed: Tier,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct CacheCreation {
    ephemeral_5m_input_tokens: Count,
    ephemeral_1h_input_tokens: Count,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct ServerToolUse {
    web_search_requests: Count,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct OutputDetails {
    thinking_tokens: Count,
}

impl WireUsage {
    /// Counts are cumulative, so later ones replace earlier ones; a zero says nothing. The split of cache writes
    /// comes only once and stays.
    pub(super) fn merge_into(self, usage: &mut TokenUsage) {
        let replace = |known: &mut u64, told: Option<Count>| {
            if let Some(Count(told @ 1..)) = told {
                *known = told;
            }
        };
        replace(&mut usage.input, self.input_tokens);
        replace(&mut usage.cache_read, self.cache_read_input_tokens);
        replace(&mut usage.output, self.output_tokens);
        replace(
            &mut usage.reasoning,
            self.output_tokens_details
                .map(|details| details.thinking_tokens),
        );
        if let Some(split) = self.cache_creation {
            replace(
                &mut usage.cache_write_short,
                Some(split.ephemeral_5m_input_tokens),
            );
            replace(
                &mut usage.cache_write_long,
                Some(split.ephemeral_1h_input_tokens),
            );
        }
        let written = self.cache_creation_input_tokens.unwrap_or_default().0;
        let unsplit = written.saturating_sub(usage.cache_write());
        usage.cache_write_short = usage.cache_write_short.saturating_add(unsplit);
    }

    /// Speed has a price of its own, whatever the tier; searches are cumulative.
    fn note_extras(self, extras: &mut Extras) {
        let tier = self.speed.0.or(self.service_tier.0);
        extras.service_tier = tier.or(extras.service_tier);
        let searches = self.server_tool_use.unwrap_or_default();
        extras.web_searches = extras.web_searches.max(searches.web_search_requests.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_split_of_cache_writes_stays() {
        let mut usage = TokenUsage::default();
        for json in [
            r#"{"input_tokens":12,"cache_creation_input_tokens":300,"cache_read_input_tokens":4000,
                "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},
                "output_tokens":2,"service_tier":"standard"}"#,
            r#"{"input_tokens":12,"cache_creation_input_tokens":300,"cache_read_input_tokens":4000,
                "output_tokens":57,"output_tokens_details":{"thinking_tokens":40}}"#,
        ] {
            serde_json::from_str::<WireUsage>(json)
                .unwrap()
                .merge_into(&mut usage);
        }
        let expected = TokenUsage {
            input: 12,
            cache_read: 4_000,
            cache_write_short: 100,
            cache_write_long: 200,
            output: 57,
            reasoning: 40,
        };
        assert_eq!(usage, expected);
        assert_eq!(usage.total(), 4_369);
    }

    #[test]
    fn input_that_is_told_only_at_the_end_counts() {
        let mut usage = TokenUsage::default();
        for json in [
            r#"{"input_tokens":0,"output_tokens":0}"#,
            r#"{"input_tokens":31,"cache_creation_input_tokens":7,"output_tokens":5}"#,
        ] {
            serde_json::from_str::<WireUsage>(json)
                .unwrap()
                .merge_into(&mut usage);
        }
        assert_eq!(
            (usage.input, usage.cache_write_short, usage.output),
            (31, 7, 5)
        );
    }

    #[test]
    fn searches_and_the_tier_are_read() {
        let facts = answer(
            br#"{"type":"message","content":[],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":4,
                "server_tool_use":{"web_search_requests":3,"web_fetch_requests":1},"service_tier":"batch"}}"#,
        )
        .unwrap();
        let expected = Extras {
            service_tier: Some(routex_entity::ServiceTier::Batch),
            web_searches: 3,
            ..Extras::default()
        };
        assert_eq!(facts.extras, expected);
        let fast = br#"{"usage":{"input_tokens":9,"output_tokens":4,"service_tier":"standard","speed":"fast"}}"#;
        let tier = answer(fast).unwrap().extras.service_tier;
        assert_eq!(tier, Some(routex_entity::ServiceTier::Fast));
    }

    #[test]
    fn a_whole_message_is_read() {
        let facts = answer(
            br#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":[
                {"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":4}}"#,
        )
        .unwrap();
        assert_eq!(facts.model.as_deref(), Some("claude-opus-5-5"));
        assert_eq!((facts.usage.input, facts.usage.output), (9, 4));
        assert!(!facts.empty && !facts.usage_partial && facts.error.is_none());
    }
}
