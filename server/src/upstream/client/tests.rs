//! awc as it is really behaving, against servers that say exactly what each test needs.

mod body;
mod connection;
mod proxies;
mod tls;

use std::{cell::RefCell, future::Future, net::SocketAddr, rc::Rc, time::Duration};

use routex_entity::Dialect;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::upstream::testing;

/// How long to wait for what should happen at once, before a test fails.
const SOON: Duration = Duration::from_secs(5);

/// A server on a port of its own. `serve` gets each connection with its number, beginning with 0.
async fn server<F, Fut>(serve: F) -> SocketAddr
where
    F: Fn(usize, TcpStream) -> Fut + 'static,
    Fut: Future<Output = ()> + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    actix_rt::spawn(async move {
        let mut number = 0;
        while let Ok((stream, _)) = listener.accept().await {
            actix_rt::spawn(serve(number, stream));
            number += 1;
        }
    });
    address
}

/// A server that gives every connection the same answer and then closes it.
async fn answering(answer: impl Into<Vec<u8>>) -> SocketAddr {
    let answer = Rc::new(answer.into());
    server(move |_, mut stream| {
        let answer = Rc::clone(&answer);
        async move {
            read_head(&mut stream).await;
            // The body `{}`: closing with it unread would be a reset, which may overtake the answer.
            let _ = stream.read_u16().await;
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

/// Everything up to the empty line; empty when the peer closed.
async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// Resolves when the peer has closed the connection.
async fn closed(stream: &mut TcpStream) {
    let mut rest = [0; 1024];
    while !matches!(stream.read(&mut rest).await, Ok(0) | Err(_)) {}
}

fn local() -> awc::Client {
    client(true, None)
}

fn client(allow_private: bool, proxy: Option<&str>) -> awc::Client {
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    channel.allow_private_network = allow_private;
    channel.proxy = proxy.map(proxy_url);
    Clients::new().client(&channel).unwrap()
}

fn proxy_url(text: &str) -> ProxyUrl {
    ProxyUrl::new(text.parse().unwrap()).unwrap()
}

async fn post(client: &awc::Client, address: SocketAddr) -> Result<ClientResponse, Failure> {
    let request = client.post(format!("http://{address}/v1/x"));
    tokio::time::timeout(SOON, send(request, Bytes::from_static(b"{}")))
        .await
        .unwrap()
}

async fn whole(mut response: ClientResponse) -> Result<Vec<u8>, actix_http::error::PayloadError> {
    use futures_util::StreamExt as _;

    let mut bytes = Vec::new();
    while let Some(chunk) = tokio::time::timeout(SOON, response.next()).await.unwrap() {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(bytes)
}

#[test]
fn channels_with_the_same_guard_and_proxy_share_a_client() {
    let clients = Clients::new();
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    for (allow_private, proxy, made) in [
        (false, None, 1),
        (false, None, 1),
        (true, None, 2),
        (true, Some("socks5://127.0.0.1:1"), 3),
        (true, Some("socks5://127.0.0.1:1"), 3),
        (false, None, 3),
    ] {
        channel.allow_private_network = allow_private;
        channel.proxy = proxy.map(proxy_url);

        clients.client(&channel).unwrap();

        assert_eq!(clients.made.borrow().len(), made);
    }
}

/// What servers saw, in order.
type Log<T> = Rc<RefCell<Vec<T>>>;
