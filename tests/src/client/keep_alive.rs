//! A client that makes one request after the other on a connection, for as long as the server keeps it.

use std::io;

use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::{Answer, Call, Reader};

/// Opens a connection when it has none, and leaves it when an answer says that it was the last. Nothing is tried again.
#[derive(Debug, Default)]
pub struct KeepAlive {
    open: Option<(Reader<OwnedReadHalf>, OwnedWriteHalf)>,
    opened: usize,
}

impl KeepAlive {
    /// Makes a request and reads its answer to the end.
    pub async fn send(&mut self, call: &Call) -> io::Result<Answer> {
        let (reader, write) = match self.open.take() {
            Some((reader, mut write)) => {
                call.write_to(&mut write).await?;
                (reader, write)
            }
            None => {
                self.opened += 1;
                let (read, write) = call.write().await?;
                (Reader::new(read), write)
            }
        };
        let mut incoming = call.read_from(reader, write).await?;
        let answer = incoming.rest().await;
        let is_last = answer
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if !is_last {
            self.open = Some((incoming.reader, incoming.write));
        }
        Ok(answer)
    }

    /// Connections that it needed.
    pub fn opened(&self) -> usize {
        self.opened
    }
}
