use std::future::poll_fn;

use actix_web::{body::MessageBody as _, web::Bytes};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::{
    attend::{Attendance, Attended},
    *,
};

/// How long to wait for what should happen at once, before a test fails.
const SOON: Duration = Duration::from_secs(5);

/// Both ends of a connection, the server's first.
async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap());
    let (accepted, client) = tokio::join!(listener.accept(), client);
    (accepted.unwrap().0, client.unwrap())
}

/// Whether the connection ended, however.
async fn ended(stream: &mut TcpStream) -> bool {
    let read = tokio::time::timeout(SOON, stream.read_u8()).await;
    matches!(read, Ok(Err(_)))
}

#[actix_web::rt::test]
async fn a_connection_that_is_quiet_for_too_long_is_hung_up() {
    let (server, mut client) = pair().await;
    let connection = Connection::new(&server, Duration::from_millis(20), Arc::default()).unwrap();

    assert!(ended(&mut client).await);

    drop(connection);
}

#[actix_web::rt::test]
async fn a_client_that_does_not_read_is_hung_up_at_the_curfew() {
    let (mut server, client) = pair().await;
    let connection = Connection::new(&server, SOON, Arc::default()).unwrap();
    let _curfew = Curfew::new(connection, Instant::now() + Duration::from_millis(20));

    let stuck = async { while server.write_all(&[0; 65_536]).await.is_ok() {} };

    assert!(tokio::time::timeout(SOON, stuck).await.is_ok());
    drop(client);
}

#[actix_web::rt::test]
async fn a_connection_is_busy_until_the_last_part_of_a_large_answer_is_taken() {
    let (server, _client) = pair().await;
    let connection = Connection::new(&server, SOON, Arc::default()).unwrap();
    let answer = Bytes::from(vec![7; 1_000_000]);
    let attendance = Attendance::new(Rc::clone(&connection));
    let mut body = Box::pin(Attended::new(answer.clone(), Some(attendance)));

    let mut taken = Vec::new();
    while let Some(part) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        let part = part.unwrap();
        assert!(part.len() <= 65_536, "{} bytes at once", part.len());
        taken.extend_from_slice(&part);
        let later = Instant::now() + SOON * 2;
        assert_ne!(connection.quiet.borrow().patience(later), Patience::Over);
    }
    drop(body);

    assert_eq!(taken, answer);
    let later = Instant::now() + SOON * 2;
    assert_eq!(connection.quiet.borrow().patience(later), Patience::Over);
}

#[actix_web::rt::test]
async fn a_curfew_that_is_lifted_ends_nothing() {
    let (mut server, mut client) = pair().await;
    let connection = Connection::new(&server, SOON, Arc::default()).unwrap();
    let at = Instant::now() + Duration::from_millis(5);
    drop(Curfew::new(Rc::clone(&connection), at));
    sleep_until((at + Duration::from_millis(5)).into()).await;

    server.write_u8(7).await.unwrap();

    assert_eq!(client.read_u8().await.unwrap(), 7);
}

#[actix_web::rt::test]
async fn a_connection_that_ended_is_watched_no_longer() {
    let (server, _client) = pair().await;
    let connection = Connection::new(&server, SOON, Arc::default()).unwrap();
    let watch = connection.watch.borrow().clone().unwrap();

    drop(connection);
    tokio::task::yield_now().await;

    assert!(watch.is_finished());
}

#[cfg(target_os = "linux")]
#[actix_web::rt::test]
async fn the_kernel_gives_up_a_client_that_takes_nothing() {
    let (server, _client) = pair().await;

    let connection = Connection::new(&server, SOON, Arc::default()).unwrap();

    let limit = SockRef::from(&connection.socket).tcp_user_timeout();
    assert_eq!(limit.unwrap(), Some(STALLED));
}
