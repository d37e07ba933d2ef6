//! How hard the model shall think.

use std::borrow::Cow;

use super::Draft;
use crate::{
    codec::{Feature, Member},
    hub::Effort,
    openai::Reasoner,
    openai_chat::wire,
};

pub(super) fn write(draft: &mut Draft<'_>, wire: &mut wire::Request<'_>) {
    let wanted = draft.request.reasoning.as_effort();
    let openai = Reasoner::of_name(draft.target.model);
    let effort = if !draft.has(Feature::Reasoning) {
        None
    } else if draft.own {
        wanted
    } else if wire.tools.is_some() && openai.is_some_and(Reasoner::is_silent_with_tools) {
        // OpenAI takes function tools here only from those who ask for no reasoning.
        Some(Effort::None)
    } else if let Some(openai) = openai {
        wanted.map(|wanted| openai.nearest(wanted))
    } else if draft.has(Feature::OpenaiExtras) {
        wanted
    } else {
        wanted.and_then(common)
    };
    let silenced = effort == Some(Effort::None) || !draft.has(Feature::Reasoning);
    let unsaid = wanted.is_some() && effort.is_none();
    let unheard =
        wanted == Some(Effort::None) && effort.is_some_and(|effort| effort > Effort::None);
    if unheard || draft.request.reasoning.is_on() && (silenced || unsaid) {
        draft.note(Member::Reasoning);
    }
    let shown = !matches!(
        draft.request.reasoning.show.as_deref(),
        None | Some("omitted" | "none" | "false")
    );
    if shown && !draft.own && !draft.has(Feature::ReasoningContent) {
        draft.note(Member::Show);
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
