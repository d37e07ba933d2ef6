//! Objects in a request that live on one account: whoever holds them must serve.

use memchr::memmem;
use routex_entity::Dialect;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::super::{json::Str, request::Head};

/// The first object that binds the request to an account.
pub(super) fn pinned(
    dialect: Dialect,
    head: &Head<'_>,
    conversation: Option<&str>,
    body: &[u8],
) -> Option<String> {
    let named = match dialect {
        Dialect::OpenaiResponses => head
            .previous_response_id
            .given()
            .filter(|id| !id.starts_with(super::KEPT_RESPONSE))
            .or(conversation),
        Dialect::Gemini => head
            .cached_content
            .given()
            .or_else(|| head.cached_content_snake.given()),
        Dialect::Anthropic | Dialect::OpenaiChat => None,
    };
    named
        .map(str::to_owned)
        .or_else(|| file(dialect, head, body))
}

/// A file uploaded to the account that a message refers to. Most requests have none, which a search for the
/// name tells without reading the messages.
fn file(dialect: Dialect, head: &Head<'_>, body: &[u8]) -> Option<String> {
    let names: &[&str] = match dialect {
        Dialect::Gemini => &["\"fileUri\"", "\"file_uri\""],
        _ => &["\"file_id\""],
    };
    if !names
        .iter()
        .any(|name| memmem::find(body, name.as_bytes()).is_some())
    {
        return None;
    }
    let turns = match dialect {
        Dialect::Anthropic | Dialect::OpenaiChat => head.messages,
        Dialect::OpenaiResponses => head.input,
        Dialect::Gemini => head.contents,
    };
    list::<Turn<'_>>(turns?)?
        .iter()
        .filter_map(|turn| turn.content.or(turn.parts))
        .find_map(file_in_content)
}

#[derive(Deserialize)]
struct Turn<'a> {
    #[serde(borrow, default)]
    content: Option<&'a RawValue>,
    #[serde(borrow, default)]
    parts: Option<&'a RawValue>,
}

/// A content block. What a tool was called with is not read: a model may name an argument as it likes.
#[derive(Deserialize)]
struct Block<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow, default)]
    file_id: Str<'a>,
    #[serde(borrow, default)]
    source: Option<&'a RawValue>,
    #[serde(borrow, default)]
    file: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "fileData")]
    file_data: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "file_data")]
    file_data_snake: Option<&'a RawValue>,
    #[serde(borrow, default)]
    content: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    file_id: Option<String>,
    #[serde(default, rename = "fileUri", alias = "file_uri")]
    file_uri: Option<String>,
}

fn file_in_content(content: &RawValue) -> Option<String> {
    list::<Block<'_>>(content)?.iter().find_map(file_in_block)
}

fn file_in_block(block: &Block<'_>) -> Option<String> {
    let own = match block.kind.as_str() {
        "input_file" | "input_image" | "container_upload" => block.file_id.given(),
        _ => None,
    };
    own.map(str::to_owned)
        .or_else(|| {
            [
                block.source,
                block.file,
                block.file_data,
                block.file_data_snake,
            ]
            .into_iter()
            .flatten()
            .find_map(referred)
        })
        // A tool's result has blocks of its own; those of a document have no files.
        .or_else(|| {
            let inner = block
                .content
                .filter(|_| block.kind.as_str() == "tool_result")?;
            list::<Block<'_>>(inner)?
                .iter()
                .find_map(|block| referred(block.source?))
        })
}

fn referred(raw: &RawValue) -> Option<String> {
    let reference: Reference = object(raw)?;
    reference
        .file_id
        .filter(|id| !id.is_empty())
        .or_else(|| files_api_name(&reference.file_uri?))
}

/// `files/…` of Gemini's files API. Other addresses (video sites, public buckets) belong to no account.
fn files_api_name(uri: &str) -> Option<String> {
    let name = uri.rsplit_once("/files/").map_or_else(
        || uri.strip_prefix("files/"),
        |(host, name)| host.contains("generativelanguage").then_some(name),
    )?;
    (!name.is_empty()).then(|| format!("files/{name}"))
}

fn list<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<Vec<T>> {
    raw.get()
        .starts_with('[')
        .then(|| serde_json::from_str(raw.get()).ok())?
}

fn object<T: DeserializeOwned>(raw: &RawValue) -> Option<T> {
    raw.get()
        .starts_with('{')
        .then(|| serde_json::from_str(raw.get()).ok())?
}
