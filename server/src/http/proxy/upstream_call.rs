//! One attempt, up to the commit point: sent, and held back until the provider has shown content.

mod across;
mod broken;
mod collect;
mod held;
mod pieces;
mod receive;
mod shape;

use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use awc::ClientResponse;
use chrono::Utc;
use routex_entity::{Extras, Outcome, api::BodyPart};
use tokio::time::timeout_at;

pub(super) use broken::{judge, told};
pub(super) use held::{Flow, Held, HeldBody, Whole};

use self::{
    broken::Broken,
    receive::{Received, ReceivedBody},
};
use super::{crossing::Crossing, failure::Failed, forward::Exchange, story::AttemptEnd};
use crate::{
    channel::{Lease, messages::Settlement},
    upstream::{
        client,
        failure::Failure as SendFailure,
        forecast::Forecast,
        outcome::{self, Health, Verdict},
        request as outgoing,
    },
};

/// Makes the attempt, across dialects where they differ. On failure the lease is settled and the row noted; on success a complete answer is, too, while a
/// flowing one carries its lease.
pub(super) async fn make(
    exchange: &mut Exchange,
    mut lease: Lease,
    crossing: Option<Box<Crossing>>,
) -> Result<Held, Failed> {
    let started = Instant::now();
    let first_byte = exchange.first_byte_timeout(&lease.channel);
    let mut call = Call {
        started,
        first_by: (started + first_byte).min(exchange.deadline),
        deadline: exchange.deadline,
        crossing,
        forecast: None,
        connect: None,
        status: None,
        ttft: None,
    };
    let body = match &call.crossing {
        Some(crossing) => crossing.body.clone(),
        None => exchange.body_at_home(&lease),
    };
    if call.crossing.is_some() || exchange.as_sent.is_some() {
        exchange.story.put(BodyPart::Sent, &body);
    }
    let mut result = call.ask(exchange, &mut lease, body.clone()).await;
    // A token may be taken no more before its time is up; only a new one that is refused, too, tells against the account.
    if call.status == Some(401)
        && result.is_err()
        && lease.is_renewable()
        && call.renew(&mut lease).await.is_ok()
    {
        call.status = None;
        result = call.ask(exchange, &mut lease, body).await;
    }
    match result {
        Ok(Received {
            headers,
            body: ReceivedBody::Complete(whole, facts),
        }) => {
            let ttft = call.ttft.unwrap_or_else(|| started.elapsed());
            let status = call.status.unwrap_or(200);
            exchange
                .pins(&lease)
                .keep(facts.response_id.as_deref(), &lease);
            exchange.story.commit();
            let usage = exchange.story.end_attempt(AttemptEnd {
                outcome: Outcome::Success,
                status: Some(status),
                ttft: Some(ttft),
                usage: facts.usage,
                extras: facts.extras,
                partial: facts.usage_partial,
                error: None,
            });
            lease.settle(Settlement {
                outcome: Outcome::Success,
                health: Health::Good,
                latency: started.elapsed(),
                ttft: Some(ttft),
                tokens: Some(usage.total()),
                forecast: call.forecast,
                connect: call.connect,
            });
            Ok(Held {
                status,
                headers,
                body: HeldBody::Complete(whole),
            })
        }
        Ok(Received {
            headers,
            body: ReceivedBody::Flowing(begun),
        }) => {
            let ttft = started.elapsed();
            exchange.story.commit();
            let flow = Flow {
                held: begun.held,
                fault: begun.fault,
                payload: begun.payload,
                reader: begun.reader,
                errand: begun.errand,
                charged: exchange.endpoint.is_charged(),
                framing: begun.framing,
                lease,
                started,
                ttft,
                forecast: call.forecast,
                connect: call.connect,
                heard: Instant::now(),
                idle_timeout: exchange.table.settings.idle_timeout,
                keep_alive_interval: exchange.table.settings.keep_alive_interval,
                deadline: exchange.deadline,
                _curfew: exchange.curfew(),
                outstanding: begun.outstanding,
            };
            let status = call.status.unwrap_or(200);
            Ok(Held {
                status,
                headers,
                body: HeldBody::Flowing(Box::new(flow)),
            })
        }
        Err(broken) => Err(call.fail(exchange, lease, broken)),
    }
}

