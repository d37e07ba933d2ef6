//! One connection: reads requests, plays replies, and notices when the peer leaves.

use std::{io, sync::Arc, time::Instant};

use bytes::Bytes;
use tokio::{
    io::AsyncWriteExt,
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{Reply, Seen, Shared, reply::Step};
use crate::wire::{Framing, Reader};

/// What becomes of the connection after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    KeepAlive,
    Close,
}

pub(super) async fn serve(stream: TcpStream, number: usize, shared: Arc<Shared>) {
    // Without it the pieces of an answer would wait for each other.
    stream.set_nodelay(true).expect("TCP_NODELAY");
    let (read, mut write) = stream.into_split();
    let mut reader = Reader::new(read);
    while let Ok(Some(seen)) = next_request(&mut reader, number).await {
        let reply = shared.saw(seen);
        let played = tokio::select! {
            played = play(&reply, &mut write) => played,
            () = reader.closed() => break,
        };
        match played {
            Ok(Then::KeepAlive) => {}
            // Our own end: the peer did not leave.
            Ok(Then::Close) => return,
            // It left in the middle of what it was sent.
            Err(_) => break,
        }
    }
    shared.peer_closed(number);
}

async fn next_request(
    reader: &mut Reader<OwnedReadHalf>,
    connection: usize,
) -> io::Result<Option<Seen>> {
    let Some(head) = reader.head().await? else {
        return Ok(None);
    };
    let body = reader.body(Framing::of(&head, Framing::Length(0))).await?;
    let mut words = head.first_line.split(' ').map(str::to_owned);
    Ok(Some(Seen {
        connection,
        raw: reader.take_log(),
        method: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        headers: head.headers,
        body,
        at: Instant::now(),
    }))
}

async fn play(reply: &Reply, write: &mut OwnedWriteHalf) -> io::Result<Then> {
    for step in &reply.steps {
        match step {
            Step::Head => write.write_all(&reply.head()).await?,
            Step::Piece(piece) => write.write_all(&reply.framed(piece)).await?,
            Step::Raw(bytes) => write.write_all(bytes).await?,
            Step::Trickle(bytes) => {
                for byte in bytes.iter() {
                    write
                        .write_all(&reply.framed(&Bytes::copy_from_slice(&[*byte])))
                        .await?;
                    // The peer gets a chance to read each byte alone.
                    tokio::task::yield_now().await;
                }
            }
            Step::Gate(gate) => gate.pass().await,
            Step::End => write.write_all(b"0\r\n\r\n").await?,
            Step::Close => return Ok(Then::Close),
            Step::Reset => {
                let stream: &TcpStream = write.as_ref();
                stream.set_zero_linger()?;
                return Ok(Then::Close);
            }
            Step::Silence => std::future::pending().await,
        }
    }
    Ok(Then::KeepAlive)
}
