//! Reading the answer of a provider that speaks another dialect than the client, up to the commit point.

use actix_web::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue},
    web::{Bytes, BytesMut},
};
use awc::ClientResponse;

use super::{
    Call, Whole,
    broken::Broken,
    receive::{Received, ReceivedBody, read_complete},
    shape::{is_encoded, is_event_stream},
};
use crate::{
    channel::Lease,
    http::proxy::{
        crossing::Crossing,
        forward::Exchange,
        headers::{Headers, to_client_of_another_dialect},
    },
    protocol::{
        Framing,
        body::{AnswerFacts, Malformed},
        estimate::count_tokens_body,
        hub::Answer,
        stream::{End, StreamReader},
        translate::Translator,
    },
    upstream::outcome,
};

/// A provider's answer in the client's dialect, what it says, and the answer itself where it is known as a whole.
type Translated = Result<(Bytes, AnswerFacts, Option<Answer>), Broken>;

impl Call {
    pub(super) async fn receive_across(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut crossing: Crossing,
        mut response: ClientResponse,
    ) -> Result<Received, Broken> {
        if is_encoded(&response) {
            return Err(outcome::malformed("the answer is packed, against the request").into());
        }
        let framing = exchange.facts.framing(exchange.endpoint.dialect());
        let is_stream = exchange.facts.stream;
        let mut headers = to_client_of_another_dialect(response.headers());
        kind(&mut headers, is_stream.then_some(framing));
        let streamed = is_event_stream(&response);
        if streamed && is_stream {
            let translator = crossing.home.stream(crossing.errand.is_some());
            let reader = StreamReader::new(lease.dialect, Framing::Sse).translate(translator);
            let mut body = self
                .begin(exchange, lease, response, reader, framing)
                .await?;
            if let ReceivedBody::Flowing(begun) = &mut body {
                begun.errand = crossing.errand;
            }
            return Ok(Received { headers, body });
        }
        // The provider answered in its own way: whole instead of streamed, or the other way round.
        let answer = self.collect_answer(exchange, &mut response).await?;
        let framing = match (streamed, answer.trim_ascii_start().first()) {
            (true, _) => Some(Framing::Sse),
            (false, Some(b'[')) => Some(Framing::JsonArray),
            (false, _) => None,
        };
        let (body, facts, answer) = match framing {
            Some(framing) => replayed(exchange, lease, &crossing, answer, framing),
            None => whole(exchange, lease, &crossing, &answer),
        }?;
        if let (Some(errand), Some(answer)) = (crossing.errand.take(), answer) {
            errand.fulfil(&answer);
        }
        let whole = Whole { body, is_stream };
        let body = ReceivedBody::Complete(whole, Box::new(facts));
        Ok(Received { headers, body })
    }
}

/// What the client gets. `stream`: how its events are framed.
fn kind(headers: &mut Headers, stream: Option<Framing>) {
    let kind = match stream {
        Some(Framing::Sse) => "text/event-stream",
        Some(Framing::JsonArray) | None => "application/json",
    };
    headers.push((CONTENT_TYPE, HeaderValue::from_static(kind)));
    if stream.is_some() {
        headers.push((CACHE_CONTROL, HeaderValue::from_static("no-cache")));
    }
}

/// A whole answer, told as a stream when the client waits for one.
fn whole(exchange: &Exchange, lease: &Lease, crossing: &Crossing, answer: &Bytes) -> Translated {
    let facts = read_complete(&crossing.endpoint, lease, answer)?;
    let home = &crossing.home;
    let unreadable = |malformed: Malformed| Broken {
        usage: facts.usage,
        ..outcome::malformed(&malformed.to_string()).into()
    };
    let (answer, body) = if exchange.endpoint.counts_tokens() {
        let estimate = || count_tokens_body(home.client, exchange.facts.estimated_input);
        (None, home.count(answer).unwrap_or_else(estimate).into())
    } else if exchange.facts.stream {
        let (answer, body) = home.told(answer).map_err(unreadable)?;
        (Some(answer), body)
    } else {
        let (answer, body) = home.answer(answer).map_err(unreadable)?;
        (Some(answer), body.into())
    };
    Ok((body, facts, answer))
}

/// A stream that has arrived in one piece, put together when the client wants it whole.
fn replayed(
    exchange: &Exchange,
    lease: &Lease,
    crossing: &Crossing,
    answer: Bytes,
    framing: Framing,
) -> Translated {
    let home = &crossing.home;
    let collects = !exchange.facts.stream || crossing.errand.is_some();
    let mut reader = StreamReader::new(lease.dialect, framing).translate(home.stream(collects));
    let progress = reader.push(answer);
    let finish = reader.finish();
    let usage = reader.usage();
    let broken = |verdict| Broken {
        usage,
        ..Broken::from(verdict)
    };
    if let Some(fault) = progress.fault.or(finish.fault) {
        return Err(Broken {
            usage,
            ..Broken::by_fault(lease, &fault)
        });
    }
    match finish.end {
        End::Complete => {}
        End::Truncated => return Err(broken(outcome::truncated())),
        End::Empty => return Err(broken(outcome::empty_stream())),
    }
    let collected = reader.translator().and_then(Translator::collected);
    let body = if exchange.facts.stream {
        let mut events = BytesMut::from(&progress.ready[..]);
        events.extend_from_slice(&finish.rest);
        events.freeze()
    } else {
        let too_large = || broken(outcome::malformed("the answer is larger than Routex holds"));
        home.whole(collected.as_ref().ok_or_else(too_large)?).into()
    };
    let facts = AnswerFacts {
        usage,
        usage_partial: reader.usage_is_partial(),
        ..AnswerFacts::default()
    };
    Ok((body, facts, collected))
}
