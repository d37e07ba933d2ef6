use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use awc::SendClientRequest;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use super::*;
use crate::upstream::request::{Inbound, outgoing};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const FIRST_CHUNK: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n";

#[actix_rt::test]
async fn a_provider_sees_these_headers_and_no_others() {
    let log: Log<String> = Log::default();
    let seen = Rc::clone(&log);
    let address = server(move |_, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            let head = read_head(&mut stream).await;
            seen.borrow_mut().push(head);
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let channel = testing::channel(
        "openai",
        Dialect::OpenaiChat,
        &format!("http://{address}/v1"),
    );
    let inbound: HeaderMap = [
        ("host", "routex.lan"),
        ("authorization", "Bearer rx-client"),
        ("content-type", "application/json"),
        ("accept-encoding", "gzip"),
        ("content-length", "99"),
    ]
    .into_iter()
    .map(|(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    })
    .collect();
    let inbound = Inbound {
        method: &Method::POST,
        headers: &inbound,
        query: "key=rx-client&x=1",
    };

    let request = outgoing(
        &local(),
        &channel,
        &testing::credential("sk-upstream"),
        &crate::secret::Secret::new("sk-upstream"),
        Dialect::OpenaiChat,
        "/chat/completions",
        &inbound,
        b"",
    )
    .unwrap();
    send(request, Bytes::from_static(b"{}")).await.unwrap();

    let head = log.borrow_mut().pop().unwrap();
    let mut lines: Vec<_> = head.trim_end().split("\r\n").collect();
    lines[1..].sort_unstable();
    // awc dates every request.
    lines.retain(|line| !line.starts_with("date: "));
    let host = format!("host: {address}");
    assert_eq!(
        lines,
        [
            "POST /v1/chat/completions?x=1 HTTP/1.1",
            "accept-encoding: identity",
            "authorization: Bearer sk-upstream",
            "content-length: 2",
            "content-type: application/json",
            &host,
        ]
    );
}

#[actix_rt::test]
async fn line_07_redirects_are_not_followed() {
    let target = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let location = target.local_addr().unwrap();
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let answer = format!(
            "HTTP/1.1 {status}\r\nlocation: http://{location}/\r\ncontent-length: 0\r\n\r\n"
        );
        let address = answering(answer).await;

        let response = post(&local(), address).await.unwrap();

        assert!(response.status().is_redirection());
        let contact = target.accept();
        assert!(
            contact.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
            "{status}"
        );
    }
}

#[actix_rt::test]
async fn dropping_an_answer_closes_its_connection_at_once() {
    let (seen, mut told) = mpsc::unbounded_channel();
    let address = server(move |_, mut stream| {
        let seen = seen.clone();
        async move {
            read_head(&mut stream).await;
            stream.write_all(FIRST_CHUNK).await.unwrap();
            closed(&mut stream).await;
            seen.send("gone").unwrap();
        }
    })
    .await;
    let client = local();
    let mut response = post(&client, address).await.unwrap();
    assert_eq!(response.next().await.unwrap().unwrap(), "first");
    assert!(told.try_recv().is_err());

    drop(response);

    let event = tokio::time::timeout(SOON, told.recv()).await.unwrap();
    assert_eq!(event, Some("gone"));
}

#[actix_rt::test]
async fn giving_up_on_an_answer_that_has_not_begun_closes_the_connection_too() {
    let (seen, mut told) = mpsc::unbounded_channel();
    let address = server(move |_, mut stream| {
        let seen = seen.clone();
        async move {
            read_head(&mut stream).await;
            seen.send("arrived").unwrap();
            closed(&mut stream).await;
            seen.send("gone").unwrap();
        }
    })
    .await;
    let client = local();
    let request = client.post(format!("http://{address}/"));

    tokio::select! {
        _ = send(request, Bytes::from_static(b"{}")) => unreachable!("nothing was answered"),
        Some(event) = told.recv() => assert_eq!(event, "arrived"),
    }

    let event = tokio::time::timeout(SOON, told.recv()).await.unwrap();
    assert_eq!(event, Some("gone"));
}

#[actix_rt::test]
async fn more_streams_are_open_at_once_than_awc_allows_by_default() {
    let address = server(|_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(FIRST_CHUNK).await.unwrap();
        closed(&mut stream).await;
    })
    .await;
    let client = local();

    let mut open = Vec::new();
    for _ in 0..150 {
        open.push(post(&client, address).await.unwrap());
    }

    assert_eq!(open.len(), 150);
}

#[actix_rt::test]
async fn a_kept_connection_that_turns_out_dead_is_replaced() {
    let log: Log<usize> = Log::default();
    let seen = Rc::clone(&log);
    let address = server(move |number, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            // One answer a connection; the next request on it meets a closed door.
            for round in 0..2 {
                if read_head(&mut stream).await.is_empty() {
                    return;
                }
                seen.borrow_mut().push(number);
                if round == 0 {
                    stream.read_u16().await.unwrap();
                    stream.write_all(OK).await.unwrap();
                }
            }
        }
    })
    .await;
    let client = local();
    whole(post(&client, address).await.unwrap()).await.unwrap();

    let second = post(&client, address).await.unwrap();

    assert_eq!(whole(second).await.unwrap(), b"ok");
    assert_eq!(*log.borrow(), [0, 0, 1]);
}

#[actix_rt::test]
async fn a_new_connection_that_dies_is_not_tried_again() {
    let log: Log<usize> = Log::default();
    let seen = Rc::clone(&log);
    let address = server(move |number, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            read_head(&mut stream).await;
            seen.borrow_mut().push(number);
        }
    })
    .await;

    let failure = post(&local(), address).await.unwrap_err();

    assert!(matches!(failure, Failure::Reset(_)), "{failure:?}");
    assert!(!failure.before_send());
    assert_eq!(*log.borrow(), [0]);
}

#[actix_rt::test]
async fn connections_are_kept_and_used_again() {
    let log: Log<usize> = Log::default();
    let seen = Rc::clone(&log);
    let address = server(move |number, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            while !read_head(&mut stream).await.is_empty() {
                stream.read_u16().await.unwrap();
                seen.borrow_mut().push(number);
                stream.write_all(OK).await.unwrap();
            }
        }
    })
    .await;
    let client = local();

    for _ in 0..3 {
        whole(post(&client, address).await.unwrap()).await.unwrap();
    }

    assert_eq!(*log.borrow(), [0, 0, 0]);
}

#[actix_rt::test]
async fn line_07_the_guard_is_asked_about_the_resolved_address() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = client(false, None);
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0x7f000001",
        "0.0.0.0",
        "169.254.169.254",
    ] {
        let request = client.get(format!("http://{host}:{port}/"));

        let failure = send(request, Bytes::new()).await.unwrap_err();

        assert!(
            matches!(failure, Failure::Blocked(_)),
            "{host}: {failure:?}"
        );
        assert!(listener.accept().is_err(), "{host}");
    }
}

#[actix_rt::test]
async fn a_refused_connection_is_told_as_such() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();

    let failure = post(&local(), nobody).await.unwrap_err();

    assert!(matches!(failure, Failure::Connect(_)), "{failure:?}");
    assert!(failure.before_send());
}

#[actix_rt::test]
async fn the_time_to_wait_is_the_callers_and_not_awcs_five_seconds() {
    for sending in [
        local().get("http://provider.test/").send(),
        local().post("http://provider.test/").send_body("{}"),
    ] {
        assert!(matches!(sending, SendClientRequest::Fut(_, None, _)));
    }
}
