//! One listener's stream of events.

use std::{convert::Infallible, time::Duration};

use actix_web::{HttpRequest, web::Bytes};
use futures_util::{Stream, stream::unfold};
use routex_entity::{EventKind, api::LaggedEvent};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::{
    events::{Heard, Listener, What, frame},
    http::extract::Operator,
};

/// Connections that say nothing for longer are closed by proxies in between.
const BEAT: Duration = Duration::from_secs(15);
/// A token or session may end without anybody saying so.
const RECHECK: Duration = Duration::from_secs(30);
/// A browser that loses the stream comes back after this time.
const OPENING: &[u8] = b"retry: 3000\n\n";
const KEEP_ALIVE: &[u8] = b": keep-alive\n\n";

pub(super) struct EventStream {
    listener: Listener,
    /// What the listener came with, to look again whether it still opens the door.
    request: HttpRequest,
    /// `None`: all.
    kinds: Option<Vec<EventKind>>,
    opened: bool,
    beat: Interval,
    recheck: Interval,
}

impl EventStream {
    pub(super) fn new(
        listener: Listener,
        request: HttpRequest,
        kinds: Option<Vec<EventKind>>,
    ) -> Self {
        Self {
            listener,
            request,
            kinds,
            opened: false,
            beat: every(BEAT),
            recheck: every(RECHECK),
        }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        unfold(self, |mut stream| async move {
            let piece = stream.next().await?;
            Some((Ok(piece), stream))
        })
    }

    /// `None`: the stream is over.
    async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.opened, true) {
            // Something must flow, or the listener would not know that it is heard.
            return Some(Bytes::from_static(OPENING));
        }
        loop {
            tokio::select! {
                heard = self.listener.next() => match heard {
                    Heard::Event(event) => {
                        let changed = matches!(event.what, What::Config(_));
                        if changed && !self.may_listen().await {
                            return None;
                        }
                        if self.wants(event.kind()) {
                            return Some(event.frame());
                        }
                    }
                    Heard::Missed(missed) => {
                        // What would have ended the stream may be among it.
                        self.recheck.reset_immediately();
                        return Some(frame(EventKind::Lagged, None, &LaggedEvent { missed }));
                    }
                    Heard::Closed => return None,
                },
                _ = self.recheck.tick() => {
                    if !self.may_listen().await {
                        return None;
                    }
                }
                _ = self.beat.tick() => return Some(Bytes::from_static(KEEP_ALIVE)),
            }
        }
    }

    fn wants(&self, kind: EventKind) -> bool {
        self.kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&kind))
    }

    async fn may_listen(&self) -> bool {
        Operator::is_still_good(&self.request).await
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::{
        events::{CAPACITY, EventBus},
        store::testing::direct,
    };

    #[actix_rt::test]
    async fn a_slow_listener_is_told_what_it_missed_and_then_looked_at_again() {
        let bus = EventBus::default();
        let request = TestRequest::default().to_http_request();
        let mut stream = EventStream::new(bus.listen().unwrap(), request, Some(Vec::new()));
        for _ in 0..CAPACITY + 5 {
            bus.finished(&direct());
        }

        assert_eq!(stream.next().await.unwrap(), OPENING);
        assert_eq!(
            stream.next().await.unwrap(),
            "event: lagged\ndata: {\"missed\":5}\n\n"
        );
        // It came with nothing that opens the door.
        assert_eq!(stream.next().await, None);
        drop(stream);
        assert_eq!(bus.listeners(), 0);
    }
}
