//! What a call says is held back until its caller is known, so that nobody else's is ever read or judged.

use actix_web::{HttpMessage, HttpRequest};
use futures_util::future::{LocalBoxFuture, pending};
use tokio::sync::watch;

/// Kept with a request whose caller is being identified.
#[derive(Clone)]
struct Gate(watch::Receiver<bool>);

/// Opens the gate. Dropped, the gate stays shut: the call ends with the refusal of its caller.
pub(super) struct Opener(watch::Sender<bool>);

/// Shuts the gate of the request. What is extracted before it in a handler's signature does not wait.
pub(super) fn shut(request: &HttpRequest) -> Opener {
    let (sender, receiver) = watch::channel(false);
    request.extensions_mut().insert(Gate(receiver));
    Opener(sender)
}

/// Waits until the gate of the request is open; on a call that anybody may make there is none.
pub(super) fn passed(request: &HttpRequest) -> impl Future<Output = ()> + 'static {
    let gate = request.extensions().get::<Gate>().cloned();
    async move {
        if let Some(Gate(mut open)) = gate
            && open.wait_for(|open| *open).await.is_err()
        {
            pending::<()>().await;
        }
    }
}

/// Answers behind the gate.
pub fn behind_the_gate<T: 'static, E: 'static>(
    request: &HttpRequest,
    answer: Result<T, E>,
) -> LocalBoxFuture<'static, Result<T, E>> {
    let passed = passed(request);
    Box::pin(async move {
        passed.await;
        answer
    })
}

impl Opener {
    pub(super) fn open(self) {
        self.0.send_replace(true);
    }
}
