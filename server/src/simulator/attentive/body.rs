//! Reading a body into types that allow what a provider allows and nothing else.

use std::{fmt, marker::PhantomData};

use routex_entity::Dialect;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use serde_json::Value;

use super::super::failure::Failure;

/// # Errors
/// What is wrong and where, in the words of the dialect's provider.
pub(super) fn parse<T: DeserializeOwned>(dialect: Dialect, body: &[u8]) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refusal(dialect, &path, &error.into_inner())
    })
}

/// The same for a part of the body; `path` is where it is.
pub(super) fn parse_part<T: DeserializeOwned>(
    dialect: Dialect,
    path: &str,
    part: Value,
) -> Result<T, Failure> {
    serde_path_to_error::deserialize(part).map_err(|error| {
        let inside = error.path().to_string();
        let path = match inside.as_str() {
            "." => path.to_owned(),
            inside => format!("{path}.{inside}"),
        };
        refusal(dialect, &path, &error.into_inner())
    })
}

fn refusal(dialect: Dialect, path: &str, error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let unknown = said.starts_with("unknown field");
    let missing = said.starts_with("missing field");
    match dialect {
        Dialect::Anthropic => {
            let path = dotted(path);
            Failure::new(
                400,
                if unknown {
                    format!(
                        "{}: Extra inputs are not permitted",
                        named(&path, quoted, ".")
                    )
                } else if missing {
                    format!("{}: Field required", named(&path, quoted, "."))
                } else {
                    format!("{path}: {said}")
                },
            )
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            let (message, code, param) = if unknown {
                let param = named(path, quoted, ".");
                (
                    format!("Unknown parameter: '{param}'."),
                    "unknown_parameter",
                    param,
                )
            } else if missing {
                let param = named(path, quoted, ".");
                (
                    format!("Missing required parameter: '{param}'."),
                    "missing_required_parameter",
                    param,
                )
            } else {
                (
                    format!("Invalid value for '{path}': {said}"),
                    "invalid_value",
                    path.to_owned(),
                )
            };
            Failure {
                param: Some(param),
                code: Some(code),
                ..Failure::new(400, message)
            }
        }
        Dialect::Gemini => Failure::new(
            400,
            if unknown {
                let place = if path == "." {
                    String::new()
                } else {
                    format!(" at '{path}'")
                };
                format!(
                    "Invalid JSON payload received. Unknown name \"{quoted}\"{place}: Cannot find field."
                )
            } else {
                format!("Invalid value at '{path}': {said}")
            },
        ),
    }
}

/// The path of a member, which the error's own path ends with when the member was seen.
fn named(path: &str, member: &str, between: &str) -> String {
    if path == "." {
        return member.to_owned();
    }
    let last = path.rsplit(['.', '[']).next().unwrap_or_default();
    if last == member {
        return path.to_owned();
    }
    format!("{path}{between}{member}")
}

/// `messages[0].content` as Anthropic writes it: `messages.0.content`.
fn dotted(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

/// A text, or what a dialect has parts for.
#[derive(Debug)]
pub(super) enum Content<T> {
    Text(String),
    Parts(Vec<T>),
}

impl<T> Content<T> {
    /// `part` makes a part of a text.
    pub(super) fn into_parts(self, part: impl FnOnce(String) -> T) -> Vec<T> {
        match self {
            Self::Text(text) => vec![part(text)],
            Self::Parts(parts) => parts,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Content<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Content<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or an array")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Content::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(parts)).map(Content::Parts)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read does not matter here")]
    struct Body {
        turns: Vec<Turn>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read does not matter here")]
    struct Turn {
        role: String,
    }

    #[test]
    fn refusals_are_in_the_words_of_the_provider() {
        let refused =
            |dialect, body: &str| parse::<Body>(dialect, body.as_bytes()).unwrap_err().message;
        let unknown = r#"{"turns": [{"role": "user", "tone": "kind"}]}"#;
        assert_eq!(
            refused(Dialect::Anthropic, unknown),
            "turns.0.tone: Extra inputs are not permitted"
        );
        assert_eq!(
            refused(Dialect::OpenaiChat, unknown),
            "Unknown parameter: 'turns[0].tone'."
        );
        assert_eq!(
            refused(Dialect::Gemini, r#"{"turns": [], "tone": 1}"#),
            "Invalid JSON payload received. Unknown name \"tone\" at 'tone': Cannot find field."
        );
        assert_eq!(refused(Dialect::Anthropic, "{}"), "turns: Field required");
        assert_eq!(
            refused(Dialect::OpenaiResponses, r#"{"turns": [{}]}"#),
            "Missing required parameter: 'turns[0].role'."
        );
    }
}
