//! `generationConfig`: sampling, thinking and the form of the answer.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Number;

use super::{Writer, extras, tools, wire};
use crate::{
    codec::{Feature, Member},
    gemini::model::ThinkingControl,
    hub::{Extras, OutputFormat, Reasoning, Thinking},
};

/// Google takes no more.
const MOST_STOPS: usize = 5;

/// The configuration, and what must be said to the model where it has no setting.
pub(super) fn write<'a>(
    writer: &mut Writer<'a>,
    tools: &[wire::Tool<'a>],
) -> (Option<wire::GenerationConfig<'a>>, Option<String>) {
    let request = writer.request;
    let sampling = &request.sampling;
    let mut config = wire::GenerationConfig {
        temperature: sampling.temperature.clone(),
        top_p: sampling.top_p.clone(),
        top_k: sampling.top_k.clone(),
        candidate_count: request.choices.filter(|choices| writer.own || *choices > 1),
        max_output_tokens: request.max_output,
        stop_sequences: stops(writer),
        presence_penalty: sampling.presence_penalty.clone(),
        frequency_penalty: sampling.frequency_penalty.clone(),
        seed: seed(writer),
        ..wire::GenerationConfig::default()
    };
    logprobs(writer, &mut config);
    config.thinking_config = thinking(writer);
    let instruction = format(writer, tools, &mut config);
    if writer.own {
        config.extras = Cow::Owned(extras::of(&request.extras, "generationConfig"));
    } else {
        writer
            .dropped
            .note_if(request.verbosity.is_some(), writer.name(Member::Verbosity));
        writer
            .dropped
            .note_if(request.user.is_some(), writer.name(Member::User));
        writer
            .dropped
            .note_if(request.cache_key.is_some(), "prompt_cache_key");
        let is_chat = request.origin == Dialect::OpenaiChat;
        writer
            .dropped
            .note_if(is_chat && request.store == Some(true), "store");
    }
    let config = (config != wire::GenerationConfig::default()).then_some(config);
    (config, instruction)
}

fn stops(writer: &mut Writer<'_>) -> Vec<String> {
    let mut stops = writer.request.stop.clone();
    if !writer.own {
        stops.retain(|stop| !stop.is_empty());
        writer
            .dropped
            .note_if(stops.len() > MOST_STOPS, writer.name(Member::Stop));
        stops.truncate(MOST_STOPS);
    }
    stops
}

/// Google's seeds have 32 bits.
fn seed(writer: &mut Writer<'_>) -> Option<Number> {
    let seed = writer.request.sampling.seed.as_ref()?;
    let fits = seed
        .as_i64()
        .is_some_and(|seed| i32::try_from(seed).is_ok());
    if !fits && !writer.own {
        writer.dropped.note(writer.name(Member::Seed));
        return None;
    }
    Some(seed.clone())
}

/// What they say comes back in a form that no other dialect has, so other clients do not get them.
fn logprobs(writer: &mut Writer<'_>, config: &mut wire::GenerationConfig<'_>) {
    match writer.request.logprobs {
        Some(alternatives) if writer.own => {
            config.response_logprobs = Some(true);
            config.logprobs = (alternatives > 0).then_some(alternatives);
        }
        Some(_) => writer.dropped.note(writer.name(Member::Logprobs)),
        None => {}
    }
}

