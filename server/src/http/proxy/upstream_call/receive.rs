//! Reading an answer up to the commit point.

use std::time::{Instant, SystemTime};

use actix_web::web::Bytes;
use awc::ClientResponse;
use routex_entity::TokenUsage;

use super::{
    Call, Whole,
    broken::Broken,
    pieces::Pieces,
    shape::{Shape, announced_length, shape},
};
use crate::{
    channel::Lease,
    http::proxy::{
        forward::Exchange,
        headers::{Headers, to_client},
    },
    keep::Errand,
    protocol::{
        Framing,
        body::{self, AnswerFacts},
        endpoint::Endpoint,
        stream::{End, StreamFault, StreamReader},
    },
    upstream::{client, outcome, ratelimit},
};

/// An answer that has shown content.
pub(super) struct Received {
    pub headers: Headers,
    pub body: ReceivedBody,
}

pub(super) enum ReceivedBody {
    Complete(Whole, Box<AnswerFacts>),
    Flowing(Box<Begun>),
}

pub(super) struct Begun {
    pub held: Bytes,
    pub fault: Option<StreamFault>,
    pub payload: ClientResponse,
    pub reader: Option<StreamReader>,
    pub errand: Option<Errand>,
    /// As the client gets it.
    pub framing: Framing,
    pub outstanding: Option<u64>,
}

impl Call {
    /// Reads the answer until it is complete or has shown content.
    pub async fn receive(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
    ) -> Result<Received, Broken> {
        let status = response.status().as_u16();
        self.status = Some(status);
        self.connect = client::connected(&response);
        self.forecast = ratelimit::forecast(
            lease.dialect,
            response.headers(),
            Instant::now(),
            SystemTime::now(),
        );
        if !(200..300).contains(&status) {
            return Err(self.error_answer(exchange, lease, response).await);
        }
        if let Some(crossing) = self.crossing.take() {
            return self
                .receive_across(exchange, lease, *crossing, response)
                .await;
        }
        let headers = to_client(response.headers());
        let announced = announced_length(response.headers());
        let body = match shape(exchange, &response) {
            Shape::Stream(framing) => {
                let reader = if exchange.endpoint.is_stored() {
                    StreamReader::replaying()
                } else {
                    StreamReader::new(lease.dialect, framing)
                };
                self.begin(exchange, lease, response, reader, framing)
                    .await?
            }
            Shape::Complete => {
                let body = self.collect_answer(exchange, &mut response).await?;
                let facts = read_complete(&exchange.endpoint, lease, &body)?;
                let is_stream = false;
                ReceivedBody::Complete(Whole { body, is_stream }, Box::new(facts))
            }
            Shape::Opaque => {
                let held = match self.next_chunk(&mut response, self.first_by).await? {
                    Some(first) => first,
                    None if announced == Some(0) || status == 204 => Bytes::new(),
                    None => return Err(outcome::empty_stream().into()),
                };
                ReceivedBody::Flowing(Box::new(Begun {
                    outstanding: announced.map(|length| length.saturating_sub(held.len() as u64)),
                    held,
                    fault: None,
                    payload: response,
                    reader: None,
                    errand: None,
                    framing: Framing::Sse,
                }))
            }
        };
        Ok(Received { headers, body })
    }

    /// A stream that has shown content. `framing`: as the client gets it.
    pub(super) async fn begin(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
        mut reader: StreamReader,
        framing: Framing,
    ) -> Result<ReceivedBody, Broken> {
        let begun = self.hold_back(lease, &mut response, &mut reader).await;
        let (held, fault) = begun.map_err(|broken| Broken {
            // However it broke, what it told by then is charged; a stored answer was charged when it was made.
            usage: match exchange.endpoint.is_charged() {
                true => reader.usage(),
                false => TokenUsage::default(),
            },
            ..broken
        })?;
        Ok(ReceivedBody::Flowing(Box::new(Begun {
            held,
            fault,
            payload: response,
            reader: Some(reader),
            errand: None,
            framing,
            outstanding: None,
        })))
    }

    /// Reads until the first content event; whatever came before it is released with it.
    async fn hold_back(
        &mut self,
        lease: &Lease,
        response: &mut ClientResponse,
        reader: &mut StreamReader,
    ) -> Result<(Bytes, Option<StreamFault>), Broken> {
        let mut held = Pieces::default();
        loop {
            let Some(chunk) = self.next_chunk(response, self.first_by).await? else {
                let finish = reader.finish();
                held.push(finish.rest);
                if let Some(fault) = &finish.fault {
                    return Err(Broken::by_fault(lease, fault));
                }
                return match finish.end {
                    End::Complete => Ok((held.join(), None)),
                    End::Truncated => Err(outcome::truncated().into()),
                    End::Empty => Err(outcome::empty_stream().into()),
                };
            };
            let progress = reader.push(chunk);
            held.push(progress.ready);
            if progress.content {
                self.ttft = Some(self.started.elapsed());
                return Ok((held.join(), progress.fault));
            }
            if let Some(fault) = progress.fault {
                return Err(Broken::by_fault(lease, &fault));
            }
        }
    }
}

/// What a whole answer says; an error when it is none.
pub(super) fn read_complete(
    endpoint: &Endpoint,
    lease: &Lease,
    body: &Bytes,
) -> Result<AnswerFacts, Broken> {
    let facts = body::read_answer(endpoint, body)
        .map_err(|malformed| outcome::malformed(&malformed.to_string()))?;
    if let Some(error) = &facts.error {
        return Err(Broken {
            usage: facts.usage,
            ..Broken::by_error(lease, error)
        });
    }
    if facts.empty {
        return Err(Broken {
            usage: facts.usage,
            ..outcome::empty_stream().into()
        });
    }
    Ok(facts)
}
