use std::{
    io::{Read as _, Write as _},
    thread,
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::{CryptoProvider, ring},
    pki_types::PrivateKeyDer,
};

use super::*;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// What joins once the server has served: the protocol that was agreed on.
type Served = thread::JoinHandle<Option<Vec<u8>>>;

/// A TLS server for one connection. It says `answer`, and goodbye as TLS wants it.
fn tls_server(answer: &'static [u8]) -> (u16, RootCertStore, Served) {
    let (port, certificate, served) = tls_server_of("localhost", answer);
    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone()).unwrap();
    (port, roots, served)
}

/// The same with a certificate for `host`, which nobody but itself vouches for.
fn tls_server_of(host: &str, answer: &'static [u8]) -> (u16, rcgen::Certificate, Served) {
    let _ = CryptoProvider::install_default(ring::default_provider());
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
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
    (port, made.cert, served)
}

/// With `roots` for those of the system.
async fn ask(port: u16, roots: RootCertStore) -> Result<ClientResponse, Failure> {
    let clients = Clients::new();
    clients.system.set(trust::config(Arc::new(roots))).unwrap();
    call(&clients, port, None).await
}

async fn call(
    clients: &Clients,
    port: u16,
    authorities: Option<&rcgen::Certificate>,
) -> Result<ClientResponse, Failure> {
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    channel.allow_private_network = true;
    channel.tls_ca = authorities.map(|ca| Authorities::parse(&ca.pem()).unwrap());
    let client = clients.client(&channel).unwrap();
    send(
        client.post(format!("https://localhost:{port}/")),
        Bytes::from_static(b"{}"),
    )
    .await
}

#[actix_rt::test]
async fn tls_speaks_http_1_1_even_to_servers_that_prefer_2() {
    let (port, roots, served) = tls_server(OK);

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

    let failure = ask(port, RootCertStore::empty()).await.unwrap_err();

    assert!(matches!(failure, Failure::Tls(_)), "{failure:?}");
    served.join().unwrap();
}

#[actix_rt::test]
async fn a_channel_with_authorities_of_its_own_trusts_them() {
    let (port, certificate, served) = tls_server_of("localhost", OK);

    let response = call(&Clients::new(), port, Some(&certificate))
        .await
        .unwrap();

    assert_eq!(whole(response).await.unwrap(), b"ok");
    served.join().unwrap();
}

#[actix_rt::test]
async fn a_channel_with_authorities_of_its_own_trusts_nobody_else() {
    let (port, certificate, served) = tls_server_of("localhost", b"");
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut system = RootCertStore::empty();
    system.add(certificate.der().clone()).unwrap();
    let clients = Clients::new();
    clients.system.set(trust::config(Arc::new(system))).unwrap();

    let failure = call(&clients, port, Some(&other.cert)).await.unwrap_err();

    assert!(
        matches!(&failure, Failure::Tls(why) if why.contains("certificate")),
        "{failure:?}"
    );
    assert!(failure.before_send());
    served.join().unwrap();
}

#[actix_rt::test]
async fn a_certificate_for_another_host_is_refused() {
    let (port, certificate, served) = tls_server_of("elsewhere.test", b"");

    let failure = call(&Clients::new(), port, Some(&certificate))
        .await
        .unwrap_err();

    assert!(
        matches!(&failure, Failure::Tls(why) if why.contains("name")),
        "{failure:?}"
    );
    served.join().unwrap();
}

#[test]
fn channels_with_the_same_authorities_share_a_client() {
    let clients = Clients::new();
    let certificate = || rcgen::generate_simple_self_signed(["ca.test".to_owned()]).unwrap();
    let (one, other) = (certificate().cert.pem(), certificate().cert.pem());
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    for (pem, made) in [
        (None, 1),
        (Some(&one), 2),
        (Some(&other), 3),
        (Some(&one), 3),
    ] {
        channel.tls_ca = pem.map(|pem| Authorities::parse(pem).unwrap());

        clients.client(&channel).unwrap();

        assert_eq!(clients.made.borrow().len(), made);
    }
}