fn thinking<'a>(writer: &mut Writer<'a>) -> Option<wire::ThinkingConfig<'a>> {
    let request = writer.request;
    let reasoning = &request.reasoning;
    let leftovers = extras::of(&request.extras, "generationConfig.thinkingConfig");
    if *reasoning == Reasoning::default() && (leftovers.is_empty() || !writer.own) {
        return None;
    }
    let control = writer.model.thinking();
    if !writer.target.features.has(Feature::Reasoning)
        || (control == ThinkingControl::None && !writer.own)
    {
        // Not to think is what such a model does.
        writer
            .dropped
            .note_if(reasoning.is_on(), writer.name(Member::Reasoning));
        return None;
    }
    if writer.own {
        return Some(as_it_came(reasoning, leftovers));
    }
    let mut config = wire::ThinkingConfig {
        include_thoughts: shows(request.origin, reasoning).then_some(true),
        ..wire::ThinkingConfig::default()
    };
    match control {
        ThinkingControl::Level => {
            let effort = reasoning.as_effort();
            config.thinking_level = effort.map(|effort| writer.model.level(effort).into());
        }
        ThinkingControl::Budget(range) => {
            config.thinking_budget = match reasoning.as_budget() {
                // Thoughts count against the most that may be written, and some of it must be left.
                Some(tokens) => {
                    let most = request.max_output.map_or(u64::MAX, |most| most / 2);
                    i64::try_from(range.fit(tokens.min(most))).ok()
                }
                None => (reasoning.thinking == Some(Thinking::Adaptive)).then_some(-1),
            };
        }
        ThinkingControl::None => {}
    }
    // Some cannot stop thinking.
    let off = reasoning.as_budget() == Some(0);
    let thinks =
        config.thinking_level.is_some() || config.thinking_budget.is_some_and(|most| most != 0);
    let name = writer.name(Member::Reasoning);
    writer.dropped.note_if(off && thinks, name);
    (config != wire::ThinkingConfig::default()).then_some(config)
}

fn as_it_came(reasoning: &Reasoning, mut leftovers: Extras) -> wire::ThinkingConfig<'static> {
    let unknown_level = leftovers.shift_remove("thinkingLevel");
    let unknown_level = unknown_level.as_ref().and_then(|level| level.as_str());
    let level = reasoning
        .effort
        .map(|effort| effort.name().to_ascii_uppercase());
    wire::ThinkingConfig {
        include_thoughts: reasoning.show.as_deref().map(|show| show == "true"),
        thinking_budget: match reasoning.thinking {
            Some(Thinking::Off) => Some(0),
            Some(Thinking::Adaptive) => Some(-1),
            Some(Thinking::Budget(tokens)) => i64::try_from(tokens).ok(),
            None => None,
        },
        thinking_level: level.or(unknown_level.map(str::to_owned)).map(Cow::Owned),
        extras: Cow::Owned(leftovers),
    }
}

/// Whether the client wants to see thoughts. Responses clients say so; the others get them when they ask for thinking.
fn shows(origin: Dialect, reasoning: &Reasoning) -> bool {
    match reasoning.show.as_deref() {
        Some("omitted" | "none" | "false") => false,
        Some(_) => true,
        None => origin != Dialect::OpenaiResponses && reasoning.is_on(),
    }
}

/// Writes how the answer must look. Where the model cannot be bound to it, it is told.
fn format<'a>(
    writer: &mut Writer<'a>,
    tools: &[wire::Tool<'a>],
    config: &mut wire::GenerationConfig<'a>,
) -> Option<String> {
    let request = writer.request;
    let schema = match request.format.as_ref()? {
        OutputFormat::Text => {
            config.response_mime_type = writer.own.then_some("text/plain".into());
            return None;
        }
        OutputFormat::JsonObject => None,
        OutputFormat::JsonSchema(schema) => Some(&schema.schema),
    };
    // Before the third generation a model that has functions cannot be bound to JSON.
    let binds = writer.own || writer.model.is_third() || tools.is_empty();
    let can = writer.target.features.has(Feature::JsonSchema);
    if binds {
        config.response_mime_type = Some("application/json".into());
    }
    match schema {
        Some(schema) if binds && can => {
            let openapi = request
                .extras
                .get(extras::RESPONSE_SCHEMA)
                .filter(|_| writer.own);
            match openapi {
                Some(openapi) => config.response_schema = Some(Cow::Borrowed(openapi)),
                None if writer.own => config.response_json_schema = Some(Cow::Borrowed(schema)),
                None => config.response_json_schema = Some(tools::plain(schema)),
            }
            None
        }
        Some(schema) => {
            writer.dropped.note(writer.name(Member::Format));
            Some(format!(
                "Answer with JSON alone, without any text around it, that follows this JSON schema:\n{schema}"
            ))
        }
        None if binds => None,
        None => {
            writer.dropped.note(writer.name(Member::Format));
            Some("Answer with a JSON object alone, without any text around it.".to_owned())
        }
    }
}