/// One attempt in progress.
struct Call {
    started: Instant,
    /// When the first content byte must be here.
    first_by: Instant,
    /// When the whole request is given up.
    deadline: Instant,
    crossing: Option<Box<Crossing>>,
    forecast: Option<Forecast>,
    connect: Option<Duration>,
    status: Option<u16>,
    ttft: Option<Duration>,
}

impl Call {
    /// Sends and receives; a token that is known to have ended is replaced before.
    async fn ask(
        &mut self,
        exchange: &mut Exchange,
        lease: &mut Lease,
        body: Bytes,
    ) -> Result<Received, Broken> {
        if lease.lacks_token(Utc::now().timestamp_millis()) {
            self.renew(lease).await?;
        }
        let response = self.send(exchange, lease, body).await?;
        self.receive(exchange, lease, response).await
    }

    async fn renew(&self, lease: &mut Lease) -> Result<(), Broken> {
        match timeout_at(self.first_by.into(), lease.renew()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(unrenewed)) => Err(outcome::tokenless(&unrenewed.to_string()).into()),
            Err(_elapsed) => Err(self.silent().into()),
        }
    }

    async fn send(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        body: Bytes,
    ) -> Result<ClientResponse, Broken> {
        let unreachable = |failure: &SendFailure| Broken {
            worth_repeating: failure.before_send(),
            ..outcome::unreachable(failure).into()
        };
        let awc = exchange
            .proxy
            .clients
            .client(&lease.channel)
            .map_err(|bad| unreachable(&SendFailure::Proxy(bad.to_string())))?;
        let crossing = self.crossing.as_deref();
        let endpoint = crossing.map_or(&exchange.endpoint, |crossing| &crossing.endpoint);
        let path = endpoint.upstream_path(&lease.model);
        let headers = exchange.request.headers();
        let translated = crossing.map(|_| outgoing::of_translated(headers, exchange.facts.stream));
        let inbound = outgoing::Inbound {
            method: exchange.request.method(),
            headers: translated.as_ref().unwrap_or(headers),
            query: crossing.map_or(exchange.request.query_string(), |crossing| crossing.query),
        };
        let mut request = outgoing::outgoing(
            &awc,
            &lease.channel,
            &lease.credential,
            lease.secret(),
            lease.dialect,
            &path,
            &inbound,
            &body,
        )
        .map_err(|unsendable| outcome::unsendable(&unsendable))?;
        if let Some(witness) = exchange.story.witness() {
            witness.introduce(request.headers_mut());
        }
        match timeout_at(self.first_by.into(), client::send(request, body)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(failure)) => Err(unreachable(&failure)),
            Err(_elapsed) => Err(self.silent().into()),
        }
    }

    /// Nothing came in time: the provider's fault, unless the request as a whole had no time left.
    fn silent(&self) -> Verdict {
        if Instant::now() >= self.deadline {
            outcome::out_of_time(Outcome::TimeoutFirstByte)
        } else {
            outcome::timed_out_first_byte()
        }
    }

    /// Settles the lease and notes the row of a failed attempt.
    fn fail(&self, exchange: &mut Exchange, lease: Lease, broken: Broken) -> Failed {
        let Broken {
            mut verdict,
            said,
            usage,
            worth_repeating,
        } = broken;
        if let Some(said) = &said {
            exchange.story.put(BodyPart::Refusal, &said.body());
        }
        let counts_no_tokens =
            exchange.endpoint.counts_tokens() && matches!(self.status, Some(404 | 405 | 501));
        if counts_no_tokens {
            verdict.health = Health::Neutral;
        }
        let wait = match verdict.health {
            Health::RateLimited { wait } | Health::Overloaded { wait } => wait,
            _ => None,
        };
        let usage = exchange.story.end_attempt(AttemptEnd {
            outcome: verdict.outcome,
            status: self.status,
            ttft: None,
            usage,
            extras: Extras::default(),
            partial: usage.total() > 0,
            error: Some(verdict.message.clone()),
        });
        lease.settle(Settlement {
            outcome: verdict.outcome,
            health: verdict.health.clone(),
            latency: self.started.elapsed(),
            ttft: None,
            tokens: Some(usage.total()),
            forecast: self.forecast,
            connect: self.connect,
        });
        Failed {
            verdict,
            said,
            wait,
            worth_repeating,
            counts_no_tokens,
        }
    }
}
