//! What a model must be able to do to serve a request. The scan of its strings hints at media and unusual tools; only
//! then are messages and tools read, so that most requests cost nothing here.

use std::{borrow::Cow, collections::BTreeMap};

use routex_entity::Dialect;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::Head;
use crate::{
    codec::{Feature, Features},
    endpoint::Endpoint,
    estimate::Hints,
    json::Str,
};

/// The needs of a request that generates. Others have none.
pub(super) fn needs(endpoint: &Endpoint, head: &Head<'_>, hints: Hints) -> Features {
    if !endpoint.translates() || endpoint.counts_tokens() {
        return Features::NONE;
    }
    let dialect = endpoint.dialect();
    let mut needs = tools(dialect, head, hints)
        .and(when(wants_schema(head), Feature::JsonSchema))
        .and(when(wants_reasoning(head), Feature::Reasoning));
    if hints.media {
        needs = needs.and(media(dialect, head));
    }
    needs
}

fn when(needed: bool, feature: Feature) -> Features {
    if needed {
        Features::of(&[feature])
    } else {
        Features::NONE
    }
}

fn tools(dialect: Dialect, head: &Head<'_>, hints: Hints) -> Features {
    let Some(raw) = head.tools.filter(|raw| is_filled_list(raw)) else {
        return Features::NONE;
    };
    let exact = hints.tools.then(|| match dialect {
        Dialect::Gemini => {
            let tools: Vec<BTreeMap<Cow<'_, str>, IgnoredAny>> = list(raw)?;
            let names = tools.iter().flat_map(BTreeMap::keys);
            Some(union(names.map(|name| match &**name {
                "functionDeclarations" | "function_declarations" => Feature::Tools,
                _ => Feature::HostedTools,
            })))
        }
        _ => {
            let tools: Vec<Tool<'_>> = list(raw)?;
            let kinds = tools.iter().map(|tool| tool.kind.as_str());
            Some(union(kinds.map(|kind| match (kind, dialect) {
                ("" | "function", _) | ("custom", Dialect::Anthropic) => Feature::Tools,
                ("custom", _) => Feature::CustomTools,
                _ => Feature::HostedTools,
            })))
        }
    });
    exact
        .flatten()
        .unwrap_or_else(|| when(true, Feature::Tools))
}

fn union(features: impl Iterator<Item = Feature>) -> Features {
    features.fold(Features::NONE, Features::with)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tool<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Format<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    /// Where the format is a member of something: `text`, `output_config`.
    #[serde(borrow)]
    format: Option<&'a RawValue>,
}

fn wants_schema(head: &Head<'_>) -> bool {
    let is_schema = |raw: &RawValue| {
        let format: Format<'_> = object(raw).unwrap_or_default();
        let inner = format.format.and_then(object::<Format<'_>>);
        format.kind.as_str() == "json_schema"
            || inner.is_some_and(|inner| inner.kind.as_str() == "json_schema")
    };
    let formats = [
        head.response_format,
        head.text,
        head.output_config,
        head.output_format,
    ];
    formats.into_iter().flatten().any(is_schema)
        || config(head).is_some_and(|config| config.response_schema || config.response_json_schema)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reasoning<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    effort: Str<'a>,
}

fn wants_reasoning(head: &Head<'_>) -> bool {
    let thinking: Reasoning<'_> = head.thinking.and_then(object).unwrap_or_default();
    let reasoning: Reasoning<'_> = head.reasoning.and_then(object).unwrap_or_default();
    let is_some = |effort: &Str<'_>| effort.given().is_some_and(|effort| effort != "none");
    thinking.kind.given().is_some_and(|kind| kind != "disabled")
        || is_some(&reasoning.effort)
        || is_some(&head.reasoning_effort)
        || config(head).is_some_and(|config| config.thinks())
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Config<'a> {
    #[serde(deserialize_with = "given")]
    response_schema: bool,
    #[serde(deserialize_with = "given")]
    response_json_schema: bool,
    #[serde(borrow)]
    thinking_config: Option<Thinking<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Thinking<'a> {
    #[serde(borrow)]
    thinking_level: Str<'a>,
    thinking_budget: Option<f64>,
}

impl Config<'_> {
    fn thinks(&self) -> bool {
        self.thinking_config.as_ref().is_some_and(|config| {
            config.thinking_level.given().is_some()
                || config.thinking_budget.is_some_and(|budget| budget != 0.0)
        })
    }
}

