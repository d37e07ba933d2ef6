//! How hard the model shall think.

use std::borrow::Cow;

use super::Draft;
use crate::{
    codec::Feature,
    hub::Effort,
    openai_chat::{member::Member, wire},
};

pub(super) fn write(draft: &mut Draft<'_>, wire: &mut wire::Request<'_>) {
    let wanted = draft.request.reasoning.as_effort();
    let effort = if !draft.has(Feature::Reasoning) {
        None
    } else if draft.own {
        wanted
    } else if wire.tools.is_some() && is_silent_with_tools(draft.target.model) {
        Some(Effort::None)
    } else if draft.has(Feature::OpenaiExtras) {
        wanted
    } else {
        wanted.and_then(common)
    };
    let silenced = effort == Some(Effort::None) || !draft.has(Feature::Reasoning);
    let unsaid = wanted.is_some() && effort.is_none();
    if draft.request.reasoning.is_on() && (silenced || unsaid) {
        draft.note(&Member::EFFORT);
    }
    wire.reasoning_effort = effort.map(|effort| Cow::Borrowed(effort.name()));
}

/// The efforts that all know who know any.
fn common(effort: Effort) -> Option<Effort> {
    match effort {
        Effort::None => None,
        Effort::Minimal | Effort::Low => Some(Effort::Low),
        Effort::Medium => Some(Effort::Medium),
        Effort::High | Effort::Xhigh | Effort::Max => Some(Effort::High),
    }
}

/// From GPT-5.6 on, OpenAI takes function tools here only when the model does not reason.
fn is_silent_with_tools(model: &str) -> bool {
    let Some(version) = model.strip_prefix("gpt-") else {
        return false;
    };
    let end = version
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(version.len());
    let (major, minor) = version[..end]
        .split_once('.')
        .unwrap_or((&version[..end], "0"));
    match (major.parse::<u32>(), minor.parse::<u32>()) {
        (Ok(major), Ok(minor)) => (major, minor) >= (5, 6),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_models_of_openai_reason_without_tools_only() {
        for model in ["gpt-5.6", "gpt-5.6-mini", "gpt-6", "gpt-6-sol", "gpt-5.10"] {
            assert!(is_silent_with_tools(model), "{model}");
        }
        for model in [
            "gpt-5.4",
            "gpt-5",
            "gpt-4o",
            "gpt-oss-120b",
            "gpt-",
            "o3",
            "grok-4.7",
        ] {
            assert!(!is_silent_with_tools(model), "{model}");
        }
    }
}
