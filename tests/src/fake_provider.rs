//! A provider that records all it sees and answers exactly as it is told, down to the broken connection.
//!
//! It sits on a bare socket, so that nothing between it and the test tidies up. Answers come from a queue, then from a
//! function of the request; a request that neither expects is answered with 500 and a body that says so.

mod connection;
mod gate;
mod reply;
mod seen;

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Instant,
};

use tokio::{
    net::TcpListener,
    sync::watch,
    task::{AbortHandle, JoinSet},
};

use crate::patience::within;

pub use gate::Gate;
pub use reply::Reply;
pub use seen::Seen;

type Script = dyn Fn(&Seen) -> Reply + Send + Sync;

/// A running provider. It stops, with all its connections, when it is dropped.
pub struct FakeProvider {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: AbortHandle,
}

struct Shared {
    seen: Mutex<Vec<Arc<Seen>>>,
    /// When the peer closed, by connection.
    closed: Mutex<HashMap<usize, Instant>>,
    queue: Mutex<VecDeque<Reply>>,
    script: Mutex<Arc<Script>>,
    /// Counts every change of the above.
    news: watch::Sender<u64>,
}

impl FakeProvider {
    /// Listens on a free port of 127.0.0.1.
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1:0").await
    }

    /// Listens where something else has listened before.
    pub async fn start_at(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            closed: Mutex::default(),
            queue: Mutex::default(),
            script: Mutex::new(Arc::new(unexpected)),
            news: watch::Sender::new(0),
        });
        let listening = tokio::spawn(listen(listener, shared.clone())).abort_handle();
        Self {
            address,
            shared,
            listening,
        }
    }

    /// A provider that gives every request the same answer.
    pub async fn always(reply: Reply) -> Self {
        let provider = Self::start().await;
        provider.respond(move |_| reply.clone());
        provider
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Without a path and without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers the next request that finds no other answer queued before it.
    pub fn enqueue(&self, reply: Reply) {
        self.shared.queue.lock().unwrap().push_back(reply);
    }

    /// Answers every request for which nothing is queued.
    pub fn respond(&self, script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) {
        *self.shared.script.lock().unwrap() = Arc::new(script);
    }

    /// Every request so far, in order of arrival.
    pub fn seen(&self) -> Vec<Arc<Seen>> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How many requests came so far.
    pub fn count(&self) -> usize {
        self.shared.seen.lock().unwrap().len()
    }

    /// Returns when at least that many requests came.
    pub async fn wait_for_seen(&self, count: usize) -> Vec<Arc<Seen>> {
        let what = format!("request number {count} at the provider");
        within(
            &what,
            self.wait(|shared| shared.seen.lock().unwrap().len() >= count),
        )
        .await;
        self.seen()
    }

    /// Returns when the peer has closed the connection of that request (counted from 0), and says when it did.
    pub async fn wait_closed(&self, request: usize) -> Instant {
        let connection = self.seen()[request].connection;
        let what = format!("the end of the connection of request {request} at the provider");
        let gone = |shared: &Shared| shared.closed.lock().unwrap().contains_key(&connection);
        within(&what, self.wait(gone)).await;
        self.shared.closed.lock().unwrap()[&connection]
    }

    async fn wait(&self, happened: impl Fn(&Shared) -> bool) {
        let mut news = self.shared.news.subscribe();
        while !happened(&self.shared) {
            if news.changed().await.is_err() {
                return;
            }
        }
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Shared {
    fn saw(&self, seen: Seen) -> Reply {
        let seen = Arc::new(seen);
        self.seen.lock().unwrap().push(seen.clone());
        self.tell();
        let queued = self.queue.lock().unwrap().pop_front();
        if let Some(reply) = queued {
            return reply;
        }
        let script = self.script.lock().unwrap().clone();
        script(&seen)
    }

    fn peer_closed(&self, connection: usize) {
        let mut closed = self.closed.lock().unwrap();
        closed.entry(connection).or_insert_with(Instant::now);
        drop(closed);
        self.tell();
    }

    fn tell(&self) {
        self.news.send_modify(|news| *news += 1);
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    // Owned here, so that the connections end with the listener.
    let mut connections = JoinSet::new();
    for number in 0.. {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        connections.spawn(connection::serve(stream, number, shared.clone()));
        while connections.try_join_next().is_some() {}
    }
}

fn unexpected(seen: &Seen) -> Reply {
    let message = format!(
        "the test did not expect {} {} at this provider",
        seen.method, seen.target
    );
    Reply::json(500, &serde_json::json!({"error": {"message": message}}))
}
