//! OpenAI Chat Completions, and the endpoints that go with it: what their chunks and answers mean.

use routex_entity::Extras;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use crate::{
    body::AnswerFacts,
    estimate,
    fault::{self, ErrorDetail},
    json::{Count, Str, Tier, Weight},
    openai_usage::WireUsage,
    stream::{EventFault, Events, Seen},
};

/// Chunks of a completion, and the named events of streamed images, transcriptions and speech.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    /// One bit a choice that has begun. Choices past the 64th are not followed.
    begun: u64,
    /// One bit a choice that has its finish reason.
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
            // Some providers end with this alone; it ends nothing that never began.
            seen.finished |= seen.content;
            return Ok(());
        }
        let chunk: Answer<'_> = serde_json::from_slice(data)?;
        seen.name_model(chunk.model.as_str());
        let told = chunk.usage();
        chunk.note_extras(told.as_ref(), &mut seen.extras);
        if let Some(usage) = told {
            seen.usage = usage.canonical();
            seen.usage_is_final = true;
        }
        if chunk.failed() {
            return Err(EventFault::Error(ErrorDetail::read_enclosing(data)));
        }
        for choice in chunk.choices.iter().flatten() {
            let bit = 1_u64.checked_shl(u32::try_from(choice.index.0).unwrap_or(u32::MAX));
            self.begun |= bit.unwrap_or(0);
            seen.add_content(choice.weight());
            if !choice.finish_reason.is_empty() {
                self.ended |= bit.unwrap_or(0);
                seen.finish();
            }
        }
        // With several choices, the answer is whole when the last one is.
        seen.finished &= self.begun == self.ended;
        self.media(seen, chunk.kind.as_str());
        Ok(())
    }
}

impl Chunks {
    /// `image_generation.partial_image`, `transcript.text.delta`, `speech.audio.done` and their like.
    fn media(&self, seen: &mut Seen, kind: &str) {
        if kind.ends_with(".completed") || kind.ends_with(".done") {
            seen.finish();
        } else if kind.contains('.') {
            seen.content = true;
        }
    }
}

/// Reads a whole answer of any of the endpoints.
pub(crate) fn answer(body: &[u8]) -> Result<AnswerFacts, serde_json::Error> {
    let answer: Answer<'_> = serde_json::from_slice(body)?;
    let told = answer.usage();
    let mut usage = told.unwrap_or_default().canonical();
    let mut extras = Extras::default();
    answer.note_extras(told.as_ref(), &mut extras);
    if told.is_none() {
        let units = answer.choices.iter().flatten().map(Choice::weight);
        usage.output = estimate::tokens(units.fold(0, u64::saturating_add));
        usage.input = answer
            .meta
            .as_ref()
            .and_then(|meta| meta.billed_units.as_ref())
            .map_or(0, |billed| billed.input_tokens.0);
    }
    let choices = answer.choices.as_ref().map(Vec::len);
    Ok(AnswerFacts {
        usage,
        extras,
        usage_partial: told.is_none(),
        model: answer.model.given().map(str::to_owned),
        error: answer.failed().then(|| ErrorDetail::read_enclosing(body)),
        empty: choices == Some(0) || answer.data == Some(Weight(0)),
        audio_seconds: told
            .and_then(|usage| usage.seconds)
            .or(answer.duration.as_ref().and_then(Duration::seconds)),
        ..AnswerFacts::default()
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    object: Str<'a>,
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    model: Str<'a>,
    service_tier: Tier,
    #[serde(borrow)]
    choices: Option<Vec<Choice<'a>>>,
    // Large and rare things are boxed: every event of a stream is moved several times.
    usage: Option<Box<WireUsage>>,
    /// Groq tells usage here, asked or not.
    x_groq: Option<Box<Groq>>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    /// Embeddings or images.
    data: Option<Weight>,
    /// Rerankers of Cohere's shape tell here what they charge.
    meta: Option<Box<Meta>>,
    /// Seconds of a transcribed recording.
    #[serde(borrow)]
    duration: Option<Duration<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Groq {
    usage: Option<Box<WireUsage>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta {
    billed_units: Option<BilledUnits>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BilledUnits {
    input_tokens: Count,
}

/// A number, or one in a string.
#[derive(Deserialize)]
#[serde(transparent)]
struct Duration<'a>(#[serde(borrow)] &'a RawValue);

impl Duration<'_> {
    fn seconds(&self) -> Option<f64> {
        self.0.get().trim_matches('"').parse().ok()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice<'a> {
    index: Count,
    delta: Option<Delta>,
    message: Option<Box<Delta>>,
    /// Of the older completions.
    text: Weight,
    #[serde(borrow)]
    finish_reason: Str<'a>,
    /// Moonshot tells usage here.
    usage: Option<Box<WireUsage>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Weight,
    refusal: Weight,
    reasoning_content: Weight,
    reasoning: Weight,
    tool_calls: Option<Vec<ToolCall>>,
    function_call: Option<Box<Function>>,
    audio: Option<IgnoredAny>,
    /// Pictures, as some routers send them.
    images: Weight,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ToolCall {
    function: Option<Function>,
    custom: Option<Function>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Function {
    name: Weight,
    arguments: Weight,
    input: Weight,
}

impl Answer<'_> {
    fn usage(&self) -> Option<WireUsage> {
        let in_choice = || {
            self.choices
                .iter()
                .flatten()
                .find_map(|choice| choice.usage.as_deref())
        };
        let elsewhere = || self.x_groq.as_ref()?.usage.as_deref();
        self.usage
            .as_deref()
            .or_else(elsewhere)
            .or_else(in_choice)
            .copied()
    }

    fn note_extras(&self, told: Option<&WireUsage>, extras: &mut Extras) {
        let service_tier = self.service_tier.0.or(extras.service_tier);
        if let Some(usage) = told {
            *extras = usage.extras();
        }
        extras.service_tier = service_tier;
    }

    fn failed(&self) -> bool {
        self.object.as_str() == "error"
            || self.kind.as_str() == "error"
            || fault::present(self.error).is_some()
    }
}

impl Choice<'_> {
    fn weight(&self) -> u64 {
        [self.delta.as_ref(), self.message.as_deref()]
            .into_iter()
            .flatten()
            .map(Delta::weight)
            .fold(self.text.0, u64::saturating_add)
    }
}

impl Delta {
    fn weight(&self) -> u64 {
        let calls = self.tool_calls.iter().flatten().map(ToolCall::weight);
        [
            self.content.0,
            self.refusal.0,
            // Providers that send both send the same text twice.
            self.reasoning_content.0.max(self.reasoning.0),
            self.function_call.as_deref().map_or(0, Function::weight),
            u64::from(self.audio.is_some()),
            self.images.0,
        ]
        .into_iter()
        .chain(calls)
        .fold(0, u64::saturating_add)
    }
}

impl ToolCall {
    fn weight(&self) -> u64 {
        [&self.function, &self.custom]
            .into_iter()
            .flatten()
            .map(Function::weight)
            .fold(1, u64::saturating_add)
    }
}

impl Function {
    fn weight(&self) -> u64 {
        self.name
            .0
            .saturating_add(self.arguments.0)
            .saturating_add(self.input.0)
    }
}
