//! How the next token is chosen.

use std::borrow::Cow;

use serde_json::Number;

use super::writing::Writing;
use crate::{anthropic::model::Claude, codec::Member};

#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Sampling<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Cow<'a, Number>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<&'a Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<&'a Number>,
}

/// `thinks`: the model thinks, and then chooses in its own way.
pub(super) fn sampling<'a>(thinks: bool, writing: &mut Writing<'a>) -> Sampling<'a> {
    let wanted = &writing.request.sampling;
    let mut sampling = Sampling {
        temperature: wanted.temperature.as_ref().map(Cow::Borrowed),
        top_p: wanted.top_p.as_ref(),
        top_k: wanted.top_k.as_ref(),
    };
    writing.drop_if(wanted.frequency_penalty.is_some(), Member::FrequencyPenalty);
    writing.drop_if(wanted.presence_penalty.is_some(), Member::PresencePenalty);
    writing.drop_if(wanted.seed.is_some(), Member::Seed);
    if writing.own() {
        return sampling;
    }
    let claude = Claude::of_name(writing.target.model);
    let takes = claude.is_none_or(Claude::takes_sampling);
    let is_default = |number: &Number| number.as_f64() == Some(1.0);
    // Other dialects go up to 2.
    if let Some(hot) = &mut sampling.temperature
        && hot.as_f64().is_some_and(|temperature| temperature > 1.0)
    {
        *hot = Cow::Owned(Number::from(1));
    }
    if thinks || !takes {
        let temperature = sampling.temperature.take();
        writing.drop_if(
            temperature.is_some_and(|number| !is_default(&number)),
            Member::Temperature,
        );
        writing.drop_if(sampling.top_k.take().is_some(), Member::TopK);
        let low = |number: &Number| !takes || number.as_f64().is_some_and(|top_p| top_p < 0.95);
        if sampling.top_p.is_some_and(low) {
            let top_p = sampling.top_p.take();
            writing.drop_if(
                top_p.is_some_and(|number| !is_default(number)),
                Member::TopP,
            );
        }
    }
    if sampling.temperature.is_some() && claude.is_some_and(Claude::takes_one_sampling) {
        let top_p = sampling.top_p.take();
        writing.drop_if(
            top_p.is_some_and(|number| !is_default(number)),
            Member::TopP,
        );
    }
    sampling
}
