use std::{
    io::{Read as _, Write as _},
    thread,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};

use super::*;

/// A TLS server for one connection. It says `answer`, and goodbye as TLS wants it. Tells the protocol that was agreed on.
fn tls_server(
    answer: &'static [u8],
) -> (
    u16,
    rustls::RootCertStore,
    thread::JoinHandle<Option<Vec<u8>>>,
) {
    let _ = CryptoProvider::install_default(ring::default_provider());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = thread::spawn(move || {
        let (tcp, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(connection, tcp);
        let mut request = [0; 4096];
        if stream.read(&mut request).is_ok() {
            stream.write_all(answer).unwrap();
        }
        stream.conn.send_close_notify();
        let _ = stream.flush();
        stream.conn.alpn_protocol().map(<[u8]>::to_vec)
    });
    (port, roots, served)
}

async fn ask(port: u16, roots: rustls::RootCertStore) -> Result<ClientResponse, Failure> {
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    channel.allow_private_network = true;
    let client = Clients::trusting(roots).client(&channel).unwrap();
    send(
        client.post(format!("https://localhost:{port}/")),
        Bytes::from_static(b"{}"),
    )
    .await
}

#[actix_rt::test]
async fn tls_speaks_http_1_1_even_to_servers_that_prefer_2() {
    let (port, roots, served) = tls_server(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

    let response = ask(port, roots).await.unwrap();

    assert_eq!(whole(response).await.unwrap(), b"ok");
    assert_eq!(served.join().unwrap().unwrap(), b"http/1.1");
}

#[actix_rt::test]
async fn an_answer_that_is_cut_politely_is_still_cut() {
    for answer in [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n".as_slice(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
    ] {
        let (port, roots, served) = tls_server(answer);

        let response = ask(port, roots).await.unwrap();

        assert!(whole(response).await.is_err());
        served.join().unwrap();
    }
}

#[actix_rt::test]
async fn a_complete_answer_over_a_closing_tls_connection_is_complete() {
    let (port, roots, served) = tls_server(
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n",
    );

    let response = ask(port, roots).await.unwrap();

    assert_eq!(whole(response).await.unwrap(), b"full");
    served.join().unwrap();
}

#[actix_rt::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (port, _, served) = tls_server(b"");

    let failure = ask(port, rustls::RootCertStore::empty()).await.unwrap_err();

    assert!(matches!(failure, Failure::Tls(_)), "{failure:?}");
    served.join().unwrap();
}
