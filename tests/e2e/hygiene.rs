//! Clients that send too much, too slowly, or do not read: each is told so in its dialect where it can be, and none holds
//! anything for long.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bodies;
mod connections;
mod endings;
mod heads;
mod readers;
mod readiness;

use std::{net::SocketAddr, time::Duration};

use routex_entity::Dialect;
use routex_tests::{
    CLIENT_KEY, TestApp, answers,
    wire::{Framing, Head, Reader},
    within,
};
use serde_json::Value;
use tokio::{
    io::AsyncWriteExt as _,
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// A connection that sends what it is told and nothing else.
struct Raw {
    reader: Reader<OwnedReadHalf>,
    write: OwnedWriteHalf,
}

impl Raw {
    async fn connect(app: &TestApp) -> Self {
        Self::to(app.address()).await
    }

    async fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (read, write) = stream.into_split();
        Self {
            reader: Reader::new(read),
            write,
        }
    }

    async fn send(&mut self, text: &str) {
        self.write.write_all(text.as_bytes()).await.unwrap();
    }

    /// The head of a small request in the dialect with these headers.
    async fn begin(&mut self, dialect: Dialect, headers: &str) {
        let target = answers::target(dialect, "m", false);
        self.send(&format!(
            "POST {target} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\n{headers}\r\n"
        ))
        .await;
    }

    async fn answer(&mut self) -> (u16, Head, Vec<u8>) {
        within("an answer", async {
            let head = self.reader.head().await.unwrap().unwrap();
            let status = head.first_line.split(' ').nth(1).unwrap().parse().unwrap();
            let framing = Framing::of(&head, Framing::UntilClose);
            let body = self.reader.body(framing).await.unwrap();
            (status, head, body.to_vec())
        })
        .await
    }

    /// Sends `drip` over and over until the server has closed the connection. The pause is the pace of a slow client, which is
    /// what is tested; nothing waits for it to be long enough.
    async fn drip_until_closed(&mut self, drip: &str) {
        within("the connection to be closed", async {
            loop {
                tokio::select! {
                    () = self.reader.closed() => return,
                    () = tokio::time::sleep(Duration::from_millis(20)) => {}
                }
                if self.write.write_all(drip.as_bytes()).await.is_err() {
                    return;
                }
            }
        })
        .await;
    }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(body)))
}
