//! Content blocks as they are written, to providers and to clients.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

use crate::hub::{Arguments, Extras};

/// One block. Borrows what it can.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block<'a> {
    Text {
        text: Cow<'a, str>,
        #[serde(flatten)]
        more: More<'a>,
    },
    Image {
        source: Source<'a>,
        #[serde(flatten)]
        more: More<'a>,
    },
    Document {
        source: Source<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<&'a str>,
        #[serde(flatten)]
        more: More<'a>,
    },
    Thinking {
        thinking: Cow<'a, str>,
        signature: Cow<'a, str>,
        #[serde(flatten)]
        more: More<'a>,
    },
    RedactedThinking {
        data: Cow<'a, str>,
        #[serde(flatten)]
        more: More<'a>,
    },
    ToolUse {
        id: Cow<'a, str>,
        name: Cow<'a, str>,
        input: Input<'a>,
        #[serde(flatten)]
        more: More<'a>,
    },
    ToolResult {
        tool_use_id: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        content: Option<Blocks<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_error: Option<bool>,
        #[serde(flatten)]
        more: More<'a>,
    },
    /// A block of its own dialect, whole.
    #[serde(untagged)]
    Raw(Cow<'a, Value>),
}

/// What every block may have besides.
#[derive(Debug, Default, Serialize)]
pub(super) struct More<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_control: Option<&'a Value>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    extras: Option<&'a Extras>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Source<'a> {
    Base64 {
        media_type: Cow<'a, str>,
        data: &'a str,
    },
    Url {
        url: &'a str,
    },
    File {
        file_id: &'a str,
    },
    Text {
        media_type: &'static str,
        data: Cow<'a, str>,
    },
}

/// The input of a call: always an object.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Input<'a> {
    /// As the model wrote it.
    Written(&'a RawValue),
    Made(Extras),
}

/// Content: one plain text is written as a string.
#[derive(Debug, Default)]
pub(super) struct Blocks<'a>(pub Vec<Block<'a>>);

impl<'a> Block<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text {
            text: text.into(),
            more: More::default(),
        }
    }
}

impl<'a> More<'a> {
    pub(super) fn new(cache_control: Option<&'a Value>, extras: Option<&'a Extras>) -> Self {
        Self {
            cache_control,
            extras: extras.filter(|extras| !extras.is_empty()),
        }
    }

    fn is_empty(&self) -> bool {
        self.cache_control.is_none() && self.extras.is_none()
    }
}

impl<'a> Input<'a> {
    pub(super) fn of(arguments: &'a Arguments) -> Self {
        let written = match arguments {
            Arguments::Json(text) if text.trim_start().starts_with('{') => {
                serde_json::from_str::<&RawValue>(text).ok()
            }
            _ => None,
        };
        match written {
            Some(written) => Self::Written(written),
            None => Self::Made(arguments.to_object()),
        }
    }
}

impl Serialize for Blocks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [Block::Text { text, more }] if more.is_empty() => serializer.serialize_str(text),
            blocks => serializer.collect_seq(blocks),
        }
    }
}
