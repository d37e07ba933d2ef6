//! OpenAI Responses: what its events and answers mean.

use routex_entity::Extras;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::calls::Output;
use crate::{
    body::AnswerFacts,
    fault::{self, ErrorDetail},
    json::{Count, Str, Tier, Weight},
    openai_usage::WireUsage,
    session,
    stream::{EventFault, Events, Seen},
};

/// Named, numbered events from `response.created` to `response.completed`.
#[derive(Debug, Default)]
pub(crate) struct ResponseEvents {
    /// They tell once more how a stored response came about.
    pub replayed: bool,
}

impl Events for ResponseEvents {
    fn read(
        &mut self,
        seen: &mut Seen,
        event: Option<&[u8]>,
        data: &[u8],
    ) -> Result<(), EventFault> {
        if data.starts_with(b"[DONE]") {
            return Ok(());
        }
        let read: Event<'_> = serde_json::from_slice(data)?;
        if let Some(Count(sequence)) = read.sequence_number {
            seen.next_sequence = sequence.saturating_add(1);
        }
        let kind = match read.kind.as_str() {
            "" => event.unwrap_or_default(),
            kind => kind.as_bytes(),
        };
        match kind {
            b"response.created" | b"response.queued" | b"response.in_progress" => {
                read.note_response(seen)?;
            }
            b"response.output_item.added"
            | b"response.content_part.added"
            | b"response.reasoning_summary_part.added" => {}
            b"response.completed" | b"response.incomplete" | b"response.cancelled" => {
                read.note_response(seen)?;
                seen.finish();
            }
            b"response.failed" => {
                read.note_response(seen)?;
                if self.replayed {
                    seen.finish();
                    return Ok(());
                }
                let response = read.response.map_or("{}", RawValue::get);
                return Err(EventFault::Error(ErrorDetail::read_enclosing(
                    response.as_bytes(),
                )));
            }
            b"error" => return Err(EventFault::Error(ErrorDetail::read_enclosing(data))),
            kind if kind.ends_with(b".delta") => seen.add_content(read.delta.0),
            // The rest repeats or accompanies deltas, or tells what a built-in tool does.
            kind if kind.starts_with(b"response.") => seen.content = true,
            _ if fault::present(read.error).is_some() => {
                return Err(EventFault::Error(ErrorDetail::read_enclosing(data)));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads a whole response, or the count of `input_tokens`.
pub(crate) fn answer(body: &[u8]) -> Result<AnswerFacts, serde_json::Error> {
    let response: Response<'_> = serde_json::from_slice(body)?;
    let failed = response.status.as_str() == "failed" || fault::present(response.error).is_some();
    Ok(AnswerFacts {
        usage: response.usage.unwrap_or_default().canonical(),
        extras: response.extras(),
        usage_partial: response.usage.is_none(),
        model: response.model.given().map(str::to_owned),
        response_id: response.id.given().map(session::bounded),
        error: failed.then(|| ErrorDetail::read_enclosing(body)),
        empty: response.status.is_empty() && response.output.entries == 0,
        ..AnswerFacts::default()
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    sequence_number: Option<Count>,
    delta: Weight,
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Response<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    model: Str<'a>,
    #[serde(borrow)]
    status: Str<'a>,
    output: Output,
    service_tier: Tier,
    usage: Option<WireUsage>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl Response<'_> {
    fn extras(&self) -> Extras {
        let usage = self.usage.unwrap_or_default();
        Extras {
            service_tier: self.service_tier.0,
            web_searches: self.output.web_searches,
            file_searches: self.output.file_searches,
            ..usage.extras()
        }
    }
}

impl Event<'_> {
    fn note_response(&self, seen: &mut Seen) -> Result<(), EventFault> {
        let Some(response) = self.response else {
            return Ok(());
        };
        let response: Response<'_> = serde_json::from_str(response.get())?;
        seen.name_model(response.model.as_str());
        if let Some(usage) = response.usage {
            seen.usage = usage.canonical();
            seen.usage_is_final = true;
            seen.extras = response.extras();
        }
        if seen.response_id.is_none() {
            seen.response_id = response.id.given().map(session::bounded);
        }
        Ok(())
    }
}
