//! What a message is made of.

use std::borrow::Cow;

use serde_json::Value;

use super::{Arguments, Extras, Seal};
use crate::json;

/// One block, part or item of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub content: Content,
    /// What the provider that reasoned here needs to see again (`signature`, `encrypted_content`, `thoughtSignature`).
    pub seal: Option<Seal>,
    /// Anthropic's `cache_control`.
    pub cache: Option<Value>,
    pub extras: Extras,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Text(String),
    /// The model declines, in its words.
    Refusal(String),
    Image(Media),
    /// PDF, plain text and other files that are read.
    Document(Media),
    Audio(Media),
    Video(Media),
    /// Reasoning of the model, in one piece or in the paragraphs of a summary. Empty when it is only sealed.
    Thought(Vec<String>),
    ToolCall(ToolCall),
    ToolResult(ToolResult),
    /// A block that only its own dialect knows, such as a call of a tool that the provider runs itself.
    Foreign(Value),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Media {
    pub source: Source,
    /// `image/png`. `None`: not told, as with most URLs.
    pub media_type: Option<String>,
    /// File name or title.
    pub name: Option<String>,
    /// OpenAI's `detail` of an image.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Standard base64, without the `data:` prefix.
    Base64(String),
    Url(String),
    /// An id of a file that the provider keeps.
    File(String),
    /// The document's text itself.
    Text(String),
}

impl Default for Source {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// The model wants a tool to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Never empty: dialects without ids get them when read.
    pub id: String,
    pub name: String,
    pub arguments: Arguments,
}

/// What a tool answered.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// `ToolCall::id` of the call.
    pub call_id: String,
    /// The tool, where the dialect says it here.
    pub name: Option<String>,
    pub output: ToolOutput,
    pub is_error: Option<bool>,
    /// It answers a call of a custom tool.
    pub custom: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ToolOutput {
    /// Text, images, documents.
    Parts(Vec<Part>),
    /// Gemini's `response` object.
    Object(Extras),
}

impl Part {
    pub fn new(content: Content) -> Self {
        Self {
            content,
            seal: None,
            cache: None,
            extras: Extras::new(),
        }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Content::Text(text.into()))
    }

    pub fn thought(text: impl Into<String>, seal: Option<Seal>) -> Self {
        Self {
            seal,
            ..Self::new(Content::Thought(vec![text.into()]))
        }
    }

    /// The text, if that is what it is.
    pub fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Media {
    /// The text of a document behind its name, for dialects where a text has none.
    pub fn titled<'a>(&self, text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
        let text = text.into();
        match &self.name {
            Some(name) => Cow::Owned(format!("{name}\n\n{text}")),
            None => text,
        }
    }
}

impl ToolResult {
    /// What it says, for dialects that have no mark for a failure.
    pub fn told<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        let says_error = |text: &str| {
            let start = text.trim_start().get(..5);
            start.is_some_and(|start| start.eq_ignore_ascii_case("error"))
        };
        match self.is_error {
            Some(true) if text.trim().is_empty() => Cow::Borrowed("Error: the tool failed."),
            Some(true) if !says_error(&text) => Cow::Owned(format!("Error: {text}")),
            _ => text,
        }
    }

    /// What stands before it when it answers no call and is told in words.
    pub fn heading(&self) -> String {
        let tool = self.name.as_deref().unwrap_or(&self.call_id);
        format!("Result of the tool call {tool}:")
    }
}

impl ToolOutput {
    /// As one text, for dialects that know no other result: texts joined by blank lines, an object as its JSON.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Parts(parts) => {
                if let [part] = parts.as_slice() {
                    return Cow::Borrowed(part.as_text().unwrap_or_default());
                }
                let texts: Vec<&str> = parts.iter().filter_map(Part::as_text).collect();
                Cow::Owned(texts.join("\n\n"))
            }
            // A lone text under one of these names is in an object because Gemini takes nothing else. Under another name
            // it has a meaning that the name tells.
            Self::Object(object) => match (object.len(), object.iter().next()) {
                (1, Some((name, Value::String(text))))
                    if matches!(name.as_str(), "output" | "result" | "error") =>
                {
                    Cow::Borrowed(text)
                }
                _ => Cow::Owned(json::text(object)),
            },
        }
    }

    /// The parts that are no text.
    pub fn media(&self) -> impl Iterator<Item = &Part> {
        let parts = match self {
            Self::Parts(parts) => parts.as_slice(),
            Self::Object(_) => &[],
        };
        parts.iter().filter(|part| part.as_text().is_none())
    }
}
