//! Items of an answer, as a client gets them in a stream and in a complete response.

use serde::Serialize;
use serde_json::Value;

use super::namespace;
use crate::{
    codec::Context,
    hub::{Arguments, Media, Source},
};

#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub(super) enum Item<'a> {
    #[serde(rename = "message")]
    Message {
        id: &'a str,
        status: &'static str,
        role: &'static str,
        content: &'a [Content<'a>],
    },
    #[serde(rename = "function_call")]
    FunctionCall {
        id: &'a str,
        status: &'static str,
        call_id: &'a str,
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        namespace: Option<&'a str>,
        arguments: &'a str,
    },
    #[serde(rename = "custom_tool_call")]
    CustomToolCall {
        id: &'a str,
        status: &'static str,
        call_id: &'a str,
        name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        namespace: Option<&'a str>,
        input: &'a str,
    },
    #[serde(rename = "reasoning")]
    Reasoning {
        id: &'a str,
        summary: &'a [Summary<'a>],
        #[serde(skip_serializing_if = "Option::is_none")]
        encrypted_content: Option<&'a str>,
    },
    #[serde(rename = "image_generation_call")]
    Image {
        id: &'a str,
        status: &'static str,
        result: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        output_format: Option<&'a str>,
    },
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type")]
pub(super) enum Content<'a> {
    #[serde(rename = "output_text")]
    Text {
        text: &'a str,
        annotations: &'a [Value],
        logprobs: [(); 0],
    },
    #[serde(rename = "refusal")]
    Refusal { refusal: &'a str },
}

/// A paragraph of a reasoning's summary.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type", rename = "summary_text")]
pub(super) struct Summary<'a> {
    pub text: &'a str,
}

pub(super) const IN_PROGRESS: &str = "in_progress";
pub(super) const COMPLETED: &str = "completed";
pub(super) const INCOMPLETE: &str = "incomplete";
pub(super) const FAILED: &str = "failed";

/// What a call is to the client.
#[derive(Debug)]
pub(super) struct Callee {
    pub name: String,
    pub namespace: Option<String>,
    /// One of its custom tools.
    pub custom: bool,
}

impl Callee {
    /// By the name that the provider uses.
    pub(super) fn find(name: &str, context: &Context) -> Self {
        let name = context.names.original(name);
        let custom = context.is_custom_tool(name);
        match namespace::find(&context.request.tools, name) {
            Some((group, inner)) => Self {
                name: inner.to_owned(),
                namespace: Some(group.to_owned()),
                custom,
            },
            None => Self {
                name: name.to_owned(),
                namespace: None,
                custom,
            },
        }
    }

    pub(super) fn item<'a>(
        &'a self,
        id: &'a str,
        status: &'static str,
        call_id: &'a str,
        input: &'a str,
    ) -> Item<'a> {
        let (name, namespace) = (&self.name, self.namespace.as_deref());
        if self.custom {
            Item::CustomToolCall {
                id,
                status,
                call_id,
                name,
                namespace,
                input,
            }
        } else {
            Item::FunctionCall {
                id,
                status,
                call_id,
                name,
                namespace,
                arguments: input,
            }
        }
    }

    /// What it is called with, whole.
    pub(super) fn input(&self, arguments: &Arguments) -> String {
        if self.custom {
            arguments.to_text()
        } else {
            arguments.to_json()
        }
    }

    pub(super) const fn prefix(&self) -> &'static str {
        if self.custom { "ctc_" } else { "fc_" }
    }
}

/// A call's id: the provider's, so that it knows it again, or one that is made.
pub(super) fn call_id(id: &str, context: &Context, number: usize) -> String {
    if id.is_empty() {
        context.id("call_", number)
    } else {
        id.to_owned()
    }
}

/// A seal on anything but a thought travels behind it in a reasoning item of its own.
pub(super) fn sealed_item<'a>(id: &'a str, seal: &'a str) -> Item<'a> {
    Item::Reasoning {
        id,
        summary: &[],
        encrypted_content: Some(seal),
    }
}

/// A picture by the model looks as if a tool of the provider had made it.
pub(super) fn image<'a>(id: &'a str, image: &'a Media) -> Option<Item<'a>> {
    let Source::Base64(data) = &image.source else {
        return None;
    };
    let format = image.media_type.as_deref();
    Some(Item::Image {
        id,
        status: COMPLETED,
        result: Some(data),
        output_format: format
            .and_then(|format| format.strip_prefix("image/"))
            .filter(|format| matches!(*format, "png" | "webp" | "jpeg" | "gif" | "svg")),
    })
}
