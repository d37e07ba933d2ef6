use super::*;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nthrough";

/// An HTTP proxy that grants CONNECT with `status` and then answers as the provider would.
async fn http_proxy(status: &'static str) -> (SocketAddr, Log<String>) {
    let log: Log<String> = Log::default();
    let seen = Rc::clone(&log);
    let address = server(move |_, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            for answer in [format!("HTTP/1.1 {status}\r\nx: y\r\n\r\n").as_bytes(), OK] {
                let head = read_head(&mut stream).await;
                seen.borrow_mut().push(head);
                let _ = stream.write_all(answer).await;
            }
        }
    })
    .await;
    (address, log)
}

#[actix_rt::test]
async fn requests_go_through_an_http_proxy_by_connect() {
    let (proxy, log) = http_proxy("200 Connection established").await;
    let client = client(true, Some(&format!("http://us%40er:pw@{proxy}")));

    let response = send(
        client.post("http://provider.test:8000/v1/x"),
        Bytes::from_static(b"{}"),
    )
    .await
    .unwrap();

    assert_eq!(whole(response).await.unwrap(), b"through");
    let log = log.borrow();
    assert!(
        log[0].starts_with("CONNECT provider.test:8000 HTTP/1.1\r\nhost: provider.test:8000\r\n")
    );
    assert!(log[0].contains("proxy-authorization: Basic dXNAZXI6cHc=\r\n"));
    assert!(log[1].starts_with("POST /v1/x HTTP/1.1\r\n"));
    assert!(!log[1].contains("proxy-authorization"));
}

#[actix_rt::test]
async fn a_proxy_that_refuses_is_told_as_such() {
    let (proxy, _) = http_proxy("407 Proxy Authentication Required").await;
    let client = client(true, Some(&format!("http://{proxy}")));

    let failure = send(client.get("http://provider.test/"), Bytes::new())
        .await
        .unwrap_err();

    assert!(
        matches!(&failure, Failure::Proxy(why) if why.contains("407")),
        "{failure:?}"
    );
}

#[actix_rt::test]
async fn requests_go_through_a_socks5_proxy_which_resolves_the_name() {
    let log: Log<Vec<u8>> = Log::default();
    let seen = Rc::clone(&log);
    let proxy = server(move |_, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            // Version 5, one method: none.
            let mut hello = [0; 3];
            stream.read_exact(&mut hello).await.unwrap();
            stream.write_all(&[5, 0]).await.unwrap();
            // Version 5, connect, reserved, domain name, its length, the name, the port.
            let mut head = [0; 5];
            stream.read_exact(&mut head).await.unwrap();
            let mut target = vec![0; usize::from(head[4]) + 2];
            stream.read_exact(&mut target).await.unwrap();
            seen.borrow_mut().extend([head.to_vec(), target]);
            stream
                .write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
                .await
                .unwrap();
            read_head(&mut stream).await;
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let client = client(true, Some(&format!("socks5://{proxy}")));

    let response = send(
        client.post("http://provider.test:8000/"),
        Bytes::from_static(b"{}"),
    )
    .await
    .unwrap();

    assert_eq!(whole(response).await.unwrap(), b"through");
    let log = log.borrow();
    assert_eq!(log[0][..4], [5, 1, 0, 3]);
    assert_eq!(
        log[1],
        [b"provider.test".as_slice(), &8000u16.to_be_bytes()].concat()
    );
}

#[actix_rt::test]
async fn a_proxy_does_not_open_a_way_around_the_guard() {
    let (proxy, log) = http_proxy("200 OK").await;
    let client = client(false, Some(&format!("http://{proxy}")));
    for host in [
        "10.0.0.1",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "169.254.169.254",
        "metadata.google.internal",
    ] {
        let failure = send(client.get(format!("https://{host}/")), Bytes::new())
            .await
            .unwrap_err();

        assert!(
            matches!(failure, Failure::Blocked(_)),
            "{host}: {failure:?}"
        );
    }
    assert!(log.borrow().is_empty());
}

#[actix_rt::test]
async fn a_socks5_proxy_is_told_who_asks() {
    let log: Log<Vec<u8>> = Log::default();
    let seen = Rc::clone(&log);
    let proxy = server(move |_, mut stream| {
        let seen = Rc::clone(&seen);
        async move {
            // Version 5, two methods: none, and user name with password. The second is chosen.
            let mut hello = [0; 4];
            stream.read_exact(&mut hello).await.unwrap();
            stream.write_all(&[5, 2]).await.unwrap();
            // Version 1, then each with its length.
            let mut login = [0; 11];
            stream.read_exact(&mut login).await.unwrap();
            seen.borrow_mut().push(login.to_vec());
            stream.write_all(&[1, 1]).await.unwrap();
        }
    })
    .await;
    let client = client(true, Some(&format!("socks5://us%40er:p%3Aw@{proxy}")));

    let failure = send(client.get("http://provider.test/"), Bytes::new())
        .await
        .unwrap_err();

    assert_eq!(log.borrow()[0], b"\x01\x05us@er\x03p:w");
    // It did not like the password.
    assert!(matches!(failure, Failure::Proxy(_)), "{failure:?}");
    assert!(failure.before_send());
}

#[actix_rt::test]
async fn a_proxy_that_nobody_is_behind_is_told_as_such() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    for scheme in ["http", "socks5"] {
        let client = client(false, Some(&format!("{scheme}://{address}")));

        let failure = send(client.get("https://provider.test/"), Bytes::new())
            .await
            .unwrap_err();

        assert!(matches!(failure, Failure::Proxy(_)), "{failure:?}");
    }
}

#[actix_rt::test]
async fn names_of_private_networks_do_not_go_through_a_proxy_without_consent() {
    let (proxy, log) = http_proxy("200 OK").await;
    let url = format!("http://{proxy}");
    for target in [
        "https://vault:8200/",
        "https://db.internal/",
        "http://api.test/",
    ] {
        let refused = send(client(false, Some(&url)).get(target), Bytes::new()).await;
        let failure = refused.unwrap_err();
        assert!(
            matches!(failure, Failure::Blocked(_)),
            "{target}: {failure:?}"
        );
    }
    assert!(log.borrow().is_empty());

    let response = send(
        client(true, Some(&url)).get("http://db.internal/"),
        Bytes::new(),
    )
    .await
    .unwrap();

    assert_eq!(whole(response).await.unwrap(), b"through");
}

#[actix_rt::test]
async fn what_is_never_a_provider_is_no_proxy_either() {
    for proxy in ["http://169.254.169.254", "socks5://0.0.0.0:1080"] {
        let failure = send(
            client(true, Some(proxy)).get("https://provider.test/"),
            Bytes::new(),
        )
        .await
        .unwrap_err();

        assert!(
            matches!(&failure, Failure::Blocked(why) if why.contains("proxy")),
            "{failure:?}"
        );
    }
}

#[test]
fn a_channel_does_not_print_its_proxys_password() {
    let mut channel = testing::channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    channel.proxy = Some(proxy_url("socks5://user:canary@proxy.lan:1080"));

    let printed = format!("{channel:?}");

    assert!(printed.contains("socks5://proxy.lan"));
    assert!(!printed.contains("canary"), "{printed}");
}
