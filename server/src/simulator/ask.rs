//! The little the simulator reads of a request: names are borrowed and everything else is skipped, not kept.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A request to generate, in any dialect.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask<'a> {
    #[serde(borrow)]
    pub model: Cow<'a, str>,
    pub stream: bool,
    pub stream_options: StreamOptions,
    /// Responses only.
    #[serde(borrow)]
    pub previous_response_id: Option<Cow<'a, str>>,
    /// Responses only; absent means yes.
    pub store: Option<bool>,
    #[serde(borrow)]
    pub input: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StreamOptions {
    pub include_usage: bool,
}

impl<'a> Ask<'a> {
    /// # Errors
    /// When the body is not a JSON object or one of these fields has the wrong type.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

/// The field `model` of a multipart form; empty when there is none.
pub(super) fn model_of_form(body: &[u8]) -> String {
    let field = memchr::memmem::find(body, b"name=\"model\"").map(|at| &body[at..]);
    field
        .and_then(|rest| {
            let value = &rest[memchr::memmem::find(rest, b"\r\n\r\n")? + 4..];
            let end = memchr::memmem::find(value, b"\r\n")?;
            Some(String::from_utf8_lossy(&value[..end]).into_owned())
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_past_everything_else() {
        let body = br#"{"messages":[{"role":"user","content":"\"model\""}],"model":"a\u0062","stream":true}"#;
        let ask = Ask::read(body).unwrap();
        assert_eq!(ask.model, "ab");
        assert!(ask.stream && !ask.stream_options.include_usage);
    }

    #[test]
    fn finds_the_model_of_a_form() {
        let body =
            b"--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--x--\r\n";
        assert_eq!(model_of_form(body), "whisper-1");
        assert_eq!(model_of_form(b"--x--\r\n"), "");
    }
}
