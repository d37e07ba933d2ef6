//! Why a request got no answer, in the terms that failover needs.

use std::{error::Error, io};

use actix_http::error::ParseError;
use awc::error::{ConnectError, SendRequestError};

/// A request that got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("could not resolve the host: {0}")]
    Dns(String),
    /// The address is not one that Routex sends requests to.
    #[error("refused to connect: {0}")]
    Blocked(String),
    #[error("could not connect: {0}")]
    Connect(String),
    #[error("the outbound proxy failed: {0}")]
    Proxy(String),
    #[error("the TLS handshake failed: {0}")]
    Tls(String),
    /// The connection was there, and ended before the first byte of an answer.
    #[error("the connection ended before the answer began: {0}")]
    Reset(String),
    /// Something answered that does not speak HTTP/1.1 as it should.
    #[error("the answer is not valid HTTP: {0}")]
    Malformed(String),
    /// The request could not be put on the wire.
    #[error("the request could not be sent: {0}")]
    Unsendable(String),
}

impl Failure {
    /// Not one byte of the request left Routex, so the same credential may be tried again without harm.
    pub fn before_send(&self) -> bool {
        match self {
            Self::Dns(_) | Self::Blocked(_) | Self::Connect(_) | Self::Proxy(_) | Self::Tls(_) => {
                true
            }
            Self::Unsendable(_) => true,
            Self::Reset(_) | Self::Malformed(_) => false,
        }
    }
}

impl From<SendRequestError> for Failure {
    fn from(error: SendRequestError) -> Self {
        match error {
            // awc says this when the peer closed instead of answering.
            SendRequestError::Connect(ConnectError::Disconnected) => {
                Self::Reset("closed by the peer".to_owned())
            }
            SendRequestError::Connect(error) => error.into(),
            SendRequestError::Send(error) | SendRequestError::Response(ParseError::Io(error)) => {
                Self::Reset(error.to_string())
            }
            SendRequestError::Response(error) => Self::Malformed(error.to_string()),
            other => Self::Unsendable(other.to_string()),
        }
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Io(error) => match carried(&error) {
                Some(failure) => failure.clone(),
                // The dialer wraps everything of its own, so what is left comes from the handshake.
                None => Self::Tls(error.to_string()),
            },
            ConnectError::Timeout => {
                Self::Connect("no connection within the time limit".to_owned())
            }
            other => Self::Connect(other.to_string()),
        }
    }
}

/// Through awc, which knows I/O errors only.
impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        Self::other(failure)
    }
}

fn carried(error: &io::Error) -> Option<&Failure> {
    let inner: &(dyn Error + 'static) = error.get_ref()?;
    inner.downcast_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_failures_come_back_out_of_awc_unchanged() {
        let failure = Failure::Blocked("10.0.0.1 is private".to_owned());
        let through = SendRequestError::Connect(ConnectError::Io(failure.clone().into()));

        assert_eq!(Failure::from(through), failure);
    }

    #[test]
    fn awc_errors_are_told_apart() {
        let reset = || io::Error::from(io::ErrorKind::ConnectionReset);
        let handshake = io::Error::new(io::ErrorKind::InvalidData, "certificate expired");

        let cases = [
            (
                SendRequestError::Connect(ConnectError::Disconnected),
                "Reset",
            ),
            (SendRequestError::Send(reset()), "Reset"),
            (SendRequestError::Response(ParseError::Io(reset())), "Reset"),
            (SendRequestError::Response(ParseError::Status), "Malformed"),
            (SendRequestError::Connect(ConnectError::Timeout), "Connect"),
            (
                SendRequestError::Connect(ConnectError::Io(handshake)),
                "Tls",
            ),
        ];

        for (error, expected) in cases {
            let failure = Failure::from(error);
            assert!(format!("{failure:?}").starts_with(expected), "{failure:?}");
        }
    }
}
