//! A message in the form that its target takes, one file a kind. Pure: time is an argument.

mod dingtalk;
mod feishu;
mod generic;
mod slack;
mod telegram;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use hmac::digest::InvalidLength;
use routex_entity::AlertTargetKind;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::{message::Message, target::Target};

/// A request to a target. Always `POST`, with JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub url: Url,
    /// Beside the content type.
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

/// A message cannot be put into the form of its target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    #[error("the target has no {0}; give it one")]
    Missing(&'static str),
    #[error("the URL of the target cannot be completed; correct it")]
    Url,
    #[error("the message cannot be signed with this secret")]
    Sign,
    #[error("the message cannot be written as JSON")]
    Write,
}

/// What is to be put into a form.
struct Letter<'a> {
    target: &'a Target,
    message: &'a Message,
    id: Uuid,
    /// Name of the installation.
    instance: &'a str,
    now: DateTime<Utc>,
}

/// The request that tells the message. `id`: by which the receiver knows it when it comes again.
pub fn payload(
    target: &Target,
    message: &Message,
    id: Uuid,
    instance: &str,
    now: DateTime<Utc>,
) -> Result<Outgoing, PayloadError> {
    let letter = Letter {
        target,
        message,
        id,
        instance,
        now,
    };
    match target.kind {
        AlertTargetKind::Generic => generic::write(&letter),
        AlertTargetKind::Slack => Ok(slack::write(&letter)),
        AlertTargetKind::Feishu => feishu::write(&letter),
        AlertTargetKind::Dingtalk => dingtalk::write(&letter),
        AlertTargetKind::Telegram => telegram::write(&letter),
    }
}

impl From<InvalidLength> for PayloadError {
    fn from(_: InvalidLength) -> Self {
        Self::Sign
    }
}

/// By this, too, a receiver knows a message that comes again.
const DELIVERY: &str = "x-routex-delivery";

/// JSON to the target's own URL.
fn plain(letter: &Letter<'_>, body: &Value) -> Outgoing {
    Outgoing {
        url: letter.target.url.expose().clone(),
        headers: vec![(DELIVERY, letter.id.to_string())],
        body: body.to_string().into(),
    }
}

/// At most so many characters, the last of them dots when some are left out.
fn shortened(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests;
