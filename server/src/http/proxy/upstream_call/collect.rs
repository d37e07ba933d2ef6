//! Reading an answer chunk by chunk, each within its time.

use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use awc::ClientResponse;
use futures_util::StreamExt as _;
use tokio::time::timeout_at;

use super::{Call, broken::Broken, pieces::Pieces, shape::announced_length};
use crate::{http::proxy::forward::Exchange, upstream::outcome};

/// A complete answer longer than this is refused; streams and binary answers know no limit.
const MAX_ANSWER_BYTES: usize = 128 << 20;

impl Call {
    /// Everything of a good answer.
    pub(super) async fn collect_answer(
        &mut self,
        exchange: &Exchange,
        response: &mut ClientResponse,
    ) -> Result<Bytes, Broken> {
        let announced = announced_length(response.headers());
        let idle = exchange.table.settings.idle_timeout;
        let body = self
            .collect(response, idle, exchange.deadline, MAX_ANSWER_BYTES)
            .await?;
        if announced.is_some_and(|length| length != body.len() as u64) {
            return Err(outcome::truncated().into());
        }
        Ok(body)
    }

    /// Everything until the end: the first byte within the first-byte limit, the others within the idle limit.
    pub(super) async fn collect(
        &mut self,
        response: &mut ClientResponse,
        idle: Duration,
        deadline: Instant,
        limit: usize,
    ) -> Result<Bytes, Broken> {
        let mut body = Pieces::default();
        let mut by = self.first_by;
        while let Some(chunk) = self.next_chunk(response, by).await? {
            self.ttft.get_or_insert_with(|| self.started.elapsed());
            body.push(chunk);
            if body.len() > limit {
                return Err(outcome::malformed("the answer is larger than Routex holds").into());
            }
            by = (Instant::now() + idle).min(deadline);
        }
        Ok(body.join())
    }

    pub(super) async fn next_chunk(
        &self,
        response: &mut ClientResponse,
        by: Instant,
    ) -> Result<Option<Bytes>, Broken> {
        match timeout_at(by.into(), response.next()).await {
            Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
            Ok(Some(Err(_payload))) => Err(outcome::truncated().into()),
            Ok(None) => Ok(None),
            Err(_elapsed) if self.ttft.is_some() => Err(outcome::timed_out_idle().into()),
            Err(_elapsed) => Err(self.silent().into()),
        }
    }
}
