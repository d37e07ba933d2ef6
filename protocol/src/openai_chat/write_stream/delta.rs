//! What is new in a chunk.

use serde::Serialize;
use serde_json::Value;

use crate::{hub::Extras, openai_chat::wire::Part};

#[derive(Debug, Default, Serialize)]
pub(super) struct Delta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_calls: Option<[Call<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_call: Option<Function<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<[&'a Value; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    images: Option<[&'a Part<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<&'a Extras>,
}

#[derive(Debug, Default, Serialize)]
struct Call<'a> {
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<Function<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Custom<'a>>,
}

#[derive(Debug, Default, Serialize)]
struct Function<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    arguments: &'a str,
}

#[derive(Debug, Default, Serialize)]
struct Custom<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    input: &'a str,
}

impl<'a> Delta<'a> {
    pub(super) fn role() -> Self {
        Self {
            role: Some("assistant"),
            content: Some(""),
            ..Self::default()
        }
    }

    pub(super) fn text(text: &'a str) -> Self {
        Self {
            content: Some(text),
            ..Self::default()
        }
    }

    pub(super) fn refusal(text: &'a str) -> Self {
        Self {
            refusal: Some(text),
            ..Self::default()
        }
    }

    pub(super) fn thought(text: &'a str) -> Self {
        Self {
            reasoning_content: Some(text),
            ..Self::default()
        }
    }

    pub(super) fn call_begun(index: u32, id: &'a str, name: &'a str, custom: bool) -> Self {
        let call = Call {
            index,
            id: Some(id),
            ..Call::default()
        };
        let name = Some(name);
        Self::call(if custom {
            Call {
                kind: Some("custom"),
                custom: Some(Custom { name, input: "" }),
                ..call
            }
        } else {
            Call {
                kind: Some("function"),
                function: Some(Function {
                    name,
                    arguments: "",
                }),
                ..call
            }
        })
    }

    pub(super) fn arguments(index: u32, arguments: &'a str) -> Self {
        Self::call(Call {
            index,
            function: Some(Function {
                name: None,
                arguments,
            }),
            ..Call::default()
        })
    }

    pub(super) fn input(index: u32, input: &'a str) -> Self {
        Self::call(Call {
            index,
            custom: Some(Custom { name: None, input }),
            ..Call::default()
        })
    }

    pub(super) fn function_begun(name: &'a str) -> Self {
        Self {
            function_call: Some(Function {
                name: Some(name),
                arguments: "",
            }),
            ..Self::default()
        }
    }

    pub(super) fn function_arguments(arguments: &'a str) -> Self {
        Self {
            function_call: Some(Function {
                name: None,
                arguments,
            }),
            ..Self::default()
        }
    }

    pub(super) fn annotated(annotation: &'a Value) -> Self {
        Self {
            annotations: Some([annotation]),
            ..Self::default()
        }
    }

    pub(super) fn image(image: &'a Part<'a>) -> Self {
        Self {
            images: Some([image]),
            ..Self::default()
        }
    }

    pub(super) fn audio(audio: &'a Extras) -> Self {
        Self {
            audio: Some(audio),
            ..Self::default()
        }
    }

    fn call(call: Call<'a>) -> Self {
        Self {
            tool_calls: Some([call]),
            ..Self::default()
        }
    }
}
