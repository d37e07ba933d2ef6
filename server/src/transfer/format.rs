//! Whose file it is, and reading it.

use base64::{Engine, engine::general_purpose::STANDARD};
use routex_entity::api::{ImportFormat, ImportInput};
use serde_json::Value;

use super::{Bundle, Unreadable, ccflare, litellm, own};
use crate::secret::Secret;

/// What every SQLite database begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// The contents of a file.
pub enum File {
    Json(Value),
    Text(String),
    Bytes(Vec<u8>),
}

/// Where `os.environ/NAME` of a LiteLLM file is looked up. The admin API knows no variable: its callers may not read the
/// server's environment.
pub type Variables = fn(&str) -> Option<String>;

/// What to read, and how.
pub struct Source {
    pub file: File,
    /// Guessed when absent.
    pub format: Option<ImportFormat>,
    pub passphrase: Option<Secret>,
    /// Whether channels of other routers may lead into private networks.
    pub allow_private_network: bool,
    pub variables: Variables,
}

impl File {
    /// The one file that a call brings.
    pub fn of(input: &mut ImportInput) -> Result<Self, Unreadable> {
        match (
            input.document.take(),
            input.text.take(),
            input.base64.take(),
        ) {
            (Some(document), None, None) => Ok(Self::Json(document)),
            (None, Some(text), None) => Ok(Self::Text(text)),
            (None, None, Some(text)) => STANDARD
                .decode(text.trim())
                .map(Self::Bytes)
                .map_err(|_not_base64| Unreadable::new("base64", "is not base64")),
            _ => Err(Unreadable::new(
                "",
                "give the file as one of document, text and base64",
            )),
        }
    }

    fn guess(&self) -> ImportFormat {
        match self {
            Self::Json(_) => ImportFormat::Routex,
            Self::Bytes(bytes) if bytes.starts_with(SQLITE) => ImportFormat::Ccflare,
            Self::Bytes(bytes) => guess_text(bytes),
            Self::Text(text) => guess_text(text.as_bytes()),
        }
    }

    fn into_text(self) -> Result<String, Unreadable> {
        match self {
            Self::Json(document) => Ok(document.to_string()),
            Self::Text(text) => Ok(text),
            Self::Bytes(bytes) => String::from_utf8(bytes)
                .map_err(|_not_utf8| Unreadable::new("base64", "is not a text in UTF-8")),
        }
    }

    fn into_json(self) -> Result<Value, Unreadable> {
        if let Self::Json(document) = self {
            return Ok(document);
        }
        serde_json::from_str(&self.into_text()?)
            .map_err(|error| Unreadable::new("text", format!("is not JSON: {error}")))
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Json(document) => document.to_string().into_bytes(),
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Reads a file, off the threads that serve.
pub async fn read(source: Source) -> Result<Bundle, Unreadable> {
    let Source {
        file,
        format,
        passphrase,
        allow_private_network,
        variables,
    } = source;
    match format.unwrap_or_else(|| file.guess()) {
        ImportFormat::Routex => {
            aside(move || own::read(file.into_json()?, passphrase.as_ref())).await
        }
        ImportFormat::Litellm => {
            aside(move || litellm::read(&file.into_text()?, variables, allow_private_network)).await
        }
        ImportFormat::Ccflare => ccflare::read(&file.into_bytes(), allow_private_network).await,
    }
}

async fn aside(
    read: impl FnOnce() -> Result<Bundle, Unreadable> + Send + 'static,
) -> Result<Bundle, Unreadable> {
    tokio::task::spawn_blocking(read)
        .await
        .unwrap_or_else(|_panicked| Err(Unreadable::new("", "the file could not be read")))
}

/// An export of Routex is JSON, and says so at its beginning or end.
fn guess_text(text: &[u8]) -> ImportFormat {
    let json = text.trim_ascii_start().starts_with(b"{");
    if json && memchr::memmem::find(text, b"\"routex_export\"").is_some() {
        ImportFormat::Routex
    } else {
        ImportFormat::Litellm
    }
}
