//! An attempt that ended before its commit point: why, and what the provider said of it.

use std::time::SystemTime;

use awc::ClientResponse;
use routex_entity::TokenUsage;

use super::Call;
use crate::{
    channel::Lease,
    http::proxy::{
        failure::{Reply, Said},
        forward::Exchange,
        headers::{to_client, to_client_of_another_dialect},
    },
    protocol::{fault::ErrorDetail, stream::StreamFault},
    upstream::{
        excerpt,
        outcome::{self, Retry, Verdict},
    },
};

/// An error answer longer than this is cut.
const MAX_ERROR_BYTES: usize = 1 << 20;

/// Why an attempt ended before its commit point.
pub(super) struct Broken {
    pub verdict: Verdict,
    pub said: Option<Box<Said>>,
    pub usage: TokenUsage,
    pub worth_repeating: bool,
}

impl From<Verdict> for Broken {
    fn from(verdict: Verdict) -> Self {
        Self {
            verdict,
            said: None,
            usage: TokenUsage::default(),
            worth_repeating: false,
        }
    }
}

impl Broken {
    /// By a fault in the stream.
    pub fn by_fault(lease: &Lease, fault: &StreamFault) -> Self {
        Self {
            said: told(lease, fault).map(|detail| Box::new(Said::Inside(detail))),
            ..judge(lease, fault).into()
        }
    }

    /// By an error in place of the answer.
    pub fn by_error(lease: &Lease, error: &ErrorDetail) -> Self {
        let verdict = outcome::stream_error(
            lease.dialect,
            error.status,
            &error.kind,
            error.code.as_deref(),
            &error.message,
        );
        Self {
            said: Some(Box::new(Said::Inside(shown(lease, error.clone())))),
            ..verdict.into()
        }
    }
}

/// What a fault in a stream means.
pub(in crate::http::proxy) fn judge(lease: &Lease, fault: &StreamFault) -> Verdict {
    match fault {
        StreamFault::ErrorEvent {
            kind,
            code,
            message,
            status,
            ..
        } => outcome::stream_error(lease.dialect, *status, kind, code.as_deref(), message),
        StreamFault::Malformed { detail } => outcome::malformed(detail),
        StreamFault::TooLong => outcome::malformed("an event is longer than 16 MiB"),
    }
}

/// What the provider itself said of a fault in its stream, fit for the client.
pub(in crate::http::proxy) fn told(lease: &Lease, fault: &StreamFault) -> Option<ErrorDetail> {
    let StreamFault::ErrorEvent {
        kind,
        code,
        message,
        status,
        ..
    } = fault
    else {
        return None;
    };
    let detail = ErrorDetail {
        kind: kind.clone(),
        code: code.clone(),
        message: message.clone(),
        status: *status,
    };
    Some(shown(lease, detail))
}

/// Some providers quote the key that they got; it is not the client's to see.
fn shown(lease: &Lease, detail: ErrorDetail) -> ErrorDetail {
    let secret = lease.secret();
    ErrorDetail {
        message: excerpt::message_without_secret(&detail.message, secret),
        ..detail
    }
}

impl Call {
    /// An answer whose status is that of an error.
    pub(super) async fn error_answer(
        &mut self,
        exchange: &Exchange,
        lease: &Lease,
        mut response: ClientResponse,
    ) -> Broken {
        let status = response.status().as_u16();
        let idle = exchange.table.settings.idle_timeout;
        // The status alone already says enough; a body that does not come changes nothing.
        let body = self
            .collect(&mut response, idle, self.first_by, MAX_ERROR_BYTES)
            .await
            .unwrap_or_default();
        let verdict = outcome::answered(
            lease.dialect,
            status,
            response.headers(),
            &body,
            SystemTime::now(),
        );
        let worth_repeating = status >= 500 && verdict.retry == Retry::OtherChannel;
        let secret = lease.secret();
        let translated = self.crossing.is_some();
        let mut headers = match translated {
            true => to_client_of_another_dialect(response.headers()),
            false => to_client(response.headers()),
        };
        headers.retain(|(_, value)| !excerpt::quotes(value.as_bytes(), secret));
        let body = excerpt::without_secret(body, secret);
        Broken {
            said: Some(Box::new(Said::Answer(Reply {
                status,
                headers,
                body,
                translated,
            }))),
            worth_repeating,
            ..verdict.into()
        }
    }
}
