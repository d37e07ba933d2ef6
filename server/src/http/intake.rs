//! Taking in the body of a request: within the limits of size, also decompressed, and of time.

mod inflate;
mod pace;
mod unread;

use std::time::{Duration, Instant};

use actix_web::{
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap},
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt as _;
use tokio::time::timeout_at;

use self::{
    inflate::{Coding, Inflate, Inflater},
    pace::Pace,
};

pub(super) use unread::with_unread;

/// How long clients may take to send more of a body. Registered with the application for those who read one.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeout(pub Duration);

impl Default for BodyTimeout {
    fn default() -> Self {
        Self(Duration::from_secs(60))
    }
}

/// What a body may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes, as sent and decompressed.
    pub size: usize,
    /// See `Pace`.
    pub timeout: BodyTimeout,
    /// When it must be here, however fast it comes.
    pub latest: Option<Instant>,
}

/// Why there is no body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unread {
    #[error("the request body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error(
        "the request body came too slowly; it must not pause, nor take longer than the request may"
    )]
    TooSlow,
    #[error(
        "the request body has the content-encoding {0}; send it as gzip, deflate, zstd, or as it is"
    )]
    Coding(String),
    #[error("the request body could not be read: {0}")]
    Broken(String),
    /// Nobody waits for an answer any more.
    #[error("the client left before its request was complete")]
    ClientLeft,
}

impl Unread {
    pub(super) const fn status(&self) -> u16 {
        match self {
            Self::TooLarge { .. } => 413,
            Self::TooSlow => 408,
            Self::Coding(_) => 415,
            Self::Broken(_) | Self::ClientLeft => 400,
        }
    }
}

/// The whole body, decompressed. Memory for it grows with what came, never past the limit. A body that came in one piece
/// is not copied.
pub(super) async fn whole(
    headers: &HeaderMap,
    payload: &mut Payload,
    limits: Limits,
) -> Result<Bytes, Unread> {
    let limit = limits.size;
    if announced(headers).is_some_and(|length| length > limit as u64) {
        return Err(Unread::TooLarge { limit });
    }
    let mut body = Intake::new(headers, limit)?;
    let mut pace = Pace::new(Instant::now(), limits.timeout.0);
    loop {
        let by = limits
            .latest
            .map_or(pace.until(), |latest| latest.min(pace.until()));
        match timeout_at(by.into(), payload.next()).await {
            Ok(Some(Ok(chunk))) => {
                pace.received(chunk.len(), Instant::now());
                body.take(chunk).await?;
            }
            Ok(Some(Err(PayloadError::Incomplete(_) | PayloadError::Io(_)))) => {
                return Err(Unread::ClientLeft);
            }
            Ok(Some(Err(error))) => return Err(Unread::Broken(error.to_string())),
            Ok(None) => return body.finish(),
            Err(_elapsed) => return Err(Unread::TooSlow),
        }
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// A body on its way in.
enum Intake {
    Plain {
        first: Bytes,
        rest: BytesMut,
        limit: usize,
    },
    Packed(Inflater),
}

impl Intake {
    fn new(headers: &HeaderMap, limit: usize) -> Result<Self, Unread> {
        let coding = match headers.get(CONTENT_ENCODING) {
            Some(value) => Coding::parse(value.as_bytes()),
            None => Ok(Coding::Identity),
        };
        match coding.map_err(Unread::Coding)? {
            Coding::Identity => Ok(Self::Plain {
                first: Bytes::new(),
                rest: BytesMut::new(),
                limit,
            }),
            coding => Inflater::new(coding, limit)
                .map(Self::Packed)
                .map_err(|error| Unread::Broken(error.to_string())),
        }
    }

    async fn take(&mut self, chunk: Bytes) -> Result<(), Unread> {
        match self {
            Self::Plain { first, rest, limit } => {
                if first.len() + rest.len() + chunk.len() > *limit {
                    return Err(Unread::TooLarge { limit: *limit });
                }
                if first.is_empty() {
                    *first = chunk;
                } else {
                    rest.extend_from_slice(&chunk);
                }
                Ok(())
            }
            Self::Packed(inflater) => {
                for piece in chunk.chunks(inflate::PIECE) {
                    inflater.take(piece)?;
                    // A few bytes may become many; others of this worker get their turn in between.
                    tokio::task::yield_now().await;
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<Bytes, Unread> {
        match self {
            Self::Plain { first, rest, .. } if rest.is_empty() => Ok(first),
            Self::Plain { first, rest, .. } => {
                let mut whole = BytesMut::with_capacity(first.len() + rest.len());
                whole.extend_from_slice(&first);
                whole.extend_from_slice(&rest);
                Ok(whole.freeze())
            }
            Self::Packed(inflater) => Ok(inflater.finish()?.into()),
        }
    }
}

impl From<Inflate> for Unread {
    fn from(error: Inflate) -> Self {
        match error {
            Inflate::TooLarge { limit } => Self::TooLarge { limit },
            Inflate::Broken(why) => Self::Broken(why),
        }
    }
}

#[cfg(test)]
mod tests;
