//! Models that read what they are asked, as strictly as the provider whose dialect it is, and answer to it.
//!
//! A reader a dialect turns a request into what was asked, or refuses it in that provider's words. What is answered is
//! decided in one place for all of them.

mod anthropic;
mod asked;
mod body;
mod gemini;
mod media;
mod names;
mod openai;
mod openai_chat;
mod openai_responses;
mod reply;
mod schema;
mod seal;

use sha2::{Digest, Sha256};

pub(super) use asked::Asked;

use super::{
    failure::Failure,
    plan::{Plan, Shape},
    script::{Script, Skill},
    speech::Speech,
};

/// Everything that a reader may look at.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub skill: Skill,
    pub model: &'a str,
    pub body: &'a [u8],
    pub purpose: Purpose,
    /// Anthropic only.
    pub api_version: Option<&'a str>,
    /// Responses only: what was said and answered before, the items of the chain of previous responses.
    pub history: &'a [serde_json::Value],
    /// Responses only: finds an item of a stored response by its id.
    pub stored_item: &'a dyn Fn(&str) -> Option<serde_json::Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Generate,
    CountTokens,
}

/// # Errors
/// What the provider would refuse.
pub(super) fn read(shape: Shape, reading: Reading<'_>) -> Result<Asked, Failure> {
    match shape {
        Shape::Anthropic => anthropic::read(reading),
        Shape::Chat | Shape::ChatWithUsage => openai_chat::read(reading),
        Shape::Responses => openai_responses::read(reading),
        Shape::GeminiEvents | Shape::GeminiArray => gemini::read(reading),
    }
}

/// The answer to this one request.
pub(super) fn plan(
    shape: Shape,
    model: &str,
    script: &Script,
    reading: Reading<'_>,
) -> Result<Plan, Failure> {
    let asked = read(shape, reading)?;
    let key = key(reading.body);
    let parts = reply::parts(reading.skill, shape.dialect(), &key, &asked)?;
    let speech = Speech {
        model,
        script,
        key,
        parts,
    };
    Ok(Plan::render(shape, &speech))
}

/// The same for the same request, and different for another.
fn key(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex = digest[..8].iter().map(|byte| format!("{byte:02x}"));
    format!("sim{}", hex.collect::<String>())
}

#[cfg(test)]
mod tests;
