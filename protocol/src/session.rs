//! Which conversation a request belongs to.

use super::{endpoint::Endpoint, json::Str, request::Head};

mod beginning;
mod objects;

use beginning::Beginning;
use routex_entity::Dialect;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// How ids of responses begin that Routex makes and keeps itself. No account knows them, so they bind to none.
pub const KEPT_RESPONSE: &str = "resp_rx";
/// Bytes of an id that is kept as it is.
const MAX_ID: usize = 128;

/// A conversation as the client identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    /// The client's own id, or a hash of the conversation's beginning (`sha256:…`). At most 128 bytes.
    pub id: String,
    pub kind: SessionKind,
}

/// How binding the identity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// State lives on one account: only that place can serve.
    Hard,
    /// Stay where the conversation is, move when its place dies.
    Soft,
    /// A conversation known only by its beginning, on its first turn: placed freely, remembered for the next turn.
    FirstTurn,
}

impl Session {
    /// State that lives on one account: a stored response, a conversation, a cache or a file.
    pub fn hard(object: &str) -> Self {
        Self::new(object, SessionKind::Hard)
    }

    /// A conversation that may move when its place dies.
    pub fn soft(id: &str) -> Self {
        Self::new(id, SessionKind::Soft)
    }

    fn new(id: &str, kind: SessionKind) -> Self {
        Self {
            id: bounded(id),
            kind,
        }
    }
}

/// An id as sessions and pins hold it: itself, or a hash of it when it is longer than 128 bytes.
pub fn bounded(id: &str) -> String {
    if id.len() <= MAX_ID {
        id.to_owned()
    } else {
        digest(Sha256::new().chain_update(id))
    }
}

/// The session of a request whose headers alone can name one.
pub(super) fn in_headers<'h>(header: &dyn Fn(&str) -> Option<&'h str>) -> Option<Session> {
    [CLAUDE_CODE]
        .iter()
        .chain(CODEX)
        .chain(OTHERS)
        .find_map(|name| named(header, name))
}

/// The session of a JSON request. What lives on one account goes before every other identity; then comes the
/// first one present, from the most to the least telling, and last the conversation's beginning.
pub(super) fn identify<'h>(
    endpoint: &Endpoint,
    header: &dyn Fn(&str) -> Option<&'h str>,
    head: &Head<'_>,
    body: &[u8],
    model: &str,
) -> Option<Session> {
    let dialect = endpoint.dialect();
    let conversation = head.conversation.and_then(|raw| id_of(raw.get()));
    objects::pinned(dialect, head, conversation.as_deref(), body)
        .map(|object| Session::hard(&object))
        .or_else(|| named(header, CLAUDE_CODE))
        .or_else(|| {
            let user_id = head.metadata.filter(|_| dialect == Dialect::Anthropic)?;
            Some(Session::soft(&session_of_user_id(user_id.get())?))
        })
        .or_else(|| {
            CODEX
                .iter()
                .chain(OTHERS)
                .find_map(|name| named(header, name))
        })
        .or_else(|| {
            [
                Some(head.session_id.as_str()),
                Some(head.prompt_cache_key.as_str()),
                conversation.as_deref(),
                Some(head.user.as_str()),
                Some(head.safety_identifier.as_str()),
            ]
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|id| !id.is_empty())
            .map(Session::soft)
        })
        .or_else(|| {
            let beginning = Beginning::of(dialect, head).filter(|_| endpoint.converses())?;
            Some(Session {
                id: digest(beginning.hash(model)),
                kind: if beginning.answered {
                    SessionKind::Soft
                } else {
                    SessionKind::FirstTurn
                },
            })
        })
}

const CLAUDE_CODE: &str = "x-claude-code-session-id";
const CODEX: &[&str] = &["session-id", "session_id", "thread-id", "x-codex-window-id"];
const OTHERS: &[&str] = &["x-session-id", "x-session-affinity"];

fn named<'h>(header: &dyn Fn(&str) -> Option<&'h str>, name: &str) -> Option<Session> {
    header(name)
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(Session::soft)
}

/// `"id"` or `{"id": "…"}`.
fn id_of(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Object<'a> {
        #[serde(borrow)]
        id: Str<'a>,
    }
    let id = if raw.starts_with('{') {
        serde_json::from_str::<Object<'_>>(raw).ok()?.id
    } else {
        serde_json::from_str(raw).ok()?
    };
    id.given().map(str::to_owned)
}

/// The session inside Anthropic's `metadata.user_id`: `user_…_account_…_session_…`, or JSON in a string. The
/// whole value names a device and an account, never a conversation.
fn session_of_user_id(metadata: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Metadata<'a> {
        #[serde(borrow)]
        user_id: Str<'a>,
    }
    #[derive(Deserialize)]
    struct UserId<'a> {
        #[serde(borrow)]
        session_id: Str<'a>,
    }
    let metadata: Metadata<'_> = serde_json::from_str(metadata).ok()?;
    let user_id = metadata.user_id.as_str();
    let session = if user_id.starts_with('{') {
        serde_json::from_str::<UserId<'_>>(user_id).ok()?.session_id
    } else {
        Str(user_id.rsplit_once("_session_")?.1.into())
    };
    session.given().map(str::to_owned)
}

/// `sha256:` and half of the digest in hex.
fn digest(hash: Sha256) -> String {
    let digest = hash.finalize();
    digest[..16]
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xF])
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .fold(String::from("sha256:"), |mut hex, digit| {
            hex.push(digit);
            hex
        })
}

#[cfg(test)]
mod tests;