fn config<'a>(head: &Head<'a>) -> Option<Config<'a>> {
    head.generation_config.and_then(object)
}

fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::<IgnoredAny>::deserialize(deserializer).map(|value| value.is_some())
}

/// Media in the conversation, those in results of tools included.
fn media(dialect: Dialect, head: &Head<'_>) -> Features {
    let turns = match dialect {
        Dialect::Anthropic | Dialect::OpenaiChat => head.messages,
        Dialect::OpenaiResponses => head.input,
        Dialect::Gemini => head.contents,
    };
    let turns = turns.and_then(list::<Turn<'_>>).unwrap_or_default();
    turns
        .iter()
        .flat_map(|turn| [turn.content, turn.parts, turn.output])
        .flatten()
        .map(|parts| in_parts(parts, 0))
        .fold(Features::NONE, Features::and)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Turn<'a> {
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    /// Gemini's.
    #[serde(borrow)]
    parts: Option<&'a RawValue>,
    /// What a tool answered, in Responses.
    #[serde(borrow)]
    output: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
    /// Of a tool's result.
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow, rename = "inlineData", alias = "inline_data")]
    inline_data: Option<&'a RawValue>,
    #[serde(borrow, rename = "fileData")]
    gemini_file: Option<&'a RawValue>,
    /// Gemini's object, or OpenAI's text.
    #[serde(borrow)]
    file_data: Option<&'a RawValue>,
    #[serde(borrow, rename = "functionResponse", alias = "function_response")]
    function_response: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow, rename = "mimeType", alias = "mime_type")]
    mime: Str<'a>,
    #[serde(borrow)]
    parts: Option<&'a RawValue>,
}

/// Results of tools have parts of their own, which have none.
fn in_parts(raw: &RawValue, depth: u8) -> Features {
    let parts = list::<Part<'_>>(raw).unwrap_or_default();
    parts
        .iter()
        .map(|part| in_part(part, depth))
        .fold(Features::NONE, Features::and)
}

fn in_part(part: &Part<'_>, depth: u8) -> Features {
    let feature = match part.kind.as_str() {
        "image" | "image_url" | "input_image" => Some(Feature::Images),
        // A document that is text needs no more than a text does.
        "document" => match source(part.source).kind.as_str() {
            "text" | "content" => None,
            _ => Some(Feature::Documents),
        },
        "file" | "input_file" => Some(Feature::Documents),
        "input_audio" => Some(Feature::Audio),
        _ => None,
    };
    let data = [part.inline_data, part.gemini_file, part.file_data];
    let data = data
        .into_iter()
        .filter_map(|raw| of_mime(source(raw).mime.as_str()));
    let own = union(feature.into_iter().chain(data));
    let result = match (part.kind.as_str(), part.function_response) {
        _ if depth > 0 => None,
        ("tool_result", _) => part.content,
        (_, Some(response)) => source(Some(response)).parts,
        _ => None,
    };
    result.map_or(own, |parts| own.and(in_parts(parts, depth + 1)))
}

fn source(raw: Option<&RawValue>) -> Source<'_> {
    raw.and_then(object).unwrap_or_default()
}

fn of_mime(mime: &str) -> Option<Feature> {
    match mime.split_once('/')?.0 {
        "image" => Some(Feature::Images),
        "audio" => Some(Feature::Audio),
        "application" => Some(Feature::Documents),
        // Text needs nothing, and of video nothing is known.
        _ => None,
    }
}

fn is_filled_list(raw: &RawValue) -> bool {
    let inner = raw.get().trim_start().strip_prefix('[');
    inner.is_some_and(|inner| !inner.trim_start().starts_with(']'))
}

fn list<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<Vec<T>> {
    raw.get()
        .starts_with('[')
        .then(|| serde_json::from_str(raw.get()).ok())?
}

fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    raw.get()
        .starts_with('{')
        .then(|| serde_json::from_str(raw.get()).ok())?
}

#[cfg(test)]
mod tests;
